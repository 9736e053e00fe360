/* SPDX-License-Identifier: BSD-3-Clause */
/* Device numbers, as Linux splits them. */
#ifndef NOLIBC_SYS_SYSMACROS_H
#define NOLIBC_SYS_SYSMACROS_H

#define major(device) \
	((unsigned int)((((device) >> 31 >> 1) & 0xfffff000u) | (((device) >> 8) & 0xfffu)))
#define minor(device) ((unsigned int)((((device) >> 12) & 0xffffff00u) | ((device)&0xffu)))
#define makedev(major, minor)                                          \
	((((major)&0xfffff000ull) << 32) | (((major)&0xfffull) << 8) | \
	 (((minor)&0xffffff00ull) << 12) | ((minor)&0xffull))
#endif
