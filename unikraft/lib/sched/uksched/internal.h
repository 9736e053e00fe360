/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scheduler's sources share. Kernel context. */
#ifndef UKSCHED_INTERNAL_H
#define UKSCHED_INTERNAL_H

#include <uk/cpu.h>
#include <uk/preempt.h>
#include <uk/sched.h>

/* State that belongs to the CPU. */
struct sched_cpu {
	__nsec switched_at; /* since when the current thread's time counts */
	__nsec idle_ns;
	int idling; /* the current thread waits: its time stands still */
	struct uk_timer slice;
	__uptr tlsp; /* what the thread pointer register holds */
};

struct sched_cpu *sched_cpu(void);

/* Adds a thread to the list of all. */
void sched_register(struct uk_thread *thread);
void sched_unregister(struct uk_thread *thread);

/* Goes on with `next`; returns when somebody switches back. */
void sched_switch_to(struct uk_thread *next);

/* The next runnable thread, taken off the run queue; idles while there is none. */
struct uk_thread *sched_pick(void);

/* Gives a thread its first number and hooks. 0 or a negative errno. */
int sched_thread_attach(struct uk_thread *thread, struct uk_thread *parent);

/* inittab.c: the functions of UK_THREAD_INIT_PRIO(). 0 or a negative errno, then the ones that had
 * run have been undone. */
int sched_inittab_run(struct uk_thread *thread, struct uk_thread *parent);
void sched_inittab_undo(struct uk_thread *thread);

/* Frees the stack if it is ours. Not the running thread's. */
void sched_free_stack(struct uk_thread *thread);

#endif /* UKSCHED_INTERNAL_H */
