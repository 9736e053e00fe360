/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices without hardware: null, zero, full, random. */
#include <errno.h>
#include <uk/alloc.h>
#include "devices.h"

int uk_random_fill(void *buf, __sz len) __attribute__((weak));

static __ssz end_of_file(struct uk_open_file *of __maybe_unused,
                         const struct iovec *iov __maybe_unused, int iovcnt __maybe_unused,
                         __off off __maybe_unused)
{
	return 0;
}

static __ssz swallow(struct uk_open_file *of __maybe_unused, const struct iovec *iov, int iovcnt,
                     __off off __maybe_unused)
{
	return uk_iov_length(iov, iovcnt);
}

static __ssz zeroes(struct uk_open_file *of __maybe_unused, const struct iovec *iov, int iovcnt,
                    __off off __maybe_unused)
{
	__sz len = uk_iov_length(iov, iovcnt);

	uk_iov_zero(iov, 0, len);
	return len;
}

static __ssz no_space(struct uk_open_file *of __maybe_unused,
                      const struct iovec *iov __maybe_unused, int iovcnt __maybe_unused,
                      __off off __maybe_unused)
{
	return -ENOSPC;
}

static __ssz random_bytes(struct uk_open_file *of __maybe_unused, const struct iovec *iov,
                          int iovcnt, __off off __maybe_unused)
{
	__ssz total = 0;
	int rc;

	if (!uk_random_fill)
		return -ENODEV;
	for (int i = 0; i < iovcnt; i++) {
		rc = uk_random_fill(iov[i].iov_base, iov[i].iov_len);
		if (rc)
			return total ? total : rc;
		total += iov[i].iov_len;
	}
	return total;
}

/* As in Linux: these have no position, and seeking does not fail. */
static __off stay(struct uk_open_file *of, __off off __maybe_unused, int whence __maybe_unused)
{
	return of->pos = 0;
}

static unsigned int always(struct uk_file *file __maybe_unused)
{
	return EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
}

static const struct uk_file_ops null_ops = {.read = end_of_file, .write = swallow, .seek = stay};
static const struct uk_file_ops zero_ops = {.read = zeroes, .write = swallow, .seek = stay};
static const struct uk_file_ops full_ops = {.read = zeroes, .write = no_space, .seek = stay};
static const struct uk_file_ops random_ops = {
        .read = random_bytes,
        .write = swallow,
        .seek = stay,
        .poll = always,
};

struct uk_file devfs_null = UK_FILE_INITIALIZER(devfs_null, &null_ops);
struct uk_file devfs_zero = UK_FILE_INITIALIZER(devfs_zero, &zero_ops);
struct uk_file devfs_full = UK_FILE_INITIALIZER(devfs_full, &full_ops);
struct uk_file devfs_random = UK_FILE_INITIALIZER(devfs_random, &random_ops);
