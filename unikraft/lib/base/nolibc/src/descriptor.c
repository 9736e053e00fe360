/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX functions on descriptors: each is its system call. */
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>
#include <uk/syscall.h>

ssize_t read(int fd, void *data, size_t n)
{
	return uk_syscall_static(SYS_read, fd, data, n);
}

ssize_t write(int fd, const void *data, size_t n)
{
	return uk_syscall_static(SYS_write, fd, data, n);
}

off_t lseek(int fd, off_t offset, int whence)
{
	return uk_syscall_static(SYS_lseek, fd, offset, whence);
}

int close(int fd)
{
	return (int)uk_syscall_static(SYS_close, fd);
}

int dup(int fd)
{
	return (int)uk_syscall_static(SYS_dup, fd);
}

int dup2(int fd, int wanted)
{
	return (int)uk_syscall_static(SYS_dup2, fd, wanted);
}

int pipe(int fds[2])
{
	return (int)uk_syscall_static(SYS_pipe, fds);
}

int fsync(int fd)
{
	return (int)uk_syscall_static(SYS_fsync, fd);
}

int ftruncate(int fd, off_t size)
{
	return (int)uk_syscall_static(SYS_ftruncate, fd, size);
}

ssize_t readv(int fd, const struct iovec *iov, int count)
{
	return uk_syscall_static(SYS_readv, fd, iov, count);
}

ssize_t writev(int fd, const struct iovec *iov, int count)
{
	return uk_syscall_static(SYS_writev, fd, iov, count);
}

int flock(int fd, int operation)
{
	return (int)uk_syscall_static(SYS_flock, fd, operation);
}

int fstat(int fd, struct stat *st)
{
	return (int)uk_syscall_static(SYS_fstat, fd, st);
}

int poll(struct pollfd *fds, nfds_t n, int milliseconds)
{
	return (int)uk_syscall_static(SYS_poll, fds, n, milliseconds);
}

int epoll_create1(int flags)
{
	return (int)uk_syscall_static(SYS_epoll_create1, flags);
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	return (int)uk_syscall_static(SYS_epoll_ctl, epoll, operation, fd, event);
}

int epoll_wait(int epoll, struct epoll_event *events, int n, int milliseconds)
{
	return (int)uk_syscall_static(SYS_epoll_wait, epoll, events, n, milliseconds);
}

ssize_t pread(int fd, void *data, size_t n, off_t offset)
{
	return uk_syscall_static(SYS_pread64, fd, data, n, offset);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t offset)
{
	return uk_syscall_static(SYS_pwrite64, fd, data, n, offset);
}

int eventfd(unsigned int value, int flags)
{
	return (int)uk_syscall_static(SYS_eventfd2, value, flags);
}

int select(int n, fd_set *__restrict read, fd_set *__restrict write, fd_set *__restrict except,
           struct timeval *__restrict timeout)
{
	return (int)uk_syscall_static(SYS_select, n, read, write, except, timeout);
}

/* The optional argument is a number or an address: one register either way. */
int ioctl(int fd, int request, ...)
{
	va_list args;
	void *argument;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	return (int)uk_syscall_static(SYS_ioctl, fd, request, argument);
}

int fcntl(int fd, int command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	return (int)uk_syscall_static(SYS_fcntl, fd, command, argument);
}

int isatty(int fd)
{
	struct winsize size;

	return uk_syscall_static(SYS_ioctl, fd, TIOCGWINSZ, &size) == 0;
}
