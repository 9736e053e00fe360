/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks on open files. */
#ifndef NOLIBC_SYS_FILE_H
#define NOLIBC_SYS_FILE_H

#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

#ifdef __cplusplus
extern "C" {
#endif
int flock(int fd, int operation);
#ifdef __cplusplus
}
#endif
#endif
