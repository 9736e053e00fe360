/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that make, name, connect and end sockets. */
#include <uk/syscall.h>
#include "core.h"

static int sock_create(int family, int type, int protocol, posix_sock **sock)
{
	const struct posix_socket_driver *d;
	void *data;

	if (type & ~(0xf | SOCK_FLAGS))
		return -EINVAL;
	if ((unsigned int)family >= AF_MAX)
		return -EAFNOSUPPORT;
	d = sock_driver(family);
	if (!d)
		return -EAFNOSUPPORT;
	type &= 0xf;
	data = d->ops->create(d, family, type, protocol);
	if (PTRISERR(data))
		return PTR2ERR(data);
	*sock = sock_new(d, data, family, type, protocol);
	return *sock ? 0 : -ENOMEM;
}

UK_SYSCALL_R_DEFINE(int, socket, int, family, int, type, int, protocol)
{
	posix_sock *sock = NULL;
	int rc = sock_create(family, type, protocol, &sock);

	return rc ? rc : sock_open(sock, type);
}

UK_SYSCALL_R_DEFINE(int, socketpair, int, family, int, type, int, protocol, int *, fds)
{
	const struct posix_socket_driver *d = sock_driver(family);
	posix_sock *sock[2];
	void *data[2];
	int fd[2], rc;

	if (!fds)
		return -EFAULT;
	if (!d)
		return -EAFNOSUPPORT;
	if (type & ~(0xf | SOCK_FLAGS))
		return -EINVAL;
	if (!d->ops->socketpair)
		return -EOPNOTSUPP;
	rc = d->ops->socketpair(d, family, type & 0xf, protocol, data);
	if (rc)
		return rc;
	sock[0] = sock_new(d, data[0], family, type & 0xf, protocol);
	sock[1] = sock_new(d, data[1], family, type & 0xf, protocol);
	if (!sock[0] || !sock[1]) {
		for (int i = 0; i < 2; i++)
			if (sock[i])
				uk_file_put(&sock[i]->file);
		return -ENOMEM;
	}
	fd[0] = sock_open(sock[0], type);
	fd[1] = sock_open(sock[1], type);
	if (fd[0] < 0 || fd[1] < 0) {
		for (int i = 0; i < 2; i++)
			if (fd[i] >= 0)
				uk_fdtab_close(fd[i]);
		return fd[0] < 0 ? fd[0] : fd[1];
	}
	fds[0] = fd[0];
	fds[1] = fd[1];
	return 0;
}

static int address_check(const struct sockaddr *addr, socklen_t len)
{
	if (!addr)
		return -EFAULT;
	if ((int)len < (int)sizeof(sa_family_t) || len > sizeof(struct sockaddr_storage))
		return -EINVAL;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, bind, int, fd, const struct sockaddr *, addr, socklen_t, len)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = address_check(addr, len);
	if (!rc)
		rc = sock->driver->ops->bind(sock, addr, len);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, listen, int, fd, int, backlog)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = sock->driver->ops->listen ? sock->driver->ops->listen(sock, backlog) : -EOPNOTSUPP;
	uk_open_file_put(of);
	return rc;
}

static int sock_accept(struct uk_open_file *of, posix_sock *sock, struct sockaddr *addr,
                       socklen_t *len, int flags)
{
	posix_sock *child;
	__nsec deadline = 0;
	void *data;
	int rc;

	if (flags & ~SOCK_FLAGS)
		return -EINVAL;
	if (!sock->driver->ops->accept4)
		return -EOPNOTSUPP;
	if (addr && (!len || (int)*len < 0))
		return len ? -EINVAL : -EFAULT;
	for (;;) {
		data = sock->driver->ops->accept4(sock, addr, len, flags);
		rc = PTRISERR(data) ? PTR2ERR(data) : 0;
		if (rc == -EAGAIN)
			rc = uk_file_block(of, EPOLLIN, 0, &deadline);
		else if (!rc)
			break;
		if (rc)
			return rc;
	}
	child = sock_new(sock->driver, data, sock->family, sock->type, sock->protocol);
	return child ? sock_open(child, flags) : -ENOMEM;
}

UK_SYSCALL_R_DEFINE(int, accept4, int, fd, struct sockaddr *, addr, socklen_t *, len, int, flags)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = sock_accept(of, sock, addr, len, flags);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, accept, int, fd, struct sockaddr *, addr, socklen_t *, len)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = sock_accept(of, sock, addr, len, 0);
	uk_open_file_put(of);
	return rc;
}

static int sock_connect(struct uk_open_file *of, posix_sock *sock, const struct sockaddr *addr,
                        socklen_t len)
{
	const struct posix_socket_ops *ops = sock->driver->ops;
	__nsec deadline = 0;
	int rc;

	for (;;) {
		rc = ops->connect(sock, addr, len);
		/* -EALREADY: a blocking call joins the attempt that is under way; its last call of
		 * the driver fetches the result. */
		if (rc != -EAGAIN && rc != -EINPROGRESS && rc != -EALREADY)
			return rc;
		if (rc != -EAGAIN && (of->flags & O_NONBLOCK))
			return rc;
		rc = uk_file_block(of, EPOLLOUT, 0, &deadline);
		if (rc)
			return rc == -EAGAIN && deadline ? -EINPROGRESS : rc;
	}
}

UK_SYSCALL_R_DEFINE(int, connect, int, fd, const struct sockaddr *, addr, socklen_t, len)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = address_check(addr, len);
	if (!rc)
		rc = sock_connect(of, sock, addr, len);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, shutdown, int, fd, int, how)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = how < SHUT_RD || how > SHUT_RDWR ? -EINVAL : sock->driver->ops->shutdown(sock, how);
	uk_open_file_put(of);
	return rc;
}
