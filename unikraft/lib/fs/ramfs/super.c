/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting and unmounting a file system in memory. */
#include <string.h>
#include <uk/frame.h>
#include "ramfs.h"

static int ramfs_mount(struct uk_super *super, const char *source __maybe_unused,
                       const char *data __maybe_unused)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct ramfs_super *rs = uk_malloc(a, sizeof(*rs));
	struct ramfs_node *root;

	if (!rs)
		return -ENOMEM;
	UK_INIT_LIST_HEAD(&rs->nodes);
	rs->next_ino = 1;
	super->priv = rs;
	root = ramfs_node_new(super, S_IFDIR | 0755);
	if (!root) {
		uk_free(a, rs);
		return -ENOMEM;
	}
	super->root = &root->node;
	return 0;
}

/* A node is in use when it has more references than its names, the children that know it as their
 * parent, and the VFS's one of the root. */
static int in_use(struct uk_super *super)
{
	struct ramfs_super *rs = super->priv;
	struct ramfs_entry *entry;
	struct ramfs_node *rn;

	uk_list_for_each_entry (rn, &rs->nodes, link)
		rn->scratch = &rn->node == super->root;
	uk_list_for_each_entry (rn, &rs->nodes, link) {
		if (rn->node.parent)
			ramfs_of(rn->node.parent)->scratch++;
		if (!S_ISDIR(rn->node.mode))
			continue;
		uk_list_for_each_entry (entry, &rn->dir.entries, order)
			ramfs_of(entry->node)->scratch++;
	}
	uk_list_for_each_entry (rn, &rs->nodes, link)
		if (rn->scratch != rn->node.file.refs)
			return 1;
	return 0;
}

/* Takes the tree apart from its leaves. By descending anew for each rather than recursively: a tree
 * may be deeper than the stack. */
static void empty(struct ramfs_node *root)
{
	while (!uk_list_empty(&root->dir.entries)) {
		struct ramfs_node *rn = root;
		struct ramfs_entry *entry;

		for (;;) {
			entry = uk_list_first_entry(&rn->dir.entries, struct ramfs_entry, order);
			if (!S_ISDIR(entry->node->mode) ||
			    uk_list_empty(&ramfs_of(entry->node)->dir.entries))
				break;
			rn = ramfs_of(entry->node);
		}
		ramfs_dir_remove(&rn->dir, entry);
	}
}

static int ramfs_unmount(struct uk_super *super)
{
	if (in_use(super))
		return -EBUSY;
	empty(ramfs_of(super->root));
	uk_node_put(super->root);
	uk_free(uk_alloc_get_default(), super->priv);
	return 0;
}

static int ramfs_statfs(struct uk_super *super __maybe_unused, struct statfs *buf)
{
	buf->f_blocks = uk_frame_total();
	buf->f_bfree = buf->f_bavail = uk_frame_available();
	return 0;
}

struct uk_fs uk_ramfs = {
        .name = "ramfs",
        .magic = 0x858458f6,
        .mount = ramfs_mount,
        .unmount = ramfs_unmount,
        .statfs = ramfs_statfs,
};

struct uk_fs uk_tmpfs = {
        .name = "tmpfs",
        .magic = 0x01021994,
        .mount = ramfs_mount,
        .unmount = ramfs_unmount,
        .statfs = ramfs_statfs,
};
