/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories. The host's positions are numbers of its own, of up to 63 bits; ours are two
 * more, since the VFS has 0 and 1 for "." and "..". The two largest become one, which no host uses.
 */
#include <limits.h>
#include <unistd.h>
#include "virtiofs.h"

#define FIRST   2
#define ENTRIES 16384

static int is_dots(const struct uk_fuse_dirent *entry)
{
	return entry->name[0] == '.' &&
	       (entry->len == 1 || (entry->len == 2 && entry->name[1] == '.'));
}

static __off to_ours(__u64 position)
{
	return position > LONG_MAX - FIRST ? LONG_MAX : (__off)position + FIRST;
}

static __u64 to_host(__off position)
{
	return position == LONG_MAX ? LONG_MAX : (__u64)(position - FIRST);
}

/* Entries from this position on: their bytes, 0 at the end. */
static __ssz fetch(struct virtiofs_handle *handle, __off position)
{
	__ssz n;

	if (!handle->entries)
		handle->entries = uk_malloc(uk_alloc_get_default(), ENTRIES);
	if (!handle->entries)
		return -ENOMEM;
	handle->entries_at = handle->entries_len = 0;
	handle->entries_position = position;
	n = uk_fuse_readdir(handle->file, to_host(position), handle->entries, ENTRIES);
	if (n > 0)
		handle->entries_len = (__u32)n;
	return n;
}

/* Hands on what lies in the buffer; *given: something was. 0: all of it; what emit said when the
 * caller has enough; -EIO. */
static int emit_buffered(struct uk_open_file *of, uk_readdir_fn emit, void *arg, int *given)
{
	struct virtiofs_handle *handle = of->handle;
	struct uk_fuse_dirent entry;
	int rc;

	*given = 0;

	for (;;) {
		__u32 at = handle->entries_at;

		rc = uk_fuse_dirent_next(handle->entries, handle->entries_len, &at, &entry);
		if (rc <= 0)
			return rc;
		/* An entry that continues before itself would never end. */
		if (entry.next > LONG_MAX || to_ours(entry.next) == handle->entries_position)
			return -EIO;
		if (!is_dots(&entry)) {
			rc = emit(arg, entry.name, entry.len, entry.ino, entry.type,
			          to_ours(entry.next));
			if (rc)
				return rc;
			*given = 1;
		}
		handle->entries_at = at;
		handle->entries_position = of->pos = to_ours(entry.next);
	}
}

static int read_entries(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct virtiofs_handle *handle = of->handle;
	int rc, given, idle = 0;
	__ssz n;

	if (handle->entries_position != of->pos || of->pos == FIRST)
		handle->entries_at = handle->entries_len = 0;
	for (;;) {
		rc = emit_buffered(of, emit, arg, &given);
		if (rc)
			return rc;
		/* A host that shows nothing but "." would keep us here for ever. */
		idle = given ? 0 : idle + 1;
		if (idle > 3)
			return -EIO;
		n = fetch(handle, of->pos);
		if (n <= 0)
			return (int)n;
	}
}

static int dir_read(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct virtiofs_handle *handle = of->handle;
	int rc;

	if (!handle)
		return -EBADF;
	virtiofs_lock(handle);
	rc = read_entries(of, emit, arg);
	virtiofs_unlock(handle);
	return rc;
}

static __ssz dir_no_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	(void)of;
	(void)iov;
	(void)iovcnt;
	(void)off;
	return -EISDIR;
}

static __off dir_seek(struct uk_open_file *of, __off off, int whence)
{
	if (whence == SEEK_CUR)
		off += of->pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	of->pos = off;
	return off;
}

const struct uk_file_ops virtiofs_dir_ops = {
        .read = dir_no_read,
        .seek = dir_seek,
        .stat = virtiofs_stat,
        .sync = virtiofs_sync,
        .readdir = dir_read,
        .closed = virtiofs_closed,
        .release = virtiofs_release,
};
