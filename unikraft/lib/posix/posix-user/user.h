/* SPDX-License-Identifier: BSD-3-Clause */
/* The program's credentials, and Linux's rules for changing them. Kernel context. */
#ifndef POSIX_USER_H
#define POSIX_USER_H

#include <errno.h>
#include <uk/arch/types.h>
#include <uk/essentials.h>
#include <uk/syscall.h>

#define ID_KEEP    (~0u) /* as an argument: leave as it is */
#define GROUPS_MAX 64

#define CAP_BIT_SETGID  6
#define CAP_BIT_SETUID  7
#define CAP_BIT_SETPCAP 8
#define CAP_ALL         ((1UL << 41) - 1)
/* What follows the file system user: CHOWN to FSETID, LINUX_IMMUTABLE, MKNOD, MAC_OVERRIDE */
#define CAP_FILES 0x10800021fUL

struct ids {
	__u32 real, effective, saved, fs;
};

struct credentials {
	struct ids user, group;
	__u64 effective, permitted, inheritable; /* capabilities */
	__u32 groups[GROUPS_MAX];
	int group_count;
};

extern struct credentials credentials;

static inline int capable(unsigned int bit)
{
	return (credentials.effective >> bit) & 1;
}

/* setuid(2)/setgid(2), setreuid(2)/setregid(2), setresuid(2)/setresgid(2) on either kind; may: the
 * caller is allowed anything. 0, -EINVAL, -EPERM. */
int ids_set(struct ids *ids, __u32 id, int may);
int ids_set_re(struct ids *ids, __u32 real, __u32 effective, int may);
int ids_set_res(struct ids *ids, __u32 real, __u32 effective, __u32 saved, int may);
/* setfsuid(2)/setfsgid(2): the previous value in every case. */
long ids_set_fs(struct ids *ids, __u32 id, int may);

/* What a change of the user numbers does to capabilities. */
void capabilities_follow(const struct ids *before);

#endif /* POSIX_USER_H */
