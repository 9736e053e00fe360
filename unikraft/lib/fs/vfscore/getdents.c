/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories: getdents(2), getdents64(2). "." and ".." are the VFS's, at positions 0
 * and 1. */
#include <string.h>
#include <uk/essentials.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "vfs.h"

struct buffer {
	char *start, *next, *end;
	int old; /* struct linux_dirent: the type stands in the last byte */
};

struct dirent_header {
	__u64 ino;
	__s64 off;
	__u16 reclen;
} __packed;

/* A non-zero result means that the entry did not fit. */
static int put_entry(void *arg, const char *name, __sz len, __u64 ino, unsigned char type,
                     __off position)
{
	struct buffer *b = arg;
	__sz name_at = sizeof(struct dirent_header) + !b->old;
	__sz size = ALIGN_UP(name_at + len + 1 + b->old, 8ul);
	struct dirent_header header = {.ino = ino, .off = position, .reclen = size};

	if ((__sz)(b->end - b->next) < size)
		return -EINVAL;
	memset(b->next, 0, size);
	memcpy(b->next, &header, sizeof(header));
	memcpy(b->next + name_at, name, len);
	b->next[b->old ? size - 1 : sizeof(header)] = type;
	b->next += size;
	return 0;
}

static int put_dots(struct uk_open_file *of, struct uk_node *dir, struct buffer *b)
{
	struct uk_node *parent = dir->parent ? dir->parent : dir;

	if (!dir->parent && dir->super->covered)
		parent = dir->super->covered->parent ? dir->super->covered->parent : dir;
	for (; of->pos < 2; of->pos++) {
		__u64 ino = of->pos ? parent->ino : dir->ino;

		if (put_entry(b, "..", of->pos + 1, ino, 4, of->pos + 1))
			return -EINVAL;
	}
	return 0;
}

static __ssz read_directory(struct uk_open_file *of, char *buf, __sz size, int old)
{
	struct buffer b = {buf, buf, buf + size, old};
	struct uk_node *dir = uk_file_node(of->file);
	int rc;

	if (of->flags & O_PATH)
		return -EBADF;
	if (!dir || !of->file->ops->readdir)
		return -ENOTDIR;
	if (!dir->nlink)
		return -ENOENT;
	rc = put_dots(of, dir, &b);
	if (!rc)
		rc = of->file->ops->readdir(of, put_entry, &b);
	return b.next > b.start ? b.next - b.start : rc;
}

static __ssz get_entries(int fd, char *buf, unsigned int size, int old)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	__ssz n;

	if (!of)
		return -EBADF;
	n = read_directory(of, buf, size, old);
	uk_open_file_put(of);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, getdents, int, fd, char *, buf, unsigned int, size)
{
	return get_entries(fd, buf, size, 1);
}

UK_SYSCALL_R_DEFINE(ssize_t, getdents64, int, fd, char *, buf, unsigned int, size)
{
	return get_entries(fd, buf, size, 0);
}
