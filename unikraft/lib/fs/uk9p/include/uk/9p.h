/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the protocol 9P2000.L (the 9p of Plan 9 with Linux's calls; the reference is the
 * protocol description of the server diod): files of a host.
 *
 * A fid stands for a file at the host. It is counted: who gets one gives it back with
 * uk_9p_fid_put(), which tells the host (clunk) without waiting. A fid that was opened serves
 * reading and writing only; walking, attributes and names need one that was not.
 *
 * Every function sends one message (reading and writing: as many as needed) and sleeps until the
 * answer came; the sleep cannot be interrupted and no request is taken back, so Tflush is never
 * needed. Several threads may have requests under way. Errors are negative errno values: what the
 * host said (9P2000.L has Linux's numbers), -EIO when its answer is not one, -ENOMEM.
 *
 * Context: kernel context, may block, except uk_9p_fid_get() and uk_9p_fid_put().
 */
#ifndef UK_9P_H
#define UK_9P_H

#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_9P_NAME_MAX   255
#define UK_9P_TARGET_MAX 4096 /* of a symbolic link, with the NUL */

struct uk_9p_client;
struct uk_9p_fid;

#define UK_9P_QID_DIRECTORY 0x80
#define UK_9P_QID_SYMLINK   0x02

/* What the host knows a file by. */
struct uk_9p_qid {
	__u8 type; /* UK_9P_QID_* */
	__u32 version;
	__u64 path; /* the number of the file */
};

struct uk_9p_attr {
	struct uk_9p_qid qid;
	__u32 mode; /* with the type, as st_mode */
	__u32 uid, gid;
	__u64 nlink, rdev, size, block_size, blocks;
	struct timespec atime, mtime, ctime;
};

#define UK_9P_SET_MODE      0x001u
#define UK_9P_SET_UID       0x002u
#define UK_9P_SET_GID       0x004u
#define UK_9P_SET_SIZE      0x008u
#define UK_9P_SET_ATIME     0x010u /* the host's time, or with … */
#define UK_9P_SET_MTIME     0x020u
#define UK_9P_SET_ATIME_SET 0x080u /* … the given one */
#define UK_9P_SET_MTIME_SET 0x100u

struct uk_9p_statfs {
	__u32 type, block_size;
	__u64 blocks, free, available, files, files_free, id;
	__u32 name_max;
};

/* --- sessions ------------------------------------------------------------------------------ */

/* The session with the shared folder of a tag, made at the first call. -ENODEV: no such tag;
 * -EPROTONOSUPPORT: the host does not speak 9P2000.L. */
int uk_9p_client(const char *tag, struct uk_9p_client **client);

/* The root of the folder, as the user of this number. */
int uk_9p_attach(struct uk_9p_client *client, const char *user, const char *name, __u32 uid,
                 struct uk_9p_fid **root, struct uk_9p_qid *qid);

struct uk_9p_fid *uk_9p_fid_get(struct uk_9p_fid *fid);
void uk_9p_fid_put(struct uk_9p_fid *fid); /* NULL is fine */

/* --- names: 1 to 255 bytes, not NUL-terminated --------------------------------------------- */

/* The file of a name below a directory; name NULL: another fid of the same file. */
int uk_9p_walk(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid **out,
               struct uk_9p_qid *qid);
int uk_9p_mkdir(struct uk_9p_fid *dir, const char *name, __sz len, __u32 mode, __u32 gid);
int uk_9p_mknod(struct uk_9p_fid *dir, const char *name, __sz len, __u32 mode, dev_t rdev,
                __u32 gid);
int uk_9p_symlink(struct uk_9p_fid *dir, const char *name, __sz len, const char *target, __u32 gid);
int uk_9p_link(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid *file);
/* directory: remove a directory rather than anything else. */
int uk_9p_unlink(struct uk_9p_fid *dir, const char *name, __sz len, int directory);
int uk_9p_rename(struct uk_9p_fid *dir, const char *name, __sz len, struct uk_9p_fid *new_dir,
                 const char *new_name, __sz new_len);
/* The target, NUL-terminated, in a block that the caller frees (default allocator). */
int uk_9p_readlink(struct uk_9p_fid *link, char **target);

/* --- attributes ---------------------------------------------------------------------------- */

int uk_9p_getattr(struct uk_9p_fid *fid, struct uk_9p_attr *attr);
/* The members of attr that `which` (UK_9P_SET_*) names. */
int uk_9p_setattr(struct uk_9p_fid *fid, unsigned int which, const struct uk_9p_attr *attr);
int uk_9p_statfs(struct uk_9p_fid *fid, struct uk_9p_statfs *statfs);

/* --- open fids ----------------------------------------------------------------------------- */

/* flags as of open(2) in Linux. */
int uk_9p_open(struct uk_9p_fid *fid, __u32 flags);
/* Makes and opens a regular file; `fid` is the directory before, the open file after. */
int uk_9p_create(struct uk_9p_fid *fid, const char *name, __sz len, __u32 flags, __u32 mode,
                 __u32 gid);
/* The bytes transferred; fewer than asked for at the end of the file (reading), or when something
 * failed after some were. */
__ssz uk_9p_read(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __u64 off);
__ssz uk_9p_write(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __u64 off);
int uk_9p_fsync(struct uk_9p_fid *fid, int data_only);

/* Fills the buffer with entries that follow the position (0: the first): the bytes, 0 at the end.
 */
__ssz uk_9p_readdir(struct uk_9p_fid *fid, __u64 position, void *buffer, __u32 size);

struct uk_9p_entry {
	struct uk_9p_qid qid;
	__u64 next;       /* the position after it */
	__u8 type;        /* DT_* */
	const char *name; /* inside the buffer, not NUL-terminated; no '/' and no NUL in it */
	__u16 len;        /* 1 to 255 */
};

/* The entry at *at of what uk_9p_readdir() filled; moves *at on. 1; 0 at the end; -EIO. */
int uk_9p_entry_next(const void *buffer, __u32 len, __u32 *at, struct uk_9p_entry *entry);

#ifdef __cplusplus
}
#endif

#endif /* UK_9P_H */
