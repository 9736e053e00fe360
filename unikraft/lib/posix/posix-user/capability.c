/* SPDX-License-Identifier: BSD-3-Clause */
/* capget(2), capset(2) with the three versions of their structures. */
#include "user.h"

#define VERSION_1 0x19980330u /* 32 capabilities */
#define VERSION_2 0x20071026u /* 64 */
#define VERSION_3 0x20080522u

struct header {
	__u32 version;
	int pid;
};

struct half {
	__u32 effective, permitted, inheritable;
};

/* How many halves the structure has; 0: an unknown version, of which the caller is told ours. */
static int halves(struct header *header)
{
	switch (header->version) {
	case VERSION_1:
		return 1;
	case VERSION_2:
	case VERSION_3:
		return 2;
	default:
		header->version = VERSION_3;
		return 0;
	}
}

UK_SYSCALL_R_DEFINE(int, capget, struct header *, header, struct half *, data)
{
	int count = halves(header);

	if (!count)
		return data ? -EINVAL : 0; /* asking for the version */
	if (header->pid < 0)
		return -EINVAL;
	for (int i = 0; data && i < count; i++) {
		data[i].effective = (__u32)(credentials.effective >> (32 * i));
		data[i].permitted = (__u32)(credentials.permitted >> (32 * i));
		data[i].inheritable = (__u32)(credentials.inheritable >> (32 * i));
	}
	return 0;
}

/* The pid names this program whether 0 or its own number: there is no other. */
UK_SYSCALL_R_DEFINE(int, capset, struct header *, header, const struct half *, data)
{
	__u64 effective = 0, permitted = 0, inheritable = 0;
	int count = halves(header);

	if (!count)
		return -EINVAL;
	for (int i = 0; i < count; i++) {
		effective |= (__u64)data[i].effective << (32 * i);
		permitted |= (__u64)data[i].permitted << (32 * i);
		inheritable |= (__u64)data[i].inheritable << (32 * i);
	}
	permitted &= CAP_ALL;
	effective &= CAP_ALL;
	inheritable &= CAP_ALL;
	if (permitted & ~credentials.permitted || effective & ~permitted)
		return -EPERM;
	if (inheritable & ~(credentials.inheritable | credentials.permitted) &&
	    !capable(CAP_BIT_SETPCAP))
		return -EPERM;
	credentials.permitted = permitted;
	credentials.effective = effective;
	credentials.inheritable = inheritable;
	return 0;
}
