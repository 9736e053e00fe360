/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux counters to wait for. */
#ifndef NOLIBC_SYS_EVENTFD_H
#define NOLIBC_SYS_EVENTFD_H

#include <fcntl.h>

#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC   O_CLOEXEC
#define EFD_NONBLOCK  O_NONBLOCK
typedef uint64_t eventfd_t;

#ifdef __cplusplus
extern "C" {
#endif
int eventfd(unsigned int value, int flags);
#ifdef __cplusplus
}
#endif
#endif
