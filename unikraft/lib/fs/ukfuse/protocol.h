/* SPDX-License-Identifier: BSD-3-Clause */
/* The FUSE protocol 7.31: numbers and layouts, in the machine's byte order. The names are those of
 * the protocol's own header. */
#ifndef UKFUSE_PROTOCOL_H
#define UKFUSE_PROTOCOL_H

#include <uk/arch/types.h>

#define FUSE_MAJOR 7
#define FUSE_MINOR 31

enum fuse_opcode {
	FUSE_LOOKUP = 1,
	FUSE_FORGET = 2,
	FUSE_GETATTR = 3,
	FUSE_SETATTR = 4,
	FUSE_READLINK = 5,
	FUSE_SYMLINK = 6,
	FUSE_MKNOD = 8,
	FUSE_MKDIR = 9,
	FUSE_UNLINK = 10,
	FUSE_RMDIR = 11,
	FUSE_RENAME = 12,
	FUSE_LINK = 13,
	FUSE_OPEN = 14,
	FUSE_READ = 15,
	FUSE_WRITE = 16,
	FUSE_STATFS = 17,
	FUSE_RELEASE = 18,
	FUSE_FSYNC = 20,
	FUSE_FLUSH = 25,
	FUSE_INIT = 26,
	FUSE_OPENDIR = 27,
	FUSE_READDIR = 28,
	FUSE_RELEASEDIR = 29,
	FUSE_FSYNCDIR = 30,
	FUSE_CREATE = 35,
	FUSE_BATCH_FORGET = 42,
	FUSE_FALLOCATE = 43,
	FUSE_RENAME2 = 45,
	FUSE_LSEEK = 46,
};

/* Flags of FUSE_INIT. */
#define FUSE_BIG_WRITES (1u << 5)
#define FUSE_DONT_MASK  (1u << 6)
#define FUSE_PARALLEL   (1u << 18) /* look-ups and reading of one directory at once */
#define FUSE_MAX_PAGES  (1u << 22)

#define FUSE_GETATTR_FH    1u
#define FUSE_SET_FH        0x40u
#define FUSE_FSYNC_DATA    1u
#define FUSE_RENAME_SWAP   2u /* RENAME_EXCHANGE */
#define FUSE_DIRENT_ALIGN  8
#define FUSE_PAGES_DEFAULT 32

struct fuse_in_header {
	__u32 len, opcode;
	__u64 unique, nodeid;
	__u32 uid, gid, pid, padding;
};

struct fuse_out_header {
	__u32 len;
	__s32 error;
	__u64 unique;
};

struct fuse_attr {
	__u64 ino, size, blocks, atime, mtime, ctime;
	__u32 atimensec, mtimensec, ctimensec;
	__u32 mode, nlink, uid, gid, rdev, blksize, padding;
};

struct fuse_entry_out {
	__u64 nodeid, generation, entry_valid, attr_valid;
	__u32 entry_valid_nsec, attr_valid_nsec;
	struct fuse_attr attr;
};

struct fuse_attr_out {
	__u64 attr_valid;
	__u32 attr_valid_nsec, dummy;
	struct fuse_attr attr;
};

struct fuse_init_in {
	__u32 major, minor, max_readahead, flags;
};

struct fuse_init_out {
	__u32 major, minor, max_readahead, flags;
	__u16 max_background, congestion_threshold;
	__u32 max_write, time_gran;
	__u16 max_pages, map_alignment;
	__u32 unused[8];
};

struct fuse_getattr_in {
	__u32 getattr_flags, dummy;
	__u64 fh;
};

struct fuse_setattr_in {
	__u32 valid, padding;
	__u64 fh, size, lock_owner, atime, mtime, ctime;
	__u32 atimensec, mtimensec, ctimensec;
	__u32 mode, unused4, uid, gid, unused5;
};

struct fuse_mknod_in {
	__u32 mode, rdev, umask, padding;
};

struct fuse_mkdir_in {
	__u32 mode, umask;
};

struct fuse_rename_in {
	__u64 newdir;
};

struct fuse_rename2_in {
	__u64 newdir;
	__u32 flags, padding;
};

struct fuse_link_in {
	__u64 oldnodeid;
};

struct fuse_open_in {
	__u32 flags, open_flags;
};

struct fuse_create_in {
	__u32 flags, mode, umask, open_flags;
};

struct fuse_open_out {
	__u64 fh;
	__u32 open_flags, padding;
};

struct fuse_release_in {
	__u64 fh;
	__u32 flags, release_flags;
	__u64 lock_owner;
};

struct fuse_flush_in {
	__u64 fh;
	__u32 unused, padding;
	__u64 lock_owner;
};

struct fuse_read_in {
	__u64 fh, offset;
	__u32 size, read_flags;
	__u64 lock_owner;
	__u32 flags, padding;
};

struct fuse_write_in {
	__u64 fh, offset;
	__u32 size, write_flags;
	__u64 lock_owner;
	__u32 flags, padding;
};

struct fuse_write_out {
	__u32 size, padding;
};

struct fuse_kstatfs {
	__u64 blocks, bfree, bavail, files, ffree;
	__u32 bsize, namelen, frsize, padding, spare[6];
};

struct fuse_fsync_in {
	__u64 fh;
	__u32 fsync_flags, padding;
};

struct fuse_fallocate_in {
	__u64 fh, offset, length;
	__u32 mode, padding;
};

struct fuse_lseek_in {
	__u64 fh, offset;
	__u32 whence, padding;
};

struct fuse_lseek_out {
	__u64 offset;
};

struct fuse_forget_in {
	__u64 nlookup;
};

struct fuse_forget_one {
	__u64 nodeid, nlookup;
};

struct fuse_batch_forget_in {
	__u32 count, dummy;
};

struct fuse_dirent {
	__u64 ino, off;
	__u32 namelen, type; /* the name follows, filled up to a multiple of 8 */
};

_Static_assert(sizeof(struct fuse_in_header) == 40 && sizeof(struct fuse_out_header) == 16 &&
                       sizeof(struct fuse_entry_out) == 128 &&
                       sizeof(struct fuse_attr_out) == 104 && sizeof(struct fuse_init_out) == 64 &&
                       sizeof(struct fuse_setattr_in) == 88 && sizeof(struct fuse_kstatfs) == 80 &&
                       sizeof(struct fuse_read_in) == 40 && sizeof(struct fuse_dirent) == 24,
               "the protocol's sizes");

#endif /* UKFUSE_PROTOCOL_H */
