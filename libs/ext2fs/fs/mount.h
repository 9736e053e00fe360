/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A mounted file system inside: libext2fs's handle, the cache below it, the nodes above it.
 *
 * libext2fs is not made for threads, so everything happens under the mount's lock, which sleeps:
 * ext_enter() and ext_leave() around each operation. What may not wait (a node's release) puts the
 * node on a list, and whoever enters next does the work.
 *
 * An operation between the two is one step: with a journal, after a crash it has happened or not.
 */
#ifndef EXT_MOUNT_H
#define EXT_MOUNT_H

#include <errno.h>
#include <uk/vfs.h>
#include <uk/alloc.h>
#include <uk/ext2fs.h>
#include <uk/mutex.h>
#include <uk/wait_types.h>
#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>
#include <ext2fs/ext2fsP.h>
#include "cache.h"

#define EXT_NODE_BUCKETS 128
/* Positions 0 and 1 of a directory are the VFS's. */
#define EXT_FIRST_POSITION 2

struct journal_s;

/* Blocks that were freed and may be used again after the commit. */
struct ext_freed {
	blk64_t start;
	__u64 count;
};

struct ext_mount {
	ext2_filsys fs;
	struct uk_super *super;
	struct ext_device *device;
	struct ext_cache cache;
	struct uk_mutex lock;
	struct uk_list_head buckets[EXT_NODE_BUCKETS]; /* nodes by inode number */
	struct uk_list_head released;                  /* nodes that nobody has any more */
	struct uk_list_head link;                      /* of all mounts */
	unsigned int nodes;
	__u8 writable;
	__u8 no_atime;
	__u8 damaged; /* said already */
	int broken;   /* a negative errno: nothing is changed any more */
	/* commit.c */
	struct journal_s *journal; /* NULL: none, or read-only */
	struct ext_freed *freed;
	__u32 freed_count, freed_room;
	__u32 log_at, log_size; /* the next block of the journal; of the last transaction */
	__nsec changed;         /* when the oldest change happened that is not committed; 0: none */
	__nsec interval;        /* after which it is */
	struct uk_waitq wake;
	__u8 committer, stop; /* the thread runs; it shall end */
};

struct ext_node {
	struct uk_node node;          /* first */
	struct uk_list_head bucket;   /* of the mount */
	struct uk_list_head released; /* empty: somebody has it */
	char *target;                 /* of a symbolic link, once read */
	__u32 flags;                  /* EXT4_*_FL */
	__u8 stale;                   /* the inode on the disk is older */
	__off read_on;                /* where a program that reads on would read */
	/* The run found last; any change of the mapping forgets it. */
	struct ext_run {
		__u64 logical, physical; /* physical 0: a hole */
		__u64 count;
		int unwritten; /* allocated, reads as zeroes */
	} run;
};

static inline struct ext_node *ext_of(struct uk_node *node)
{
	return __containerof(node, struct ext_node, node);
}

static inline int ext_is_dots(const char *name, __sz len)
{
	return name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.'));
}

static inline struct ext_mount *ext_mount_of(struct uk_node *node)
{
	return node->super->priv;
}

/* The lock, and what waits to be done. For a change: -EROFS, or what broke the file system. */
int ext_enter(struct ext_mount *mount, int change);
/* Gives `rc` back, or what the commit that was due says. */
long ext_leave(struct ext_mount *mount, int change, long rc);

/* error.c: the negative errno of an error of libext2fs; one that means damage is said once. */
int ext_error(struct ext_mount *mount, errcode_t error);
const char *ext_error_text(errcode_t error);
/* "e2fsck -y IMAGE" in the words that all messages share. */
void ext_report(const struct ext_mount *mount, const char *what);

/* io.c: the disk and its cache for libext2fs, by the name of the device. */
extern io_manager ext_io_manager;
struct ext_cache *ext_io_cache(const char *name);

/* recovery.c: replays the journal; mount->fs is another one afterwards. */
int ext_recover(struct ext_mount *mount);
void ext_forget_revocations(void);
/* Removes the files that were open without a name when the machine died. */
int ext_recover_orphans(struct ext_mount *mount);

/* commit.c */
int ext_commit_start(struct ext_mount *mount); /* the file system may change from now on */
void ext_commit_stop(struct ext_mount *mount); /* all is on the disk, which is clean */
int ext_commit(struct ext_mount *mount);
void ext_forget_freed(struct ext_mount *mount);

/* node.c */
extern const struct uk_node_ops ext_node_ops;
extern const struct uk_file_ops ext_file_ops, ext_dir_ops, ext_other_ops;
int ext_node_get(struct ext_mount *mount, ext2_ino_t ino, struct uk_node **out);
/* The inode as it is on the disk, and back with the node's attributes in it. */
int ext_inode_read(struct uk_node *node, struct ext2_inode_large *inode);
int ext_inode_write(struct uk_node *node, struct ext2_inode_large *inode);
/* Both: the node's attributes changed. */
int ext_node_store(struct uk_node *node);
void ext_release(struct uk_file *file);
int ext_stat(struct uk_file *file, struct stat *st);
int ext_sync_node(struct uk_file *file, int data_only);
/* Does what released nodes still need. */
void ext_reap(struct ext_mount *mount);
/* Frees an inode that has no name and its blocks. */
int ext_inode_delete(struct ext_mount *mount, ext2_ino_t ino);

/* orphan.c: the list on the disk of files without a name that are still open. */
int ext_orphan_add(struct ext_mount *mount, ext2_ino_t ino);
int ext_orphan_remove(struct ext_mount *mount, ext2_ino_t ino);

/* map.c: where the blocks of a file are. `inode` is the caller's copy, changed when blocks are. */
int ext_map(struct uk_node *node, struct ext2_inode_large *inode, __u64 logical,
            struct ext_run *run);
/* Blocks for a hole, as many as fit, at most run->count; what they hold is undefined. unwritten:
 * they read as zeroes until they are written (extents only). */
int ext_map_allocate(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run,
                     int unwritten);
/* Allocated blocks that read as zeroes become written ones. */
int ext_map_convert(struct uk_node *node, struct ext2_inode_large *inode,
                    const struct ext_run *run);
/* Frees the blocks [from, to] of the file. */
int ext_map_free(struct uk_node *node, struct ext2_inode_large *inode, __u64 from, __u64 to);
blk64_t ext_punch_limit(struct ext2_super_block *super);
/* A file inside its inode gets blocks. */
int ext_map_expand_inline(struct uk_node *node, struct ext2_inode_large *inode);

/* range.c: operations of regular files. */
int ext_file_truncate(struct uk_file *file, __off length);
int ext_file_allocate(struct uk_file *file, int mode, __off off, __off len);
__off ext_file_seek(struct uk_open_file *of, __off off, int whence);

static inline void ext_map_changed(struct uk_node *node)
{
	ext_of(node)->run.count = 0;
}

#endif /* EXT_MOUNT_H */
