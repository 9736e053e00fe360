/* SPDX-License-Identifier: BSD-3-Clause */
/* The platform's clocks and its one timer. */
#ifndef UK_PLAT_TIME_H
#define UK_PLAT_TIME_H

#include <uk/arch/time.h>

/* Nanoseconds since boot; never goes back. Any context. */
__nsec ukplat_monotonic_clock(void);

/* Nanoseconds since 1970-01-01 00:00 UTC. */
__nsec ukplat_wall_clock(void);

/* Set the wall clock. */
void ukplat_wall_clock_set(__nsec now);

/*
 * Arrange for one call of uk_timer_interrupt() (provided by uksched) in interrupt context at the
 * given time of the monotonic clock, or soon when it has passed; 0 disarms. An interrupt may come
 * early: the callee looks at the clock and arms again.
 */
void ukplat_timer_arm(__nsec deadline);
void uk_timer_interrupt(void);

#endif /* UK_PLAT_TIME_H */
