/* SPDX-License-Identifier: BSD-3-Clause */
/* virtiofs inside: nodes by the host's numbers, names that are remembered, and open files. */
#ifndef VIRTIOFS_INTERNAL_H
#define VIRTIOFS_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/fuse.h>
#include <uk/virtiofs.h>
#include <uk/wait_types.h>

#define BUCKETS     256
#define ENTRIES_MAX 1024 /* names remembered, each with a file that the host keeps for us */

struct virtiofs_super {
	struct uk_fuse_client *client;
	struct uk_list_head buckets[BUCKETS]; /* live nodes by number */
	unsigned int nodes;
	struct uk_list_head names[BUCKETS]; /* remembered names */
	struct uk_list_head names_by_age;   /* the oldest first */
	unsigned int name_count;
	/* Numbers of the last change from here, of a name and of any node's attributes: an answer
	 * to an older question may be out of date. */
	__u64 name_changes, attr_changes;
};

struct virtiofs_node {
	struct uk_node node; /* first */
	struct uk_list_head bucket;
	__u64 id, lookups; /* what the host knows it by; how often it told us */
	struct uk_list_head handles;
	char *target;      /* of a symbolic link, once read */
	__nsec attr_until; /* the host vouches for the attributes until then … */
	__u8 changed;      /* … but they changed from here since, */
	__u64 changed_at;  /* with this number of attr_changes */
	struct uk_fuse_forget forget;
};

/* What the host has open for one open file. */
struct virtiofs_handle {
	struct uk_fuse_file *file;
	struct uk_list_head link; /* of the node's */
	unsigned int flags;       /* it was opened with */
	__u8 busy;                /* somebody moves the position */
	struct uk_waitq waitq;
	/* Directories: entries that came and were not asked for yet. */
	__u8 *entries;
	__u32 entries_at, entries_len;
	__off entries_position; /* of the entry at entries_at */
};

static inline struct virtiofs_node *virtiofs_of(struct uk_node *node)
{
	return __containerof(node, struct virtiofs_node, node);
}

static inline struct virtiofs_super *virtiofs_super_of(const struct uk_node *node)
{
	return node->super->priv;
}

static inline struct uk_fuse_client *virtiofs_client_of(const struct uk_node *node)
{
	return virtiofs_super_of(node)->client;
}

extern const struct uk_node_ops virtiofs_node_ops;
extern const struct uk_file_ops virtiofs_file_ops, virtiofs_dir_ops, virtiofs_other_ops;

/* options.c */
int virtiofs_options_check(const char *data);

/* node.c. Memory for a node that the host is about to name, so that nothing can be short when it
 * has counted a look-up; virtiofs_node_of() takes it over, or it is freed with uk_free(). */
struct virtiofs_node *virtiofs_node_new(void);
/* The node of an entry that counts: the live one of its number, or `fresh` made into it. Gives the
 * look-up back when it fails. asked: attr_changes when the host was asked. */
int virtiofs_node_of(struct uk_super *super, const struct uk_fuse_entry *entry, __u64 asked,
                     struct virtiofs_node *fresh, struct uk_node **out);
/* The root has no entry. */
int virtiofs_root(struct uk_super *super, const struct uk_fuse_attr *attr);
void virtiofs_release(struct uk_file *file);

/* attr.c. Attributes from the host. */
int virtiofs_refresh(struct uk_node *node);
int virtiofs_stat(struct uk_file *file, struct stat *st);
int virtiofs_setattr(struct uk_node *node, const struct uk_node_attr *attr);
int virtiofs_truncate(struct uk_file *file, __off length);
/* What the host said; attr_changes was `asked` when it was asked. */
void virtiofs_store(struct virtiofs_node *vn, const struct uk_fuse_attr *attr, __u64 asked);
/* The attributes changed: the next stat() asks. */
static inline void virtiofs_changed(struct uk_node *node)
{
	virtiofs_of(node)->changed = 1;
	virtiofs_of(node)->changed_at = ++virtiofs_super_of(node)->attr_changes;
}

/* entries.c: what names refer to, as long as the host vouches for it. */
/* 1: known, *out (NULL: there is no such file) with a reference. 0: the host must be asked. */
int virtiofs_name_find(struct uk_node *dir, const char *name, __sz len, struct uk_node **out);
/* Remembers it, if memory allows; node NULL: there is no such file. */
void virtiofs_name_add(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                       __nsec valid);
/* The name was changed from here. */
void virtiofs_name_drop(struct uk_node *dir, const char *name, __sz len);
void virtiofs_names_drop_all(struct virtiofs_super *vs);

/* names.c. The node of an answer about a name, of this type (0: any), and remembered unless the
 * entry is older than a change; takes over the memory of `fresh`. name_changes and attr_changes
 * were `names` and `attrs` when the host was asked. */
struct virtiofs_question {
	__u64 names, attrs;
};
struct virtiofs_question virtiofs_ask(const struct uk_node *dir);
int virtiofs_take(struct uk_node *dir, const char *name, __sz len,
                  const struct uk_fuse_entry *entry, struct virtiofs_question asked, mode_t type,
                  struct virtiofs_node *fresh, struct uk_node **out);

/* handle.c */
int virtiofs_open(struct uk_node *node, unsigned int flags, void **handle);
int virtiofs_create_open(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                         unsigned int flags, struct uk_node **out, void **handle);
void virtiofs_closed(struct uk_open_file *of);
/* fcntl() may have switched O_APPEND, which the host has to know: opens anew if so. */
int virtiofs_follow_flags(struct uk_open_file *of);
/* One operation at a time moves an open file's position. */
void virtiofs_lock(struct virtiofs_handle *handle);
void virtiofs_unlock(struct virtiofs_handle *handle);
/* An open file of the node, with a reference, or NULL. writable: one that may be written to. */
struct uk_fuse_file *virtiofs_open_file(struct uk_node *node, int writable);
int virtiofs_sync(struct uk_file *file, int data_only);

#endif /* VIRTIOFS_INTERNAL_H */
