/* SPDX-License-Identifier: BSD-3-Clause */
/* 9pfs inside: nodes by the host's file numbers, and the host's open files. */
#ifndef NINEPFS_INTERNAL_H
#define NINEPFS_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <uk/9p.h>
#include <uk/9pfs.h>
#include <uk/alloc.h>
#include <uk/wait_types.h>

#define BUCKETS 64

struct p9fs_super {
	struct uk_list_head buckets[BUCKETS]; /* live nodes by file number */
	unsigned int nodes;
};

struct p9fs_options {
	char *user, *name; /* parts of a copy of the mount's data */
	char *buffer;
};

struct p9fs_node {
	struct uk_node node;        /* first */
	struct uk_list_head bucket; /* empty: another file took over the number */
	struct uk_9p_fid *fid;      /* never opened: walking and attributes */
	struct uk_list_head handles;
	char *target;    /* of a symbolic link, once read */
	__nsec attr_at;  /* when the attributes were fetched; 0: they are out of date */
	__u8 incomplete; /* a directory or link whose attributes were never needed */
};

/* What the host has open for one open file. */
struct p9fs_handle {
	struct uk_9p_fid *fid;
	struct uk_list_head link; /* of the node's */
	unsigned int flags;       /* it was opened with */
	__u8 busy;                /* somebody moves the position */
	struct uk_waitq waitq;
	/* Directories: entries that came and were not asked for yet. */
	__u8 *entries;
	__u32 entries_at, entries_len;
	__off entries_position; /* of the entry at entries_at */
};

static inline struct p9fs_node *p9fs_of(struct uk_node *node)
{
	return __containerof(node, struct p9fs_node, node);
}

extern const struct uk_node_ops p9fs_node_ops;
extern const struct uk_file_ops p9fs_file_ops, p9fs_dir_ops, p9fs_other_ops;

/* options.c: p9fs_options_free() in every case. */
int p9fs_options_parse(const char *data, struct p9fs_options *options);
void p9fs_options_free(struct p9fs_options *options);

/* node.c. The node of a fid, which this takes over also when it fails: the live one of that file
 * number (its fid is replaced: its path at the host is the newer one) or a new one. */
int p9fs_node_of(struct uk_super *super, struct uk_9p_fid *fid, const struct uk_9p_qid *qid,
                 struct uk_node **out);
void p9fs_release(struct uk_file *file);

/* attr.c. Attributes from the host. */
int p9fs_refresh(struct uk_node *node);
int p9fs_stat(struct uk_file *file, struct stat *st);
int p9fs_setattr(struct uk_node *node, const struct uk_node_attr *attr);
int p9fs_truncate(struct uk_file *file, __off length);
void p9fs_store(struct p9fs_node *pn, const struct uk_9p_attr *attr);
/* The attributes changed: the next stat() asks. */
static inline void p9fs_changed(struct uk_node *node)
{
	p9fs_of(node)->attr_at = 0;
}

/* names.c: the operations of directories that go by a name. */
int p9fs_lookup(struct uk_node *dir, const char *name, __sz len, struct uk_node **out);

/* handle.c */
int p9fs_open(struct uk_node *node, unsigned int flags, void **handle);
int p9fs_create_open(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                     unsigned int flags, struct uk_node **out, void **handle);
void p9fs_closed(struct uk_open_file *of);
/* fcntl() may have switched O_APPEND, which the host has to know: opens anew if so. */
int p9fs_follow_flags(struct uk_open_file *of);
/* One operation at a time moves an open file's position. */
void p9fs_lock(struct p9fs_handle *handle);
void p9fs_unlock(struct p9fs_handle *handle);
/* An open fid of the node, with a reference, or NULL. */
struct uk_9p_fid *p9fs_open_fid(struct uk_node *node);
int p9fs_sync(struct uk_file *file, int data_only);

#endif /* NINEPFS_INTERNAL_H */
