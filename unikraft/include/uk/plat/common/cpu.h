/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor, as platforms and drivers use it. */
#ifndef UK_PLAT_COMMON_CPU_H
#define UK_PLAT_COMMON_CPU_H

#include <uk/arch/lcpu.h>
#include <uk/plat/lcpu.h>

#ifdef __x86_64__
#include <x86/cpu.h>
#endif

/* The end of a processor that nobody needs any more: it executes nothing else. */
#define __CPU_HALT()                                \
	do {                                        \
		ukplat_lcpu_disable_irq();          \
		for (;;)                            \
			ukplat_lcpu_halt_forever(); \
	} while (0)

#endif /* UK_PLAT_COMMON_CPU_H */
