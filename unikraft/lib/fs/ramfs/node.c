/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: making, freeing, and what the VFS asks of a directory. */
#include <string.h>
#include "ramfs.h"

struct ramfs_node *ramfs_node_new(struct uk_super *super, mode_t mode)
{
	struct ramfs_super *rs = super->priv;
	struct ramfs_node *rn = uk_calloc(uk_alloc_get_default(), 1, sizeof(*rn));
	const struct uk_file_ops *fops = &ramfs_other_ops;

	if (!rn)
		return NULL;
	if (S_ISREG(mode))
		fops = &ramfs_file_ops;
	else if (S_ISDIR(mode))
		fops = &ramfs_dir_ops;
	uk_node_init(&rn->node, super, &ramfs_node_ops, fops, rs->next_ino++, mode);
	if (S_ISDIR(mode))
		ramfs_dir_init(&rn->dir);
	uk_list_add_tail(&rn->link, &rs->nodes);
	return rn;
}

void ramfs_release(struct uk_file *file)
{
	struct ramfs_node *rn = ramfs_of(uk_file_node(file));
	struct uk_alloc *a = uk_alloc_get_default();

	if (S_ISDIR(rn->node.mode)) {
		ramfs_dir_fini(&rn->dir);
	} else if (S_ISREG(rn->node.mode)) {
		ramfs_pages_drop(&rn->pages, 0, 1ul << 52);
		ramfs_pages_free_orphans(&rn->pages);
	} else if (S_ISLNK(rn->node.mode)) {
		uk_free(a, rn->target);
	}
	uk_list_del(&rn->link);
	uk_node_fini(&rn->node);
	uk_free(a, rn);
}

int ramfs_stat(struct uk_file *file, struct stat *st)
{
	uk_node_stat(uk_file_node(file), st);
	return 0;
}

int ramfs_sync(struct uk_file *file __maybe_unused, int data_only __maybe_unused)
{
	return 0;
}

const struct uk_file_ops ramfs_other_ops = {
        .stat = ramfs_stat,
        .release = ramfs_release,
};

static int lookup(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct ramfs_entry *entry = ramfs_dir_find(&ramfs_of(dir)->dir, name, len);

	if (!entry)
		return -ENOENT;
	*out = uk_node_get(entry->node);
	return 0;
}

static void changed(struct uk_node *dir)
{
	uk_node_touch(dir, UK_NODE_MTIME | UK_NODE_CTIME);
}

static int enter(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = ramfs_dir_add(&ramfs_of(dir)->dir, name, len, node);

	if (rc)
		return rc;
	if (S_ISDIR(node->mode))
		dir->nlink++;
	dir->size = 20L * ramfs_of(dir)->dir.count; /* as tmpfs reports it */
	changed(dir);
	return 0;
}

static void leave(struct uk_node *dir, struct ramfs_entry *entry)
{
	if (S_ISDIR(entry->node->mode))
		dir->nlink--;
	ramfs_dir_remove(&ramfs_of(dir)->dir, entry);
	dir->size = 20L * ramfs_of(dir)->dir.count;
	changed(dir);
}

static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                  struct uk_node **out)
{
	struct ramfs_node *rn = ramfs_node_new(dir->super, mode);
	int rc;

	if (!rn)
		return -ENOSPC;
	rn->node.rdev = rdev;
	rc = enter(dir, name, len, &rn->node);
	if (rc) {
		uk_node_put(&rn->node);
		return rc;
	}
	*out = &rn->node;
	return 0;
}

static int symlink_at(struct uk_node *dir, const char *name, __sz len, const char *target)
{
	struct ramfs_node *rn = ramfs_node_new(dir->super, S_IFLNK | 0777);
	__sz size = strlen(target);
	int rc = -ENOSPC;

	if (!rn)
		return rc;
	rn->target = uk_malloc(uk_alloc_get_default(), size + 1);
	if (rn->target) {
		memcpy(rn->target, target, size + 1);
		rn->node.size = size;
		rc = enter(dir, name, len, &rn->node);
	}
	uk_node_put(&rn->node);
	return rc;
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = enter(dir, name, len, node);

	if (rc)
		return rc;
	node->nlink++;
	uk_node_touch(node, UK_NODE_CTIME);
	return 0;
}

static int unlink_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	node->nlink--;
	uk_node_touch(node, UK_NODE_CTIME);
	leave(dir, ramfs_dir_find(&ramfs_of(dir)->dir, name, len));
	return 0;
}

static int rmdir_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	if (ramfs_of(node)->dir.count)
		return -ENOTEMPTY;
	node->nlink = 0;
	uk_node_touch(node, UK_NODE_CTIME);
	leave(dir, ramfs_dir_find(&ramfs_of(dir)->dir, name, len));
	return 0;
}

static void swap(struct uk_node *dir, struct ramfs_entry *a, struct uk_node *new_dir,
                 struct ramfs_entry *b)
{
	struct uk_node *node = a->node;

	dir->nlink += S_ISDIR(b->node->mode) - S_ISDIR(a->node->mode);
	new_dir->nlink += S_ISDIR(a->node->mode) - S_ISDIR(b->node->mode);
	a->node = b->node;
	b->node = node;
	changed(dir);
	changed(new_dir);
}

static int rename_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                     struct uk_node *new_dir, const char *new_name, __sz new_len,
                     struct uk_node *victim, int exchange)
{
	struct ramfs_dir *to = &ramfs_of(new_dir)->dir;
	struct ramfs_entry *old = ramfs_dir_find(&ramfs_of(dir)->dir, name, len);
	struct ramfs_entry *target = ramfs_dir_find(to, new_name, new_len);
	int rc;

	if (exchange) {
		swap(dir, old, new_dir, target);
		return 0;
	}
	if (victim && S_ISDIR(victim->mode) && ramfs_of(victim)->dir.count)
		return -ENOTEMPTY;
	if (victim) {
		/* Exchange the two and remove the old name: nothing is allocated, nothing can fail.
		 */
		swap(dir, old, new_dir, target);
		victim->nlink = S_ISDIR(victim->mode) ? 0 : victim->nlink - 1;
		uk_node_touch(victim, UK_NODE_CTIME);
	} else {
		rc = enter(new_dir, new_name, new_len, node);
		if (rc)
			return rc;
	}
	leave(dir, ramfs_dir_find(&ramfs_of(dir)->dir, name, len));
	uk_node_touch(node, UK_NODE_CTIME);
	return 0;
}

static int tmpfile_in(struct uk_node *dir, mode_t mode, struct uk_node **out)
{
	struct ramfs_node *rn = ramfs_node_new(dir->super, mode);

	if (!rn)
		return -ENOSPC;
	rn->node.nlink = 0;
	*out = &rn->node;
	return 0;
}

static int read_link(struct uk_node *node, const char **target)
{
	*target = ramfs_of(node)->target;
	return 0;
}

const struct uk_node_ops ramfs_node_ops = {
        .lookup = lookup,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = unlink_at,
        .rmdir = rmdir_at,
        .rename = rename_at,
        .tmpfile = tmpfile_in,
        .readlink = read_link,
};
