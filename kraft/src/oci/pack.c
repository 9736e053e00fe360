/* SPDX-License-Identifier: BSD-3-Clause */
/* A package from an image and what belongs to it. Nothing in it depends on the time, the machine or
 * the folder: SOURCE_DATE_EPOCH alone gives it a date. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "oci/oci.h"
#include "term/message.h"

#define MAX_LAYERS 4

struct pack {
	const struct oci_pack_request *request;
	json_t *layers;   /* descriptors */
	json_t *diff_ids; /* at the same index */
};

static json_t *array_of(const struct strings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_string(list->item[i]));
	return array;
}

/* NAME=VALUE words as an object. */
static json_t *object_of(const struct strings *list)
{
	json_t *object = json_object();

	for (size_t i = 0; i < list->count; i++) {
		const char *equals = strchr(list->item[i], '=');
		char *name = copy_bytes(list->item[i], equals ? (size_t)(equals - list->item[i])
		                                              : strlen(list->item[i]));

		json_object_set_new(object, name, json_string(equals ? equals + 1 : ""));
		free(name);
	}
	return object;
}

static int add_layer(struct pack *pack, const struct oci_layout *layout,
                     const struct oci_file *file, const char *annotation)
{
	char *diff_id = NULL, *absolute = format("/%s", file->name);
	json_t *layer = oci_layer_write(layout, file, 1, &diff_id);

	if (layer && annotation)
		json_object_set_new(layer, "annotations", json_pack("{s:s}", annotation, absolute));
	if (layer) {
		json_array_append_new(pack->layers, layer);
		json_array_append_new(pack->diff_ids, json_string(diff_id));
	}
	free(absolute);
	free(diff_id);
	return layer ? 0 : -EIO;
}

/* --- what urunc reads --------------------------------------------------------- */

static json_t *urunc_annotations(const struct oci_pack_request *r)
{
	json_t *a = json_pack(
	        "{s:s, s:s, s:s, s:s, s:s*}", "com.urunc.unikernel.unikernelType", "unikraft",
	        "com.urunc.unikernel.hypervisor", "qemu", "com.urunc.unikernel.binary",
	        "/" OCI_KERNEL, "com.urunc.unikernel.cmdline", r->command_line,
	        "com.urunc.unikernel.unikernelVersion", *r->version ? r->version : NULL);

	if (r->initrd)
		json_object_set_new(a, "com.urunc.unikernel.initrd", json_string("/" OCI_INITRD));
	return need(a);
}

/* The same for runtimes that pass no annotations on: a file, its values in base 64. */
static char *urunc_file(const json_t *annotations)
{
	json_t *encoded = json_object(), *value;
	const char *key;
	char *text;

	json_object_foreach((json_t *)annotations, key, value)
	{
		const char *plain = json_string_value(value);
		size_t len = strlen(plain);
		char *code = need(malloc(4 * (len / 3 + 1) + 1));

		EVP_EncodeBlock((unsigned char *)code, (const unsigned char *)plain, (int)len);
		json_object_set_new(encoded, key, json_string(code));
		free(code);
	}
	text = oci_dump(encoded);
	json_decref(encoded);
	return text;
}

/* --- configuration and manifest ----------------------------------------------- */

static char *creation_time(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t seconds = epoch ? (time_t)strtoll(epoch, NULL, 10) : 0;
	char text[32];
	struct tm tm;

	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &tm));
	return copy_string(text);
}

/* The lines of .config that say what is in the image; folders of this machine are left out. */
static json_t *features(const char *dotconfig)
{
	json_t *list = json_array();
	struct strings lines = {0}, kept = {0};
	struct text text = {0};

	if (dotconfig && file_read(dotconfig, &text) == 0)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++)
		if (starts_with(lines.item[i], "CONFIG_") &&
		    !starts_with(lines.item[i], "CONFIG_UK_BASE=") &&
		    !starts_with(lines.item[i], "CONFIG_UK_APP="))
			strings_add_new(&kept, lines.item[i]);
	strings_sort(&kept);
	for (size_t i = 0; i < kept.count; i++)
		json_array_append_new(list, json_string(kept.item[i]));
	strings_free(&lines);
	strings_free(&kept);
	text_free(&text);
	return list;
}

static json_t *write_json(const struct oci_layout *layout, const char *type, json_t *value)
{
	char *text = oci_dump(value);
	json_t *descriptor = oci_write(layout, type, text, strlen(text));

	free(text);
	json_decref(value);
	return descriptor;
}

/* One manifest with its configuration. Takes over `platform` and `annotations`. */
static json_t *write_manifest(const struct pack *pack, const struct oci_layout *layout,
                              json_t *platform, json_t *annotations)
{
	const struct oci_pack_request *r = pack->request;
	char *created = creation_time();
	json_t *config = json_pack("{s:s, s:{s:o, s:o, s:o}, s:{s:s, s:O}}", "created", created,
	                           "config", "Cmd", array_of(&r->arguments), "Env",
	                           array_of(&r->environment), "Labels", object_of(&r->labels),
	                           "rootfs", "type", "layers", "diff_ids", pack->diff_ids);
	json_t *manifest = NULL, *descriptor;

	free(created);
	json_object_update(config, platform);
	descriptor = write_json(layout, OCI_CONFIG, config);
	if (descriptor) {
		manifest = json_pack("{s:i, s:s, s:o, s:O, s:O}", "schemaVersion", 2, "mediaType",
		                     OCI_MANIFEST, "config", descriptor, "layers", pack->layers,
		                     "annotations", annotations);
		descriptor = write_json(layout, OCI_MANIFEST, manifest);
	}
	if (descriptor)
		json_object_set(descriptor, "platform", platform);
	json_decref(platform);
	json_decref(annotations);
	return descriptor;
}

static json_t *write_ours(const struct pack *pack, const struct oci_layout *layout)
{
	const struct oci_pack_request *r = pack->request;
	const char *version = *r->version ? r->version : NULL; /* "s*": left out when not known */
	json_t *platform = json_pack("{s:s, s:s, s:s*}", "os", r->platform, "architecture",
	                             r->architecture, "os.version", version);
	json_t *annotations = json_pack("{s:s, s:s, s:s*}", "org.unikraft.image.name", r->name,
	                                "org.unikraft.kernel.image", "/" OCI_KERNEL,
	                                "org.unikraft.kernel.version", version);
	json_t *list = features(r->dotconfig);

	if (r->initrd)
		json_object_set_new(annotations, "org.unikraft.kernel.initrd",
		                    json_string("/" OCI_INITRD));
	if (json_array_size(list))
		json_object_set(platform, "os.features", list);
	json_decref(list);
	return write_manifest(pack, layout, platform, annotations);
}

static json_t *write_urunc(const struct pack *pack, const struct oci_layout *layout,
                           const json_t *annotations)
{
	const char *architecture = pack->request->architecture;
	bool amd64 = strcmp(architecture, "x86_64") == 0;

	return write_manifest(pack, layout,
	                      json_pack("{s:s, s:s}", "os", "linux", "architecture",
	                                amd64 ? "amd64" : architecture),
	                      json_deep_copy(annotations));
}

static int add_layers(struct pack *pack, const struct oci_layout *layout, const char *urunc)
{
	const struct oci_pack_request *r = pack->request;
	const struct {
		struct oci_file file;
		const char *annotation;
	} parts[] = {
	        {{.name = OCI_KERNEL, .path = r->kernel, .executable = true},
	         "org.unikraft.kernel.image"},
	        {{.name = OCI_INITRD, .path = r->initrd}, "org.unikraft.kernel.initrd"},
	        {{.name = OCI_DEBUG, .path = r->debug}, NULL},
	        {{.name = OCI_URUNC, .data = urunc}, NULL},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts && !error; i++)
		if (parts[i].file.path || parts[i].file.data)
			error = add_layer(pack, layout, &parts[i].file, parts[i].annotation);
	return error;
}

static json_t *make(struct oci_layout *layout, void *context)
{
	struct pack *pack = context;
	json_t *annotations = urunc_annotations(pack->request);
	char *urunc = urunc_file(annotations);
	json_t *ours = NULL, *theirs = NULL, *index = NULL;

	if (add_layers(pack, layout, urunc) == 0)
		ours = write_ours(pack, layout);
	if (ours)
		theirs = write_urunc(pack, layout, annotations);
	if (theirs)
		index = write_json(layout, OCI_INDEX,
		                   json_pack("{s:i, s:s, s:[O, O]}", "schemaVersion", 2,
		                             "mediaType", OCI_INDEX, "manifests", ours, theirs));
	json_decref(ours);
	json_decref(theirs);
	json_decref(annotations);
	free(urunc);
	return index;
}

int oci_pack(const struct oci_pack_request *request)
{
	struct oci_pack_request r = *request;
	struct pack pack = {.request = &r};
	char *name = oci_name(r.name), *digest = NULL;
	int error = name ? 0 : -EINVAL;

	if (error)
		return error;
	r.name = name;
	pack.layers = json_array();
	pack.diff_ids = json_array();
	error = oci_publish(r.to, name, r.strategy, make, &pack, &digest);
	if (!error)
		puts(digest);
	json_decref(pack.layers);
	json_decref(pack.diff_ids);
	free(digest);
	free(name);
	return error;
}
