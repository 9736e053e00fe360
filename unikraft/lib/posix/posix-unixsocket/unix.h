/* SPDX-License-Identifier: BSD-3-Clause */
/* Local sockets: what the sources of this library share. */
#ifndef UNIX_SOCKET_H
#define UNIX_SOCKET_H

#include <errno.h>
#include <string.h>
#include <sys/un.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/list.h>
#include <uk/socket_driver.h>

struct uk_node;

#define UNIX_BUFFER 212992 /* Linux' default of SO_SNDBUF */
#define UNIX_RIGHTS 253    /* descriptors per message, as on Linux */

struct unix_rights {
	unsigned int count;
	struct uk_open_file *file[];
};

struct unix_message {
	struct unix_message *next;
	struct unix_rights *rights;
	struct sockaddr_un from; /* datagrams */
	socklen_t from_len;
	size_t len, start; /* bytes, and how many were read of them */
	char data[];
};

struct unix_sock {
	posix_sock *sock;
	int type;
	struct uk_list_head link; /* all of them */
	struct unix_sock *peer;
	/* its name */
	struct sockaddr_un addr;
	socklen_t addr_len;
	struct uk_node *node; /* what a path name refers to */
	struct sockaddr_un peer_addr;
	socklen_t peer_addr_len;
	/* what was sent to it */
	struct unix_message *rx_head, *rx_tail;
	size_t rx_bytes;
	/* listening */
	int listening, backlog, waiting;
	struct unix_sock *accept_head, *accept_tail, *accept_next;

	int connected, shut_rd, shut_wr, error, passcred, sndbuf;
};

static inline struct unix_sock *unix_of(posix_sock *sock)
{
	return posix_sock_get_data(sock);
}

extern struct uk_list_head unix_socks;

struct unix_sock *unix_new(int type);
void unix_free(struct unix_sock *us);
/* Looks at its state and tells who waits; fresh: events that are news even if they held before. */
void unix_events(struct unix_sock *us, unsigned int fresh);
unsigned int unix_poll(posix_sock *sock);
/* Room for a message in the receiver's queue. */
int unix_room(const struct unix_sock *from, const struct unix_sock *to);

/* Names (name.c) */
int unix_bind(posix_sock *sock, const struct sockaddr *addr, socklen_t len);
/* The socket of that name and type, or an error. */
int unix_find(const struct sockaddr *addr, socklen_t len, int type, struct unix_sock **found);
void unix_unname(struct unix_sock *us);
int unix_getsockname(posix_sock *sock, struct sockaddr *addr, socklen_t *len);
int unix_getpeername(posix_sock *sock, struct sockaddr *addr, socklen_t *len);

/* Connections (connection.c) */
int unix_connect(posix_sock *sock, const struct sockaddr *addr, socklen_t len);
int unix_listen(posix_sock *sock, int backlog);
void *unix_accept4(posix_sock *sock, struct sockaddr *addr, socklen_t *len, int flags);
int unix_shutdown(posix_sock *sock, int how);
int unix_close(posix_sock *sock);
void unix_pair(struct unix_sock *a, struct unix_sock *b);

/* Data (send.c, receive.c) */
ssize_t unix_sendmsg(posix_sock *sock, const struct msghdr *msg, int flags);
ssize_t unix_recvmsg(posix_sock *sock, struct msghdr *msg, int flags);
void unix_message_free(struct unix_message *m);

/* Descriptors in messages (rights.c) */
int unix_rights_get(const struct msghdr *msg, struct unix_rights **rights);
void unix_rights_put(struct unix_sock *us, struct msghdr *msg, size_t space,
                     struct unix_rights *rights, int flags);
void unix_rights_free(struct unix_rights *rights);

#endif /* UNIX_SOCKET_H */
