/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt lines and message-signalled interrupts. Handlers run in interrupt context: acknowledge,
 * uk_defer(), return. */
#ifndef UK_PLAT_IRQ_H
#define UK_PLAT_IRQ_H

#include <uk/arch/types.h>

typedef void (*ukplat_irq_handler_t)(void *arg);

#define UKPLAT_IRQ_LEVEL 0x1u /* level triggered, else edge */
#define UKPLAT_IRQ_LOW   0x2u /* active low, else high */

/*
 * Connect a line by its global interrupt number (ISA lines: 0 to 15; the platform applies the
 * firmware's overrides) and unmask it. Returns 0, -ENOENT (no controller has this line), -ENOSPC
 * (no vector left).
 */
int ukplat_irq_register(unsigned int irq, unsigned int flags, ukplat_irq_handler_t handler,
                        void *arg);

/* A vector for a message-signalled interrupt: what to write where. Returns 0 or -ENOSPC. */
int ukplat_msi_alloc(ukplat_irq_handler_t handler, void *arg, __u64 *address, __u32 *data);

#endif /* UK_PLAT_IRQ_H */
