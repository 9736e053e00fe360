/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes: asked for, changed, and remembered as long as the host vouches for them. */
#include <uk/plat/time.h>
#include "virtiofs.h"

void virtiofs_store(struct virtiofs_node *vn, const struct uk_fuse_attr *attr, __u64 asked)
{
	struct uk_node *node = &vn->node;

	/* What the host answered may be older than what was changed since the question. */
	if (vn->changed_at > asked)
		return;
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
	vn->attr_until = ukplat_monotonic_clock() + attr->valid;
	vn->changed = 0;
}

static int ask(struct uk_node *node)
{
	struct virtiofs_node *vn = virtiofs_of(node);
	struct uk_fuse_file *file = virtiofs_open_file(node, 0);
	__u64 asked = virtiofs_super_of(node)->attr_changes;
	struct uk_fuse_attr attr;
	int rc = uk_fuse_getattr(virtiofs_client_of(node), vn->id, file, &attr);

	uk_fuse_file_put(file);
	if (!rc && (attr.mode & S_IFMT) != (node->mode & S_IFMT))
		rc = -EIO;
	if (!rc)
		virtiofs_store(vn, &attr, asked);
	return rc;
}

int virtiofs_refresh(struct uk_node *node)
{
	struct virtiofs_node *vn = virtiofs_of(node);

	return !vn->changed && ukplat_monotonic_clock() < vn->attr_until ? 0 : ask(node);
}

int virtiofs_stat(struct uk_file *file, struct stat *st)
{
	struct uk_node *node = uk_file_node(file);
	int rc = virtiofs_refresh(node);

	if (!rc)
		uk_node_stat(node, st);
	return rc;
}

int virtiofs_setattr(struct uk_node *node, const struct uk_node_attr *attr)
{
	struct uk_fuse_attr to = {.mode = (node->mode & S_IFMT) | (attr->mode & 07777),
	                          .uid = attr->uid,
	                          .gid = attr->gid,
	                          .atime = attr->atime,
	                          .mtime = attr->mtime};
	unsigned int which = 0;
	int rc;

	if (attr->which & UK_ATTR_MODE)
		which |= UK_FUSE_SET_MODE;
	if (attr->which & UK_ATTR_UID)
		which |= UK_FUSE_SET_UID;
	if (attr->which & UK_ATTR_GID)
		which |= UK_FUSE_SET_GID;
	if (attr->which & UK_ATTR_ATIME)
		which |= UK_FUSE_SET_ATIME |
		         (attr->which & UK_ATTR_ATIME_NOW ? UK_FUSE_SET_ATIME_NOW : 0);
	if (attr->which & UK_ATTR_MTIME)
		which |= UK_FUSE_SET_MTIME |
		         (attr->which & UK_ATTR_MTIME_NOW ? UK_FUSE_SET_MTIME_NOW : 0);
	if (!which)
		return 0;
	rc = uk_fuse_setattr(virtiofs_client_of(node), virtiofs_of(node)->id, NULL, which, &to);
	/* The VFS notes the change with its own clock: the host's is asked by the next stat(). */
	virtiofs_changed(node);
	return rc;
}

/* By an open file where there is one: it may be written to although the file has become read-only.
 */
int virtiofs_truncate(struct uk_file *file, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct uk_fuse_file *opened = virtiofs_open_file(node, 1);
	struct uk_fuse_attr to = {.size = (__u64)length};
	int rc = uk_fuse_setattr(virtiofs_client_of(node), virtiofs_of(node)->id, opened,
	                         UK_FUSE_SET_SIZE, &to);

	uk_fuse_file_put(opened);
	virtiofs_changed(node);
	if (!rc)
		node->size = length;
	return rc;
}
