/* SPDX-License-Identifier: BSD-3-Clause */
/* What a directory does by a name. The host decides what exists. */
#include "virtiofs.h"

struct virtiofs_question virtiofs_ask(const struct uk_node *dir)
{
	const struct virtiofs_super *vs = virtiofs_super_of(dir);

	return (struct virtiofs_question){vs->name_changes, vs->attr_changes};
}

int virtiofs_take(struct uk_node *dir, const char *name, __sz len,
                  const struct uk_fuse_entry *entry, struct virtiofs_question asked, mode_t type,
                  struct virtiofs_node *fresh, struct uk_node **out)
{
	int rc = virtiofs_node_of(dir->super, entry, asked.attrs, fresh, out);

	if (!rc && type && ((*out)->mode & S_IFMT) != type) {
		uk_node_put(*out);
		rc = -EIO;
	}
	if (!rc && asked.names == virtiofs_super_of(dir)->name_changes)
		virtiofs_name_add(dir, name, len, *out, entry->valid);
	return rc;
}

static int ask(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct virtiofs_node *fresh = virtiofs_node_new();
	struct virtiofs_question asked = virtiofs_ask(dir);
	struct uk_fuse_entry entry;
	int rc;

	if (!fresh)
		return -ENOMEM;
	rc = uk_fuse_lookup(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len, &entry);
	if (!rc && entry.node)
		return virtiofs_take(dir, name, len, &entry, asked, 0, fresh, out);
	uk_free(uk_alloc_get_default(), fresh);
	if (!rc && asked.names == virtiofs_super_of(dir)->name_changes)
		virtiofs_name_add(dir, name, len, NULL, entry.valid);
	return rc ? rc : -ENOENT;
}

static int lookup(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	if (!virtiofs_name_find(dir, name, len, out))
		return ask(dir, name, len, out);
	return *out ? 0 : -ENOENT;
}

/* The end of a call that changed a directory. */
static int changed(struct uk_node *dir, const char *name, __sz len, int rc)
{
	virtiofs_name_drop(dir, name, len);
	virtiofs_changed(dir);
	return rc;
}

/* The end of a call that should have made something of this type: its node, or an error. */
static int made(struct uk_node *dir, const char *name, __sz len, int rc,
                const struct uk_fuse_entry *entry, mode_t type, struct virtiofs_node *fresh,
                struct uk_node **out)
{
	changed(dir, name, len, rc);
	if (!rc)
		return virtiofs_take(dir, name, len, entry, virtiofs_ask(dir), type, fresh, out);
	uk_free(uk_alloc_get_default(), fresh);
	return rc;
}

static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                  struct uk_node **out)
{
	struct uk_fuse_client *client = virtiofs_client_of(dir);
	struct virtiofs_node *fresh = virtiofs_node_new();
	__u64 id = virtiofs_of(dir)->id;
	struct uk_fuse_entry entry;
	int rc;

	if (!fresh)
		return -ENOMEM;
	if (S_ISDIR(mode))
		rc = uk_fuse_mkdir(client, id, name, len, mode & 07777, &entry);
	else
		rc = uk_fuse_mknod(client, id, name, len, mode, rdev, &entry);
	return made(dir, name, len, rc, &entry, mode & S_IFMT, fresh, out);
}

static int symlink_at(struct uk_node *dir, const char *name, __sz len, const char *target)
{
	struct virtiofs_node *fresh = virtiofs_node_new();
	struct uk_fuse_entry entry;
	struct uk_node *node;
	int rc;

	if (!fresh)
		return -ENOMEM;
	rc = uk_fuse_symlink(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len, target,
	                     &entry);
	rc = made(dir, name, len, rc, &entry, S_IFLNK, fresh, &node);
	if (!rc)
		uk_node_put(node);
	return rc;
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct virtiofs_node *fresh = virtiofs_node_new();
	struct uk_fuse_entry entry;
	struct uk_node *linked;
	int rc;

	if (!fresh)
		return -ENOMEM;
	rc = uk_fuse_link(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len,
	                  virtiofs_of(node)->id, &entry);
	virtiofs_changed(node);
	rc = made(dir, name, len, rc, &entry, node->mode & S_IFMT, fresh, &linked);
	if (!rc)
		uk_node_put(linked);
	return rc;
}

/* A name of the node is gone. */
static void lost_name(struct uk_node *node)
{
	if (S_ISDIR(node->mode))
		node->nlink = 0;
	virtiofs_changed(node);
}

static int unlink_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = uk_fuse_unlink(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len);

	if (!rc)
		lost_name(node);
	return changed(dir, name, len, rc);
}

static int rmdir_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = uk_fuse_rmdir(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len);

	if (!rc)
		lost_name(node);
	return changed(dir, name, len, rc);
}

static int rename_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                     struct uk_node *new_dir, const char *new_name, __sz new_len,
                     struct uk_node *victim, int exchange)
{
	int rc = uk_fuse_rename(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len,
	                        virtiofs_of(new_dir)->id, new_name, new_len, exchange);

	if (!rc && victim && exchange)
		virtiofs_changed(victim);
	else if (!rc && victim)
		lost_name(victim);
	virtiofs_changed(node);
	return changed(new_dir, new_name, new_len, changed(dir, name, len, rc));
}

/* A link's target never changes. */
static int read_link(struct uk_node *node, const char **target)
{
	struct virtiofs_node *vn = virtiofs_of(node);
	char *text;
	int rc = 0;

	if (!vn->target) {
		rc = uk_fuse_readlink(virtiofs_client_of(node), vn->id, &text);
		if (!rc && vn->target)
			uk_free(uk_alloc_get_default(), text); /* another thread asked as well */
		else if (!rc)
			vn->target = text;
	}
	if (!rc)
		*target = vn->target;
	return rc;
}

const struct uk_node_ops virtiofs_node_ops = {
        .lookup = lookup,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = unlink_at,
        .rmdir = rmdir_at,
        .rename = rename_at,
        .open = virtiofs_open,
        .create_open = virtiofs_create_open,
        .readlink = read_link,
        .setattr = virtiofs_setattr,
};
