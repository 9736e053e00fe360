/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done by a name in a directory: walking, making, linking, removing, renaming. */
#include <uk/alloc.h>
#include <sys/sysmacros.h>
#include "9p.h"

#define REMOVE_DIRECTORY 0x200 /* AT_REMOVEDIR of Linux */

static int walk(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid *fid,
                struct uk_9p_qid *qid)
{
	unsigned int names = name != NULL, found;
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(dir->client, P9_TWALK, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, dir);
	p9_put_fid(&m, fid);
	p9_put(&m, names, 2);
	if (names)
		p9_put_string(&m, name, len);
	rc = p9_call(&m, &answer);
	found = (unsigned int)p9_get(&answer, 2);
	if (names)
		p9_get_qid(&answer, qid);
	rc = p9_result(rc, &answer);
	if (!rc && found != names)
		rc = -EIO;
	p9_end(&m);
	return rc;
}

int uk_9p_walk(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid **out,
               struct uk_9p_qid *qid)
{
	struct uk_9p_fid *fid;
	int rc = p9_fid_new(dir->client, &fid);

	if (rc)
		return rc;
	return p9_fid_made(fid, walk(dir, name, len, fid, qid), out);
}

/* A message that begins with a directory and a name. */
static int begin(struct uk_9p_fid *dir, enum p9_type type, const char *name, __sz len,
                 struct p9_message *m)
{
	int rc = p9_begin(dir->client, type, m);

	if (rc)
		return rc;
	p9_put_fid(m, dir);
	p9_put_string(m, name, len);
	return 0;
}

int uk_9p_mkdir(struct uk_9p_fid *dir, const char *name, __sz len, __u32 mode, __u32 gid)
{
	struct p9_message m;
	int rc = begin(dir, P9_TMKDIR, name, len, &m);

	if (rc)
		return rc;
	p9_put(&m, mode, 4);
	p9_put(&m, gid, 4);
	return p9_simple(&m);
}

int uk_9p_mknod(struct uk_9p_fid *dir, const char *name, __sz len, __u32 mode, dev_t rdev,
                __u32 gid)
{
	struct p9_message m;
	int rc = begin(dir, P9_TMKNOD, name, len, &m);

	if (rc)
		return rc;
	p9_put(&m, mode, 4);
	p9_put(&m, major(rdev), 4);
	p9_put(&m, minor(rdev), 4);
	p9_put(&m, gid, 4);
	return p9_simple(&m);
}

int uk_9p_symlink(struct uk_9p_fid *dir, const char *name, __sz len, const char *target, __u32 gid)
{
	struct p9_message m;
	int rc = begin(dir, P9_TSYMLINK, name, len, &m);

	if (rc)
		return rc;
	p9_put_string(&m, target, strlen(target));
	p9_put(&m, gid, 4);
	return p9_simple(&m);
}

int uk_9p_link(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid *file)
{
	struct p9_message m;
	int rc = p9_begin(dir->client, P9_TLINK, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, dir);
	p9_put_fid(&m, file);
	p9_put_string(&m, name, len);
	return p9_simple(&m);
}

int uk_9p_unlink(struct uk_9p_fid *dir, const char *name, __sz len, int directory)
{
	struct p9_message m;
	int rc = begin(dir, P9_TUNLINKAT, name, len, &m);

	if (rc)
		return rc;
	p9_put(&m, directory ? REMOVE_DIRECTORY : 0, 4);
	return p9_simple(&m);
}

int uk_9p_rename(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid *new_dir,
                 const char *new_name, __sz new_len)
{
	struct p9_message m;
	int rc = begin(dir, P9_TRENAMEAT, name, len, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, new_dir);
	p9_put_string(&m, new_name, new_len);
	return p9_simple(&m);
}

int uk_9p_readlink(struct uk_9p_fid *link, char **target)
{
	struct p9_answer answer;
	struct p9_message m;
	const char *text;
	__u16 len;
	int rc = p9_begin(link->client, P9_TREADLINK, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, link);
	rc = p9_call(&m, &answer);
	text = p9_get_string(&answer, &len);
	rc = p9_result(rc, &answer);
	if (!rc && (!len || len >= UK_9P_TARGET_MAX || memchr(text, 0, len)))
		rc = -EIO;
	if (!rc) {
		*target = uk_malloc(uk_alloc_get_default(), len + 1ul);
		rc = *target ? 0 : -ENOMEM;
	}
	if (!rc) {
		memcpy(*target, text, len);
		(*target)[len] = '\0';
	}
	p9_end(&m);
	return rc;
}
