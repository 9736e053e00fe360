/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets and their drivers: registration, creation, events, small helpers for drivers. */
#include <uk/alloc.h>
#include "core.h"

extern const struct posix_socket_driver __start_uk_posix_socket_drivers[] __attribute__((weak));
extern const struct posix_socket_driver __stop_uk_posix_socket_drivers[] __attribute__((weak));

const struct posix_socket_driver *sock_driver(int family)
{
	const struct posix_socket_driver *d;

	for (d = __start_uk_posix_socket_drivers; d < __stop_uk_posix_socket_drivers; d++)
		if (d->family == family)
			return d;
	return NULL;
}

posix_sock *sock_new(const struct posix_socket_driver *driver, void *data, int family, int type,
                     int protocol)
{
	posix_sock *sock = uk_zalloc(uk_alloc_get_default(), sizeof(*sock));

	if (!sock) {
		posix_sock dying = {.driver = driver, .data = data, .type = type};

		/* A driver's close needs a socket to find its object by. */
		uk_file_init(&dying.file, &posix_sock_file_ops, NULL);
		driver->ops->close(&dying);
		return NULL;
	}
	uk_file_init(&sock->file, &posix_sock_file_ops, sock);
	sock->driver = driver;
	sock->data = data;
	sock->family = family;
	sock->type = type;
	sock->protocol = protocol;
	driver->ops->poll_setup(sock);
	return sock;
}

int sock_open(posix_sock *sock, int flags)
{
	unsigned int open_flags = O_RDWR;

	if (flags & SOCK_NONBLOCK)
		open_flags |= O_NONBLOCK;
	if (flags & SOCK_CLOEXEC)
		open_flags |= O_CLOEXEC;
	return uk_fdtab_open(&sock->file, open_flags);
}

posix_sock *posix_sock_of_file(struct uk_file *file)
{
	return file->ops == &posix_sock_file_ops ? (posix_sock *)file->priv : NULL;
}

int sock_get(int fd, struct uk_open_file **of, posix_sock **sock)
{
	*of = uk_fdtab_get(fd);
	if (!*of)
		return -EBADF;
	*sock = posix_sock_of_file((*of)->file);
	if (*sock)
		return 0;
	uk_open_file_put(*of);
	return -ENOTSOCK;
}

void posix_sock_event_assign(posix_sock *sock, unsigned int events)
{
	unsigned int rising = events & ~sock->events;

	sock->events = events;
	if (rising)
		uk_pollq_notify(&sock->file.pollq, rising);
}

void posix_sock_event_set(posix_sock *sock, unsigned int events)
{
	sock->events |= events;
	uk_pollq_notify(&sock->file.pollq, events);
}

void posix_sock_event_clear(posix_sock *sock, unsigned int events)
{
	sock->events &= ~events;
}

void posix_sock_addr_put(const void *from, socklen_t len, struct sockaddr *addr,
                         socklen_t *addr_len)
{
	if (!addr_len)
		return;
	if (addr)
		memcpy(addr, from, MIN(len, *addr_len));
	*addr_len = len;
}

int posix_sock_opt_put(void *optval, socklen_t *optlen, const void *value, socklen_t len)
{
	if ((int)*optlen < 0)
		return -EINVAL;
	*optlen = MIN(*optlen, len);
	memcpy(optval, value, *optlen);
	return 0;
}

int posix_sock_opt_put_int(void *optval, socklen_t *optlen, int value)
{
	return posix_sock_opt_put(optval, optlen, &value, sizeof(value));
}

int posix_sock_opt_get_int(const void *optval, socklen_t optlen, int *value)
{
	if (optlen < sizeof(*value))
		return -EINVAL;
	memcpy(value, optval, sizeof(*value));
	return 0;
}

void posix_sock_cmsg_put(struct msghdr *msg, size_t space, size_t *used, int level, int type,
                         const void *data, size_t len)
{
	char *at = (char *)msg->msg_control + *used;
	struct cmsghdr head;

	if (!msg->msg_control || space - *used < CMSG_LEN(len)) {
		msg->msg_flags |= MSG_CTRUNC;
		return;
	}
	memset(&head, 0, sizeof(head));
	head.cmsg_len = CMSG_LEN(len);
	head.cmsg_level = level;
	head.cmsg_type = type;
	memcpy(at, &head, sizeof(head));
	memcpy(at + CMSG_LEN(0), data, len);
	/* The padding of the last message need not fit. */
	*used = MIN(space, *used + CMSG_SPACE(len));
}
