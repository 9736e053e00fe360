/* SPDX-License-Identifier: BSD-3-Clause */
/* Filling a directory from a cpio archive (an initrd). */
#include <string.h>
#include <sys/sysmacros.h>
#include <uk/alloc.h>
#include <uk/cpio.h>
#include "initrd.h"

int uk_ramfs_attach(struct uk_node *node, const void *data, __sz len) __attribute__((weak));

/* Files with several names: cpio gives the contents with the last one. */
struct linked {
	struct linked *next;
	__u32 ino, dev_major, dev_minor;
	struct uk_node *node;
};

struct unpack {
	struct uk_node *top;
	struct linked *linked;
};

void vfs_make_parents(struct uk_node *top, const char *name)
{
	char path[UK_PATH_MAX];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		__sz len = slash - name;

		if (len == 0 || len >= sizeof(path))
			continue;
		memcpy(path, name, len);
		path[len] = '\0';
		uk_vfs_mkdir(top, path, 0755);
	}
}

static int fill(struct uk_node *node, const struct uk_cpio_entry *entry)
{
	struct iovec iov = {(void *)entry->data, entry->len};
	struct uk_open_file of = {.file = &node->file, .flags = O_WRONLY};
	__ssz n = 0;

	if (!entry->len)
		return 0;
	if (uk_ramfs_attach && !uk_ramfs_attach(node, entry->data, entry->len))
		return 0;
	if (!node->file.ops->write)
		return -EINVAL;
	if (node->ops->open)
		n = node->ops->open(node, O_WRONLY, &of.handle);
	if (n)
		return (int)n;
	n = node->file.ops->write(&of, &iov, 1, 0);
	if (node->file.ops->closed)
		node->file.ops->closed(&of);
	return n == (__ssz)entry->len ? 0 : -ENOSPC;
}

static void set_attributes(struct uk_node *node, const struct uk_cpio_entry *entry)
{
	struct timespec time = {.tv_sec = entry->mtime};

	vfs_set_attributes(node, &(struct uk_node_attr){.which = UK_ATTR_MODE | UK_ATTR_UID |
	                                                         UK_ATTR_GID | UK_ATTR_ATIME |
	                                                         UK_ATTR_MTIME,
	                                                .mode = entry->mode & 07777,
	                                                .uid = entry->uid,
	                                                .gid = entry->gid,
	                                                .atime = time,
	                                                .mtime = time});
	node->ctime = time;
}

static struct linked *find_linked(struct unpack *u, const struct uk_cpio_entry *entry)
{
	struct linked *l = u->linked;

	while (l && (l->ino != entry->ino || l->dev_major != entry->dev_major ||
	             l->dev_minor != entry->dev_minor))
		l = l->next;
	return l;
}

static int remember(struct unpack *u, const struct uk_cpio_entry *entry, struct uk_node *node)
{
	struct linked *l = uk_malloc(uk_alloc_get_default(), sizeof(*l));

	if (!l)
		return -ENOSPC;
	*l = (struct linked){u->linked, entry->ino, entry->dev_major, entry->dev_minor,
	                     uk_node_get(node)};
	u->linked = l;
	return 0;
}

/* Another name of a node that exists. */
static int add_name(struct unpack *u, const char *name, struct uk_node *node)
{
	struct vfs_walk w;
	int rc = vfs_walk_new(&w, u->top, name, 0);

	if (!rc)
		rc = w.dir->ops->link && w.dir->super == node->super
		             ? w.dir->ops->link(w.dir, w.name, w.len, node)
		             : -EPERM;
	vfs_walk_end(&w);
	return rc;
}

static int unpack_link(struct unpack *u, const char *name, const struct uk_cpio_entry *entry)
{
	char target[UK_PATH_MAX];

	if (entry->len >= sizeof(target))
		return -EINVAL;
	memcpy(target, entry->data, entry->len);
	target[entry->len] = '\0';
	return uk_vfs_symlink(target, u->top, name);
}

static int unpack_node(struct unpack *u, const char *name, const struct uk_cpio_entry *entry)
{
	dev_t rdev = makedev(entry->rdev_major, entry->rdev_minor);
	struct linked *l = NULL;
	struct uk_node *node;
	int rc;

	if (entry->nlink > 1 && !S_ISDIR(entry->mode))
		l = find_linked(u, entry);
	if (l) {
		rc = add_name(u, name, l->node);
		if (!rc && S_ISREG(entry->mode) && !l->node->size)
			rc = fill(l->node, entry);
		return rc;
	}
	rc = uk_vfs_mknod(u->top, name, entry->mode, rdev, &node);
	if (rc == -EEXIST && S_ISDIR(entry->mode))
		rc = uk_vfs_lookup(u->top, name, 0, &node);
	if (rc)
		return rc;
	if (S_ISREG(entry->mode))
		rc = fill(node, entry);
	if (!rc && entry->nlink > 1 && !S_ISDIR(entry->mode))
		rc = remember(u, entry, node);
	set_attributes(node, entry);
	uk_node_put(node);
	return rc;
}

static int unpack_entry(struct unpack *u, const struct uk_cpio_entry *entry)
{
	const char *name = entry->name;

	while (*name == '/' || (name[0] == '.' && name[1] == '/'))
		name++;
	if (!*name || !strcmp(name, "."))
		return 0;
	vfs_make_parents(u->top, name);
	switch (entry->mode & S_IFMT) {
	case S_IFLNK:
		return unpack_link(u, name, entry);
	case S_IFREG:
	case S_IFDIR:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return unpack_node(u, name, entry);
	default:
		return -EINVAL;
	}
}

int vfs_unpack(const void *archive, __sz len, const char *where)
{
	struct unpack u = {0};
	struct uk_cpio_entry entry;
	struct uk_cpio cpio;
	int rc;

	rc = uk_vfs_lookup(NULL, where, 0, &u.top);
	if (rc)
		return rc;
	uk_cpio_init(&cpio, archive, len);
	while ((rc = uk_cpio_next(&cpio, &entry)) > 0) {
		rc = unpack_entry(&u, &entry);
		/* A second entry of a name: the first stays. */
		if (rc && rc != -EEXIST)
			break;
	}
	while (u.linked) {
		struct linked *l = u.linked;

		u.linked = l->next;
		uk_node_put(l->node);
		uk_free(uk_alloc_get_default(), l);
	}
	uk_node_put(u.top);
	return rc;
}
