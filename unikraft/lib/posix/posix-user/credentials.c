/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules for user numbers and group numbers, which are the same. */
#include <uk/config.h>
#include "user.h"

#ifndef CONFIG_LIBPOSIX_USER_UID
#define CONFIG_LIBPOSIX_USER_UID 0
#endif
#ifndef CONFIG_LIBPOSIX_USER_GID
#define CONFIG_LIBPOSIX_USER_GID 0
#endif

#define CAPABILITIES (CONFIG_LIBPOSIX_USER_UID ? 0 : CAP_ALL)
#define ALL_FOUR(id)                   \
	{                              \
		(id), (id), (id), (id) \
	}

struct credentials credentials = {
        .user = ALL_FOUR(CONFIG_LIBPOSIX_USER_UID),
        .group = ALL_FOUR(CONFIG_LIBPOSIX_USER_GID),
        .effective = CAPABILITIES,
        .permitted = CAPABILITIES,
};

int ids_set(struct ids *ids, __u32 id, int may)
{
	if (id == ID_KEEP)
		return -EINVAL;
	if (may)
		ids->real = ids->saved = id;
	else if (id != ids->real && id != ids->saved)
		return -EPERM;
	ids->effective = ids->fs = id;
	return 0;
}

int ids_set_re(struct ids *ids, __u32 real, __u32 effective, int may)
{
	struct ids new = *ids;

	if (real != ID_KEEP) {
		if (!may && real != ids->real && real != ids->effective)
			return -EPERM;
		new.real = real;
	}
	if (effective != ID_KEEP) {
		if (!may && effective != ids->real && effective != ids->effective &&
		    effective != ids->saved)
			return -EPERM;
		new.effective = effective;
	}
	if (real != ID_KEEP || (effective != ID_KEEP && effective != ids->real))
		new.saved = new.effective;
	new.fs = new.effective;
	*ids = new;
	return 0;
}

static int is_one_of(const struct ids *ids, __u32 id)
{
	return id == ID_KEEP || id == ids->real || id == ids->effective || id == ids->saved;
}

int ids_set_res(struct ids *ids, __u32 real, __u32 effective, __u32 saved, int may)
{
	if (!may && !(is_one_of(ids, real) && is_one_of(ids, effective) && is_one_of(ids, saved)))
		return -EPERM;
	if (real != ID_KEEP)
		ids->real = real;
	if (effective != ID_KEEP)
		ids->effective = effective;
	if (saved != ID_KEEP)
		ids->saved = saved;
	ids->fs = ids->effective;
	return 0;
}

long ids_set_fs(struct ids *ids, __u32 id, int may)
{
	__u32 before = ids->fs;

	if (id != ID_KEEP && (may || id == ids->fs || is_one_of(ids, id)))
		ids->fs = id;
	return (long)before;
}

static int has_root(const struct ids *ids)
{
	return !ids->real || !ids->effective || !ids->saved;
}

void capabilities_follow(const struct ids *before)
{
	const struct ids *now = &credentials.user;

	if (has_root(before) && !has_root(now))
		credentials.permitted = credentials.effective = 0;
	if (!before->effective && now->effective)
		credentials.effective = 0;
	if (before->effective && !now->effective)
		credentials.effective = credentials.permitted;
}
