/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor's free-running counter: the cheapest clock, of unknown rate. It counts from the
 * processor's reset. */
#ifndef UK_ARCH_COUNTER_H
#define UK_ARCH_COUNTER_H

#include <uk/arch/x86.h>

static inline __u64 ukarch_counter(void)
{
	return x86_rdtsc();
}

#endif /* UK_ARCH_COUNTER_H */
