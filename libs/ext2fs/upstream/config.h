/* SPDX-License-Identifier: BSD-3-Clause */
/* What e2fsprogs' configure would find out. */
#ifndef EXT2FS_CONFIG_H
#define EXT2FS_CONFIG_H

#define HAVE_ERRNO_H         1
#define HAVE_INTPTR_T        1
#define HAVE_NETINET_IN_H    1
#define HAVE_POSIX_MEMALIGN  1
#define HAVE_STDLIB_H        1
#define HAVE_STRNLEN         1
#define HAVE_SYS_STAT_H      1
#define HAVE_SYS_SYSMACROS_H 1
#define HAVE_SYS_TIME_H      1
#define HAVE_SYS_TYPES_H     1
#define HAVE_UNISTD_H        1
#define SIZEOF_INT           4
#define SIZEOF_LONG          8
#define SIZEOF_LONG_LONG     8
#define SIZEOF_OFF_T         8
#define SIZEOF_SHORT         2
#define SIZEOF_TIME_T        8

#endif /* EXT2FS_CONFIG_H */
