/* SPDX-License-Identifier: BSD-3-Clause */
/* An image layout on disk: opening, locking, reading and writing blobs. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "oci/oci.h"
#include "origin/hash.h"
#include "origin/origin.h"
#include "term/message.h"

#define DOCUMENT_MAX   (4 << 20)
#define LAYOUT_VERSION "1.0.0"

const char *const oci_index_types[] = {
        OCI_INDEX, "application/vnd.docker.distribution.manifest.list.v2+json", NULL};
const char *const oci_manifest_types[] = {
        OCI_MANIFEST, "application/vnd.docker.distribution.manifest.v2+json", NULL};
const char *const oci_config_types[] = {OCI_CONFIG,
                                        "application/vnd.docker.container.image.v1+json", NULL};

bool oci_is_one_of(const char *type, const char *const *types)
{
	for (; type && *types; types++)
		if (strcmp(type, *types) == 0)
			return true;
	return false;
}

char *oci_dump(const json_t *value)
{
	return need(json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS));
}

static json_t *parse(const char *where, const struct text *text)
{
	json_error_t error;
	json_t *value = json_loadb(text->data ? text->data : "", text->len, 0, &error);

	if (!value) {
		fail_at(&(struct place){where, error.line, error.column}, "this is not JSON: %s",
		        error.text);
	} else if (!json_is_object(value)) {
		fail("%s: expected a JSON object", where);
		json_decref(value);
		value = NULL;
	}
	return value;
}

static json_t *load(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	struct text text = {0};
	json_t *value = NULL;
	int error = file_read(path, &text);

	if (error)
		fail("%s: %s", path, strerror(-error));
	else
		value = parse(path, &text);
	text_free(&text);
	free(path);
	return value;
}

/* oci-layout says which version the rest follows. */
static int check_version(const struct oci_layout *l)
{
	json_t *layout = load(l->folder, "oci-layout");
	const char *version = json_string_value(json_object_get(layout, "imageLayoutVersion"));
	int error = 0;

	if (!layout) {
		hint("%s is no OCI image layout", l->shown);
		error = -EINVAL;
	} else if (!version || strncmp(version, "1.", 2) != 0) {
		fail("%s: the image layout's version '%s' is unknown", l->shown,
		     version ? version : "");
		error = -EINVAL;
	}
	json_decref(layout);
	return error;
}

static int read_index(struct oci_layout *l)
{
	int error = check_version(l);

	if (error)
		return error;
	l->index = load(l->folder, "index.json");
	if (!l->index)
		return -EINVAL;
	if (json_integer_value(json_object_get(l->index, "schemaVersion")) == 2 &&
	    json_is_array(json_object_get(l->index, "manifests")))
		return 0;
	fail("%s/index.json is no image index", l->shown);
	return -EINVAL;
}

static int unpack_archive(const char *archive, struct oci_layout *l)
{
	l->folder = folder_temporary("oci");
	if (!l->folder) {
		int error = -errno;

		fail("cannot make a temporary folder: %s", strerror(-error));
		return error;
	}
	l->temporary = true;
	return origin_unpack_quietly(archive, l->folder);
}

int oci_open(const char *location, struct oci_layout *l)
{
	int error = 0;

	*l = (struct oci_layout){.shown = copy_string(location), .lock = -1};
	if (is_folder(location)) {
		l->folder = path_absolute(location);
		/* A layout that we may not change needs no lock either. */
		l->lock = file_lock(l->folder);
	} else if (is_file(location)) {
		error = unpack_archive(location, l);
	} else {
		fail("there is no folder and no archive %s", location);
		error = -ENOENT;
	}
	if (!error)
		error = read_index(l);
	if (error)
		oci_close(l);
	return error;
}

/* Makes an empty layout: index.json last, since its presence says that the rest is there. */
static int make_layout(struct oci_layout *l)
{
	static const char layout[] = "{\"imageLayoutVersion\":\"" LAYOUT_VERSION "\"}";
	char *marker = path_join(l->folder, "oci-layout");
	int error = file_write(marker, layout, sizeof layout - 1);

	free(marker);
	l->index = json_pack("{s:i, s:s, s:[]}", "schemaVersion", 2, "mediaType", OCI_INDEX,
	                     "manifests");
	return error ? error : oci_save_index(l);
}

/* Nothing in the folder, or a layout, be it one whose maker was killed. */
static bool holds_other_things(const char *folder)
{
	struct strings names = {0};
	bool other = false;

	(void)folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++)
		other = other || (strcmp(names.item[i], "oci-layout") != 0 &&
		                  strcmp(names.item[i], "index.json") != 0 &&
		                  strcmp(names.item[i], "blobs") != 0);
	strings_free(&names);
	return other;
}

/* Who held the lock before us may have taken the folder away again. */
static int make_and_lock(struct oci_layout *l)
{
	struct stat ours, now;

	for (;;) {
		int error = folder_make(l->folder);

		if (error)
			return error;
		l->lock = file_lock(l->folder);
		if (l->lock < 0)
			return l->lock;
		if (fstat(l->lock, &ours) == 0 && stat(l->folder, &now) == 0 &&
		    ours.st_ino == now.st_ino)
			return 0;
		file_unlock(l->lock);
		l->lock = -1;
	}
}

int oci_open_to_change(const char *folder, struct oci_layout *l)
{
	char *index, *blobs;
	int error;

	*l = (struct oci_layout){
	        .shown = copy_string(folder), .folder = path_absolute(folder), .lock = -1};
	index = path_join(l->folder, "index.json");
	blobs = path_join(l->folder, "blobs/sha256");
	error = make_and_lock(l);
	if (!error && !is_file(index) && holds_other_things(l->folder))
		error = -ENOTEMPTY;
	if (!error)
		error = folder_make(blobs);
	if (error == -ENOTEMPTY) {
		fail("%s is a folder with other content", folder);
		hint("name a new folder, or one that holds an OCI image layout");
	} else if (error) {
		fail("%s: %s", folder, strerror(-error));
	} else {
		error = is_file(index) ? read_index(l) : make_layout(l);
	}
	free(index);
	free(blobs);
	if (error)
		oci_close(l);
	return error;
}

void oci_close(struct oci_layout *l)
{
	if (l->lock >= 0)
		file_unlock(l->lock);
	if (l->temporary)
		(void)folder_remove(l->folder);
	json_decref(l->index);
	free(l->shown);
	free(l->folder);
	*l = (struct oci_layout){.lock = -1};
}

int oci_save_index(const struct oci_layout *l)
{
	char *path = path_join(l->folder, "index.json"), *text = oci_dump(l->index);
	int error = file_write(path, text, strlen(text));

	if (error)
		fail("%s: %s", path, strerror(-error));
	free(path);
	free(text);
	return error;
}

/* "sha256:HEX" → its parts; false after a message. */
static bool split_digest(const struct oci_layout *l, const json_t *descriptor,
                         enum hash_algorithm *algorithm, char hex[HASH_HEX_MAX])
{
	const char *digest = json_string_value(json_object_get(descriptor, "digest"));

	if (digest && starts_with(digest, "sha256:") &&
	    hash_parse(HASH_SHA256, digest + 7, hex) == 0) {
		*algorithm = HASH_SHA256;
		return true;
	}
	if (digest && starts_with(digest, "sha512:") &&
	    hash_parse(HASH_SHA512, digest + 7, hex) == 0) {
		*algorithm = HASH_SHA512;
		return true;
	}
	fail("%s: '%s' is no digest (sha256:… or sha512:…)", l->shown, digest ? digest : "");
	return false;
}

char *oci_blob_path(const struct oci_layout *l, const json_t *descriptor)
{
	enum hash_algorithm algorithm;
	char hex[HASH_HEX_MAX];

	if (!split_digest(l, descriptor, &algorithm, hex))
		return NULL;
	return format("%s/blobs/%s/%s", l->folder, hash_name(algorithm), hex);
}

int oci_verify(const struct oci_layout *l, const json_t *descriptor)
{
	char hex[HASH_COUNT][HASH_HEX_MAX], expected[HASH_HEX_MAX];
	json_int_t size = json_integer_value(json_object_get(descriptor, "size"));
	enum hash_algorithm algorithm;
	struct stat st;
	char *path;
	int error = 0;

	if (!split_digest(l, descriptor, &algorithm, expected))
		return -EINVAL;
	path = format("%s/blobs/%s/%s", l->folder, hash_name(algorithm), expected);
	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		fail("%s: the blob %s:%s is missing", l->shown, hash_name(algorithm), expected);
		error = -ENOENT;
	} else if (st.st_size != size) {
		fail("%s: the blob %s:%s is damaged: %lld bytes instead of %lld", l->shown,
		     hash_name(algorithm), expected, (long long)st.st_size, (long long)size);
		error = -EBADMSG;
	} else if ((error = hash_file(path, hex)) != 0) {
		fail("%s: %s", path, strerror(-error));
	} else if (strcmp(hex[algorithm], expected) != 0) {
		fail("%s: the blob %s:%s is damaged: its digest is %s", l->shown,
		     hash_name(algorithm), expected, hex[algorithm]);
		error = -EBADMSG;
	}
	if (error == -ENOENT || error == -EBADMSG)
		hint("get the package again: 'kraft pkg pull' or 'kraft pkg'");
	free(path);
	return error;
}

int oci_read(const struct oci_layout *l, const json_t *descriptor, struct text *out)
{
	json_int_t size = json_integer_value(json_object_get(descriptor, "size"));
	int error;

	if (size < 0 || size > DOCUMENT_MAX) {
		fail("%s: a document of %lld bytes is too large", l->shown, (long long)size);
		return -EFBIG;
	}
	error = oci_verify(l, descriptor);
	if (error)
		return error;
	char *path = oci_blob_path(l, descriptor);

	error = file_read(path, out);
	if (error)
		fail("%s: %s", path, strerror(-error));
	free(path);
	return error;
}

json_t *oci_read_json(const struct oci_layout *l, const json_t *descriptor,
                      const char *const *types)
{
	const char *type = json_string_value(json_object_get(descriptor, "mediaType"));
	struct text text = {0};
	json_t *value = NULL;

	if (!oci_is_one_of(type, types)) {
		fail("%s: unknown media type '%s' where %s was expected", l->shown,
		     type ? type : "", types[0]);
		return NULL;
	}
	if (oci_read(l, descriptor, &text) == 0)
		value = parse(json_string_value(json_object_get(descriptor, "digest")), &text);
	text_free(&text);
	return value;
}

char *oci_partial(const struct oci_layout *l)
{
	static int serial;

	return format("%s/blobs/.partial.%d.%d", l->folder, (int)getpid(), ++serial);
}

json_t *oci_take(const struct oci_layout *l, const char *type, const char *path)
{
	char hex[HASH_COUNT][HASH_HEX_MAX];
	struct stat st;
	int error = hash_file(path, hex);
	char *blob = NULL;

	if (!error && stat(path, &st) != 0)
		error = -errno;
	if (!error) {
		blob = format("%s/blobs/sha256/%s", l->folder, hex[HASH_SHA256]);
		if (rename(path, blob) != 0)
			error = -errno;
	}
	if (error) {
		fail("%s: %s", path, strerror(-error));
		unlink(path);
	}
	free(blob);
	if (error)
		return NULL;
	char *digest = format("sha256:%s", hex[HASH_SHA256]);
	json_t *descriptor = json_pack("{s:s, s:s, s:I}", "mediaType", type, "digest", digest,
	                               "size", (json_int_t)st.st_size);

	free(digest);
	return need(descriptor);
}

json_t *oci_write(const struct oci_layout *l, const char *type, const char *data, size_t len)
{
	char *partial = oci_partial(l);
	int error = file_write(partial, data, len);
	json_t *descriptor = NULL;

	if (error)
		fail("%s: %s", partial, strerror(-error));
	else
		descriptor = oci_take(l, type, partial);
	free(partial);
	return descriptor;
}

static int keep(const struct oci_layout *l, const json_t *descriptor, void *context)
{
	char *path = oci_blob_path(l, descriptor);

	if (path)
		strings_add_new(context, path);
	free(path);
	return path ? 0 : -EINVAL;
}

static void sweep_folder(const char *folder, const struct strings *kept)
{
	struct strings names = {0};

	(void)folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(folder, names.item[i]);

		if (!is_folder(path) && !strings_has(kept, path))
			unlink(path);
		free(path);
	}
	strings_free(&names);
}

int oci_sweep(const struct oci_layout *l)
{
	static const char *const folders[] = {"blobs", "blobs/sha256", "blobs/sha512"};
	const json_t *entry;
	struct strings kept = {0};
	size_t i;
	int error = 0;

	/* A damaged package keeps everything: what it leads to is not known. */
	json_array_foreach(json_object_get(l->index, "manifests"), i, entry) if (!error) error =
	        oci_walk(l, entry, keep, &kept);
	for (i = 0; i < sizeof folders / sizeof *folders && !error; i++) {
		char *folder = path_join(l->folder, folders[i]);

		sweep_folder(folder, &kept);
		free(folder);
	}
	strings_free(&kept);
	return error;
}
