/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Conversions of times; the type is __nsec (uk/arch/types.h).
 */
#ifndef UK_ARCH_TIME_H
#define UK_ARCH_TIME_H

#include <uk/arch/types.h>

#define UKARCH_NSEC_PER_SEC          1000000000UL
#define ukarch_time_nsec_to_sec(ns)  ((ns) / 1000000000UL)
#define ukarch_time_nsec_to_msec(ns) ((ns) / 1000000UL)
#define ukarch_time_nsec_to_usec(ns) ((ns) / 1000UL)
#define ukarch_time_subsec(ns)       ((ns) % 1000000000UL)
#define ukarch_time_sec_to_nsec(s)   ((s)*1000000000UL)
#define ukarch_time_msec_to_nsec(ms) ((ms)*1000000UL)
#define ukarch_time_usec_to_nsec(us) ((us)*1000UL)

#endif /* UK_ARCH_TIME_H */
