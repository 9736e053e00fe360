/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes: asked for, changed, and remembered only as long as one call takes. */
#include <uk/essentials.h>
#include <uk/plat/time.h>
#include "9pfs.h"

/* A look-up and the stat() that follows it shall cost one question, not two. */
#define FRESH 1000000 /* ns */

void p9fs_store(struct p9fs_node *pn, const struct uk_9p_attr *attr)
{
	struct uk_node *node = &pn->node;

	/* The type decided what the node can do, and stays. */
	node->mode = (node->mode & S_IFMT) | (attr->mode & 07777);
	node->uid = attr->uid;
	node->gid = attr->gid;
	node->nlink = attr->nlink;
	node->rdev = attr->rdev;
	node->size = (__off)attr->size;
	node->blocks = (blkcnt_t)attr->blocks;
	node->atime = attr->atime;
	node->mtime = attr->mtime;
	node->ctime = attr->ctime;
	pn->attr_at = ukplat_monotonic_clock();
	pn->incomplete = 0;
}

/* By the path fid; a file that lost its last name is known by an open fid only. */
static int ask(struct uk_node *node, struct uk_9p_attr *attr)
{
	struct uk_9p_fid *fid = uk_9p_fid_get(p9fs_of(node)->fid);
	int rc = uk_9p_getattr(fid, attr);

	uk_9p_fid_put(fid);
	if (rc != -ENOENT && rc != -ESTALE)
		return rc;
	fid = p9fs_open_fid(node);
	if (!fid)
		return rc;
	rc = uk_9p_getattr(fid, attr);
	uk_9p_fid_put(fid);
	return rc;
}

int p9fs_refresh(struct uk_node *node)
{
	struct p9fs_node *pn = p9fs_of(node);
	struct uk_9p_attr attr;
	int rc;

	if (pn->attr_at && ukplat_monotonic_clock() - pn->attr_at < FRESH)
		return 0;
	rc = ask(node, &attr);
	if (!rc) {
		if (attr.qid.path == node->ino)
			p9fs_store(pn, &attr);
		else
			rc = -ESTALE;
	}
	/* Some hosts look attributes up by name even of an open file. What was known when the name
	 * went, and what was done since, still holds. */
	if ((rc == -ENOENT || rc == -ESTALE) && !uk_list_empty(&pn->handles) && !pn->incomplete) {
		node->nlink = S_ISDIR(node->mode) || node->nlink < 2 ? 0 : node->nlink - 1;
		return 0;
	}
	return rc;
}

int p9fs_stat(struct uk_file *file, struct stat *st)
{
	struct uk_node *node = uk_file_node(file);
	int rc = p9fs_refresh(node);

	if (!rc)
		uk_node_stat(node, st);
	return rc;
}

static int set(struct uk_node *node, unsigned int which, const struct uk_9p_attr *attr)
{
	struct uk_9p_fid *fid = uk_9p_fid_get(p9fs_of(node)->fid);
	int rc = uk_9p_setattr(fid, which, attr);

	uk_9p_fid_put(fid);
	p9fs_changed(node);
	return rc;
}

int p9fs_setattr(struct uk_node *node, const struct uk_node_attr *attr)
{
	struct uk_9p_attr to = {.mode = attr->mode & 07777,
	                        .uid = attr->uid,
	                        .gid = attr->gid,
	                        .atime = attr->atime,
	                        .mtime = attr->mtime};
	unsigned int which = 0;

	if (attr->which & UK_ATTR_MODE)
		which |= UK_9P_SET_MODE;
	if (attr->which & UK_ATTR_UID)
		which |= UK_9P_SET_UID;
	if (attr->which & UK_ATTR_GID)
		which |= UK_9P_SET_GID;
	if (attr->which & UK_ATTR_ATIME)
		which |= UK_9P_SET_ATIME |
		         (attr->which & UK_ATTR_ATIME_NOW ? 0 : UK_9P_SET_ATIME_SET);
	if (attr->which & UK_ATTR_MTIME)
		which |= UK_9P_SET_MTIME |
		         (attr->which & UK_ATTR_MTIME_NOW ? 0 : UK_9P_SET_MTIME_SET);
	return which ? set(node, which, &to) : 0;
}

int p9fs_truncate(struct uk_file *file, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct uk_9p_attr to = {.size = (__u64)length};
	int rc = set(node, UK_9P_SET_SIZE, &to);

	if (!rc)
		node->size = length;
	return rc;
}
