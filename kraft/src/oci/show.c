/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking into packages, and taking one apart for a machine. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "oci/oci.h"
#include "term/message.h"

/* --- list and info ------------------------------------------------------------ */

struct sizes {
	struct strings seen;
	json_int_t total;
	bool verify;
};

/* Blobs that several manifests share count once. */
static int add_size(const struct oci_layout *layout, const json_t *descriptor, void *context)
{
	struct sizes *sizes = context;
	const char *digest = json_string_value(json_object_get(descriptor, "digest"));

	if (strings_add_new(&sizes->seen, digest ? digest : ""))
		sizes->total += json_integer_value(json_object_get(descriptor, "size"));
	return sizes->verify ? oci_verify(layout, descriptor) : 0;
}

/* Entrypoint and Cmd as one list. */
static json_t *arguments_of(const struct oci_image *image)
{
	const json_t *config = json_object_get(image->config, "config");
	json_t *all = json_array();

	json_array_extend(all, json_object_get(config, "Entrypoint"));
	json_array_extend(all, json_object_get(config, "Cmd"));
	return all;
}

static json_t *or_empty(const json_t *value, json_t *empty)
{
	if (!value || json_is_null(value))
		return empty;
	json_decref(empty);
	return json_deep_copy(value);
}

static json_t *describe(const struct oci_layout *layout, const json_t *entry,
                        const struct oci_image *image, json_int_t size)
{
	const json_t *config = json_object_get(image->config, "config");
	char *name = oci_entry_name(layout, entry);
	json_t *value = json_pack(
	        "{s:s, s:O, s:s, s:I, s:O?, s:O?, s:O?, s:o, s:o, s:o}", "name", name, "digest",
	        json_object_get(entry, "digest"), "manifest", image->digest, "size", size, "os",
	        json_object_get(image->config, "os"), "architecture",
	        json_object_get(image->config, "architecture"), "created",
	        json_object_get(image->config, "created"), "arguments", arguments_of(image),
	        "environment", or_empty(json_object_get(config, "Env"), json_array()), "labels",
	        or_empty(json_object_get(config, "Labels"), json_object()));

	free(name);
	return need(value);
}

static json_t *examine(const struct oci_layout *layout, const json_t *entry, bool verify,
                       struct oci_image *image)
{
	struct sizes sizes = {.verify = verify};
	json_t *value = NULL;

	if (oci_image_read(layout, entry, image) == 0 &&
	    oci_walk(layout, entry, add_size, &sizes) == 0)
		value = describe(layout, entry, image, sizes.total);
	strings_free(&sizes.seen);
	return value;
}

static void print_json(const json_t *value)
{
	char *text = oci_dump(value);

	puts(text);
	free(text);
}

int oci_list(const char *from)
{
	struct oci_layout layout;
	const json_t *entry;
	size_t i;
	int error = 0;

	/* A store that nobody has used yet is empty. */
	if (!is_file(from) && !is_folder(from))
		return 0;
	error = oci_open(from, &layout);
	if (error)
		return error;
	json_array_foreach(json_object_get(layout.index, "manifests"), i, entry)
	{
		struct oci_image image = {0};
		json_t *value = examine(&layout, entry, false, &image);

		if (value)
			print_json(value);
		else
			error = -EBADMSG;
		json_decref(value);
		oci_image_free(&image);
	}
	oci_close(&layout);
	return error;
}

/* More than a line of the list: the layers, and which platforms there are. */
static void add_details(json_t *value, const struct oci_image *image)
{
	const json_t *features = json_object_get(image->config, "os.features"), *descriptor;
	json_t *platforms = json_array();
	size_t i;

	json_array_foreach(json_object_get(image->index, "manifests"), i, descriptor)
	{
		const json_t *platform = json_object_get(descriptor, "platform");

		json_array_append_new(
		        platforms,
		        json_sprintf("%s/%s", json_string_value(json_object_get(platform, "os")),
		                     json_string_value(json_object_get(platform, "architecture"))));
	}
	json_object_set_new(value, "platforms", platforms);
	json_object_set(value, "layers", json_object_get(image->manifest, "layers"));
	json_object_set_new(
	        value, "annotations",
	        or_empty(json_object_get(image->manifest, "annotations"), json_object()));
	json_object_set_new(value, "features", or_empty(features, json_array()));
}

int oci_info(const char *from, const char *ref)
{
	struct oci_layout layout;
	struct oci_image image = {0};
	int error = oci_open(from, &layout);

	if (error)
		return error;
	const json_t *entry = oci_find(&layout, ref);
	json_t *value = entry ? examine(&layout, entry, true, &image) : NULL;

	if (value) {
		add_details(value, &image);
		print_json(value);
	}
	error = value ? 0 : -EBADMSG;
	json_decref(value);
	oci_image_free(&image);
	oci_close(&layout);
	return error;
}

/* --- unpack ------------------------------------------------------------------- */

enum { KERNEL, INITRD, DEBUG, URUNC, PART_COUNT };

static const char *const part_names[] = {"kernel", "initrd", "kernel.dbg", "urunc.json"};

static char *inner_path(const struct oci_image *image, const char *one, const char *other,
                        const char *usual)
{
	const char *path = oci_annotation(image, one);

	if (!path && other)
		path = oci_annotation(image, other);
	if (!path)
		path = usual;
	return copy_string(path + strspn(path, "/"));
}

/* All layers in order: what a later one holds replaces what an earlier one did. */
static int read_layers(const struct oci_layout *layout, const struct oci_image *image,
                       const struct strings *wanted, const char *folder, unsigned int *found)
{
	const json_t *layer,
	        *diff_ids = json_object_get(json_object_get(image->config, "rootfs"), "diff_ids");
	struct strings paths = {0};
	size_t i;
	int error = 0;

	*found = 0;
	for (i = 0; i < PART_COUNT; i++)
		strings_take(&paths, path_join(folder, part_names[i]));
	json_array_foreach(json_object_get(image->manifest, "layers"), i, layer)
	{
		const char *diff_id = json_string_value(json_array_get(diff_ids, i));

		if (!error)
			error = oci_layer_read(layout, layer, diff_id ? diff_id : "", wanted,
			                       &paths, found);
	}
	strings_free(&paths);
	return error;
}

/* Where /urunc.json says that a file is; NULL: it does not. */
static char *urunc_path(const char *folder, const char *key)
{
	char *path = path_join(folder, part_names[URUNC]), *result = NULL;
	json_t *value = json_load_file(path, 0, NULL);
	const char *code = json_string_value(json_object_get(value, key));
	size_t len = code ? strlen(code) : 0;

	if (len && len < 4096) {
		unsigned char plain[4096] = {0};
		int got = EVP_DecodeBlock(plain, (const unsigned char *)code, (int)len);

		if (got > 0)
			result = copy_string((char *)plain + strspn((char *)plain, "/"));
	}
	json_decref(value);
	free(path);
	return result;
}

static int read_parts(const struct oci_layout *layout, const struct oci_image *image,
                      const char *folder, unsigned int *found)
{
	struct strings wanted = {0};
	int error;

	strings_take(&wanted, inner_path(image, "org.unikraft.kernel.image",
	                                 "com.urunc.unikernel.binary", OCI_KERNEL));
	strings_take(&wanted, inner_path(image, "org.unikraft.kernel.initrd",
	                                 "com.urunc.unikernel.initrd", OCI_INITRD));
	strings_add(&wanted, OCI_DEBUG);
	strings_add(&wanted, OCI_URUNC);
	error = read_layers(layout, image, &wanted, folder, found);
	if (!error && !(*found & 1U << KERNEL) && (*found & 1U << URUNC)) {
		char *kernel = urunc_path(folder, "com.urunc.unikernel.binary"),
		     *initrd = urunc_path(folder, "com.urunc.unikernel.initrd");

		for (int i = 0; i < 2; i++) {
			char **now = i ? &initrd : &kernel;

			if (*now) {
				free(wanted.item[i]);
				wanted.item[i] = *now;
			}
		}
		error = read_layers(layout, image, &wanted, folder, found);
	}
	if (!error && !(*found & 1U << KERNEL)) {
		fail("%s: the package holds no kernel (%s)", layout->shown, wanted.item[KERNEL]);
		hint("is it a container's image? kraft runs packages made by 'kraft pkg', KraftKit "
		     "and for urunc");
		error = -ENOENT;
	}
	strings_free(&wanted);
	return error;
}

static int write_text(const char *folder, const char *name, const char *text)
{
	char *path = path_join(folder, name);
	int error = file_write(path, text, strlen(text));

	if (error)
		fail("%s: %s", path, strerror(-error));
	free(path);
	return error;
}

/* .config as far as the package tells it, where the machine looks for it. */
static int write_config(const struct oci_image *image, const char *folder)
{
	const json_t *feature;
	struct text text = {0};
	size_t i;
	int error = 0;

	json_array_foreach(json_object_get(image->config, "os.features"), i, feature) text_addf(
	        &text, "%s\n", json_string_value(feature) ? json_string_value(feature) : "");
	if (text.len)
		error = write_text(folder, "config", text.data);
	text_free(&text);
	return error;
}

static int unpack_into(const struct oci_layout *layout, const json_t *entry, const char *folder)
{
	struct oci_image image;
	unsigned int found = 0;
	int error = oci_image_read(layout, entry, &image);

	if (error)
		return error;
	error = read_parts(layout, &image, folder, &found);
	if (!error)
		error = write_config(&image, folder);
	if (!error) {
		json_t *value = describe(layout, entry, &image, 0);
		char *text = oci_dump(value);

		error = write_text(folder, "package.json", text);
		free(text);
		json_decref(value);
	}
	oci_image_free(&image);
	return error;
}

int oci_unpack(const char *from, const char *ref, const char *folder)
{
	char *beside = format("%s.unpack.XXXXXX", folder), *parent = path_folder(folder);
	struct oci_layout layout;
	int error = folder_make(parent);

	if (!error && !mkdtemp(beside))
		error = -errno;
	if (error)
		fail("%s: %s", beside, strerror(-error));
	if (!error && (error = oci_open(from, &layout)) != 0) {
		(void)folder_remove(beside);
	} else if (!error) {
		const json_t *entry = oci_find(&layout, ref);

		error = entry ? unpack_into(&layout, entry, beside) : -ENOENT;
		oci_close(&layout);
		if (!error)
			error = folder_copy(beside, folder, NULL, true);
		(void)folder_remove(beside);
	}
	free(beside);
	free(parent);
	return error;
}
