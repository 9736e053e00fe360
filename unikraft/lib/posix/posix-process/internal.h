/* SPDX-License-Identifier: BSD-3-Clause */
/* What the sources of posix-process share. */
#ifndef POSIX_PROCESS_INTERNAL_H
#define POSIX_PROCESS_INTERNAL_H

#include <uk/process.h>
#include <uk/sched.h>

#define PID 1

struct uk_thread_posix {
	int *clear_tid; /* becomes 0, and its futex is woken, when the thread has ended */
	void *robust_list;
	void *unmap_base; /* the stack that goes with the thread */
	size_t unmap_len;
	int (*fn)(void *); /* of uk_clone_thread() */
	void *arg;
};

/* Ends the running thread; the program with it when it is the last. */
__noreturn void process_thread_exit(int status);

/* 1 when the number names the process or one of its threads; 0 is the caller. */
int process_known(int pid);

/* The thread with that number, 0 being the caller; NULL. */
struct uk_thread *process_thread(int tid);

#endif /* POSIX_PROCESS_INTERNAL_H */
