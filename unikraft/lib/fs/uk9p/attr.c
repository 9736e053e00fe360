/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes of files and of the host's file system. */
#include "9p.h"

#define BASIC 0x7ffu /* all that stat(2) has */

static struct timespec get_time(struct p9_answer *answer)
{
	struct timespec time = {.tv_sec = (time_t)p9_get(answer, 8)};

	time.tv_nsec = (long)p9_get(answer, 8);
	if (time.tv_nsec < 0 || time.tv_nsec > 999999999)
		answer->bad = 1;
	return time;
}

static void put_time(struct p9_message *m, struct timespec time)
{
	p9_put(m, (__u64)time.tv_sec, 8);
	p9_put(m, (__u64)time.tv_nsec, 8);
}

static void get_attr(struct p9_answer *answer, struct uk_9p_attr *attr)
{
	p9_get(answer, 8); /* which are valid */
	p9_get_qid(answer, &attr->qid);
	attr->mode = (__u32)p9_get(answer, 4);
	attr->uid = (__u32)p9_get(answer, 4);
	attr->gid = (__u32)p9_get(answer, 4);
	attr->nlink = p9_get(answer, 8);
	attr->rdev = p9_get(answer, 8);
	attr->size = p9_get(answer, 8);
	attr->block_size = p9_get(answer, 8);
	attr->blocks = p9_get(answer, 8);
	attr->atime = get_time(answer);
	attr->mtime = get_time(answer);
	attr->ctime = get_time(answer);
	if (attr->size >> 63)
		answer->bad = 1;
}

int uk_9p_getattr(struct uk_9p_fid *fid, struct uk_9p_attr *attr)
{
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TGETATTR, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put(&m, BASIC, 8);
	rc = p9_call(&m, &answer);
	get_attr(&answer, attr);
	rc = p9_result(rc, &answer);
	p9_end(&m);
	return rc;
}

int uk_9p_setattr(struct uk_9p_fid *fid, unsigned int which, const struct uk_9p_attr *attr)
{
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TSETATTR, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put(&m, which, 4);
	p9_put(&m, attr->mode, 4);
	p9_put(&m, attr->uid, 4);
	p9_put(&m, attr->gid, 4);
	p9_put(&m, attr->size, 8);
	put_time(&m, attr->atime);
	put_time(&m, attr->mtime);
	return p9_simple(&m);
}

int uk_9p_statfs(struct uk_9p_fid *fid, struct uk_9p_statfs *statfs)
{
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TSTATFS, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	rc = p9_call(&m, &answer);
	statfs->type = (__u32)p9_get(&answer, 4);
	statfs->block_size = (__u32)p9_get(&answer, 4);
	statfs->blocks = p9_get(&answer, 8);
	statfs->free = p9_get(&answer, 8);
	statfs->available = p9_get(&answer, 8);
	statfs->files = p9_get(&answer, 8);
	statfs->files_free = p9_get(&answer, 8);
	statfs->id = p9_get(&answer, 8);
	statfs->name_max = (__u32)p9_get(&answer, 4);
	rc = p9_result(rc, &answer);
	p9_end(&m);
	return rc;
}
