/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scheduler: one first-in first-out run queue, slices of 10 ms that are timed only while
 * another thread is runnable. Order of calls: uk_sched_init() once, in boot; everything else after
 * it. A function that may block is for kernel context of a thread: not for interrupt handlers, not
 * for deferred work.
 */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <uk/thread.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_SCHED_SLICE_NS 10000000ULL

struct uk_sched {
	struct uk_list_head run_queue;
	struct uk_list_head threads;
	unsigned int thread_count; /* threads of the program that have not ended */
	__nsec ended_ns;           /* processor time of those that have */
	struct uk_alloc *a;
	const char *name;
};

/* Makes the code that is running the first thread ("main", number 1) on the stack given. */
void uk_sched_init(void *stack, size_t stack_len);

/* The scheduler; NULL before uk_sched_init(). */
struct uk_sched *uk_sched_current(void);

/* A thread of the program that runs fn(arg) and ends when fn returns; runnable at once. NULL: out
 * of memory. */
struct uk_thread *uk_sched_thread_create(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                         const char *name);

/* The same as a kernel thread: starts, and stays, with a raised preemption count. */
struct uk_thread *uk_sched_thread_create_kernel(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                                size_t stack_len, const char *name);

/* Upstream's long form; 0 as stack_len is the configured size, the auxiliary stack is not needed
 * here. */
struct uk_thread *uk_sched_thread_create_fn1(struct uk_sched *s, uk_thread_fn1_t fn1, void *argp,
                                             size_t stack_len, size_t auxstack_len, bool no_uktls,
                                             bool no_ectx, const char *name, void *priv,
                                             uk_thread_dtor_t dtor);

/* Hands a prepared thread (uk_thread_create_container) over; it may run at once. 0 or a negative
 * errno. */
int uk_sched_thread_add(struct uk_sched *s, struct uk_thread *thread);

/* Ends the running thread. gc_fn(thread, gc_argp) is called afterwards off its stack, and must not
 * block. */
__noreturn void uk_sched_thread_exit(void);
__noreturn void uk_sched_thread_exit2(uk_thread_gc_t gc_fn, void *gc_argp);

/* Ends a thread that is not running; what it holds is lost, so only its creator can know that this
 * is safe. */
void uk_sched_thread_terminate(struct uk_thread *thread);

void uk_sched_yield(void);
void uk_sched_thread_sleep(__nsec nsec);

/* Switches away until uk_sched_wake(); the caller has put itself on some queue before. */
void uk_sched_block(void);

/* The same with a deadline on the monotonic clock (0: none). 0, or -ETIMEDOUT when it passed first.
 */
int uk_sched_block_until(__nsec deadline);

/* Makes a blocked thread runnable; no effect on one that is. Kernel context, deferred work
 * included. */
void uk_sched_wake(struct uk_thread *thread);

/* Calls fn for each thread, kernel threads included, until it returns non-zero; returns that. Must
 * not block. */
int uk_sched_for_each(int (*fn)(struct uk_thread *thread, void *arg), void *arg);

/* Processor time of the program: its threads, the ended ones included. */
__nsec uk_sched_program_time(void);

/*
 * For who polls a device while programs run: called (kernel context, no thread is runnable, must
 * not block) each time before the processor halts, to take what has arrived and to ask for
 * interrupts. Not 0: it did something, and is called again unless a thread has become runnable.
 * There is one such function; it is weak here and does nothing.
 */
int uk_sched_idle_enter(void);

/* Nanoseconds that the processor has idled. */
__nsec uk_sched_idle_time(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_SCHED_H */
