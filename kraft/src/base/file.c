/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading, writing and locking files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

int file_read(const char *path, struct text *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	char block[16384];
	ssize_t n;

	if (fd < 0)
		return -errno;
	text_add_bytes(out, "", 0);
	while ((n = read(fd, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error = -errno;
			break;
		}
		text_add_bytes(out, block, n);
	}
	close(fd);
	return error;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= n;
	}
	return 0;
}

/* A symbolic link is written through, so that a linked kraft.yaml or .kraftrc stays a link. */
int file_write(const char *path, const char *data, size_t len)
{
	char *target = realpath(path, NULL), *beside;
	struct stat st;
	int fd, error;

	if (!target)
		target = copy_string(path);
	beside = format("%s.XXXXXX", target);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		error = -errno;
		goto out;
	}
	if (stat(target, &st) == 0) {
		fchmod(fd, st.st_mode & 07777);
	} else {
		mode_t mask = umask(0);

		umask(mask);
		fchmod(fd, 0666 & ~mask);
	}
	error = write_all(fd, data, len);
	if (!error && fsync(fd))
		error = -errno;
	if (close(fd) && !error)
		error = -errno;
	if (!error && rename(beside, target))
		error = -errno;
	if (error)
		unlink(beside);
out:
	free(beside);
	free(target);
	return error;
}

int file_update(const char *path, const char *data, size_t len)
{
	struct text old = {0};
	int error = file_read(path, &old);
	bool same = !error && old.len == len && (!len || memcmp(old.data, data, len) == 0);

	text_free(&old);
	if (same)
		return 0;
	error = file_write(path, data, len);
	return error ? error : 1;
}

int file_copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, error = 0;
	char block[65536];
	struct stat st;
	ssize_t n;

	if (in < 0)
		return -errno;
	if (fstat(in, &st)) {
		error = -errno;
		close(in);
		return error;
	}
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (st.st_mode & 0777) | 0200);
	if (out < 0) {
		error = -errno;
		close(in);
		return error;
	}
	while (!error && (n = read(in, block, sizeof(block))) != 0)
		error = n < 0 ? (errno == EINTR ? 0 : -errno) : write_all(out, block, n);
	if (!error) {
		const struct timespec times[2] = {st.st_atim, st.st_mtim};

		futimens(out, times);
	}
	if (close(out) && !error)
		error = -errno;
	close(in);
	return error;
}

bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

long long file_time(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return 0;
	return st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec;
}

int file_lock(const char *path)
{
	int fd = open(path, is_folder(path) ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC,
	              0666);

	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX)) {
		if (errno != EINTR) {
			int error = -errno;

			close(fd);
			return error;
		}
	}
	return fd;
}

void file_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}
