/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading cpio archives of the "newc" format (and its variant with checksums), as an initrd is one,
 * in place. Several archives may follow each other, padded with zeroes, as Linux allows. Any
 * context; nothing is allocated; every byte of the archive may be hostile.
 */
#ifndef UK_CPIO_H
#define UK_CPIO_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_cpio {
	const char *data;
	__sz len, at;
};

/* name is NUL-terminated and stands in the archive, as do the data (a symbolic link's target, not
 * terminated, or a regular file's contents). */
struct uk_cpio_entry {
	const char *name;
	const char *data;
	__sz len;
	__u32 ino, mode, uid, gid, nlink, mtime;
	__u32 dev_major, dev_minor, rdev_major, rdev_minor;
};

static inline void uk_cpio_init(struct uk_cpio *cpio, const void *data, __sz len)
{
	cpio->data = data;
	cpio->len = len;
	cpio->at = 0;
}

/* 1: *entry is the next one. 0: the end. -EINVAL: not an archive, cut short or damaged at cpio->at.
 */
int uk_cpio_next(struct uk_cpio *cpio, struct uk_cpio_entry *entry);

#ifdef __cplusplus
}
#endif

#endif /* UK_CPIO_H */
