/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File systems: nodes, names below a node, and mounts.
 *
 * A node is a file (struct uk_file is its first member) that a file system owns; an open file
 * refers to the node itself. A file system knows only nodes and look-ups of one name in a directory
 * node. Paths, symbolic links, mounts and the working directory are the VFS's. A directory has one
 * name and one place, so the VFS remembers its parent and name in the node; a path needs nothing
 * else.
 *
 * Rules for a file system: one live node per inode. Operations that return a node return a
 * reference. The VFS has validated what it passes: the directory is a directory, names are 1 to 255
 * bytes without
 * '/' and neither "." nor "..", a name to create does not exist, a name to remove does. Attributes
 * live in the node; the file system keeps size, blocks, nlink and its own times up to date.
 *
 * A file system whose host answers later (9pfs, virtiofs) may sleep in every operation of its nodes
 * and files except poll, mmap_page, munmap_page, closed and release: these give things back without
 * waiting for the answer. The sleep is not interruptible, and a request is never taken back. What
 * the VFS validated before the call may have changed meanwhile, by another thread or by the host:
 * such a file system asks its host, answers what the host says (-EEXIST, -ENOENT, …), and keeps its
 * own state consistent at every sleep. The caller holds references of all nodes that it passes. An
 * open file's position is moved by one operation at a time; the file system sees to that.
 *
 * Kernel context; may block. Errors are negative errno values. Every path function here takes a
 * path relative to `at` (a directory node, or NULL: the working directory).
 */
#ifndef UK_VFS_H
#define UK_VFS_H

#include <sys/types.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <uk/file.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_NAME_MAX 255
#define UK_PATH_MAX 4096 /* with the terminating NUL */

struct uk_node;
struct uk_super;

#define UK_ATTR_MODE      1u
#define UK_ATTR_UID       2u
#define UK_ATTR_GID       4u
#define UK_ATTR_ATIME     8u
#define UK_ATTR_MTIME     16u
#define UK_ATTR_ATIME_NOW 32u /* with ATIME: the file system's own clock may be used instead */
#define UK_ATTR_MTIME_NOW 64u

/* A change of attributes: those named in `which`. */
struct uk_node_attr {
	unsigned int which;
	mode_t mode; /* permission bits */
	uid_t uid;
	gid_t gid;
	struct timespec atime, mtime;
};

struct uk_node_ops {
	/* Directories. NULL where the file system cannot: -EROFS for what changes, -EPERM for
	 * links. */
	int (*lookup)(struct uk_node *dir, const char *name, __sz len, struct uk_node **out);
	/* By mode's type: regular file, directory, FIFO, socket, device (with rdev). */
	int (*create)(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
	              struct uk_node **out);
	int (*symlink)(struct uk_node *dir, const char *name, __sz len, const char *target);
	int (*link)(struct uk_node *dir, const char *name, __sz len, struct uk_node *node);
	/* Removes a name of anything but a directory; of a directory (-ENOTEMPTY). */
	int (*unlink)(struct uk_node *dir, const char *name, __sz len, struct uk_node *node);
	int (*rmdir)(struct uk_node *dir, const char *name, __sz len, struct uk_node *node);
	/* victim: what the new name refers to now, of a compatible type, or NULL. A victim
	 * directory must be empty (-ENOTEMPTY). exchange: swap the two names. */
	int (*rename)(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
	              struct uk_node *new_dir, const char *new_name, __sz new_len,
	              struct uk_node *victim, int exchange);
	/* Regular files and directories are about to be opened with these flags of open(2), without
	 * O_CREAT, O_EXCL and O_TRUNC (truncate() comes afterwards). *handle (NULL before) becomes
	 * the open file's `handle`; uk_file_ops.closed gives it back. NULL: nothing to do. */
	int (*open)(struct uk_node *node, unsigned int flags, void **handle);
	/* create() of a regular file and open() in one step, where a file that was made read-only
	 * could not be opened for writing afterwards. NULL: the two are called. */
	int (*create_open)(struct uk_node *dir, const char *name, __sz len, mode_t mode,
	                   unsigned int flags, struct uk_node **out, void **handle);
	/* An unnamed regular file (O_TMPFILE); NULL: -EOPNOTSUPP. */
	int (*tmpfile)(struct uk_node *dir, mode_t mode, struct uk_node **out);
	/* Symbolic links: the target, NUL-terminated, valid as long as the node. */
	int (*readlink)(struct uk_node *node, const char **target);
	/* Asked before the VFS changes attributes of the node; NULL: nothing to do. */
	int (*setattr)(struct uk_node *node, const struct uk_node_attr *attr);
};

/* One mounted file system; mounted in one place. */
struct uk_super {
	const struct uk_fs *fs;
	struct uk_node *root;    /* a reference */
	struct uk_node *covered; /* the directory it is mounted on (a reference), NULL for "/" */
	char *source;
	char *target;        /* the path it was mounted on, for people */
	unsigned long flags; /* MS_RDONLY, MS_NOSUID, … */
	dev_t dev;
	void *priv;
	struct uk_list_head link;
};

struct uk_node {
	struct uk_file file;
	const struct uk_node_ops *ops;
	struct uk_super *super;
	ino_t ino;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	nlink_t nlink;
	dev_t rdev;
	__off size;
	blkcnt_t blocks; /* of 512 bytes */
	struct timespec atime, mtime, ctime, btime;
	/* Directories: where the VFS found it. */
	struct uk_node *parent;   /* a reference; NULL for a root */
	char *name;               /* NULL when memory was short */
	struct uk_super *mounted; /* what covers this directory */
	/* Sockets and FIFOs: the living object bound to this node, owned by its library. */
	void *object;
};

/* A file system, known by its name. ramfs and devfs are known when they are in the image. */
struct uk_fs {
	const char *name;
	__u32 magic; /* statfs's f_type */
	/* Fills super->root, priv. source and data may be NULL. */
	int (*mount)(struct uk_super *super, const char *source, const char *data);
	/* Gives back everything, the VFS's references of root and of nothing else exist: 0. Or
	 * -EBUSY, with nothing changed, when one of its nodes is in use. NULL: always -EBUSY. No
	 * path leads to it while this runs. */
	int (*unmount)(struct uk_super *super);
	int (*statfs)(struct uk_super *super, struct statfs *buf);
	int (*sync)(struct uk_super *super);
	struct uk_fs *next;
};

void uk_fs_register(struct uk_fs *fs);

/* Makes a file system known without code that runs at boot: it is in the image when the image has a
 * file system. File scope. name: where its name stands. */
struct uk_fs_entry {
	const char *const *name;
	struct uk_fs *fs;
};
#define UK_FS_ENTRY(name, fs)                                                   \
	static const struct uk_fs_entry __used __section("uk_vfs_file_systems") \
	        UK_CONCAT(_uk_fs_entry_, __COUNTER__) = {name, fs}

/* For file systems: sets up a node with one reference, times of now, nlink 1 (directories 2). */
void uk_node_init(struct uk_node *node, struct uk_super *super, const struct uk_node_ops *ops,
                  const struct uk_file_ops *fops, ino_t ino, mode_t mode);
/* For a node's release(): gives back what the VFS hung on it. */
void uk_node_fini(struct uk_node *node);

#define UK_NODE_ATIME 1u
#define UK_NODE_MTIME 2u
#define UK_NODE_CTIME 4u
void uk_node_touch(struct uk_node *node, unsigned int which);

static inline struct uk_node *uk_node_get(struct uk_node *node)
{
	node->file.refs++;
	return node;
}

static inline void uk_node_put(struct uk_node *node)
{
	if (node)
		uk_file_put(&node->file);
}

/* The node behind a file, or NULL when it is no node of a file system. */
static inline struct uk_node *uk_file_node(struct uk_file *file)
{
	return file->is_node ? __containerof(file, struct uk_node, file) : NULL;
}

/* stat(2) of a node. */
void uk_node_stat(struct uk_node *node, struct stat *st);

/* --- paths --------------------------------------------------------------------------------- */

#define UK_WALK_NOFOLLOW 1u /* a symbolic link in the last place is the result */
#define UK_WALK_EMPTY    2u /* AT_EMPTY_PATH */

/* The node of a path, with a reference. */
int uk_vfs_lookup(struct uk_node *at, const char *path, unsigned int walk, struct uk_node **out);

/* open(2): a new open file (one reference) or an error. */
int uk_vfs_open(struct uk_node *at, const char *path, unsigned int flags, mode_t mode,
                struct uk_open_file **out);

/* mknod(2) and mkdir(2); umask is applied. For S_IFSOCK, *out (may be NULL) takes a reference. */
int uk_vfs_mknod(struct uk_node *at, const char *path, mode_t mode, dev_t rdev,
                 struct uk_node **out);
int uk_vfs_mkdir(struct uk_node *at, const char *path, mode_t mode);
int uk_vfs_symlink(const char *target, struct uk_node *at, const char *path);
int uk_vfs_unlink(struct uk_node *at, const char *path);
int uk_vfs_rmdir(struct uk_node *at, const char *path);

int uk_vfs_mount(const char *source, const char *target, const char *fs, unsigned long flags,
                 const char *data);
int uk_vfs_umount(const char *target, int flags);

/* The absolute path of a directory node into buf: its length with the NUL, -ERANGE, or -ENOENT when
 * the directory was removed. */
__ssz uk_vfs_path(struct uk_node *dir, char *buf, __sz size);

/* A file that programs expect on any system, made in a root in memory unless it is there. File
 * scope; it is in the image when the image has a file system. */
struct uk_usual_file {
	const char *path, *text;
};
#define UK_USUAL_FILE(path, text)                                                \
	static const struct uk_usual_file __used __section("uk_vfs_usual_files") \
	        UK_CONCAT(_uk_usual_file_, __COUNTER__) = {path, text}

/* Opens the device of a number; provided by devfs. *file takes a reference. */
int uk_dev_open(mode_t type, dev_t rdev, struct uk_file **file);

#ifdef __cplusplus
}
#endif

#endif /* UK_VFS_H */
