/* SPDX-License-Identifier: BSD-3-Clause */
/* The modes of fallocate(2). */
#ifndef _LINUX_FALLOC_H
#define _LINUX_FALLOC_H

#ifndef FALLOC_FL_KEEP_SIZE /* a libc's fcntl.h may have the first ones */
#define FALLOC_FL_KEEP_SIZE  0x01
#define FALLOC_FL_PUNCH_HOLE 0x02
#endif
#define FALLOC_FL_NO_HIDE_STALE  0x04
#define FALLOC_FL_COLLAPSE_RANGE 0x08
#define FALLOC_FL_ZERO_RANGE     0x10
#define FALLOC_FL_INSERT_RANGE   0x20
#define FALLOC_FL_UNSHARE_RANGE  0x40

#endif
