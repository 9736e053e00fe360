/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entries of directories, and what hangs on them: for names.c and rename.c, under the mount's
 * lock. Names need not end in NUL. Errors are negative errno values.
 */
#ifndef EXT_NAMES_H
#define EXT_NAMES_H

#include "mount.h"

#define EXT_LINKS_MAX 65000

/* entries.c. The caller calls ext_dir_changed() when all is done. */
int ext_dir_enter(struct uk_node *dir, const char *name, __sz len, ino_t ino, mode_t mode);
int ext_dir_remove(struct uk_node *dir, const char *name, __sz len, ino_t ino);
/* An entry that is there leads to another inode. */
int ext_dir_redirect(struct uk_node *dir, const char *name, __sz len, struct uk_node *to);
/* The entries were changed: the directory's size may have been; its times are now. */
int ext_dir_changed(struct uk_node *dir);
/* 0, or -ENOTEMPTY. */
int ext_check_empty(struct uk_node *node);
/* Links of a directory by the ".." of those in it. */
void ext_add_child(struct uk_node *dir);
void ext_drop_child(struct uk_node *dir);
int ext_check_links(struct uk_node *dir);
/* A node lost a name, perhaps its last. */
int ext_lost_name(struct uk_node *node);

/* Operations of nodes: rename.c, attr.c. */
int ext_rename(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
               struct uk_node *new_dir, const char *new_name, __sz new_len, struct uk_node *victim,
               int exchange);
int ext_read_link(struct uk_node *node, const char **target);
int ext_set_attributes(struct uk_node *node, const struct uk_node_attr *attr);

#endif /* EXT_NAMES_H */
