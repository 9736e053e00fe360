/* SPDX-License-Identifier: BSD-3-Clause */
/* The integer types of the library are the kernel's. */
#ifndef EXT2FS_TYPES_H
#define EXT2FS_TYPES_H

#include <stdint.h>
#include <uk/arch/types.h>

#define __bitwise
#define __force

typedef __u16 __le16, __be16;
typedef __u32 __le32, __be32;
typedef __u64 __le64, __be64;

#endif /* EXT2FS_TYPES_H */
