/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX without processes. The functions on descriptors and paths stand on the system calls
 * (LIBSYSCALL_SHIM); a call that no selected library provides fails with ENOSYS. */
#ifndef NOLIBC_UNISTD_H
#define NOLIBC_UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define SEEK_SET  0
#define SEEK_CUR  1
#define SEEK_END  2
#define SEEK_DATA 3
#define SEEK_HOLE 4

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#ifdef __cplusplus
extern "C" {
#endif
extern char **environ;
_Noreturn void _exit(int status);
unsigned int sleep(unsigned int seconds);
int usleep(useconds_t microseconds);
pid_t getpid(void);

ssize_t read(int fd, void *data, size_t n);
ssize_t write(int fd, const void *data, size_t n);
ssize_t pread(int fd, void *data, size_t n, off_t offset);
ssize_t pwrite(int fd, const void *data, size_t n, off_t offset);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
int dup(int fd);
int dup2(int fd, int wanted);
int pipe(int fds[2]);
int fsync(int fd);
int ftruncate(int fd, off_t size);
int isatty(int fd);
int access(const char *path, int mode);
int unlink(const char *path);
int rmdir(const char *path);
int chdir(const char *path);
char *getcwd(char *path, size_t size);
#ifdef __cplusplus
}
#endif
#endif
