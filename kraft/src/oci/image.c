/* SPDX-License-Identifier: BSD-3-Clause */
/* From an entry of index.json to the manifest that our machines can run, and to everything below.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "oci/oci.h"
#include "term/message.h"

#define MAX_DEPTH 4

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* How well a manifest's platform fits our machines; 0: not at all. */
static int fitness(const json_t *descriptor)
{
	const json_t *platform = json_object_get(descriptor, "platform");
	const char *os = text_of(platform, "os"), *arch = text_of(platform, "architecture");

	if (!platform)
		return 1;
	if (strcmp(arch, "x86_64") != 0 && strcmp(arch, "amd64") != 0)
		return 0;
	return strcmp(os, "qemu") == 0 || strcmp(os, "kvm") == 0 ? 3
	       : strcmp(os, "linux") == 0                        ? 2
	                                                         : 0;
}

static const json_t *choose(const struct oci_layout *layout, const json_t *index)
{
	const json_t *descriptor, *best = NULL;
	struct text all = {0};
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, descriptor)
	{
		const json_t *platform = json_object_get(descriptor, "platform");

		text_addf(&all, "%s%s/%s", all.len ? ", " : "", text_of(platform, "os"),
		          text_of(platform, "architecture"));
		if (fitness(descriptor) > (best ? fitness(best) : 0))
			best = descriptor;
	}
	if (!best) {
		fail("%s: the package is for other machines (%s)", layout->shown,
		     all.len ? all.data : "it is empty");
		hint("it must hold a manifest for qemu/x86_64, kvm/x86_64 or linux/amd64");
	}
	text_free(&all);
	return best;
}

/* What a manifest must have for us to go on. */
static int check_manifest(const struct oci_layout *layout, const struct oci_image *image)
{
	const json_t *layers = json_object_get(image->manifest, "layers");
	const json_t *diff_ids =
	        json_object_get(json_object_get(image->config, "rootfs"), "diff_ids");

	if (!json_is_array(layers) || !json_is_array(diff_ids) ||
	    json_array_size(layers) != json_array_size(diff_ids)) {
		fail("%s: the manifest %s and its configuration list different layers",
		     layout->shown, image->digest);
		return -EBADMSG;
	}
	return 0;
}

int oci_image_read(const struct oci_layout *layout, const json_t *entry, struct oci_image *image)
{
	const json_t *descriptor = entry;

	*image = (struct oci_image){0};
	for (int depth = 0; descriptor && depth < MAX_DEPTH; depth++) {
		if (!oci_is_one_of(text_of(descriptor, "mediaType"), oci_index_types))
			break;
		json_t *index = oci_read_json(layout, descriptor, oci_index_types);

		json_decref(image->index);
		image->index = index;
		descriptor = index ? choose(layout, index) : NULL;
	}
	if (descriptor)
		image->manifest = oci_read_json(layout, descriptor, oci_manifest_types);
	if (image->manifest) {
		image->digest = text_of(descriptor, "digest");
		image->config = oci_read_json(layout, json_object_get(image->manifest, "config"),
		                              oci_config_types);
	}
	int error = image->config ? check_manifest(layout, image) : -EINVAL;

	if (error)
		oci_image_free(image);
	return error;
}

void oci_image_free(struct oci_image *image)
{
	json_decref(image->manifest);
	json_decref(image->config);
	json_decref(image->index);
	*image = (struct oci_image){0};
}

const char *oci_annotation(const struct oci_image *image, const char *name)
{
	const json_t *layer,
	        *labels = json_object_get(json_object_get(image->config, "config"), "Labels");
	const char *value = json_string_value(
	        json_object_get(json_object_get(image->manifest, "annotations"), name));
	size_t i;

	json_array_foreach(json_object_get(image->manifest, "layers"), i, layer)
	{
		if (!value)
			value = json_string_value(
			        json_object_get(json_object_get(layer, "annotations"), name));
	}
	return value ? value : json_string_value(json_object_get(labels, name));
}

/* --- everything below an entry ------------------------------------------------ */

typedef int visitor(const struct oci_layout *, const json_t *, void *);

static int walk(const struct oci_layout *layout, const json_t *descriptor, visitor *visit,
                void *context, int depth);

static int walk_array(const struct oci_layout *layout, const json_t *array, visitor *visit,
                      void *context, int depth)
{
	const json_t *descriptor;
	size_t i;
	int error = 0;

	json_array_foreach(array, i, descriptor)
	{
		if (!error)
			error = walk(layout, descriptor, visit, context, depth);
	}
	return error;
}

static int walk_manifest(const struct oci_layout *layout, const json_t *descriptor, visitor *visit,
                         void *context)
{
	json_t *manifest = oci_read_json(layout, descriptor, oci_manifest_types);
	const json_t *config = json_object_get(manifest, "config"), *layer;
	int error = manifest ? 0 : -EBADMSG;
	size_t i;

	if (!error && !oci_is_one_of(text_of(config, "mediaType"), oci_config_types)) {
		fail("%s: unknown media type '%s' of a configuration", layout->shown,
		     text_of(config, "mediaType"));
		error = -EINVAL;
	}
	if (!error)
		error = visit(layout, config, context);
	json_array_foreach(json_object_get(manifest, "layers"), i, layer)
	{
		if (!error && !oci_is_one_of(text_of(layer, "mediaType"), oci_layer_types)) {
			fail("%s: unknown media type '%s' of a layer", layout->shown,
			     text_of(layer, "mediaType"));
			hint("layers are tar archives, plain or compressed by gzip or zstd");
			error = -EINVAL;
		}
		if (!error)
			error = visit(layout, layer, context);
	}
	json_decref(manifest);
	return error;
}

static int walk(const struct oci_layout *layout, const json_t *descriptor, visitor *visit,
                void *context, int depth)
{
	const char *type = text_of(descriptor, "mediaType");
	int error = 0;

	if (oci_is_one_of(type, oci_index_types) && depth < MAX_DEPTH) {
		json_t *index = oci_read_json(layout, descriptor, oci_index_types);

		error = index ? walk_array(layout, json_object_get(index, "manifests"), visit,
		                           context, depth + 1)
		              : -EBADMSG;
		json_decref(index);
	} else if (oci_is_one_of(type, oci_manifest_types)) {
		error = walk_manifest(layout, descriptor, visit, context);
	} else {
		fail("%s: unknown media type '%s' in an index", layout->shown, type);
		hint("an index holds image manifests and image indexes");
		error = -EINVAL;
	}
	return error ? error : visit(layout, descriptor, context);
}

int oci_walk(const struct oci_layout *layout, const json_t *entry, visitor *visit, void *context)
{
	return walk(layout, entry, visit, context, 0);
}
