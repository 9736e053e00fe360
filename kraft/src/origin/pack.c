/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder as a cpio archive (newc). */
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
#include "origin/origin.h"
#include "term/message.h"

struct packer {
	struct archive *out;
	int serial;
	long long time; /* -1: each file's own */
};

static int write_content(struct packer *p, const char *path, la_int64_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	static char block[1 << 16];
	ssize_t got = 0;

	if (fd < 0)
		return -errno;
	while (size > 0 && (got = read(fd, block, sizeof block)) > 0) {
		/* A file that grows meanwhile is cut at the size in its header. */
		size_t len = got > size ? (size_t)size : (size_t)got;

		if (archive_write_data(p->out, block, len) < 0) {
			close(fd);
			return -EIO;
		}
		size -= (la_int64_t)len;
	}
	close(fd);
	return got < 0 || size > 0 ? -EIO : 0;
}

static int write_entry(struct packer *p, const char *path, const char *name, const struct stat *st)
{
	struct archive_entry *entry = archive_entry_new();
	char target[4096];
	int error = 0;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_mode(entry, st->st_mode);
	archive_entry_set_mtime(entry, p->time < 0 ? st->st_mtim.tv_sec : p->time, 0);
	archive_entry_set_ino(entry, ++p->serial);
	archive_entry_set_nlink(entry, S_ISDIR(st->st_mode) ? 2 : 1);
	archive_entry_set_size(entry, S_ISREG(st->st_mode) ? st->st_size : 0);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		archive_entry_set_rdev(entry, st->st_rdev);
	if (S_ISLNK(st->st_mode)) {
		ssize_t len = readlink(path, target, sizeof target - 1);

		error = len < 0 ? -errno : 0;
		target[len < 0 ? 0 : len] = '\0';
		archive_entry_set_symlink(entry, target);
	}
	if (!error && archive_write_header(p->out, entry) < ARCHIVE_WARN)
		error = -EIO;
	if (!error && S_ISREG(st->st_mode))
		error = write_content(p, path, st->st_size);
	archive_entry_free(entry);
	return error;
}

static int pack_folder(struct packer *p, const char *folder, const char *prefix)
{
	struct strings names = {0};
	int error = folder_list(folder, &names);

	for (size_t i = 0; i < names.count && !error; i++) {
		char *path = path_join(folder, names.item[i]);
		char *name =
		        *prefix ? path_join(prefix, names.item[i]) : copy_string(names.item[i]);
		struct stat st;

		error = lstat(path, &st) == 0 ? write_entry(p, path, name, &st) : -errno;
		if (error)
			fail("cannot pack %s: %s", path, strerror(-error));
		else if (S_ISDIR(st.st_mode))
			error = pack_folder(p, path, name);
		free(path);
		free(name);
	}
	strings_free(&names);
	return error;
}

int origin_pack(const char *folder, const char *output, long long time)
{
	struct packer p = {.out = archive_write_new(), .time = time};
	char *beside = format("%s.part.%d", output, (int)getpid());
	int error = 0;

	if (!is_folder(folder)) {
		fail("%s is not a folder", folder);
		error = -ENOTDIR;
	}
	archive_write_set_format_cpio_newc(p.out);
	if (!error && archive_write_open_filename(p.out, beside) != ARCHIVE_OK) {
		fail("cannot write %s: %s", beside, archive_error_string(p.out));
		error = -EIO;
	}
	if (!error)
		error = pack_folder(&p, folder, "");
	if (archive_write_close(p.out) != ARCHIVE_OK && !error) {
		fail("cannot write %s: %s", beside, archive_error_string(p.out));
		error = -EIO;
	}
	archive_write_free(p.out);
	if (!error && rename(beside, output) != 0) {
		error = -errno;
		fail("cannot write %s: %s", output, strerror(-error));
	}
	if (error)
		unlink(beside);
	free(beside);
	return error;
}
