/* SPDX-License-Identifier: BSD-3-Clause */
/* What the sources of posix-socket share. */
#ifndef POSIX_SOCKET_CORE_H
#define POSIX_SOCKET_CORE_H

#include <errno.h>
#include <string.h>
#include <uk/fdtab.h>
#include <uk/socket_driver.h>

/* The driver of a family, or NULL. */
const struct posix_socket_driver *sock_driver(int family);

/* A socket around a driver's object, which is closed when this fails (NULL). */
posix_sock *sock_new(const struct posix_socket_driver *driver, void *data, int family, int type,
                     int protocol);

/* A descriptor for a socket; takes it over in every case. flags: SOCK_FLAGS. */
int sock_open(posix_sock *sock, int flags);

/* The open file and the socket behind a descriptor. 0, -EBADF or -ENOTSOCK. The caller puts *of. */
int sock_get(int fd, struct uk_open_file **of, posix_sock **sock);

/* A whole transfer with all waiting. */
ssize_t sock_receive(struct uk_open_file *of, posix_sock *sock, struct msghdr *msg, int flags);
ssize_t sock_send(struct uk_open_file *of, posix_sock *sock, const struct msghdr *msg, int flags);

/* The same on a stream from the byte `done` on; returns all that is sent then. */
ssize_t sock_send_rest(struct uk_open_file *of, posix_sock *sock, const struct msghdr *msg,
                       int flags, ssize_t done);

/* SIGPIPE, when result is -EPIPE on a stream and flags do not forbid it. Returns result. */
ssize_t sock_broken(posix_sock *sock, ssize_t result, int flags);

static inline int sock_is_stream(const posix_sock *sock)
{
	return sock->type == SOCK_STREAM;
}

extern const struct uk_file_ops posix_sock_file_ops;

#endif /* POSIX_SOCKET_CORE_H */
