/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of descriptors. Descriptors 0, 1 and 2 refer to the console when the program starts.
 * All functions are for kernel context; errors are negative errno values.
 */
#ifndef UK_FDTAB_H
#define UK_FDTAB_H

#include <uk/file.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What fd refers to, with a reference for the caller (uk_open_file_put), or NULL: -EBADF. */
struct uk_open_file *uk_fdtab_get(int fd);

/* Enters `of` at the lowest free descriptor, and takes over the caller's reference on success.
 * fd_flags: O_CLOEXEC or 0. Returns the descriptor, -EMFILE or -ENOMEM (the reference stays). */
int uk_fdtab_install(struct uk_open_file *of, unsigned int fd_flags);
/* The same at the lowest free descriptor >= least. */
int uk_fdtab_install_from(struct uk_open_file *of, int least, unsigned int fd_flags);

/* Opens `file` with the O_* flags (O_CLOEXEC goes to the descriptor). Takes over the reference of
 * `file` in every case. The descriptor or an error. */
int uk_fdtab_open(struct uk_file *file, unsigned int flags);

/* 0 or -EBADF. */
int uk_fdtab_close(int fd);

/* FD_CLOEXEC on or off. 0 or -EBADF. */
int uk_fdtab_set_cloexec(int fd, int on);

/* Descriptors from here on are refused: RLIMIT_NOFILE's soft value (posix-process), else 1024. */
unsigned int uk_fdtab_limit(void);
#define UK_FDTAB_MAX 1048576u

/* Closes what has FD_CLOEXEC (execve) */
void uk_fdtab_close_on_exec(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_FDTAB_H */
