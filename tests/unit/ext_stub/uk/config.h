/* SPDX-License-Identifier: BSD-3-Clause */
/* A small cache, so that it is full. */
#define CONFIG_LIBEXT2FS_CACHE         256
#define CONFIG_LIBUKBLKDEV_MAXNBQUEUES 1
