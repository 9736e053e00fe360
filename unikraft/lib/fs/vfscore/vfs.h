/* SPDX-License-Identifier: BSD-3-Clause */
/* The VFS inside: its state, the walk along a path, and what its system calls share. */
#ifndef VFS_INTERNAL_H
#define VFS_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <uk/vfs.h>

/* Follows this many symbolic links, as Linux. */
#define VFS_MAX_LINKS 40

struct vfs_state {
	struct uk_node *root; /* "/" as the program sees it (chroot) */
	struct uk_node *cwd;
	mode_t umask;
	struct uk_list_head supers;
	int started; /* everything is mounted that is mounted at start */
};

extern struct vfs_state uk_vfs;

/* Makes sure that there is a root: the first path mounts it, so that programs without paths carry
 * no file system. 0 or the error of mounting. */
int vfs_start(void);

/* --- walking: where the last component of a path lies ------------------------------------------
 */

enum vfs_last { VFS_NAME, VFS_DOT, VFS_DOTDOT, VFS_ROOT };

struct vfs_walk {
	struct uk_node *dir; /* a reference */
	const char *name;    /* not NUL-terminated; NULL when the directory was not reached */
	__sz len;
	enum vfs_last kind;
	int trailing; /* a slash follows */
	unsigned int links;
	const char *rest;
	char *buffer; /* holds the path since the last symbolic link */
};

/* Starts at `at` (NULL: working directory) and goes to the last component's directory.
 * vfs_walk_end() in every case. */
int vfs_walk_parent(struct vfs_walk *w, struct uk_node *at, const char *path);
/* The last component's node. Follows a symbolic link if asked, or if a slash follows; the walk then
 * stands at the link's target. -ENOENT with w->name set: only the last name is missing. */
int vfs_walk_last(struct vfs_walk *w, int follow, struct uk_node **out);
void vfs_walk_end(struct vfs_walk *w);

/* vfs_walk_parent() for a name that is to be made: -EEXIST when it exists, -EROFS. dir_ok: a
 * trailing slash is fine (mkdir). */
int vfs_walk_new(struct vfs_walk *w, struct uk_node *at, const char *path, int dir_ok);

/* Looks one name up, crosses mounts, and notes a directory's place. */
int vfs_child(struct uk_node *dir, const char *name, __sz len, struct uk_node **out);

/* 1 when `node` is `above` or lies below it. */
int vfs_is_below(const struct uk_node *node, const struct uk_node *above);

/* The directory that a *at() call's descriptor means, with a reference, or NULL for the working
 * directory (also when the path is absolute). -EBADF, -ENOTDIR. */
int vfs_at(int dirfd, const char *path, struct uk_node **at);

/* The node of a *at() call: AT_EMPTY_PATH and AT_SYMLINK_NOFOLLOW in at_flags. */
int vfs_node_at(int dirfd, const char *path, int at_flags, struct uk_node **out);

/* The node of a descriptor (a reference): -EBADF; -EINVAL when it is no file of a file system.
 * path_ok: O_PATH descriptors as well. */
int vfs_node_of_fd(int fd, int path_ok, struct uk_node **out);

static inline int vfs_read_only(const struct uk_node *node)
{
	return (node->super->flags & 1) != 0; /* MS_RDONLY */
}

/* Asks the file system, then changes the node. */
int vfs_set_attributes(struct uk_node *node, const struct uk_node_attr *attr);

struct timespec vfs_now(void);

int vfs_open_fd(int dirfd, const char *path, unsigned int flags, mode_t mode);

/* Makes what libraries have announced with UK_USUAL_FILE(). */
void vfs_make_usual_files(void);

/* The file system of a name, or NULL. */
struct uk_fs *vfs_find_fs(const char *name);
/* Mounts on a node, NULL for the root; takes no reference of the caller's. */
int vfs_mount_at(struct uk_fs *fs, struct uk_node *target, const char *where, const char *source,
                 unsigned long flags, const char *data);

#endif /* VFS_INTERNAL_H */
