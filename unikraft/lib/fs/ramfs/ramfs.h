/* SPDX-License-Identifier: BSD-3-Clause */
/* ramfs inside: nodes, directory entries, and the pages of a file. */
#ifndef RAMFS_INTERNAL_H
#define RAMFS_INTERNAL_H

#include <errno.h>
#include <uk/alloc.h>
#include <uk/arch/limits.h>
#include <uk/ramfs.h>

struct ramfs_entry {
	struct uk_list_head order; /* by cookie: the order of readdir */
	struct ramfs_entry *next;  /* of the same hash bucket */
	struct uk_node *node;      /* a reference */
	__off cookie;
	__u32 hash;
	__u8 len;
	char name[];
};

struct ramfs_dir {
	struct uk_list_head entries;
	struct ramfs_entry **buckets;
	__u32 bucket_count, count;
	__off next_cookie;
	struct ramfs_entry *hint; /* where the last readdir stopped */
};

/* A radix tree of frames: at height 0 the root is page 0 itself, above it a frame of 512 entries.
 */
struct ramfs_pages {
	__u64 root;
	unsigned int height;
	const char *source; /* what is not in the tree is this, then zeroes */
	__sz source_len;
	__u32 mapped;  /* pages that mappings hold */
	__u64 orphans; /* frames that were truncated while mapped, linked through their first word
	                */
};

struct ramfs_node {
	struct uk_node node;      /* first */
	struct uk_list_head link; /* of all nodes of the file system */
	__u32 scratch;
	union {
		struct ramfs_dir dir;
		struct ramfs_pages pages;
		char *target;
	};
};

struct ramfs_super {
	struct uk_list_head nodes;
	ino_t next_ino;
};

static inline struct ramfs_node *ramfs_of(struct uk_node *node)
{
	return __containerof(node, struct ramfs_node, node);
}

extern const struct uk_node_ops ramfs_node_ops;
extern const struct uk_file_ops ramfs_file_ops, ramfs_dir_ops, ramfs_other_ops;

/* A node with one reference, or NULL. */
struct ramfs_node *ramfs_node_new(struct uk_super *super, mode_t mode);
void ramfs_release(struct uk_file *file);
int ramfs_stat(struct uk_file *file, struct stat *st);
int ramfs_sync(struct uk_file *file, int data_only);

/* dir.c. Adding takes a reference of its own; removing gives it back. */
void ramfs_dir_init(struct ramfs_dir *dir);
struct ramfs_entry *ramfs_dir_find(struct ramfs_dir *dir, const char *name, __sz len);
int ramfs_dir_add(struct ramfs_dir *dir, const char *name, __sz len, struct uk_node *node);
void ramfs_dir_remove(struct ramfs_dir *dir, struct ramfs_entry *entry);
void ramfs_dir_fini(struct ramfs_dir *dir);

/* pages.c. The frame of a page, or 0. */
__u64 ramfs_page_find(struct ramfs_pages *pages, __u64 index);
/* The same, made when missing. keep: its contents matter (the source's bytes or zeroes), otherwise
 * they are undefined. *made tells. -ENOSPC. */
int ramfs_page_make(struct ramfs_pages *pages, __u64 index, int keep, __u64 *frame, int *made);
/* The number of the first page >= index that the tree has, or ~0. */
__u64 ramfs_page_next(struct ramfs_pages *pages, __u64 index);
/* Frees all pages from index `from` to before `end`; the number freed. */
__u64 ramfs_pages_drop(struct ramfs_pages *pages, __u64 from, __u64 end);
void ramfs_pages_free_orphans(struct ramfs_pages *pages);

#endif /* RAMFS_INTERNAL_H */
