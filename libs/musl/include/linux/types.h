/* SPDX-License-Identifier: BSD-3-Clause */
/* Integer types under the names of Linux' interface. */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <uk/arch/types.h>

typedef __u16 __le16, __be16;
typedef __u32 __le32, __be32;
typedef __u64 __le64, __be64;

#endif
