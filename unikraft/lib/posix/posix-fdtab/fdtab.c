/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor table: look-up, removal, and its state at start. */
#include <errno.h>
#include "fdtab.h"

/* The program starts with the console on 0, 1 and 2, so a program that only prints needs no set-up.
 */
static struct uk_open_file *first_slots[FDTAB_STATIC] = {
        &uk_console_input,
        &uk_console_open_file,
        &uk_console_open_file,
};
static __u64 first_used[1] = {7}, first_full[1], first_cloexec[1];

struct fdtab uk_fdtab = {FDTAB_STATIC, first_slots, first_used, first_full, first_cloexec};

struct uk_open_file *uk_fdtab_get(int fd)
{
	struct uk_open_file *of = fdtab_slot(fd);

	return of ? uk_open_file_get(of) : NULL;
}

struct uk_open_file *fdtab_take(unsigned int fd)
{
	struct uk_open_file *of = uk_fdtab.slots[fd];

	uk_fdtab.slots[fd] = NULL;
	uk_fdtab.used[fd / 64] &= ~(1ul << fd % 64);
	uk_fdtab.full[fd / 4096] &= ~(1ul << fd / 64 % 64);
	fdtab_set_cloexec(fd, 0);
	return of;
}

int uk_fdtab_close(int fd)
{
	if (!fdtab_slot(fd))
		return -EBADF;
	uk_open_file_put(fdtab_take(fd));
	return 0;
}

int uk_fdtab_set_cloexec(int fd, int on)
{
	if (!fdtab_slot(fd))
		return -EBADF;
	fdtab_set_cloexec(fd, on);
	return 0;
}
