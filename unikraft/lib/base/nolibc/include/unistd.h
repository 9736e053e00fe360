/* SPDX-License-Identifier: BSD-3-Clause */
/* What of POSIX needs no files and no processes. */
#ifndef NOLIBC_UNISTD_H
#define NOLIBC_UNISTD_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif
extern char **environ;
_Noreturn void _exit(int status);
unsigned int sleep(unsigned int seconds);
int usleep(useconds_t microseconds);
pid_t getpid(void);
#ifdef __cplusplus
}
#endif
#endif
