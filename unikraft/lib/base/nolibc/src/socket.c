/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX sockets: each function is its system call. */
#include <stddef.h>
#include <sys/socket.h>
#include <uk/syscall.h>

int socket(int family, int type, int protocol)
{
	return (int)uk_syscall_static(SYS_socket, family, type, protocol);
}

int socketpair(int family, int type, int protocol, int fds[2])
{
	return (int)uk_syscall_static(SYS_socketpair, family, type, protocol, fds);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	return (int)uk_syscall_static(SYS_bind, fd, address, length);
}

int listen(int fd, int backlog)
{
	return (int)uk_syscall_static(SYS_listen, fd, backlog);
}

int accept(int fd, struct sockaddr *__restrict address, socklen_t *__restrict length)
{
	return (int)uk_syscall_static(SYS_accept, fd, address, length);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	return (int)uk_syscall_static(SYS_connect, fd, address, length);
}

int shutdown(int fd, int how)
{
	return (int)uk_syscall_static(SYS_shutdown, fd, how);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	return (int)uk_syscall_static(SYS_setsockopt, fd, level, name, value, length);
}

int getsockopt(int fd, int level, int name, void *__restrict value, socklen_t *__restrict length)
{
	return (int)uk_syscall_static(SYS_getsockopt, fd, level, name, value, length);
}

int getsockname(int fd, struct sockaddr *__restrict address, socklen_t *__restrict length)
{
	return (int)uk_syscall_static(SYS_getsockname, fd, address, length);
}

int getpeername(int fd, struct sockaddr *__restrict address, socklen_t *__restrict length)
{
	return (int)uk_syscall_static(SYS_getpeername, fd, address, length);
}

ssize_t sendto(int fd, const void *data, size_t n, int flags, const struct sockaddr *address,
               socklen_t length)
{
	return uk_syscall_static(SYS_sendto, fd, data, n, flags, address, length);
}

ssize_t recvfrom(int fd, void *__restrict data, size_t n, int flags,
                 struct sockaddr *__restrict address, socklen_t *__restrict length)
{
	return uk_syscall_static(SYS_recvfrom, fd, data, n, flags, address, length);
}

ssize_t send(int fd, const void *data, size_t n, int flags)
{
	return sendto(fd, data, n, flags, NULL, 0);
}

ssize_t recv(int fd, void *data, size_t n, int flags)
{
	return recvfrom(fd, data, n, flags, NULL, NULL);
}
