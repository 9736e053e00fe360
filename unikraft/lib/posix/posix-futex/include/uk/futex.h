/* SPDX-License-Identifier: BSD-3-Clause */
/* Futexes for use inside the kernel (kernel context). Programs use the system call. */
#ifndef UK_FUTEX_H
#define UK_FUTEX_H

#include <uk/essentials.h>
#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Wakes at most `count` waiters on the word; how many. */
int uk_futex_wake(const __u32 *addr, unsigned int count);

/* Marks the robust locks that the thread with this number held as "owner died". head: struct
 * robust_list_head. */
void uk_futex_robust_exit(void *head, unsigned int tid);

#ifdef __cplusplus
}
#endif

#endif /* UK_FUTEX_H */
