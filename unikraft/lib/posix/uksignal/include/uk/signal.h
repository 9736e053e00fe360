/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals inside the kernel, in Linux' numbering. Everything belongs to kernel context unless said
 * otherwise. A handler of the program is called on the thread's stack (or its alternate stack) when
 * the kernel is left; it may never return (siglongjmp), so nothing of the kernel depends on that.
 *
 * Who raises signals without depending on this library declares uk_signal_raise_current() weak, or
 * tests CONFIG_LIBUKSIGNAL.
 */
#ifndef UK_SIGNAL_H
#define UK_SIGNAL_H

#include <uk/essentials.h>
#include <uk/arch/types.h>
#include <uk/list.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_thread;

#define UK_NSIG      64
#define UK_SIGHUP    1
#define UK_SIGINT    2
#define UK_SIGQUIT   3
#define UK_SIGILL    4
#define UK_SIGTRAP   5
#define UK_SIGABRT   6
#define UK_SIGBUS    7
#define UK_SIGFPE    8
#define UK_SIGKILL   9
#define UK_SIGUSR1   10
#define UK_SIGSEGV   11
#define UK_SIGUSR2   12
#define UK_SIGPIPE   13
#define UK_SIGALRM   14
#define UK_SIGTERM   15
#define UK_SIGSTKFLT 16
#define UK_SIGCHLD   17
#define UK_SIGCONT   18
#define UK_SIGSTOP   19
#define UK_SIGTSTP   20
#define UK_SIGTTIN   21
#define UK_SIGTTOU   22
#define UK_SIGURG    23
#define UK_SIGXCPU   24
#define UK_SIGXFSZ   25
#define UK_SIGVTALRM 26
#define UK_SIGPROF   27
#define UK_SIGWINCH  28
#define UK_SIGIO     29
#define UK_SIGPWR    30
#define UK_SIGSYS    31
#define UK_SIGRTMIN  32

/* si_code */
#define UK_SI_USER     0
#define UK_SI_KERNEL   0x80
#define UK_SI_QUEUE    (-1)
#define UK_SI_TIMER    (-2)
#define UK_SI_TKILL    (-6)
#define UK_SEGV_MAPERR 1
#define UK_SEGV_ACCERR 2
#define UK_BUS_ADRALN  1
#define UK_BUS_ADRERR  2
#define UK_ILL_ILLOPN  2
#define UK_FPE_INTDIV  1
#define UK_FPE_FLTINV  7
#define UK_TRAP_BRKPT  1
#define UK_TRAP_TRACE  2

typedef __u64 uk_sigset_t; /* bit n-1 stands for signal n */
#define UK_SIGBIT(signo) (1UL << ((signo)-1))

/* siginfo_t of Linux on 64-bit machines: 128 bytes */
struct uk_siginfo {
	int signo;
	int errno_;
	int code;
	int pad0;
	union {
		struct {
			int pid;
			unsigned int uid;
			union {
				int int_;
				void *ptr;
			} value;
		} kill;
		struct {
			int timerid;
			int overrun;
			union {
				int int_;
				void *ptr;
			} value;
		} timer;
		struct {
			void *addr;
		} fault;
		char pad[112];
	};
};

/*
 * To the program as a whole (any thread that lets it through) / to one thread. `info` NULL: from
 * the kernel. 0, -EINVAL (no such signal), -EAGAIN (too many queued).
 */
int uk_signal_send(int signo, const struct uk_siginfo *info);
int uk_signal_send_thread(struct uk_thread *thread, int signo, const struct uk_siginfo *info);

/* To the running thread, as a consequence of what it does (SIGPIPE). */
void uk_signal_raise_current(int signo);

/* "SIGSEGV"; "unknown" for a number that has no name. */
const char *uk_signal_name(int signo);

/*
 * For signalfd: takes one waiting signal of `set` from the thread or the program (its number, or
 * 0); what waits; and a hook (weak) that is called for each signal that begins to wait.
 */
int uk_signal_take(uk_sigset_t set, struct uk_siginfo *info);
uk_sigset_t uk_signal_waiting(void);
void uk_signal_entered(int signo) __attribute__((weak));

/*
 * A signal with storage of its owner (a timer's): sending it again while it waits counts an overrun
 * instead, and it never fails. thread NULL: to the program as a whole. 1: it waits already, 0:
 * sent.
 */
struct uk_sigqueue {
	struct uk_list_head link; /* empty: not queued */
	struct uk_siginfo info;
	/* Called when it is taken or thrown away, before `info` is copied; NULL: allocated, freed
	 * then. */
	void (*taken)(struct uk_sigqueue *entry);
};
int uk_signal_send_queued(struct uk_sigqueue *entry, struct uk_thread *thread);
void uk_signal_cancel_queued(struct uk_sigqueue *entry);

/*
 * For calls that wait with another mask (ppoll, sigsuspend): the given mask holds until signals are
 * taken at the end of the system call, whose handlers run with it, and then the old one returns. A
 * call that was not interrupted puts the old one back with uk_signal_mask_restore() before it
 * returns.
 */
void uk_signal_mask_temporary(uk_sigset_t mask);
void uk_signal_mask_restore(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_SIGNAL_H */
