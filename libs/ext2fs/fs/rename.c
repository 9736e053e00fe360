/* SPDX-License-Identifier: BSD-3-Clause */
/* Renaming and exchanging names. */
#include "names.h"

/* A name as rename() gets it. */
struct place {
	struct uk_node *dir;
	const char *name;
	__sz len;
};

/* A directory moved from one directory to another. */
static int move_parent(struct uk_node *node, struct uk_node *from, struct uk_node *to)
{
	if (!S_ISDIR(node->mode) || from == to)
		return 0;
	ext_drop_child(from);
	ext_add_child(to);
	return ext_dir_redirect(node, "..", 2, to);
}

static int both_changed(const struct place *from, const struct place *to)
{
	int rc = ext_dir_changed(from->dir);

	return rc || from->dir == to->dir ? rc : ext_dir_changed(to->dir);
}

static int exchange_locked(const struct place *from, struct uk_node *node, const struct place *to,
                           struct uk_node *victim)
{
	int rc = ext_dir_redirect(to->dir, to->name, to->len, node);

	rc = rc ? rc : ext_dir_redirect(from->dir, from->name, from->len, victim);
	rc = rc ? rc : move_parent(node, from->dir, to->dir);
	rc = rc ? rc : move_parent(victim, to->dir, from->dir);
	uk_node_touch(node, UK_NODE_CTIME);
	uk_node_touch(victim, UK_NODE_CTIME);
	rc = rc ? rc : ext_node_store(node);
	rc = rc ? rc : ext_node_store(victim);
	return rc ? rc : both_changed(from, to);
}

/* The new name first; it replaces the victim's in its place. */
static int rename_locked(const struct place *from, struct uk_node *node, const struct place *to,
                         struct uk_node *victim)
{
	int rc = victim && S_ISDIR(victim->mode) ? ext_check_empty(victim) : 0;

	if (!rc && S_ISDIR(node->mode) && from->dir != to->dir && !victim)
		rc = ext_check_links(to->dir);
	if (rc)
		return rc;
	rc = victim ? ext_dir_redirect(to->dir, to->name, to->len, node)
	            : ext_dir_enter(to->dir, to->name, to->len, node->ino, node->mode);
	rc = rc ? rc : ext_dir_remove(from->dir, from->name, from->len, node->ino);
	if (rc)
		return rc;
	if (victim && S_ISDIR(victim->mode))
		ext_drop_child(to->dir);
	rc = move_parent(node, from->dir, to->dir);
	rc = rc || !victim ? rc : ext_lost_name(victim);
	uk_node_touch(node, UK_NODE_CTIME);
	rc = rc ? rc : ext_node_store(node);
	return rc ? rc : both_changed(from, to);
}

int ext_rename(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
               struct uk_node *new_dir, const char *new_name, __sz new_len, struct uk_node *victim,
               int exchange)
{
	struct ext_mount *mount = ext_mount_of(dir);
	const struct place from = {dir, name, len}, to = {new_dir, new_name, new_len};
	int rc = ext_enter(mount, 1);

	if (rc)
		return rc;
	rc = exchange ? exchange_locked(&from, node, &to, victim)
	              : rename_locked(&from, node, &to, victim);
	return (int)ext_leave(mount, 1, rc);
}
