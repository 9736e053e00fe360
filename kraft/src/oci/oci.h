/* SPDX-License-Identifier: BSD-3-Clause */
/* Packages: images in the form of the OCI image specification 1.1, in an image layout (a folder
 * with oci-layout, index.json and blobs/) or in a tar archive of one. Part of bin/kraft-fetch.
 *
 * A package of ours is an image index with two manifests over the same layers: one for platform
 * qemu/x86_64 with annotations org.unikraft.*, one for linux/amd64 with com.urunc.unikernel.*, so
 * that runtimes of both kinds find theirs. The files are /unikraft/bin/kernel, initrd and, with
 * symbols, kernel.dbg, and /urunc.json.
 *
 * Every blob is checked against its digest and size before anything is made of it. Changes to a
 * layout happen under a lock on its folder; blobs are written beside their place and renamed, and
 * index.json is exchanged last, so that a reader sees the old state or the new one. Functions
 * return 0 or a negative errno and have then printed one message. */
#ifndef KRAFT_OCI_H
#define KRAFT_OCI_H

#include <jansson.h>
#include <stdbool.h>

#include "base/text.h"

#define OCI_KERNEL "unikraft/bin/kernel"
#define OCI_DEBUG  "unikraft/bin/kernel.dbg"
#define OCI_INITRD "unikraft/bin/initrd"
#define OCI_URUNC  "urunc.json"

#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define OCI_INDEX    "application/vnd.oci.image.index.v1+json"
#define OCI_CONFIG   "application/vnd.oci.image.config.v1+json"
#define OCI_LAYER    "application/vnd.oci.image.layer.v1.tar+gzip"

#define OCI_REF_NAME        "org.opencontainers.image.ref.name"
#define OCI_CONTAINERD_NAME "io.containerd.image.name"

/* --- layout.c: a layout and its blobs ----------------------------------------- */

struct oci_layout {
	char *shown;    /* how it was called, for messages */
	char *folder;   /* where it is read and written */
	bool temporary; /* of an archive: the folder is removed by oci_close() */
	int lock;       /* -1: none */
	json_t *index;  /* index.json */
};

/* Opens what is there: a folder, or an archive, which is unpacked beside the temporary files. */
int oci_open(const char *location, struct oci_layout *layout);
/* Opens the folder for changes, and makes it when it is missing; others wait until oci_close(). */
int oci_open_to_change(const char *folder, struct oci_layout *layout);
void oci_close(struct oci_layout *layout);

/* The bytes that a descriptor stands for, verified. At most 4 MiB. */
int oci_read(const struct oci_layout *layout, const json_t *descriptor, struct text *out);
/* The same as JSON whose media type is one of `types` (NULL-terminated). */
json_t *oci_read_json(const struct oci_layout *layout, const json_t *descriptor,
                      const char *const *types);
/* Is the blob there, of the right size and digest? */
int oci_verify(const struct oci_layout *layout, const json_t *descriptor);
/* Path of the blob; NULL after a message when the digest is none. The caller frees it. */
char *oci_blob_path(const struct oci_layout *layout, const json_t *descriptor);
/* A new blob of these bytes, or of the file `path`, which it takes over. NULL after a message. */
json_t *oci_write(const struct oci_layout *layout, const char *type, const char *data, size_t len);
json_t *oci_take(const struct oci_layout *layout, const char *type, const char *path);
/* A file under blobs/ to be filled and given to oci_take(). */
char *oci_partial(const struct oci_layout *layout);
int oci_save_index(const struct oci_layout *layout);
/* Removes blobs that index.json does not lead to, and what was left unfinished. */
int oci_sweep(const struct oci_layout *layout);

/* JSON as one line with sorted keys, so that the same content has the same digest. */
char *oci_dump(const json_t *value);

extern const char *const oci_index_types[],
        *const oci_manifest_types[], *const oci_config_types[], *const oci_layer_types[];
bool oci_is_one_of(const char *type, const char *const *types);

/* --- name.c: names and what they stand for ------------------------------------ */

/* "NAME[:TAG]" with ":latest" when there is no tag; NULL after a message when it is not one. */
char *oci_name(const char *text);
/* The name of an entry of index.json; a bare tag gets `layout`'s own name in front. */
char *oci_entry_name(const struct oci_layout *layout, const json_t *descriptor);
/* The entry called `name` (with or without :latest, or the beginning of its digest); NULL: the only
 * one. Borrowed. NULL after a message. */
json_t *oci_find(const struct oci_layout *layout, const char *name);
/* "sha256:0123456789ab" → position of an entry, or -1; prints nothing. */
int oci_position(const struct oci_layout *layout, const char *name);
/* Gives `descriptor` the name, in place of another entry of that name. */
void oci_set_entry(struct oci_layout *layout, const char *name, json_t *descriptor);

/* --- layer.c: file trees as compressed archives ------------------------------- */

struct oci_file {
	const char *name; /* in the image, without a leading / */
	const char *path; /* where its content is; NULL: `data` */
	const char *data;
	bool executable;
};

/* A layer with these files and their folders. *diff_id (the caller frees it) is the digest of the
 * archive before compression. */
json_t *oci_layer_write(const struct oci_layout *layout, const struct oci_file *files, size_t count,
                        char **diff_id);
/* Reads a verified layer to its end and checks every name in it. Files of `wanted` are written to
 * the path at the same index of `paths`; *found gets a bit for each. */
int oci_layer_read(const struct oci_layout *layout, const json_t *descriptor, const char *diff_id,
                   const struct strings *wanted, const struct strings *paths, unsigned int *found);

/* The content of a file as data of the current entry. */
struct archive;
int oci_stream(struct archive *out, const char *path);

/* --- image.c: one image, resolved --------------------------------------------- */

struct oci_image {
	json_t *manifest;
	json_t *config;
	const char *digest; /* of the manifest; borrowed from the layout or the index */
	json_t *index;      /* the image index above; may be NULL */
};

/* The manifest for our machines: x86_64 with qemu or kvm first, then linux/amd64. */
int oci_image_read(const struct oci_layout *layout, const json_t *entry, struct oci_image *image);
void oci_image_free(struct oci_image *image);
/* An annotation of the manifest, or a label of its configuration; NULL when there is none. */
const char *oci_annotation(const struct oci_image *image, const char *name);
/* Calls visit for every descriptor that `entry` leads to, itself last. */
int oci_walk(const struct oci_layout *layout, const json_t *entry,
             int (*visit)(const struct oci_layout *, const json_t *, void *), void *context);

/* --- the operations, each `kraft-fetch oci NAME` ------------------------------- */

struct oci_pack_request {
	const char *to, *name, *strategy;
	const char *kernel, *debug, *initrd, *dotconfig;
	const char *platform, *architecture, *version, *command_line;
	struct strings arguments, environment, labels;
};
/* Prints the digest. */
int oci_pack(const struct oci_pack_request *request);
int oci_copy(const char *from, const char *ref, const char *to, const char *name,
             const char *strategy);
int oci_remove(const char *from, const char *ref);
/* Lines of JSON, one for each package. */
int oci_list(const char *from);
int oci_info(const char *from, const char *ref);
/* Writes kernel, and initrd, kernel.dbg, config when there are, and package.json into a new folder;
 * one of that name is exchanged. */
int oci_unpack(const char *from, const char *ref, const char *folder);

/* Shared by them. A destination is a folder or, when it ends with .tar, an archive. `make` fills in
 * blobs and returns the new entry, which gets `name`. Strategies when there is such a name already:
 * overwrite; merge, which keeps its manifests for other platforms; abort. *digest (NULL: not
 * wanted) belongs to the caller. */
int oci_publish(const char *to, const char *name, const char *strategy,
                json_t *(*make)(struct oci_layout *, void *), void *context, char **digest);

#endif
