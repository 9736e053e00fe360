/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that move data. */
#include <limits.h>
#include <time.h>
#include <uk/plat/time.h>
#include <uk/syscall.h>
#include "core.h"

#ifndef IOV_MAX
#define IOV_MAX 1024
#endif

/* One datagram or segment is never larger; Linux cuts a length at this as well. */
#define LENGTH_MAX ((size_t)0x7ffff000)

UK_SYSCALL_R_DEFINE(ssize_t, sendto, int, fd, const void *, buf, size_t, len, int, flags,
                    const struct sockaddr *, addr, socklen_t, addr_len)
{
	struct iovec iov = {.iov_base = (void *)(__uptr)buf, .iov_len = MIN(len, LENGTH_MAX)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct uk_open_file *of;
	posix_sock *sock;
	ssize_t rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	if (addr && ((int)addr_len < 0 || addr_len > sizeof(struct sockaddr_storage))) {
		rc = -EINVAL;
	} else {
		msg.msg_name = (void *)(__uptr)addr;
		msg.msg_namelen = addr ? addr_len : 0;
		rc = sock_send(of, sock, &msg, flags);
	}
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(ssize_t, recvfrom, int, fd, void *, buf, size_t, len, int, flags,
                    struct sockaddr *, addr, socklen_t *, addr_len)
{
	struct iovec iov = {.iov_base = buf, .iov_len = MIN(len, LENGTH_MAX)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct uk_open_file *of;
	posix_sock *sock;
	ssize_t rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	if (addr && (!addr_len || (int)*addr_len < 0)) {
		rc = addr_len ? -EINVAL : -EFAULT;
	} else {
		msg.msg_name = addr;
		msg.msg_namelen = addr ? *addr_len : 0;
		rc = sock_receive(of, sock, &msg, flags);
		if (rc >= 0 && addr)
			*addr_len = msg.msg_namelen;
	}
	uk_open_file_put(of);
	return rc;
}

static int message_check(const struct msghdr *msg)
{
	if (!msg)
		return -EFAULT;
	if ((size_t)msg->msg_iovlen > IOV_MAX)
		return -EMSGSIZE;
	if (msg->msg_name && (int)msg->msg_namelen < 0)
		return -EINVAL;
	for (size_t i = 0; i < (size_t)msg->msg_iovlen; i++)
		if ((ssize_t)msg->msg_iov[i].iov_len < 0)
			return -EINVAL;
	return 0;
}

static ssize_t send_one(struct uk_open_file *of, posix_sock *sock, const struct msghdr *msg,
                        int flags)
{
	int rc = message_check(msg);

	return rc ? rc : sock_send(of, sock, msg, flags);
}

static ssize_t receive_one(struct uk_open_file *of, posix_sock *sock, struct msghdr *msg, int flags)
{
	int rc = message_check(msg);

	if (rc)
		return rc;
	msg->msg_flags = 0;
	return sock_receive(of, sock, msg, flags);
}

UK_SYSCALL_R_DEFINE(ssize_t, sendmsg, int, fd, const struct msghdr *, msg, int, flags)
{
	struct uk_open_file *of;
	posix_sock *sock;
	ssize_t rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = send_one(of, sock, msg, flags);
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(ssize_t, recvmsg, int, fd, struct msghdr *, msg, int, flags)
{
	struct uk_open_file *of;
	posix_sock *sock;
	ssize_t rc = sock_get(fd, &of, &sock);

	if (rc)
		return rc;
	rc = receive_one(of, sock, msg, flags);
	uk_open_file_put(of);
	return rc;
}

/* As struct mmsghdr, which a libc shows only with _GNU_SOURCE. */
struct many {
	struct msghdr msg_hdr;
	unsigned int msg_len;
};

UK_SYSCALL_R_DEFINE(int, sendmmsg, int, fd, struct many *, vec, unsigned int, count, int, flags)
{
	struct uk_open_file *of;
	posix_sock *sock;
	unsigned int i;
	ssize_t n = sock_get(fd, &of, &sock);

	if (n)
		return (int)n;
	for (i = 0; i < MIN(count, (unsigned int)IOV_MAX); i++) {
		n = send_one(of, sock, &vec[i].msg_hdr, flags);
		if (n < 0)
			break;
		vec[i].msg_len = (unsigned int)n;
	}
	uk_open_file_put(of);
	return i ? (int)i : (int)n;
}

UK_SYSCALL_R_DEFINE(int, recvmmsg, int, fd, struct many *, vec, unsigned int, count, int, flags,
                    const struct timespec *, timeout)
{
	struct uk_open_file *of;
	posix_sock *sock;
	__nsec end = 0;
	unsigned int i;
	ssize_t n = sock_get(fd, &of, &sock);

	if (n)
		return (int)n;
	if (timeout)
		end = ukplat_monotonic_clock() + (__nsec)timeout->tv_sec * 1000000000 +
		      (__nsec)timeout->tv_nsec;
	for (i = 0; i < MIN(count, (unsigned int)IOV_MAX); i++) {
		n = receive_one(of, sock, &vec[i].msg_hdr, flags & ~MSG_WAITFORONE);
		if (n < 0)
			break;
		vec[i].msg_len = (unsigned int)n;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		/* As on Linux, the time is looked at only after each datagram. */
		if (timeout && ukplat_monotonic_clock() >= end) {
			i++;
			break;
		}
	}
	uk_open_file_put(of);
	return i ? (int)i : (int)n;
}
