/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading archives with libarchive. Everything lands in a folder beside the target, which takes its
 * name when the archive was read to its end without a complaint. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/file.h"
#include "origin/origin.h"
#include "origin/safe_path.h"
#include "term/message.h"

/* How much an archive may do. */
enum trust {
	SOURCES, /* links stay inside */
	ROOTFS,  /* links mean the image's own root; exact modes; cpio as well */
};

static struct archive *open_archive(const char *path, enum trust trust)
{
	struct archive *in = archive_read_new();

	if (!in) {
		fail("out of memory");
		return NULL;
	}
	/* Names in other encodings pass through as bytes. */
	setlocale(LC_CTYPE, "C.UTF-8");
	archive_read_support_filter_gzip(in);
	archive_read_support_filter_bzip2(in);
	archive_read_support_filter_xz(in);
	archive_read_support_filter_lzma(in);
	archive_read_support_filter_zstd(in);
	archive_read_support_format_tar(in);
	archive_read_support_format_zip(in);
	if (trust == ROOTFS)
		archive_read_support_format_cpio(in);
	if (archive_read_open_filename(in, path, 1 << 16) == ARCHIVE_OK)
		return in;
	fail("%s: %s", path, archive_error_string(in));
	archive_read_free(in);
	return NULL;
}

/* 1: an entry, 0: the end, else a negative errno with a message. */
static int next_entry(struct archive *in, const char *path, struct archive_entry **entry)
{
	int result = archive_read_next_header(in, entry);

	if (result == ARCHIVE_EOF)
		return 0;
	if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
		return 1;
	fail("%s: the archive is damaged or cut short: %s", path, archive_error_string(in));
	return -EBADMSG;
}

static int refuse(const char *path, const char *name, const char *why)
{
	fail("%s: refused: '%s' %s", path, name ? name : "", why);
	return -EBADMSG;
}

/* Checks one entry and gives it its normalised names. *skip: nothing to do for it. */
static int check_entry(const char *path, struct archive_entry *entry, enum trust trust, bool *skip)
{
	const char *name = archive_entry_pathname(entry), *link = archive_entry_hardlink(entry);
	char *member = safe_member(name), *target = link ? safe_member(link) : NULL;
	mode_t type = archive_entry_filetype(entry);
	int error = 0;

	*skip = false;
	if (!member)
		error = refuse(path, name, "would land outside of the folder");
	else if (link && (!target || !*target))
		error = refuse(path, name, "is a hard link to something outside of the archive");
	else if (type == AE_IFLNK && trust == SOURCES &&
	         !safe_link_target(member, archive_entry_symlink(entry)))
		error = refuse(path, name, "is a symbolic link that leaves the folder");
	else if (!link && type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)
		error = refuse(path, name, "is a device, pipe or socket");
	else if (!*member)
		*skip = true;
	if (!error && !*skip) {
		archive_entry_set_pathname(entry, member);
		if (link)
			archive_entry_set_hardlink(entry, target);
		/* Our own folders must stay accessible, whatever the archive says. */
		if (type == AE_IFDIR)
			archive_entry_set_perm(entry, archive_entry_perm(entry) | 0700);
	}
	free(member);
	free(target);
	return error;
}

static int copy_data(struct archive *in, struct archive *out, const char *path)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int result;

	while ((result = archive_read_data_block(in, &block, &size, &offset)) == ARCHIVE_OK) {
		if (archive_write_data_block(out, block, size, offset) < ARCHIVE_WARN) {
			fail("%s: cannot unpack: %s", path, archive_error_string(out));
			return -EIO;
		}
	}
	if (result == ARCHIVE_EOF)
		return 0;
	fail("%s: the archive is damaged or cut short: %s", path, archive_error_string(in));
	return -EBADMSG;
}

static void note_top(struct strings *tops, const char *name)
{
	char *top = copy_bytes(name, strcspn(name, "/"));

	strings_add_new(tops, top);
	free(top);
}

/* Into the current directory. */
static int unpack_entries(struct archive *in, struct archive *out, const char *path,
                          enum trust trust, struct strings *tops)
{
	struct archive_entry *entry;
	bool skip;
	int more;

	while ((more = next_entry(in, path, &entry)) == 1) {
		int error = check_entry(path, entry, trust, &skip);

		if (error)
			return error;
		if (skip)
			continue;
		note_top(tops, archive_entry_pathname(entry));
		if (archive_write_header(out, entry) < ARCHIVE_WARN) {
			fail("%s: cannot unpack: %s", path, archive_error_string(out));
			return -EIO;
		}
		if (archive_entry_size(entry) > 0)
			error = copy_data(in, out, path);
		if (error)
			return error;
		if (archive_write_finish_entry(out) < ARCHIVE_WARN) {
			fail("%s: cannot unpack: %s", path, archive_error_string(out));
			return -EIO;
		}
	}
	if (!more && !tops->count)
		return refuse(path, "", "the archive is empty");
	return more;
}

static int unpack_here(const char *archive, const char *path, enum trust trust,
                       struct strings *tops)
{
	struct archive *in = open_archive(archive, trust), *out;
	int error;

	if (!in)
		return -EBADMSG;
	out = archive_write_disk_new();
	archive_write_disk_set_options(out, ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_SYMLINKS |
	                                            ARCHIVE_EXTRACT_SECURE_NODOTDOT |
	                                            ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS |
	                                            (trust == ROOTFS ? ARCHIVE_EXTRACT_PERM : 0));
	error = unpack_entries(in, out, path, trust, tops);
	if (archive_write_close(out) < ARCHIVE_WARN && !error) {
		fail("%s: cannot unpack: %s", path, archive_error_string(out));
		error = -EIO;
	}
	archive_write_free(out);
	archive_read_free(in);
	return error;
}

/* Runs unpack_here() in `folder` and returns to where we were. */
static int unpack_in(const char *folder, const char *archive, enum trust trust,
                     struct strings *tops)
{
	char *absolute = path_absolute(archive);
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;

	if (here < 0 || chdir(folder) != 0) {
		error = -errno;
		fail("%s: %s", folder, strerror(-error));
	} else {
		error = unpack_here(absolute, archive, trust, tops);
		if (fchdir(here) != 0 && !error)
			error = -errno;
	}
	if (here >= 0)
		close(here);
	free(absolute);
	return error;
}

static int unpack(const char *archive, const char *folder, enum trust trust, struct strings *tops)
{
	char *target = path_absolute(folder), *parent = path_folder(target), *beside;
	int error = folder_make(parent);

	beside = format("%s.unpack.XXXXXX", target);
	if (!error && access(target, F_OK) == 0 && !is_empty_folder(target))
		error = -ENOTEMPTY;
	if (!error && !mkdtemp(beside))
		error = -errno;
	if (error) {
		fail("cannot unpack into %s: %s", folder, strerror(-error));
	} else {
		mode_t mask = umask(0);

		umask(mask);
		chmod(beside, 0777 & ~mask);
		error = unpack_in(beside, archive, trust, tops);
		if (!error && rename(beside, target) != 0) {
			error = -errno;
			fail("cannot unpack into %s: %s", folder, strerror(-error));
		}
		if (error)
			folder_remove(beside);
	}
	free(target);
	free(parent);
	free(beside);
	return error;
}

int origin_unpack_quietly(const char *archive, const char *folder)
{
	struct strings tops = {0};
	int error = unpack(archive, folder, SOURCES, &tops);

	strings_free(&tops);
	return error;
}

int origin_unpack_rootfs(const char *archive, const char *folder)
{
	struct strings tops = {0};
	int error = unpack(archive, folder, ROOTFS, &tops);

	strings_free(&tops);
	return error;
}

int origin_unpack(const char *archive, const char *folder)
{
	struct strings tops = {0};
	int error = unpack(archive, folder, SOURCES, &tops);

	strings_sort(&tops);
	for (size_t i = 0; i < tops.count && !error; i++)
		puts(tops.item[i]);
	strings_free(&tops);
	return error;
}

int origin_list(const char *archive, bool top_only)
{
	struct archive *in = open_archive(archive, SOURCES);
	struct archive_entry *entry;
	struct strings tops = {0};
	int more = in ? 0 : -EBADMSG;

	while (in && (more = next_entry(in, archive, &entry)) == 1) {
		const char *name = archive_entry_pathname(entry);
		char *member = safe_member(name);

		if (!member)
			more = refuse(archive, name, "would land outside of the folder");
		else if (top_only && *member)
			note_top(&tops, member);
		else if (*member)
			puts(member);
		free(member);
		if (more < 0)
			break;
	}
	strings_sort(&tops);
	for (size_t i = 0; i < tops.count && more == 0; i++)
		puts(tops.item[i]);
	strings_free(&tops);
	if (in)
		archive_read_free(in);
	return more;
}
