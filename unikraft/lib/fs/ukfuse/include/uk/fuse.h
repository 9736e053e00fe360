/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the FUSE protocol, version 7.31 and newer, as virtio-fs uses it (virtio 1.2, section
 * 5.11; the messages are those of Linux's fuse device): files of a host.
 *
 * A node stands for a file at the host and is known by a number. Every answer that has an entry
 * (struct uk_fuse_entry) counts one look-up of its node there; whoever got it gives all of them
 * back, at once, with uk_fuse_forget(). Until then the number means this file. The root has number
 * 1 and is not counted.
 *
 * A file (struct uk_fuse_file) is one that the host has open. It is counted here: the last
 * uk_fuse_file_put() tells the host without waiting. Forgetting its node before is fine: the host
 * hears of that afterwards.
 *
 * Every function but these two sends one message (reading and writing: as many as needed) and
 * sleeps until the answer came; the sleep cannot be interrupted and no request is taken back.
 * Several threads may have requests under way. Errors are negative errno values: what the host
 * said, -EIO when its answer is not one, -ENOMEM.
 *
 * Context: kernel context, may block, except uk_fuse_forget(), uk_fuse_file_get(),
 * uk_fuse_file_put().
 */
#ifndef UK_FUSE_H
#define UK_FUSE_H

#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <uk/arch/types.h>
#include <uk/list.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_FUSE_NAME_MAX   255
#define UK_FUSE_TARGET_MAX 4096 /* of a symbolic link, with the NUL */
#define UK_FUSE_ROOT       1ul

struct uk_fuse_client;
struct uk_fuse_file;

struct uk_fuse_attr {
	__u64 ino, size, blocks;
	__u32 mode; /* with a type, as st_mode */
	__u32 nlink, uid, gid;
	dev_t rdev;
	struct timespec atime, mtime, ctime;
	__nsec valid; /* for so long the host vouches for them */
};

/* What a name refers to. */
struct uk_fuse_entry {
	__u64 node;   /* 0 (from uk_fuse_lookup only): nothing, for `valid` */
	__nsec valid; /* for so long the name refers to it */
	struct uk_fuse_attr attr;
};

#define UK_FUSE_SET_MODE      0x001u
#define UK_FUSE_SET_UID       0x002u
#define UK_FUSE_SET_GID       0x004u
#define UK_FUSE_SET_SIZE      0x008u
#define UK_FUSE_SET_ATIME     0x010u /* the given time, or with … */
#define UK_FUSE_SET_MTIME     0x020u
#define UK_FUSE_SET_ATIME_NOW 0x080u /* … the host's */
#define UK_FUSE_SET_MTIME_NOW 0x100u

struct uk_fuse_statfs {
	__u64 blocks, free, available, files, files_free;
	__u32 block_size, name_max;
};

/* --- sessions ------------------------------------------------------------------------------ */

/* The session with the shared folder of a tag, made at the first call. -ENODEV: no such tag;
 * -EPROTONOSUPPORT: the host does not speak 7.31. */
int uk_fuse_client(const char *tag, struct uk_fuse_client **client);

/* --- nodes --------------------------------------------------------------------------------- */

/* The memory that a message about giving back look-ups needs; the caller's until `done`. */
struct uk_fuse_forget {
	struct uk_list_head link;
	__u64 node, lookups;
	void (*done)(struct uk_fuse_forget *forget);
};

/* Gives back look-ups. `done`, which must not block, is called now or later: the memory is not
 * needed any longer. */
void uk_fuse_forget(struct uk_fuse_client *client, struct uk_fuse_forget *forget);

/* file: one that is open of this node, or NULL. */
int uk_fuse_getattr(struct uk_fuse_client *client, __u64 node, struct uk_fuse_file *file,
                    struct uk_fuse_attr *attr);
/* Sets the members of attr that `which` (UK_FUSE_SET_*) names, and fills in all. */
int uk_fuse_setattr(struct uk_fuse_client *client, __u64 node, struct uk_fuse_file *file,
                    unsigned int which, struct uk_fuse_attr *attr);
int uk_fuse_statfs(struct uk_fuse_client *client, __u64 node, struct uk_fuse_statfs *statfs);

/* --- names: 1 to 255 bytes, not NUL-terminated --------------------------------------------- */

int uk_fuse_lookup(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   struct uk_fuse_entry *entry);
int uk_fuse_mkdir(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u32 mode,
                  struct uk_fuse_entry *entry);
/* Anything but directories and links, by mode's type. */
int uk_fuse_mknod(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u32 mode,
                  dev_t rdev, struct uk_fuse_entry *entry);
int uk_fuse_symlink(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                    const char *target, struct uk_fuse_entry *entry);
/* Another name of a node; the entry is that node's, and counts. */
int uk_fuse_link(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u64 node,
                 struct uk_fuse_entry *entry);
int uk_fuse_unlink(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len);
int uk_fuse_rmdir(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len);
/* exchange: swap the two names; -EINVAL when the host cannot. */
int uk_fuse_rename(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   __u64 new_dir, const char *new_name, __sz new_len, int exchange);
/* The target, NUL-terminated, in a block that the caller frees (default allocator). */
int uk_fuse_readlink(struct uk_fuse_client *client, __u64 node, char **target);

/* --- open files ---------------------------------------------------------------------------- */

/* flags as of open(2) in Linux. */
int uk_fuse_open(struct uk_fuse_client *client, __u64 node, __u32 flags,
                 struct uk_fuse_file **file);
int uk_fuse_opendir(struct uk_fuse_client *client, __u64 node, __u32 flags,
                    struct uk_fuse_file **file);
/* Makes and opens a regular file. */
int uk_fuse_create(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   __u32 flags, __u32 mode, struct uk_fuse_entry *entry,
                   struct uk_fuse_file **file);

struct uk_fuse_file *uk_fuse_file_get(struct uk_fuse_file *file);
void uk_fuse_file_put(struct uk_fuse_file *file); /* NULL is fine */

/* The bytes transferred; fewer than asked for at the end of the file (reading), or when something
 * failed after some were. */
__ssz uk_fuse_read(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __u64 off);
__ssz uk_fuse_write(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __u64 off);
int uk_fuse_fsync(struct uk_fuse_file *file, int data_only);
/* -EOPNOTSUPP: the host cannot. */
int uk_fuse_fallocate(struct uk_fuse_file *file, int mode, __u64 off, __u64 len);
/* SEEK_DATA and SEEK_HOLE. -ENOSYS: the host cannot. */
int uk_fuse_lseek(struct uk_fuse_file *file, __u64 off, int whence, __u64 *result);

/* Fills the buffer with entries that follow the position (0: the first): the bytes, 0 at the end.
 */
__ssz uk_fuse_readdir(struct uk_fuse_file *file, __u64 position, void *buffer, __u32 size);

struct uk_fuse_dirent {
	__u64 ino;
	__u64 next;       /* the position after it */
	__u8 type;        /* DT_* */
	const char *name; /* inside the buffer, not NUL-terminated; no '/' and no NUL in it */
	__u16 len;        /* 1 to 255 */
};

/* The entry at *at of what uk_fuse_readdir() filled; moves *at on. 1; 0 at the end; -EIO. */
int uk_fuse_dirent_next(const void *buffer, __u32 len, __u32 *at, struct uk_fuse_dirent *entry);

#ifdef __cplusplus
}
#endif

#endif /* UK_FUSE_H */
