/* SPDX-License-Identifier: BSD-3-Clause */
/* x86: the interrupt flag. */
#ifndef X86_IRQ_H
#define X86_IRQ_H

#include <uk/plat/common/irq.h>

#endif /* X86_IRQ_H */
