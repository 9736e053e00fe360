/* SPDX-License-Identifier: BSD-3-Clause */
/* Between uksched and uksignal: signals are taken when the kernel is left. */
#ifndef UK_SIGNAL_EXIT_H
#define UK_SIGNAL_EXIT_H

struct __regs;

struct uk_signal_exit {
	long *ret;           /* result of the system call that is left, or NULL */
	struct __regs *regs; /* the interrupted program, or NULL */
};

/*
 * Takes the current thread's deliverable signals and runs their handlers; kernel context. Called
 * again when more come. Decides what becomes of a result -ERESTARTSYS: it is left when the call is
 * to be executed again.
 */
void uk_signal_deliver(struct uk_signal_exit *exit);

#endif /* UK_SIGNAL_EXIT_H */
