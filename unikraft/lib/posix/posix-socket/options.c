/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and options of sockets; the options that do not depend on the protocol. */
#include <sys/time.h>
#include <uk/syscall.h>
#include "core.h"

static int name_get(int fd, struct sockaddr *addr, socklen_t *len, int peer)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	if (!addr || !len)
		rc = -EFAULT;
	else if ((int)*len < 0)
		rc = -EINVAL;
	else if (peer)
		rc = sock->driver->ops->getpeername(sock, addr, len);
	else
		rc = sock->driver->ops->getsockname(sock, addr, len);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, getsockname, int, fd, struct sockaddr *, addr, socklen_t *, len)
{
	return name_get(fd, addr, len, 0);
}

UK_SYSCALL_R_DEFINE(int, getpeername, int, fd, struct sockaddr *, addr, socklen_t *, len)
{
	return name_get(fd, addr, len, 1);
}

static int timeout_set(__nsec *timeout, const void *value, socklen_t len)
{
	struct timeval tv;

	if (len < sizeof(tv))
		return -EINVAL;
	memcpy(&tv, value, sizeof(tv));
	if (tv.tv_usec < 0 || tv.tv_usec >= 1000000)
		return -EDOM;
	/* Linux: a negative time is "at once", which a time-out of a microsecond comes close to. */
	if (tv.tv_sec < 0)
		*timeout = 1000;
	else if (tv.tv_sec > 1000000000)
		*timeout = 0;
	else
		*timeout = (__nsec)tv.tv_sec * 1000000000 + (__nsec)tv.tv_usec * 1000;
	return 0;
}

static int timeout_get(__nsec timeout, void *value, socklen_t *len)
{
	struct timeval tv = {.tv_sec = (time_t)(timeout / 1000000000),
	                     .tv_usec = (suseconds_t)(timeout % 1000000000 / 1000)};

	return posix_sock_opt_put(value, len, &tv, sizeof(tv));
}

static int option_get(posix_sock *sock, int level, int name, void *value, socklen_t *len)
{
	if (level == SOL_SOCKET) {
		switch (name) {
		case SO_TYPE:
			return posix_sock_opt_put_int(value, len, sock->type);
		case SO_DOMAIN:
			return posix_sock_opt_put_int(value, len, sock->family);
		case SO_RCVTIMEO:
			return timeout_get(sock->file.timeout_in, value, len);
		case SO_SNDTIMEO:
			return timeout_get(sock->file.timeout_out, value, len);
		}
	}
	return sock->driver->ops->getsockopt(sock, level, name, value, len);
}

static int option_set(posix_sock *sock, int level, int name, const void *value, socklen_t len)
{
	if (level == SOL_SOCKET) {
		switch (name) {
		case SO_TYPE:
		case SO_DOMAIN:
		case SO_PROTOCOL:
		case SO_ERROR:
		case SO_ACCEPTCONN:
			return -ENOPROTOOPT;
		case SO_RCVTIMEO:
			return timeout_set(&sock->file.timeout_in, value, len);
		case SO_SNDTIMEO:
			return timeout_set(&sock->file.timeout_out, value, len);
		}
	}
	return sock->driver->ops->setsockopt(sock, level, name, value, len);
}

UK_SYSCALL_R_DEFINE(int, getsockopt, int, fd, int, level, int, name, void *, value, socklen_t *,
                    len)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	if (!value || !len)
		rc = -EFAULT;
	else if ((int)*len < 0)
		rc = -EINVAL;
	else
		rc = option_get(sock, level, name, value, len);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, setsockopt, int, fd, int, level, int, name, const void *, value, socklen_t,
                    len)
{
	struct uk_open_file *of;
	posix_sock *sock;
	int rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	if ((int)len < 0)
		rc = -EINVAL;
	else if (!value && len)
		rc = -EFAULT;
	else
		rc = option_set(sock, level, name, value, len);
	uk_open_file_put(of);
	return rc;
}
