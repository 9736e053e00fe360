/* SPDX-License-Identifier: BSD-3-Clause */
/* The image's parts, the processor, interrupts, spinlocks. */
#include <uk/cpu.h>
#include <uk/plat/common/cpu.h>
#include <uk/plat/common/irq.h>
#include <uk/plat/common/sections.h>
#include <uk/spinlock.h>
#include <x86/desc.h>
#include "check.h"

static int value = 5, zeroed;
static const int constant = 7;

void sections(void)
{
	__uptr here = (__uptr)sections, frame;

	CHECK(__TEXT < here && here < __ETEXT && __ETEXT <= __RODATA);
	CHECK(__RODATA < (__uptr) & constant && (__uptr) & constant < __ERODATA &&
	      __ERODATA <= __DATA);
	CHECK(__DATA <= (__uptr) & value && (__uptr) & value < __EDATA && __EDATA <= __BSS_START);
	CHECK(__BSS_START <= (__uptr) & zeroed && (__uptr) & zeroed < __END);
	CHECK(__CTORS <= __ECTORS && __CTORS == (__uptr)__init_array_start);
	CHECK(__ECTORS == (__uptr)__init_array_end && __RODATA <= __CTORS && __ECTORS <= __ERODATA);
	frame = __EH_FRAME_END - __EH_FRAME_START;
	CHECK(__RODATA <= __EH_FRAME_START && __EH_FRAME_END <= __ERODATA && frame < __ERODATA);
	CHECK(__EH_FRAME_HDR_START <= __EH_FRAME_HDR_END && __EH_FRAME_HDR_END <= __ERODATA);
	CHECK((__uptr)__preinit_array_start <= (__uptr)__preinit_array_end);
	value = zeroed;
}

void processor(void)
{
	struct desc_table_ptr64 gdt;
	struct seg_desc64 tss;
	__u32 a, b, c, d, lo, hi;
	__u64 before = rdtsc();
	__u16 selector;

	cpuid(0, 0, &a, &b, &c, &d);
	CHECK(a >= 1 && b && c && d);
	mb();
	rmb();
	wmb();
	barrier();
	nop();
	CHECK(rdtsc() > before);
	rdmsr(X86_MSR_EFER, &lo, &hi);
	CHECK((lo & X86_EFER_LME) && (((__u64)hi << 32) | lo) == rdmsrl(X86_MSR_EFER));
	CHECK(X86_READ_CR(0) & X86_CR0_PG && X86_READ_CR(4) & X86_CR4_PAE);
	CHECK(mul64_32(1UL << 40, 1u << 31) == 1UL << 39 &&
	      mul64_32(~0UL, ~0u) == ~0UL - (1UL << 32));
	/* the task register's descriptor is a busy task-state segment */
	__asm__ volatile("sgdt %0\n\tstr %1" : "=m"(gdt), "=r"(selector));
	CHECK(gdt.limit >= selector + 15u);
	tss = *(struct seg_desc64 *)(gdt.base + selector);
	CHECK(tss.p && !tss.zero && tss.type == 11 && tss.limit_lo >= sizeof(struct tss64) - 1);
	CHECK(((struct tss64 *)(tss.base_lo | (__u64)tss.base_hi << 24))->ist[0]);
}

void interrupts(void)
{
	unsigned long outer, inner;

	CHECK(!irqs_disabled());
	local_irq_save(outer);
	CHECK(irqs_disabled());
	local_irq_save(inner);
	local_irq_restore(inner);
	CHECK(irqs_disabled());
	local_irq_restore(outer);
	CHECK(!irqs_disabled());
	local_irq_disable();
	CHECK(irqs_disabled());
	local_irq_enable();
	CHECK(!irqs_disabled());
}

void spinlock(void)
{
	uk_spinlock lock = UK_SPINLOCK_INITIALIZER();
	unsigned long flags;

	uk_spin_init(&lock);
	CHECK(!uk_preempt_count());
	uk_spin_lock(&lock);
	CHECK(uk_preempt_count() == 1 && uk_spin_is_locked(&lock) && !uk_spin_trylock(&lock));
	CHECK(uk_preempt_count() == 1);
	uk_spin_unlock(&lock);
	CHECK(!uk_preempt_count() && !uk_spin_is_locked(&lock));
	CHECK(uk_spin_trylock(&lock));
	uk_spin_unlock(&lock);
	uk_spin_lock_irqsave(&lock, flags);
	CHECK(irqs_disabled() && !ukarch_spin_trylock(&lock));
	uk_spin_unlock_irqrestore(&lock, flags);
	CHECK(!irqs_disabled() && !uk_spin_is_locked(&lock));
	uk_spin_lock_irq(&lock);
	CHECK(irqs_disabled());
	uk_spin_unlock_irq(&lock);
	CHECK(!irqs_disabled() && !uk_preempt_count());
}
