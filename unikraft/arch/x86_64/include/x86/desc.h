/* SPDX-License-Identifier: BSD-3-Clause */
/* x86: segment descriptors, gates, the task-state segment of 64-bit mode (Intel SDM volume 3,
 * chapters 3, 6 and 8). */
#ifndef X86_DESC_H
#define X86_DESC_H

#include <uk/essentials.h>

/* What lgdt, sgdt, lidt and sidt take. */
struct desc_table_ptr64 {
	__u16 limit; /* bytes less one */
	__u64 base;
} __packed;

/* Code and data segments. */
struct seg_desc32 {
	union {
		struct {
			__u64 limit_lo : 16;
			__u64 base_lo : 24;
			__u64 type : 4;
			__u64 s : 1;
			__u64 dpl : 2;
			__u64 p : 1;
			__u64 limit_hi : 4;
			__u64 avl : 1;
			__u64 reserved : 1; /* L: 64-bit code */
			__u64 b : 1;
			__u64 gran : 1;
			__u64 base_hi : 8;
		} data;
		__u64 raw;
	};
} __packed;

/* System segments: the task-state segment. */
struct seg_desc64 {
	union {
		struct {
			__u64 lo, hi;
		};
		struct {
			__u64 limit_lo : 16;
			__u64 base_lo : 24;
			__u64 type : 4;
			__u64 zero : 1;
			__u64 dpl : 2;
			__u64 p : 1;
			__u64 limit_hi : 4;
			__u64 avl : 1;
			__u64 unused : 2;
			__u64 gran : 1;
			__u64 base_hi : 40;
			__u64 reserved : 8;
			__u64 zero1 : 5;
			__u64 reserved1 : 19;
		} __packed;
	};
} __packed;

/* Interrupt and trap gates. */
struct seg_gate_desc64 {
	union {
		struct {
			__u64 lo, hi;
		};
		struct {
			__u64 offset_lo : 16;
			__u64 selector : 16;
			__u64 ist : 3;
			__u64 reserved : 5;
			__u64 type : 4;
			__u64 s : 1;
			__u64 dpl : 2;
			__u64 p : 1;
			__u64 offset_hi : 48;
			__u64 reserved1 : 32;
		} __packed;
	};
} __packed;

struct tss64 {
	__u32 reserved;
	__u64 rsp[3];
	__u64 reserved2;
	__u64 ist[7]; /* the first is number 1 */
	__u64 reserved3;
	__u16 reserved4;
	__u16 iomap_base;
} __packed;

UK_CTASSERT(sizeof(struct desc_table_ptr64) == 10);
UK_CTASSERT(sizeof(struct seg_desc32) == 8);
UK_CTASSERT(sizeof(struct seg_desc64) == 16);
UK_CTASSERT(sizeof(struct seg_gate_desc64) == 16);
UK_CTASSERT(sizeof(struct tss64) == 104);

#endif /* X86_DESC_H */
