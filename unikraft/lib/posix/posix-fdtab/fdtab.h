/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table inside: an array of open files and two bitmaps. `full` has a bit for each word of
 * `used` that is all ones, so that the lowest free descriptor is found by two or three look-ups.
 */
#ifndef FDTAB_INTERNAL_H
#define FDTAB_INTERNAL_H

#include <uk/fdtab.h>

#define FDTAB_STATIC 64 /* descriptors before anything is allocated */

struct fdtab {
	unsigned int size; /* a power of two, at least 64 */
	struct uk_open_file **slots;
	__u64 *used, *full, *cloexec;
};

extern struct fdtab uk_fdtab;

static inline struct uk_open_file *fdtab_slot(int fd)
{
	return (unsigned int)fd < uk_fdtab.size ? uk_fdtab.slots[fd] : NULL;
}

static inline int fdtab_test(const __u64 *map, unsigned int fd)
{
	return map[fd / 64] >> fd % 64 & 1;
}

static inline void fdtab_set_cloexec(unsigned int fd, int on)
{
	if (on)
		uk_fdtab.cloexec[fd / 64] |= 1ul << fd % 64;
	else
		uk_fdtab.cloexec[fd / 64] &= ~(1ul << fd % 64);
}

/* Room for descriptor fd: 0, -ENOMEM. */
int fdtab_grow(unsigned int fd);
/* Enters / takes out; the reference goes along. */
void fdtab_enter(unsigned int fd, struct uk_open_file *of, int cloexec);
struct uk_open_file *fdtab_take(unsigned int fd);

#endif /* FDTAB_INTERNAL_H */
