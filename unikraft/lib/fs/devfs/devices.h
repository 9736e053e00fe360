/* SPDX-License-Identifier: BSD-3-Clause */
/* The files behind the devices without hardware. */
#ifndef DEVFS_DEVICES_H
#define DEVFS_DEVICES_H

#include <uk/devfs.h>

extern struct uk_file devfs_null, devfs_zero, devfs_full, devfs_random;

#endif /* DEVFS_DEVICES_H */
