/* SPDX-License-Identifier: BSD-3-Clause */
/* getgroups(2), setgroups(2) */
#include <string.h>
#include "user.h"

UK_SYSCALL_R_DEFINE(int, getgroups, int, size, __u32 *, list)
{
	int have = credentials.group_count;

	if (size < 0 || (size && size < have))
		return -EINVAL;
	if (size)
		memcpy(list, credentials.groups, (__sz)have * sizeof(*list));
	return have;
}

/* Linux allows 65536 groups and keeps them sorted. */
UK_SYSCALL_R_DEFINE(int, setgroups, int, size, const __u32 *, list)
{
	if (!capable(CAP_BIT_SETGID))
		return -EPERM;
	if (size < 0 || size > GROUPS_MAX)
		return -EINVAL;
	for (int i = 0; i < size; i++) {
		int at = i;

		for (; at && credentials.groups[at - 1] > list[i]; at--)
			credentials.groups[at] = credentials.groups[at - 1];
		credentials.groups[at] = list[i];
	}
	credentials.group_count = size;
	return 0;
}
