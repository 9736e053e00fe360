/* SPDX-License-Identifier: BSD-3-Clause */
/* Host test of the scheduler: halting moves the test's clock to the armed deadline. */
#ifndef UK_ARCH_IRQ_H
#define UK_ARCH_IRQ_H

void test_halt(void);

#define ukplat_lcpu_enable_irq()        ((void)0)
#define ukplat_lcpu_disable_irq()       ((void)0)
#define ukplat_lcpu_save_irqf()         (0UL)
#define ukplat_lcpu_restore_irqf(flags) ((void)(flags))
#define ukplat_lcpu_halt_irq()          test_halt()

#endif /* UK_ARCH_IRQ_H */
