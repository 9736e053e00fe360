/* SPDX-License-Identifier: BSD-3-Clause */
/* Targets of symbolic links, and changes of attributes. */
#include <string.h>
#include "names.h"

static int read_target(struct uk_node *node, char *target, __sz size)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext2_inode_large inode;
	struct ext_block *block;
	struct ext_run run;
	size_t got = size;
	int rc = ext_inode_read(node, &inode);

	if (rc)
		return rc;
	if (inode.i_flags & EXT4_INLINE_DATA_FL)
		return ext_error(mount,
		                 ext2fs_inline_data_get(mount->fs, (ext2_ino_t)node->ino,
		                                        (struct ext2_inode *)&inode, target, &got));
	if (ext2fs_is_fast_symlink((struct ext2_inode *)&inode)) {
		memcpy(target, inode.i_block, MIN(size, sizeof(inode.i_block)));
		return 0;
	}
	rc = ext_map(node, &inode, 0, &run);
	if (!rc && !run.physical)
		rc = ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	if (!rc)
		rc = ext_cache_block(&mount->cache, run.physical, EXT_FILL_READ, &block);
	if (!rc)
		memcpy(target, block->data, MIN(size, (__sz)mount->fs->blocksize));
	return rc;
}

static int target_locked(struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(node);
	__sz room = MAX((__sz)mount->fs->blocksize, 4096UL) + 1, size = (__sz)node->size;
	struct ext_node *en = ext_of(node);
	char *target;
	int rc;

	if (en->target)
		return 0;
	if (!size || size >= UK_PATH_MAX || size > mount->fs->blocksize)
		return ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	target = uk_calloc(uk_alloc_get_default(), 1, room);
	if (!target)
		return -ENOMEM;
	rc = read_target(node, target, room - 1);
	if (rc) {
		uk_free(uk_alloc_get_default(), target);
		return rc;
	}
	target[size] = '\0';
	en->target = target;
	return 0;
}

int ext_read_link(struct uk_node *node, const char **target)
{
	struct ext_mount *mount = ext_mount_of(node);
	int rc;

	(void)ext_enter(mount, 0);
	rc = (int)ext_leave(mount, 0, target_locked(node));
	*target = ext_of(node)->target;
	return rc;
}

/* The VFS repeats it on the node. */
static int set_locked(struct uk_node *node, const struct uk_node_attr *attr)
{
	unsigned int which = attr->which, touch = UK_NODE_CTIME;

	if (which & UK_ATTR_MODE)
		node->mode = (node->mode & S_IFMT) | (attr->mode & 07777);
	if (which & UK_ATTR_UID)
		node->uid = attr->uid;
	if (which & UK_ATTR_GID)
		node->gid = attr->gid;
	if ((which & (UK_ATTR_UID | UK_ATTR_GID)) && S_ISREG(node->mode)) {
		node->mode &= (mode_t)~S_ISUID;
		if (node->mode & S_IXGRP)
			node->mode &= (mode_t)~S_ISGID;
	}
	if (which & UK_ATTR_ATIME_NOW)
		touch |= UK_NODE_ATIME;
	else if (which & UK_ATTR_ATIME)
		node->atime = attr->atime;
	if (which & UK_ATTR_MTIME_NOW)
		touch |= UK_NODE_MTIME;
	else if (which & UK_ATTR_MTIME)
		node->mtime = attr->mtime;
	uk_node_touch(node, touch);
	return ext_node_store(node);
}

int ext_set_attributes(struct uk_node *node, const struct uk_node_attr *attr)
{
	struct ext_mount *mount = ext_mount_of(node);
	int rc = ext_enter(mount, 1);

	if (rc)
		return rc;
	rc = set_locked(node, attr);
	ext_of(node)->stale = 1; /* the VFS takes another time of now */
	return (int)ext_leave(mount, 1, rc);
}
