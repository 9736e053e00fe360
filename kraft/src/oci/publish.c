/* SPDX-License-Identifier: BSD-3-Clause */
/* Putting a package into a layout or an archive, under a name, all or nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/file.h"
#include "oci/oci.h"
#include "term/message.h"

/* --- merging ------------------------------------------------------------------ */

static bool same_platform(const json_t *a, const json_t *b)
{
	static const char *const keys[] = {"os", "architecture"};
	const json_t *one = json_object_get(a, "platform"), *other = json_object_get(b, "platform");

	for (size_t i = 0; i < 2; i++) {
		const json_t *x = json_object_get(one, keys[i]),
		             *y = json_object_get(other, keys[i]);

		if (!x != !y || (x && !json_equal(x, y)))
			return false;
	}
	return true;
}

/* The old index's manifests that the new one has none for are appended to the new one. */
static json_t *merge(const struct oci_layout *layout, const json_t *old, const json_t *fresh)
{
	json_t *from = oci_read_json(layout, old, oci_index_types),
	       *to = oci_read_json(layout, fresh, oci_index_types), *result = NULL;
	json_t *manifests = json_object_get(to, "manifests"), *candidate, *present;
	size_t i, k, count = json_array_size(manifests);

	json_array_foreach(json_object_get(from, "manifests"), i, candidate)
	{
		bool replaced = false;

		for (k = 0; k < count; k++) {
			present = json_array_get(manifests, k);
			replaced = replaced || same_platform(candidate, present);
		}
		if (!replaced)
			json_array_append(manifests, candidate);
	}
	if (from && to) {
		char *text = oci_dump(to);

		result = oci_write(layout, OCI_INDEX, text, strlen(text));
		free(text);
	}
	json_decref(from);
	json_decref(to);
	return result;
}

static int change(struct oci_layout *layout, const char *name, const char *strategy,
                  json_t *(*make)(struct oci_layout *, void *), void *context, char **digest)
{
	int at = oci_position(layout, name);
	json_t *old =
	        at >= 0 ? json_array_get(json_object_get(layout->index, "manifests"), (size_t)at)
	                : NULL;
	json_t *entry;
	int error = 0;

	if (old && strcmp(strategy, "abort") == 0) {
		fail("there is a package '%s' in %s already", name, layout->shown);
		hint("--strategy overwrite replaces it, --strategy merge adds to it");
		return -EEXIST;
	}
	entry = make(layout, context);
	if (entry && old && strcmp(strategy, "merge") == 0) {
		json_t *merged = merge(layout, old, entry);

		json_decref(entry);
		entry = merged;
	}
	if (!entry)
		return -EIO;
	oci_set_entry(layout, name, entry);
	error = oci_save_index(layout);
	/* The package is in place; what nothing leads to any more only takes room. */
	if (!error)
		(void)oci_sweep(layout);
	if (!error && digest)
		*digest = copy_string(json_string_value(json_object_get(entry, "digest")));
	json_decref(entry);
	return error;
}

/* --- archives ----------------------------------------------------------------- */

static int add_file(struct archive *out, const char *folder, const char *name)
{
	struct archive_entry *entry = archive_entry_new();
	char *path = path_join(folder, name);
	struct stat st;
	int error = stat(path, &st) == 0 ? 0 : -errno;
	bool directory = !error && S_ISDIR(st.st_mode);

	archive_entry_set_pathname(entry, name);
	archive_entry_set_mode(entry, directory ? AE_IFDIR | 0755 : AE_IFREG | 0644);
	archive_entry_set_size(entry, error || directory ? 0 : st.st_size);
	archive_entry_set_mtime(entry, 0, 0);
	if (!error && archive_write_header(out, entry) < ARCHIVE_WARN)
		error = -EIO;
	if (!error && !directory)
		error = oci_stream(out, path);
	archive_entry_free(entry);
	free(path);
	return error;
}

static int add_layout(struct archive *out, const char *folder)
{
	static const char *const first[] = {"oci-layout", "index.json", "blobs", "blobs/sha256",
	                                    "blobs/sha512"};
	int error = 0;

	for (size_t i = 0; i < sizeof first / sizeof *first && !error; i++) {
		char *path = path_join(folder, first[i]);
		struct strings names = {0};

		if (is_file(path) || is_folder(path))
			error = add_file(out, folder, first[i]);
		if (strchr(first[i], '/') && is_folder(path))
			(void)folder_list(path, &names);
		for (size_t k = 0; k < names.count && !error; k++) {
			char *name = path_join(first[i], names.item[k]);

			error = add_file(out, folder, name);
			free(name);
		}
		strings_free(&names);
		free(path);
	}
	return error;
}

static int write_archive(const char *folder, const char *archive)
{
	struct archive *out = archive_write_new();
	char *beside = format("%s.part.%d", archive, (int)getpid());
	int error = 0;

	archive_write_set_format_ustar(out);
	if (archive_write_open_filename(out, beside) != ARCHIVE_OK)
		error = -EIO;
	if (!error)
		error = add_layout(out, folder);
	if (archive_write_close(out) != ARCHIVE_OK && !error)
		error = -EIO;
	if (!error && rename(beside, archive) != 0)
		error = -errno;
	if (error) {
		fail("cannot write %s: %s", archive,
		     archive_error_string(out) ? archive_error_string(out) : strerror(-error));
		unlink(beside);
	}
	archive_write_free(out);
	free(beside);
	return error;
}

/* The archive's layout in a folder of its own, empty when there is no archive yet. */
static int open_archive(const char *to, const char *strategy, struct oci_layout *layout)
{
	char *folder;
	int error = 0;

	if (is_file(to) && strcmp(strategy, "overwrite") != 0)
		return oci_open(to, layout);
	folder = folder_temporary("oci");
	if (!folder) {
		error = -errno;
		fail("cannot make a temporary folder: %s", strerror(-error));
		return error;
	}
	error = oci_open_to_change(folder, layout);
	if (error)
		(void)folder_remove(folder);
	free(folder);
	if (error)
		return error;
	layout->temporary = true;
	free(layout->shown);
	layout->shown = copy_string(to);
	return 0;
}

int oci_publish(const char *to, const char *name, const char *strategy,
                json_t *(*make)(struct oci_layout *, void *), void *context, char **digest)
{
	struct oci_layout layout = {.lock = -1};
	bool archive = ends_with(to, ".tar") && !is_folder(to);
	bool fresh = !archive && !is_folder(to);
	int error = archive ? open_archive(to, strategy, &layout) : oci_open_to_change(to, &layout);

	if (error)
		return error;
	error = change(&layout, name, strategy, make, context, digest);
	if (!error && archive)
		error = write_archive(layout.folder, to);
	/* A folder that we made for nothing goes again, unless somebody else put a package there.
	 */
	if (error && fresh && !json_array_size(json_object_get(layout.index, "manifests")))
		(void)folder_remove(layout.folder);
	oci_close(&layout);
	return error;
}

/* --- copying and removing ----------------------------------------------------- */

struct copy {
	struct oci_layout *to;
	const struct oci_layout *from;
	const json_t *entry;
};

static int copy_blob(const struct oci_layout *from, const json_t *descriptor, void *context)
{
	struct copy *copy = context;
	int error = oci_verify(from, descriptor);
	char *source = error ? NULL : oci_blob_path(from, descriptor),
	     *target = error ? NULL : oci_blob_path(copy->to, descriptor);

	if (!error) {
		char *partial = oci_partial(copy->to), *folder = path_folder(target);

		error = folder_make(folder);
		if (!error)
			error = file_copy(source, partial);
		if (!error && rename(partial, target) != 0)
			error = -errno;
		if (error) {
			fail("cannot copy to %s: %s", target, strerror(-error));
			unlink(partial);
		}
		free(partial);
		free(folder);
	}
	free(source);
	free(target);
	return error;
}

static json_t *copy_entry(struct oci_layout *to, void *context)
{
	struct copy *copy = context;

	copy->to = to;
	if (oci_walk(copy->from, copy->entry, copy_blob, copy))
		return NULL;
	return json_deep_copy(copy->entry);
}

int oci_copy(const char *from, const char *ref, const char *to, const char *name,
             const char *strategy)
{
	struct oci_layout source;
	char *a = path_absolute(from), *b = path_absolute(to), *own = NULL;
	bool same = strcmp(a, b) == 0;
	int error = 0;

	free(a);
	free(b);
	if (same) {
		fail("%s: source and destination are the same", from);
		return -EINVAL;
	}
	error = oci_open(from, &source);
	if (error)
		return error;
	struct copy copy = {.from = &source, .entry = oci_find(&source, ref)};

	error = copy.entry ? 0 : -ENOENT;
	if (!error) {
		char *entry_name = oci_entry_name(&source, copy.entry);

		own = oci_name(name ? name : entry_name);
		error = own ? 0 : -EINVAL;
		free(entry_name);
	}
	if (!error)
		error = oci_publish(to, own, strategy, copy_entry, &copy, NULL);
	if (!error)
		puts(own);
	free(own);
	oci_close(&source);
	return error;
}

int oci_remove(const char *from, const char *ref)
{
	struct oci_layout layout;
	int error = is_folder(from) ? oci_open(from, &layout) : -ENOENT;

	if (!is_folder(from)) {
		fail("there is no package '%s'", ref);
		hint("'kraft pkg ls' lists the packages");
		return error;
	}
	if (error)
		return error;
	if (!oci_find(&layout, ref)) {
		oci_close(&layout);
		return -ENOENT;
	}
	int at = oci_position(&layout, ref);
	json_t *entries = json_object_get(layout.index, "manifests");
	char *name = oci_entry_name(&layout, json_array_get(entries, (size_t)at));

	json_array_remove(entries, (size_t)at);
	error = oci_save_index(&layout);
	if (!error)
		error = oci_sweep(&layout);
	if (!error)
		puts(name);
	free(name);
	oci_close(&layout);
	return error;
}
