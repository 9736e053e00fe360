/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done by a name in a directory: looking up, making, linking, removing, renaming. */
#include <uk/alloc.h>
#include "fuse.h"

/* An entry of something that was just made: not of nothing. */
static int made(int rc, const struct uk_fuse_entry *entry)
{
	return rc ? rc : entry->node ? 0 : -EIO;
}

/* A message that is a name, perhaps behind something of fixed size. */
static int begin(struct uk_fuse_client *client, enum fuse_opcode opcode, __u64 dir, const void *in,
                 __sz in_len, const char *name, __sz len, struct fuse_message *m)
{
	int rc = fuse_begin(client, opcode, dir, m);

	if (rc)
		return rc;
	if (in_len)
		fuse_put(m, in, in_len);
	fuse_put_name(m, name, len);
	return 0;
}

int uk_fuse_lookup(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   struct uk_fuse_entry *entry)
{
	struct fuse_message m;
	int rc = begin(client, FUSE_LOOKUP, dir, NULL, 0, name, len, &m);

	return rc ? rc : fuse_finish_entry(&m, entry);
}

int uk_fuse_mkdir(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u32 mode,
                  struct uk_fuse_entry *entry)
{
	const struct fuse_mkdir_in in = {.mode = mode};
	struct fuse_message m;
	int rc = begin(client, FUSE_MKDIR, dir, &in, sizeof(in), name, len, &m);

	return made(rc ? rc : fuse_finish_entry(&m, entry), entry);
}

int uk_fuse_symlink(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                    const char *target, struct uk_fuse_entry *entry)
{
	struct fuse_message m;
	int rc = begin(client, FUSE_SYMLINK, dir, NULL, 0, name, len, &m);

	if (rc)
		return rc;
	fuse_put_name(&m, target, strlen(target));
	return made(fuse_finish_entry(&m, entry), entry);
}

int uk_fuse_link(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u64 node,
                 struct uk_fuse_entry *entry)
{
	const struct fuse_link_in in = {.oldnodeid = node};
	struct fuse_message m;
	int rc = begin(client, FUSE_LINK, dir, &in, sizeof(in), name, len, &m);

	return made(rc ? rc : fuse_finish_entry(&m, entry), entry);
}

int uk_fuse_unlink(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len)
{
	struct fuse_message m;
	int rc = begin(client, FUSE_UNLINK, dir, NULL, 0, name, len, &m);

	return rc ? rc : fuse_finish(&m, NULL, 0);
}

int uk_fuse_rmdir(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len)
{
	struct fuse_message m;
	int rc = begin(client, FUSE_RMDIR, dir, NULL, 0, name, len, &m);

	return rc ? rc : fuse_finish(&m, NULL, 0);
}

int uk_fuse_rename(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   __u64 new_dir, const char *new_name, __sz new_len, int exchange)
{
	const struct fuse_rename2_in in = {.newdir = new_dir, .flags = FUSE_RENAME_SWAP};
	struct fuse_message m;
	int rc;

	/* The older message is the beginning of the newer, and known to every host. */
	rc = exchange ? begin(client, FUSE_RENAME2, dir, &in, sizeof(in), name, len, &m)
	              : begin(client, FUSE_RENAME, dir, &in, sizeof(struct fuse_rename_in), name,
	                      len, &m);
	if (rc)
		return rc;
	fuse_put_name(&m, new_name, new_len);
	rc = fuse_finish(&m, NULL, 0);
	return exchange && rc == -ENOSYS ? -EINVAL : rc;
}

int uk_fuse_readlink(struct uk_fuse_client *client, __u64 node, char **target)
{
	struct fuse_message m;
	const char *text;
	__u32 len;
	int rc = fuse_begin(client, FUSE_READLINK, node, &m);

	if (rc)
		return rc;
	rc = fuse_call(&m, &len);
	text = fuse_contents(&m);
	if (!rc && (!len || len >= UK_FUSE_TARGET_MAX || memchr(text, 0, len)))
		rc = -EIO;
	if (!rc) {
		*target = uk_malloc(uk_alloc_get_default(), len + 1ul);
		rc = *target ? 0 : -ENOMEM;
	}
	if (!rc) {
		memcpy(*target, text, len);
		(*target)[len] = '\0';
	}
	fuse_end(&m);
	return rc;
}
