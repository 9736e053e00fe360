/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt masking and waiting on the current CPU. */
#ifndef UK_PLAT_LCPU_H
#define UK_PLAT_LCPU_H

#include <uk/arch/irq.h> /* ukplat_lcpu_{enable,disable}_irq, _save_irqf, _restore_irqf, _irqs_disabled, _halt_irq */

#endif /* UK_PLAT_LCPU_H */
