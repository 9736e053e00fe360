/* SPDX-License-Identifier: BSD-3-Clause */
/* File systems by name, mounts, statfs. */
#include <string.h>
#include <sys/mount.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "vfs.h"

extern struct uk_fs uk_ramfs __attribute__((weak));
extern struct uk_fs uk_tmpfs __attribute__((weak));
extern struct uk_fs uk_devfs __attribute__((weak));
extern struct uk_fs uk_9pfs __attribute__((weak));
extern struct uk_fs uk_9p __attribute__((weak));
extern struct uk_fs uk_virtiofs __attribute__((weak));
extern struct uk_fs uk_ext2 __attribute__((weak));
extern struct uk_fs uk_ext3 __attribute__((weak));
extern struct uk_fs uk_ext4 __attribute__((weak));
extern const struct uk_fs_entry __weak __start_uk_vfs_file_systems[];
extern const struct uk_fs_entry __weak __stop_uk_vfs_file_systems[];

static struct uk_fs *registered;
static dev_t next_dev = 1;

void uk_fs_register(struct uk_fs *fs)
{
	fs->next = registered;
	registered = fs;
}

struct uk_fs *vfs_find_fs(const char *name)
{
	/* Named here rather than registered by an init function, which would bring them into every
	 * image. */
	struct uk_fs *known[] = {&uk_ramfs,    &uk_tmpfs, &uk_devfs, &uk_9pfs, &uk_9p,
	                         &uk_virtiofs, &uk_ext4,  &uk_ext3,  &uk_ext2};

	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i] && !strcmp(known[i]->name, name))
			return known[i];
	for (const struct uk_fs_entry *entry = __start_uk_vfs_file_systems;
	     entry < __stop_uk_vfs_file_systems; entry++)
		if (!strcmp(*entry->name, name))
			return entry->fs;
	for (struct uk_fs *fs = registered; fs; fs = fs->next)
		if (!strcmp(fs->name, name))
			return fs;
	return NULL;
}

static char *copy(const char *text)
{
	__sz size = strlen(text) + 1;
	char *to = uk_malloc(uk_alloc_get_default(), size);

	return to ? memcpy(to, text, size) : NULL;
}

static void super_free(struct uk_super *super)
{
	struct uk_alloc *a = uk_alloc_get_default();

	uk_free(a, super->source);
	uk_free(a, super->target);
	uk_free(a, super);
}

int vfs_mount_at(struct uk_fs *fs, struct uk_node *target, const char *where, const char *source,
                 unsigned long flags, const char *data)
{
	struct uk_super *super = uk_calloc(uk_alloc_get_default(), 1, sizeof(*super));
	int rc = -ENOMEM;

	if (!super)
		return rc;
	super->fs = fs;
	super->flags = flags;
	super->dev = next_dev++;
	super->source = copy(source ? source : "none");
	super->target = copy(where);
	if (super->source && super->target)
		rc = fs->mount(super, source, data);
	if (rc) {
		super_free(super);
		return rc;
	}
	if (target) {
		/* Another thread may have mounted here while the host was asked. */
		while (target->mounted)
			target = target->mounted->root;
		super->covered = uk_node_get(target);
		target->mounted = super;
	}
	uk_list_add_tail(&super->link, &uk_vfs.supers);
	return 0;
}

int uk_vfs_mount(const char *source, const char *target, const char *name, unsigned long flags,
                 const char *data)
{
	struct uk_fs *fs;
	struct uk_node *node;
	int rc;

	rc = uk_vfs_lookup(NULL, target, 0, &node);
	if (rc)
		return rc;
	fs = (__uptr)name < 4096 ? NULL : vfs_find_fs(name);
	if (flags & (MS_BIND | MS_MOVE | MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE))
		rc = -EINVAL;
	else if (flags & MS_REMOUNT)
		rc = node == node->super->root ? 0 : -EINVAL;
	else if (!fs)
		rc = -ENODEV;
	else if (!S_ISDIR(node->mode))
		rc = -ENOTDIR;
	else
		rc = vfs_mount_at(fs, node, target, source, flags & 0xffff, data);
	if (!rc && (flags & MS_REMOUNT))
		node->super->flags = flags & 0xffff & ~MS_REMOUNT;
	uk_node_put(node);
	return rc;
}

static int unmount(struct uk_super *super)
{
	struct uk_node *covered = super->covered;
	int rc;

	if (!covered || !super->fs->unmount)
		return -EBUSY;
	covered->mounted = NULL;
	rc = super->fs->unmount(super);
	if (rc) {
		covered->mounted = super;
		return rc;
	}
	uk_node_put(covered);
	uk_list_del(&super->link);
	super_free(super);
	return 0;
}

int uk_vfs_umount(const char *target, int flags)
{
	struct uk_super *super;
	struct uk_node *node;
	int rc;

	if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
		return -EINVAL;
	rc = uk_vfs_lookup(NULL, target, flags & UMOUNT_NOFOLLOW ? UK_WALK_NOFOLLOW : 0, &node);
	if (rc)
		return rc;
	super = node->super;
	rc = node == super->root ? 0 : -EINVAL;
	uk_node_put(node);
	return rc ? rc : unmount(super);
}

UK_SYSCALL_R_DEFINE(int, mount, const char *, source, const char *, target, const char *, fs,
                    unsigned long, flags, const char *, data)
{
	return uk_vfs_mount(source, target, fs, flags, data);
}

UK_SYSCALL_R_DEFINE(int, umount2, const char *, target, int, flags)
{
	return uk_vfs_umount(target, flags);
}

static int fill_statfs(struct uk_super *super, struct statfs *buf)
{
	memset(buf, 0, sizeof(*buf));
	buf->f_type = super->fs->magic;
	buf->f_bsize = buf->f_frsize = 4096;
	buf->f_namelen = UK_NAME_MAX;
	memcpy(&buf->f_fsid, &super->dev, sizeof(buf->f_fsid));
	buf->f_flags = 0x20 | (super->flags & 0x1f); /* ST_VALID and the mount's flags */
	return super->fs->statfs ? super->fs->statfs(super, buf) : 0;
}

UK_SYSCALL_R_DEFINE(int, statfs, const char *, path, struct statfs *, buf)
{
	struct uk_node *node;
	int rc = uk_vfs_lookup(NULL, path, 0, &node);

	if (rc)
		return rc;
	rc = fill_statfs(node->super, buf);
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, fstatfs, int, fd, struct statfs *, buf)
{
	struct uk_node *node;
	int rc = vfs_node_of_fd(fd, 1, &node);

	if (rc == -EINVAL)
		return -ENOSYS;
	if (rc)
		return rc;
	rc = fill_statfs(node->super, buf);
	uk_node_put(node);
	return rc;
}

/* The root of the file system that follows in the list, with a reference, or NULL at its end. */
static struct uk_node *first_root(struct uk_list_head *position)
{
	struct uk_super *super;

	if (position->next == &uk_vfs.supers)
		return NULL;
	super = uk_list_entry(position->next, struct uk_super, link);
	return uk_node_get(super->root);
}

UK_SYSCALL_R_DEFINE(int, sync)
{
	struct uk_node *root, *next;
	struct uk_super *super;
	int rc = vfs_start();

	/* A root that is held keeps its file system mounted while the host is waited for. */
	root = rc ? NULL : first_root(&uk_vfs.supers);
	for (; root; root = next) {
		super = root->super;
		if (super->fs->sync)
			super->fs->sync(super);
		next = first_root(&super->link);
		uk_node_put(root);
	}
	return 0;
}

UK_SYSCALL_R_DEFINE(int, syncfs, int, fd)
{
	struct uk_node *node;
	int rc = vfs_node_of_fd(fd, 0, &node);

	if (rc)
		return rc == -EINVAL ? 0 : rc;
	rc = node->super->fs->sync ? node->super->fs->sync(node->super) : 0;
	uk_node_put(node);
	return rc;
}
