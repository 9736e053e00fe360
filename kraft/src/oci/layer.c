/* SPDX-License-Identifier: BSD-3-Clause */
/* Layers: tar archives compressed by gzip. Written without times and owners, so that the same files
 * give the same digest; read with suspicion. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/file.h"
#include "oci/oci.h"
#include "origin/hash.h"
#include "origin/safe_path.h"
#include "term/message.h"

const char *const oci_layer_types[] = {OCI_LAYER,
                                       "application/vnd.oci.image.layer.v1.tar",
                                       "application/vnd.oci.image.layer.v1.tar+zstd",
                                       "application/vnd.docker.image.rootfs.diff.tar",
                                       "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                       NULL};

/* --- writing ------------------------------------------------------------------ */

int oci_stream(struct archive *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = fd < 0 ? -errno : 0;
	static char block[1 << 16];
	ssize_t got = 0;

	while (!error && (got = read(fd, block, sizeof block)) > 0)
		if (archive_write_data(out, block, (size_t)got) != got)
			error = -EIO;
	if (got < 0)
		error = -errno;
	if (error)
		fail("%s: %s", path, strerror(-error));
	if (fd >= 0)
		close(fd);
	return error;
}

static int write_header(struct archive *out, const char *name, mode_t mode, la_int64_t size)
{
	struct archive_entry *entry = archive_entry_new();
	int result;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_size(entry, size);
	archive_entry_set_mtime(entry, 0, 0);
	result = archive_write_header(out, entry);
	archive_entry_free(entry);
	return result >= ARCHIVE_WARN ? 0 : -EIO;
}

/* The folders above a file, those that are not in the archive yet. */
static int write_folders(struct archive *out, const char *name, struct strings *made)
{
	int error = 0;

	for (const char *slash = strchr(name, '/'); slash && !error;
	     slash = strchr(slash + 1, '/')) {
		char *folder = copy_bytes(name, (size_t)(slash - name));

		if (strings_add_new(made, folder))
			error = write_header(out, folder, S_IFDIR | 0755, 0);
		free(folder);
	}
	return error;
}

static int write_file(struct archive *out, const struct oci_file *file, struct strings *made)
{
	mode_t mode = S_IFREG | (file->executable ? 0755 : 0644);
	struct stat st = {0};
	int error = write_folders(out, file->name, made);

	if (!error && file->path && stat(file->path, &st) != 0) {
		error = -errno;
		fail("%s: %s", file->path, strerror(-error));
	}
	la_int64_t size = file->path ? st.st_size : (la_int64_t)strlen(file->data);

	if (!error)
		error = write_header(out, file->name, mode, size);
	if (!error && file->path)
		error = oci_stream(out, file->path);
	else if (!error && archive_write_data(out, file->data, (size_t)size) != size)
		error = -EIO;
	return error;
}

/* The archive as such, uncompressed; compressing is a second step, as both have a digest. */
static int write_tar(const char *path, const struct oci_file *files, size_t count)
{
	struct archive *out = archive_write_new();
	struct strings made = {0};
	int error = 0;

	archive_write_set_format_ustar(out);
	if (archive_write_open_filename(out, path) != ARCHIVE_OK)
		error = -EIO;
	for (size_t i = 0; i < count && !error; i++)
		error = write_file(out, &files[i], &made);
	if (archive_write_close(out) != ARCHIVE_OK && !error)
		error = -EIO;
	if (error)
		fail("cannot write %s: %s", path,
		     archive_error_string(out) ? archive_error_string(out) : strerror(-error));
	archive_write_free(out);
	strings_free(&made);
	return error;
}

/* gzip with neither name nor time in its header. */
static int compress(const char *from, const char *to)
{
	struct archive *out = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	int error = 0;

	archive_write_set_format_raw(out);
	archive_write_add_filter_gzip(out);
	archive_write_set_filter_option(out, "gzip", "timestamp", NULL);
	archive_entry_set_filetype(entry, AE_IFREG);
	if (archive_write_open_filename(out, to) != ARCHIVE_OK ||
	    archive_write_header(out, entry) != ARCHIVE_OK)
		error = -EIO;
	if (!error)
		error = oci_stream(out, from);
	if (archive_write_close(out) != ARCHIVE_OK && !error)
		error = -EIO;
	if (error)
		fail("cannot write %s: %s", to,
		     archive_error_string(out) ? archive_error_string(out) : strerror(-error));
	archive_entry_free(entry);
	archive_write_free(out);
	return error;
}

json_t *oci_layer_write(const struct oci_layout *layout, const struct oci_file *files, size_t count,
                        char **diff_id)
{
	char *tar = oci_partial(layout), *packed = oci_partial(layout);
	char hex[HASH_COUNT][HASH_HEX_MAX];
	json_t *descriptor = NULL;
	int error = write_tar(tar, files, count);

	if (!error)
		error = hash_file(tar, hex);
	if (!error)
		error = compress(tar, packed);
	if (!error)
		descriptor = oci_take(layout, OCI_LAYER, packed);
	else
		unlink(packed);
	unlink(tar);
	if (descriptor)
		*diff_id = format("sha256:%s", hex[HASH_SHA256]);
	free(tar);
	free(packed);
	return descriptor;
}

/* --- reading ------------------------------------------------------------------ */

/* The digest of the archive before compression is what the configuration lists. */
static int check_diff_id(const struct oci_layout *layout, const char *path, const char *diff_id)
{
	struct archive *in = archive_read_new();
	struct hasher *hasher = hasher_new();
	char hex[HASH_COUNT][HASH_HEX_MAX];
	struct archive_entry *entry;
	static char block[1 << 16];
	la_ssize_t got = -1;
	int error = 0;

	archive_read_support_filter_gzip(in);
	archive_read_support_filter_zstd(in);
	archive_read_support_format_raw(in);
	archive_read_support_format_empty(in);
	if (archive_read_open_filename(in, path, sizeof block) == ARCHIVE_OK &&
	    archive_read_next_header(in, &entry) == ARCHIVE_OK)
		while ((got = archive_read_data(in, block, sizeof block)) > 0)
			hasher_update(hasher, block, (size_t)got);
	hasher_finish(hasher, hex);
	if (got < 0) {
		fail("%s: a layer is damaged: %s", layout->shown, archive_error_string(in));
		error = -EBADMSG;
	} else if (!starts_with(diff_id, "sha256:") || strcmp(diff_id + 7, hex[HASH_SHA256]) != 0) {
		fail("%s: a layer's content is not what the configuration lists (%s)",
		     layout->shown, diff_id);
		error = -EBADMSG;
	}
	archive_read_free(in);
	return error;
}

static int refuse(const struct oci_layout *layout, const char *name, const char *why)
{
	fail("%s: a layer is refused: '%s' %s", layout->shown, name ? name : "", why);
	return -EBADMSG;
}

static int check_member(const struct oci_layout *layout, struct archive_entry *entry, char **member)
{
	const char *name = archive_entry_pathname(entry), *link = archive_entry_hardlink(entry);
	char *target = link ? safe_member(link) : NULL;
	mode_t type = archive_entry_filetype(entry);
	int error = 0;

	*member = safe_member(name);
	if (!*member)
		error = refuse(layout, name, "would land outside of the package");
	else if (link && (!target || !*target))
		error = refuse(layout, name, "is a hard link to something outside of the package");
	else if (type == AE_IFLNK && !safe_link_target(*member, archive_entry_symlink(entry)))
		error = refuse(layout, name, "is a symbolic link that leaves the package");
	else if (!link && type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)
		error = refuse(layout, name, "is a device, pipe or socket");
	free(target);
	return error;
}

static int extract(const struct oci_layout *layout, struct archive *in, const char *member,
                   struct archive_entry *entry, const char *path)
{
	FILE *out;
	static char block[1 << 16];
	la_ssize_t got;
	int error = 0;

	if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) != AE_IFREG)
		return refuse(layout, member, "is no regular file");
	out = fopen(path, "we");
	if (!out) {
		error = -errno;
		fail("%s: %s", path, strerror(-error));
		return error;
	}
	while ((got = archive_read_data(in, block, sizeof block)) > 0 && !error)
		error = fwrite(block, 1, (size_t)got, out) == (size_t)got ? 0 : -EIO;
	if (fclose(out) != 0 && !error)
		error = -EIO;
	if (error)
		fail("%s: %s", path, strerror(-error));
	if (!error && got < 0) {
		fail("%s: a layer is damaged: %s", layout->shown, archive_error_string(in));
		error = -EBADMSG;
	}
	return error;
}

/* A file .wh.NAME takes NAME of a lower layer away. */
static void white_out(const char *member, const struct strings *wanted, const struct strings *paths,
                      unsigned int *found)
{
	const char *base = path_base(member);
	size_t folder = (size_t)(base - member);

	if (!starts_with(base, ".wh."))
		return;
	for (size_t i = 0; i < wanted->count; i++) {
		const char *name = wanted->item[i];

		if (strncmp(name, member, folder) == 0 && strcmp(name + folder, base + 4) == 0) {
			unlink(paths->item[i]);
			*found &= ~(1U << i);
		}
	}
}

static int read_entry(const struct oci_layout *layout, struct archive *in,
                      struct archive_entry *entry, const struct strings *wanted,
                      const struct strings *paths, unsigned int *found)
{
	char *member = NULL;
	int error = check_member(layout, entry, &member);

	for (size_t i = 0; i < wanted->count && !error; i++) {
		if (strcmp(wanted->item[i], member) != 0)
			continue;
		error = extract(layout, in, member, entry, paths->item[i]);
		*found |= error ? 0 : 1U << i;
	}
	if (!error)
		white_out(member, wanted, paths, found);
	free(member);
	return error;
}

int oci_layer_read(const struct oci_layout *layout, const json_t *descriptor, const char *diff_id,
                   const struct strings *wanted, const struct strings *paths, unsigned int *found)
{
	const char *type = json_string_value(json_object_get(descriptor, "mediaType"));
	struct archive_entry *entry;
	struct archive *in;
	char *path;
	int error, result;

	if (!oci_is_one_of(type, oci_layer_types)) {
		fail("%s: unknown media type '%s' of a layer", layout->shown, type ? type : "");
		hint("layers are tar archives, plain or compressed by gzip or zstd");
		return -EINVAL;
	}
	error = oci_verify(layout, descriptor);
	if (error)
		return error;
	path = oci_blob_path(layout, descriptor);
	error = check_diff_id(layout, path, diff_id);
	in = archive_read_new();
	archive_read_support_filter_gzip(in);
	archive_read_support_filter_zstd(in);
	archive_read_support_format_tar(in);
	archive_read_support_format_empty(in);
	result = error ? ARCHIVE_EOF : archive_read_open_filename(in, path, 1 << 16);
	while (!error && result >= ARCHIVE_WARN) {
		result = archive_read_next_header(in, &entry);
		if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
			break;
		error = read_entry(layout, in, entry, wanted, paths, found);
	}
	if (!error && result != ARCHIVE_EOF) {
		fail("%s: a layer is damaged: %s", layout->shown, archive_error_string(in));
		error = -EBADMSG;
	}
	archive_read_free(in);
	free(path);
	return error;
}
