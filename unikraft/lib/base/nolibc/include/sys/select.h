/* SPDX-License-Identifier: BSD-3-Clause */
/* Sets of descriptors. */
#ifndef NOLIBC_SYS_SELECT_H
#define NOLIBC_SYS_SELECT_H

#include <time.h>

#define FD_SETSIZE 1024
typedef struct {
	unsigned long fds_bits[FD_SETSIZE / 8 / sizeof(long)];
} fd_set;
#define FD_WORD_(fd, set) ((set)->fds_bits[(fd) / (8 * sizeof(long))])
#define FD_BIT_(fd)       (1UL << ((fd) % (8 * sizeof(long))))
#define FD_ZERO(set)      ((void)(*(set) = (fd_set){{0}}))
#define FD_SET(fd, set)   ((void)(FD_WORD_(fd, set) |= FD_BIT_(fd)))
#define FD_CLR(fd, set)   ((void)(FD_WORD_(fd, set) &= ~FD_BIT_(fd)))
#define FD_ISSET(fd, set) (!!(FD_WORD_(fd, set) & FD_BIT_(fd)))

#ifdef __cplusplus
extern "C" {
#endif
int select(int n, fd_set *__restrict read, fd_set *__restrict write, fd_set *__restrict except,
           struct timeval *__restrict timeout);
#ifdef __cplusplus
}
#endif
#endif
