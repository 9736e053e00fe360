/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupt flag of the current CPU, under the names that platforms use (uk/plat/lcpu.h). */
#ifndef UK_PLAT_COMMON_IRQ_H
#define UK_PLAT_COMMON_IRQ_H

#include <uk/plat/lcpu.h>

#define local_irq_disable() ukplat_lcpu_disable_irq()
#define local_irq_enable()  ukplat_lcpu_enable_irq()
/* With interrupts off before: sleep until one comes; they are on afterwards. */
#define local_irq_enable_halt() ukplat_lcpu_halt_irq()
/* x: an unsigned long that holds the flag's state */
#define local_irq_save(x)    ((x) = ukplat_lcpu_save_irqf())
#define local_irq_restore(x) ukplat_lcpu_restore_irqf(x)

static inline int irqs_disabled(void)
{
	return ukplat_lcpu_irqs_disabled();
}

#endif /* UK_PLAT_COMMON_IRQ_H */
