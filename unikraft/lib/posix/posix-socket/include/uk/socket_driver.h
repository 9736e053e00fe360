/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets: the border between the system calls (posix-socket) and the protocols (drivers). A driver
 * registers the address families that it serves and implements its operations without ever
 * sleeping: it returns -EAGAIN and reports readiness by events; waiting, time-outs, SIGPIPE,
 * MSG_WAITALL and complete writes on streams are done here, once for all.
 *
 * Context: kernel context; events may also come from deferred work. Errors are negative errno
 * values, as Linux gives them.
 *
 * Life of a socket: create (or accept4, socketpair of a driver) returns the driver's object; then
 * poll_setup tells the driver the socket that belongs to it; operations follow; close is the last
 * call, after which the driver must not touch the socket any more.
 */
#ifndef UK_SOCKET_DRIVER_H
#define UK_SOCKET_DRIVER_H

#include <sys/types.h>
#include <sys/socket.h>
#include <uk/essentials.h>
#include <uk/errptr.h>
#include <uk/file.h>

#ifdef __cplusplus
extern "C" {
#endif

struct posix_socket_driver;

struct posix_sock {
	struct uk_file file;
	const struct posix_socket_driver *driver;
	void *data; /* the driver's object */
	int family, type, protocol;
	unsigned int events; /* EPOLL* bits that hold now, as the driver reported them */
};

typedef struct posix_sock posix_sock;

/* Flags that come with the type of socket(2) and in accept4(2); drivers never see them. */
#define SOCK_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)

/* What is not optional must be there; a missing optional operation gives -EOPNOTSUPP. */
struct posix_socket_ops {
	/* A new object, or ERR2PTR(-errno). `type` is without SOCK_FLAGS. */
	void *(*create)(const struct posix_socket_driver *d, int family, int type, int protocol);
	/* The two ends in sockvec (optional). 0 or an error. */
	int (*socketpair)(const struct posix_socket_driver *d, int family, int type, int protocol,
	                  void *sockvec[2]);
	/* Tells which socket belongs to the object sock->data. */
	void (*poll_setup)(posix_sock *sock);
	/* The next connection, ERR2PTR(-EAGAIN) when there is none (optional). The peer's address
	 * goes to addr unless that is NULL. */
	void *(*accept4)(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len, int flags);
	int (*bind)(posix_sock *sock, const struct sockaddr *addr, socklen_t addr_len);
	int (*listen)(posix_sock *sock, int backlog); /* optional */
	/* 0, or -EINPROGRESS: EPOLLOUT comes when it is decided, SO_ERROR tells how. -EAGAIN: try
	 * again when EPOLLOUT comes. */
	int (*connect)(posix_sock *sock, const struct sockaddr *addr, socklen_t addr_len);
	int (*shutdown)(posix_sock *sock, int how);
	/* Both store as much as fits and the whole length (posix_sock_addr_put). */
	int (*getpeername)(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len);
	int (*getsockname)(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len);
	/* SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_RCVTIMEO, SO_SNDTIMEO are answered before. */
	int (*getsockopt)(posix_sock *sock, int level, int optname, void *optval,
	                  socklen_t *optlen);
	int (*setsockopt)(posix_sock *sock, int level, int optname, const void *optval,
	                  socklen_t optlen);
	/* Bytes moved (a datagram: its length, the real one with MSG_TRUNC), 0 at the end,
	 * -EAGAIN. recvmsg sets msg_namelen, msg_controllen and msg_flags. */
	ssize_t (*recvmsg)(posix_sock *sock, struct msghdr *msg, int flags);
	ssize_t (*sendmsg)(posix_sock *sock, const struct msghdr *msg, int flags);
	int (*ioctl)(posix_sock *sock, unsigned int request, void *arg); /* optional */
	/* Brings what has arrived into the socket and returns the events; optional: sock->events.
	 */
	unsigned int (*poll)(posix_sock *sock);
	/* The last descriptor was closed; how long the call may wait for data to be sent
	 * (SO_LINGER): returns a time in ns, 0 none (optional). */
	__nsec (*linger)(posix_sock *sock);
	/* Frees the object. */
	int (*close)(posix_sock *sock);
};

struct posix_socket_driver {
	int family;
	const struct posix_socket_ops *ops;
};

/* Registers a driver for an address family. File scope. */
#define POSIX_SOCKET_FAMILY_REGISTER(fam, vops)                    \
	static const struct posix_socket_driver __used __align(16) \
	        __section("uk_posix_socket_drivers") UK_CONCAT(    \
	                _posix_socket_driver_, __COUNTER__) = {.family = (fam), .ops = (vops)}

static inline void *posix_sock_get_data(posix_sock *sock)
{
	return sock->data;
}

/* The events that hold from now on; waiters hear of those that are new. */
void posix_sock_event_assign(posix_sock *sock, unsigned int events);
/* Adds events and tells waiters even when they held before: more has arrived (edges of epoll). */
void posix_sock_event_set(posix_sock *sock, unsigned int events);
void posix_sock_event_clear(posix_sock *sock, unsigned int events);

/* --- helpers for drivers ------------------------------------------------------------------- */

/* Copies an address out as getsockname(2) does: what fits, and the whole length. Either pointer
 * may be NULL. */
void posix_sock_addr_put(const void *from, socklen_t len, struct sockaddr *addr,
                         socklen_t *addr_len);
/* Copies an option's value out; *optlen becomes what was copied. */
int posix_sock_opt_put(void *optval, socklen_t *optlen, const void *value, socklen_t len);
int posix_sock_opt_put_int(void *optval, socklen_t *optlen, int value);
/* An int out of an option's value; -EINVAL when it is too short. */
int posix_sock_opt_get_int(const void *optval, socklen_t optlen, int *value);
/* Appends a control message to *msg, of whose buffer `*used` bytes are taken; sets MSG_CTRUNC when
 * there is no room. `space` is the buffer's size. */
void posix_sock_cmsg_put(struct msghdr *msg, size_t space, size_t *used, int level, int type,
                         const void *data, size_t len);

/* The socket of an open file, or NULL when the file is no socket. */
posix_sock *posix_sock_of_file(struct uk_file *file);

#ifdef __cplusplus
}
#endif

#endif /* UK_SOCKET_DRIVER_H */
