/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of devices: see uk/wait.h beside this. */
#ifndef UK_SCHED_H
#define UK_SCHED_H

void uk_sched_yield(void);

#endif /* UK_SCHED_H */
