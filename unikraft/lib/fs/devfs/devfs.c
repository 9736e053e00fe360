/* SPDX-License-Identifier: BSD-3-Clause */
/* /dev: a file system in memory with a node for each device, and the devices by number. */
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <uk/fdtab.h>
#include <uk/ramfs.h>
#include "devices.h"

/* The number of /dev/stdin and its like: the minor number is the descriptor. */
#define DESCRIPTOR_MAJOR 240

struct device {
	const char *name;
	mode_t mode;
	unsigned int major, minor;
	struct uk_file *file;
};

static const struct device devices[] = {
        {"null", 0666, 1, 3, &devfs_null},           {"zero", 0666, 1, 5, &devfs_zero},
        {"full", 0666, 1, 7, &devfs_full},           {"random", 0666, 1, 8, &devfs_random},
        {"urandom", 0666, 1, 9, &devfs_random},      {"tty", 0666, 5, 0, &uk_console_file},
        {"console", 0600, 5, 1, &uk_console_file},   {"stdin", 0666, DESCRIPTOR_MAJOR, 0, NULL},
        {"stdout", 0666, DESCRIPTOR_MAJOR, 1, NULL}, {"stderr", 0666, DESCRIPTOR_MAJOR, 2, NULL},
};

static struct uk_dev *registered;
static struct uk_node *mounted_root; /* of the devfs mounted last; not a reference */

/* block/, in an image with block devices. */
int devfs_block_register(void) __attribute__((weak));
int devfs_block_sync(void) __attribute__((weak));

static int open_descriptor(int fd, struct uk_file **file)
{
	struct uk_open_file *of = uk_fdtab_get(fd);

	if (!of)
		return -ENXIO;
	*file = uk_file_get(of->file);
	uk_open_file_put(of);
	return 0;
}

int uk_dev_open(mode_t type, dev_t rdev, struct uk_file **file)
{
	for (struct uk_dev *dev = registered; dev; dev = dev->next)
		if ((dev->mode & S_IFMT) == type && dev->rdev == rdev)
			return dev->open(dev, file);
	if (type != S_IFCHR)
		return -ENXIO;
	if (major(rdev) == DESCRIPTOR_MAJOR)
		return open_descriptor(minor(rdev), file);
	for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++) {
		if (makedev(devices[i].major, devices[i].minor) != rdev)
			continue;
		*file = uk_file_get(devices[i].file);
		return 0;
	}
	return -ENXIO;
}

static int make_node(struct uk_node *dir, const char *name, mode_t mode, dev_t rdev)
{
	struct uk_node *node;
	int rc = dir->ops->create(dir, name, strlen(name), mode, rdev, &node);

	if (!rc)
		uk_node_put(node);
	return rc;
}

int uk_dev_register(struct uk_dev *dev)
{
	dev->next = registered;
	registered = dev;
	return mounted_root ? make_node(mounted_root, dev->name, dev->mode, dev->rdev) : 0;
}

static int populate(struct uk_node *root)
{
	int rc = make_node(root, "shm", S_IFDIR | 01777, 0);

	if (!rc && devfs_block_register)
		rc = devfs_block_register();
	for (unsigned int i = 0; i < ARRAY_SIZE(devices) && !rc; i++)
		rc = make_node(root, devices[i].name, S_IFCHR | devices[i].mode,
		               makedev(devices[i].major, devices[i].minor));
	for (struct uk_dev *dev = registered; dev && !rc; dev = dev->next)
		rc = make_node(root, dev->name, dev->mode, dev->rdev);
	return rc;
}

static int devfs_mount(struct uk_super *super, const char *source, const char *data)
{
	int rc = uk_ramfs.mount(super, source, data);

	if (rc)
		return rc;
	rc = populate(super->root);
	if (rc) {
		uk_ramfs.unmount(super);
		return rc;
	}
	mounted_root = super->root;
	return 0;
}

static int devfs_unmount(struct uk_super *super)
{
	struct uk_node *root = super->root;
	int rc = uk_ramfs.unmount(super);

	if (!rc && root == mounted_root)
		mounted_root = NULL;
	return rc;
}

static int devfs_statfs(struct uk_super *super, struct statfs *buf)
{
	return uk_ramfs.statfs(super, buf);
}

static int devfs_sync(struct uk_super *super __maybe_unused)
{
	return devfs_block_sync ? devfs_block_sync() : 0;
}

struct uk_fs uk_devfs = {
        .name = "devfs",
        .magic = 0x1373,
        .mount = devfs_mount,
        .unmount = devfs_unmount,
        .statfs = devfs_statfs,
        .sync = devfs_sync,
};
