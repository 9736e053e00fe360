/* SPDX-License-Identifier: BSD-3-Clause */
/* Basic types, by width and by purpose, for C and (guarded) assembler sources. All supported
 * architectures are LP64. */
#ifndef UK_ARCH_TYPES_H
#define UK_ARCH_TYPES_H

#ifndef __ASSEMBLY__
typedef unsigned char __u8;
typedef signed char __s8;
typedef unsigned short __u16;
typedef signed short __s16;
typedef unsigned int __u32;
typedef signed int __s32;
typedef unsigned long __u64;
typedef signed long __s64;

typedef unsigned long __sz;   /* a size in bytes */
typedef signed long __ssz;    /* a size or a negative errno */
typedef signed long __off;    /* a file offset */
typedef unsigned long __uptr; /* an address as a number */
typedef signed long __sptr;

typedef __u64 __paddr_t; /* physical address */
typedef __u64 __vaddr_t; /* virtual address */
#define __PADDR_MAX (~(__paddr_t)0)
#define __VADDR_MAX (~(__vaddr_t)0)
#define __VADDR_ANY __VADDR_MAX

/* Times are nanoseconds; a point in time counts from boot (monotonic clock) unless said otherwise.
 */
typedef __u64 __nsec;
typedef __s64 __snsec;
#define __NSEC_MAX (~(__nsec)0)

#ifndef __NULL
#define __NULL ((void *)0)
#endif
#define __NOT_A_SIZE (-1)
#endif /* !__ASSEMBLY__ */

/* printf length modifiers of the types above */
#define __PRIx8    "x"
#define __PRIs8    "d"
#define __PRIu8    "u"
#define __PRIx16   "x"
#define __PRIs16   "d"
#define __PRIu16   "u"
#define __PRIx32   "x"
#define __PRIs32   "d"
#define __PRIu32   "u"
#define __PRIx64   "lx"
#define __PRIs64   "ld"
#define __PRIu64   "lu"
#define __PRIsz    "lu"
#define __PRIssz   "ld"
#define __PRIoff   "ld"
#define __PRIuptr  "lx"
#define __PRIpaddr "lx"
#define __PRIvaddr "lx"
#define __PRInsec  "lu"
#define __PRIsnsec "ld"

#endif /* UK_ARCH_TYPES_H */
