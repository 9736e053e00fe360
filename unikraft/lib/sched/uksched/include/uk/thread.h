/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread: one stack, one saved context. Threads of the program and threads of the kernel are the
 * same object; a kernel thread (UK_THREADF_KERNEL) always runs with a raised preemption count and
 * receives no signals. Lists and counters belong to kernel context.
 */
#ifndef UK_THREAD_H
#define UK_THREAD_H

#include <stddef.h>
#include <stdbool.h>
#include <uk/essentials.h>
#include <uk/arch/types.h>
#include <uk/arch/ctx.h>
#include <uk/list.h>
#include <uk/timer.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_alloc;
struct uk_sched;
struct uk_thread;
struct uk_thread_signals; /* uksignal */
struct uk_thread_posix;   /* posix-process */

typedef void (*uk_thread_fn0_t)(void) __attribute__((noreturn));
typedef void (*uk_thread_fn1_t)(void *) __attribute__((noreturn));
typedef void (*uk_thread_fn2_t)(void *, void *) __attribute__((noreturn));
typedef void (*uk_thread_fn_t)(void *);
typedef void (*uk_thread_dtor_t)(struct uk_thread *);
typedef void (*uk_thread_gc_t)(struct uk_thread *, void *);

#define UK_THREADF_ECTX          0x001 /* may use floating point and vector registers */
#define UK_THREADF_UKTLS         0x002 /* owns the thread-local storage in _mem.uktls */
#define UK_THREADF_RUNNABLE      0x004 /* runs, or stands in the run queue */
#define UK_THREADF_EXITED        0x008 /* never runs again */
#define UK_THREADF_KERNEL        0x010 /* belongs to no process */
#define UK_THREADF_INTERRUPTIBLE 0x020 /* sleeps and wakes up when a signal comes */
#define UK_THREADF_STARTED       0x040 /* has been added to the scheduler */
#define UK_THREADF_RESTART       0x080 /* a sleep ended with -ERESTARTSYS: look for signals */
#define UK_THREADF_NUMBERED      0x100 /* has its creator's name: reports add the number */

#define UK_THREAD_NAME_LEN 16

struct uk_thread {
	struct ukarch_ctx ctx; /* stack pointer and address where the thread goes on */
	__uptr tlsp;           /* thread pointer; 0: the thread needs none */
	unsigned int flags;    /* UK_THREADF_* */
	__u32 preempt_count;   /* while the thread does not run */
	unsigned int id;       /* the thread number that programs see; never used twice */
	unsigned int refs;
	struct uk_sched *sched;
	struct uk_list_head run_list;    /* run queue */
	struct uk_list_head thread_list; /* all threads */
	struct uk_timer timeout;         /* of a timed sleep */
	__u64 exec_ns;                   /* processor time up to the last switch */
	__u64 switches;
	struct {
		uk_thread_fn_t fn;
		void *arg;
	} start;               /* what a new thread executes */
	void *priv;            /* of the creator */
	uk_thread_dtor_t dtor; /* called when the last reference goes */
	uk_thread_gc_t gc_fn;  /* called off the thread's stack after its end */
	void *gc_argp;
	struct uk_thread_signals *signals;
	struct uk_thread_posix *posix;
	struct {
		void *stack; /* lowest usable address */
		size_t stack_len;
		void *uktls; /* thread-local storage that goes with the thread, or NULL */
		struct uk_alloc *uktls_a;
		struct uk_alloc *t_a; /* holds this structure; NULL: not ours to free */
		bool stack_owned;     /* allocated by us, freed with the thread */
	} _mem;
	char name[UK_THREAD_NAME_LEN];
};

/* The running thread; NULL before the scheduler exists. */
struct uk_thread *uk_thread_current(void);

/* For reports: "main", "net", "main/7"; accepts NULL. Valid until the next call. */
const char *uk_thread_name(const struct uk_thread *thread);
void uk_thread_set_name(struct uk_thread *thread, const char *name);

static inline bool uk_thread_is_exited(const struct uk_thread *thread)
{
	return thread->flags & UK_THREADF_EXITED;
}

static inline bool uk_thread_is_runnable(const struct uk_thread *thread)
{
	return thread->flags & UK_THREADF_RUNNABLE;
}

/* 1 when `addr` lies in the guard page below the thread's stack. */
int uk_thread_in_guard(const struct uk_thread *thread, __uptr addr);

/*
 * A thread that is not yet known to the scheduler and has nothing to execute; `ctx` may be set by
 * the caller. `stack_len` 0 with `a_stack` NULL: no stack (the caller provides one); otherwise a
 * stack with a guard page, of the configured size when `stack_len` is 0. `a_uktls` not NULL: with
 * thread-local storage from there, in an image that has it (LIBUKTLS_THREADS). The auxiliary stack
 * is accepted for compatibility. NULL when out of memory.
 */
struct uk_thread *uk_thread_create_container(struct uk_alloc *a, struct uk_alloc *a_stack,
                                             size_t stack_len, struct uk_alloc *a_auxstack,
                                             size_t auxstack_len, struct uk_alloc *a_uktls,
                                             bool no_ectx, const char *name, void *priv,
                                             uk_thread_dtor_t dtor);

/* Makes the thread start with fn(arg) on its own stack. In program context unless UK_THREADF_KERNEL
 * is set. */
void uk_thread_container_init_fn1(struct uk_thread *thread, uk_thread_fn_t fn, void *arg);

/* The same on a stack of the caller's that ends at `top`. */
void uk_thread_container_init_stack(struct uk_thread *thread, __uptr top, uk_thread_fn_t fn,
                                    void *arg);

/* References keep the structure (not the stack) alive after the thread's end. */
void uk_thread_acquire(struct uk_thread *thread);
void uk_thread_release(struct uk_thread *thread);

/* uk/sched.h */
void uk_sched_thread_terminate(struct uk_thread *thread);
#define uk_thread_terminate(thread) uk_sched_thread_terminate(thread)

/* Takes a sleeping thread off its queue and lets it run / marks it as not runnable. */
void uk_thread_wake(struct uk_thread *thread);
void uk_thread_block(struct uk_thread *thread);
void uk_thread_block_timeout(struct uk_thread *thread, __nsec nsec);

/* The thread with that number, or NULL; kernel threads are not found. */
struct uk_thread *uk_thread_by_id(unsigned int id);

/* Processor time so far, the running slice included. */
__nsec uk_thread_cpu_time(const struct uk_thread *thread);

/* Sets the thread pointer of the running thread, at once. */
void uk_thread_set_tlsp(__uptr tlsp);

/*
 * Hooks that the libraries above define when they are part of the image. The first may fail with a
 * negative errno, which fails the creation; `parent` is NULL for the boot thread. The second runs
 * at the thread's end, in kernel context, on another stack than the thread's.
 */
int uk_thread_signals_init(struct uk_thread *thread, struct uk_thread *parent);
void uk_thread_signals_fini(struct uk_thread *thread);
int uk_thread_posix_init(struct uk_thread *thread, struct uk_thread *parent);
void uk_thread_posix_fini(struct uk_thread *thread);
/* uktls (weak, absent without LIBUKTLS_THREADS): storage for a thread, and its end; for what runs
 * before the scheduler exists, and when it has become the first thread. A negative errno fails. */
int uk_thread_tls_init(struct uk_thread *thread, struct uk_alloc *a) __attribute__((weak));
void uk_thread_tls_fini(struct uk_thread *thread) __attribute__((weak));
int uk_thread_tls_boot(void) __attribute__((weak));
int uk_thread_tls_first(struct uk_thread *thread) __attribute__((weak));
/* 1 when the thread has a signal that its mask lets through */
int uk_thread_signal_pending(const struct uk_thread *thread);

/*
 * Functions that take part in the making and the end of each thread of the program. init(thread,
 * parent) runs in the creator, the thread does not run yet; a negative errno ends the creation. For
 * the first thread parent is NULL. fini(thread) runs after the thread's end (or a failed creation),
 * in the reverse order, and must not block. Either may be NULL. prio: 0 first, 9 last. File scope.
 */
typedef int (*uk_thread_init_func_t)(struct uk_thread *thread, struct uk_thread *parent);
typedef void (*uk_thread_term_func_t)(struct uk_thread *thread);

struct uk_thread_inittab_entry {
	uk_thread_init_func_t init;
	uk_thread_term_func_t term;
	int prio;
};

#define UK_THREAD_INIT_PRIO(init_fn, fini_fn, priority)                                        \
	static const struct uk_thread_inittab_entry __used __align(8)                          \
	        __section("uk_thread_inittab") UK_CONCAT(_uk_thread_inittab_, __COUNTER__) = { \
	                (init_fn), (fini_fn), (priority)}
#define UK_THREAD_INIT(init_fn, fini_fn) UK_THREAD_INIT_PRIO(init_fn, fini_fn, 9)

#ifdef __cplusplus
}
#endif

#endif /* UK_THREAD_H */
