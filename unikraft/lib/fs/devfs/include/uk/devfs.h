/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices as files: /dev. A driver registers its device once; it then appears in every mounted
 * devfs, and is found by its number from a device node anywhere. Kernel context.
 */
#ifndef UK_DEVFS_H
#define UK_DEVFS_H

#include <uk/vfs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_fs uk_devfs; /* "devfs" */

/* Lives for ever. open() gives a reference of the file behind the device: 0 or a negative errno. */
struct uk_dev {
	const char *name; /* below /dev, without '/' */
	mode_t mode;      /* S_IFCHR or S_IFBLK, and permissions */
	dev_t rdev;
	int (*open)(struct uk_dev *dev, struct uk_file **file);
	void *priv;
	struct uk_dev *next;
};

/* 0, or what making the name in a mounted devfs gives. */
int uk_dev_register(struct uk_dev *dev);

#ifdef __cplusplus
}
#endif

#endif /* UK_DEVFS_H */
