/* SPDX-License-Identifier: BSD-3-Clause */
/* Sizes that all supported architectures share. */
#ifndef UK_ARCH_LIMITS_H
#define UK_ARCH_LIMITS_H

#define __PAGE_SHIFT 12
#define __PAGE_SIZE  4096UL
#define __PAGE_MASK  (~(__PAGE_SIZE - 1))

#define __STACK_SIZE_PAGE_ORDER 4 /* 64 KiB */
#define __STACK_SIZE            (__PAGE_SIZE << __STACK_SIZE_PAGE_ORDER)
#define STACK_SIZE              __STACK_SIZE

#ifndef PAGE_SIZE
#define PAGE_SIZE  __PAGE_SIZE
#define PAGE_SHIFT __PAGE_SHIFT
#define PAGE_MASK  __PAGE_MASK
#endif
#define PAGE_ALIGN_UP(a)   (((a) + __PAGE_SIZE - 1) & __PAGE_MASK)
#define PAGE_ALIGN_DOWN(a) ((a)&__PAGE_MASK)

#endif /* UK_ARCH_LIMITS_H */
