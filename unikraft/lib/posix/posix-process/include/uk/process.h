/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one process: number 1, with threads. Resource limits, thread creation for a libc, thread
 * exit.
 */
#ifndef UK_PROCESS_H
#define UK_PROCESS_H

#include <stddef.h>
#include <uk/essentials.h>
#include <uk/arch/types.h>
#include <uk/thread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* CLONE_* flags of Linux */
#define UK_CLONE_VM             0x00000100UL
#define UK_CLONE_FS             0x00000200UL
#define UK_CLONE_FILES          0x00000400UL
#define UK_CLONE_SIGHAND        0x00000800UL
#define UK_CLONE_THREAD         0x00010000UL
#define UK_CLONE_SYSVSEM        0x00040000UL
#define UK_CLONE_SETTLS         0x00080000UL
#define UK_CLONE_PARENT_SETTID  0x00100000UL
#define UK_CLONE_CHILD_CLEARTID 0x00200000UL
#define UK_CLONE_DETACHED       0x00400000UL
#define UK_CLONE_CHILD_SETTID   0x01000000UL

/*
 * For a libc, from program context: a new thread that runs fn(arg) on the stack whose top is
 * `stack` and ends with fn. At its end, when the stack is no longer used, *ctid becomes 0 and its
 * futex is woken (CLONE_CHILD_CLEARTID). The thread number, or -EINVAL (not a thread's flags),
 * -EAGAIN, -ENOMEM.
 */
long uk_clone_thread(unsigned long flags, void *stack, int *ptid, int *ctid, void *tls,
                     int (*fn)(void *), void *arg);

/* For a libc, from program context: ends the thread and unmaps its own stack. */
__noreturn void uk_thread_unmap_exit(void *base, size_t len);

/* Ends the program with that wait status' exit code; the same as exit_group(). */
__noreturn void uk_process_exit(int status);

/* Resource limits: the soft limit of resource number `resource` (RLIMIT_* of Linux), ~0 for none.
 */
__u64 uk_rlimit_get(unsigned int resource);

#define UK_RLIMIT_STACK  3
#define UK_RLIMIT_CORE   4
#define UK_RLIMIT_NOFILE 7
#define UK_RLIMIT_AS     9

#ifdef __cplusplus
}
#endif

#endif /* UK_PROCESS_H */
