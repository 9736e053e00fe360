/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: the interrupt flag. */
#ifndef UK_ARCH_IRQ_H
#define UK_ARCH_IRQ_H

#include <uk/arch/types.h>

static inline void ukplat_lcpu_enable_irq(void)
{
	__asm__ volatile("sti" ::: "memory");
}

static inline void ukplat_lcpu_disable_irq(void)
{
	__asm__ volatile("cli" ::: "memory");
}

static inline unsigned long ukplat_lcpu_save_irqf(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void ukplat_lcpu_restore_irqf(unsigned long flags)
{
	if (flags & 0x200)
		ukplat_lcpu_enable_irq();
}

static inline int ukplat_lcpu_irqs_disabled(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags));
	return !(flags & 0x200);
}

/*
 * Called with interrupts off: sleep until one comes, with them on. "sti" takes effect after the
 * next instruction, so an interrupt that arrives after the caller's last look for work ends the
 * halt instead of being missed.
 */
static inline void ukplat_lcpu_halt_irq(void)
{
	__asm__ volatile("sti; hlt" ::: "memory");
}

/* As interrupts are: with them off only a non-maskable one returns. */
static inline void ukplat_lcpu_halt_forever(void)
{
	__asm__ volatile("hlt" ::: "memory");
}

#endif /* UK_ARCH_IRQ_H */
