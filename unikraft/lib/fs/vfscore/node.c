/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: set-up, times, stat. */
#include <string.h>
#include <uk/alloc.h>
#include <uk/plat/time.h>
#include "vfs.h"

struct timespec vfs_now(void)
{
	__nsec ns = ukplat_wall_clock();

	return (struct timespec){.tv_sec = ns / UKARCH_NSEC_PER_SEC,
	                         .tv_nsec = ns % UKARCH_NSEC_PER_SEC};
}

void uk_node_init(struct uk_node *node, struct uk_super *super, const struct uk_node_ops *ops,
                  const struct uk_file_ops *fops, ino_t ino, mode_t mode)
{
	memset(node, 0, sizeof(*node));
	uk_file_init(&node->file, fops, NULL);
	node->file.is_node = 1;
	node->ops = ops;
	node->super = super;
	node->ino = ino;
	node->mode = mode;
	node->nlink = S_ISDIR(mode) ? 2 : 1;
	node->atime = node->mtime = node->ctime = node->btime = vfs_now();
}

void uk_node_fini(struct uk_node *node)
{
	struct uk_node *parent = node->parent;

	uk_free(uk_alloc_get_default(), node->name);
	node->name = NULL;
	node->parent = NULL;
	uk_node_put(parent);
}

void uk_node_touch(struct uk_node *node, unsigned int which)
{
	struct timespec time;

	/* Reading changes the access time at most once until the next change (as mount option
	 * relatime): the clock costs more than a short read. */
	if (which == UK_NODE_ATIME && (node->atime.tv_sec > node->mtime.tv_sec ||
	                               (node->atime.tv_sec == node->mtime.tv_sec &&
	                                node->atime.tv_nsec > node->mtime.tv_nsec)))
		return;
	time = vfs_now();
	if (which & UK_NODE_ATIME)
		node->atime = time;
	if (which & UK_NODE_MTIME)
		node->mtime = time;
	if (which & UK_NODE_CTIME)
		node->ctime = time;
}

void uk_node_stat(struct uk_node *node, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_dev = node->super->dev;
	st->st_ino = node->ino;
	st->st_nlink = node->nlink;
	st->st_mode = node->mode;
	st->st_uid = node->uid;
	st->st_gid = node->gid;
	st->st_rdev = node->rdev;
	st->st_size = node->size;
	st->st_blksize = 4096;
	st->st_blocks = node->blocks;
	st->st_atim = node->atime;
	st->st_mtim = node->mtime;
	st->st_ctim = node->ctime;
}
