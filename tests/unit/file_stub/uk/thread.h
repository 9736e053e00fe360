/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of system calls: there is one thread. */
#ifndef UK_THREAD_H
#define UK_THREAD_H

struct uk_thread;

static inline struct uk_thread *uk_thread_current(void)
{
	return (struct uk_thread *)1;
}

#endif /* UK_THREAD_H */
