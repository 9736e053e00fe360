/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of local sockets: abstract ones (a leading NUL), and paths, which are nodes of a file
 * system. */
#include <stddef.h>
#include <sys/stat.h>
#include "unix.h"

#if CONFIG_LIBVFSCORE
#include <uk/vfs.h>

static int path_create(const char *path, struct uk_node **node)
{
	int rc = uk_vfs_mknod(NULL, path, S_IFSOCK | 0777, 0, node);

	return rc == -EEXIST ? -EADDRINUSE : rc;
}

static int path_find(const char *path, struct uk_node **node)
{
	return uk_vfs_lookup(NULL, path, 0, node);
}

static void node_put(struct uk_node *node)
{
	uk_node_put(node);
}
#else
static int path_create(const char *path, struct uk_node **node)
{
	(void)path, (void)node;
	return -EROFS;
}

static int path_find(const char *path, struct uk_node **node)
{
	(void)path, (void)node;
	return -ENOENT;
}

static void node_put(struct uk_node *node)
{
	(void)node;
}
#endif

#define PATH_AT offsetof(struct sockaddr_un, sun_path)

static int is_abstract(const struct sockaddr_un *un, socklen_t len)
{
	return len > PATH_AT && !un->sun_path[0];
}

/* Abstract names of different types of sockets have nothing to do with each other. */
static struct unix_sock *abstract_find(const struct sockaddr_un *un, socklen_t len, int type)
{
	struct unix_sock *us;

	uk_list_for_each_entry (us, &unix_socks, link) {
		/* The end of an accepted connection bears its listener's name as well. */
		if (us->type == type && us->addr_len == len &&
		    is_abstract(&us->addr, us->addr_len) &&
		    (us->type == SOCK_DGRAM || us->listening || !us->connected) &&
		    !memcmp(us->addr.sun_path, un->sun_path, len - PATH_AT))
			return us;
	}
	return NULL;
}

/* A terminated copy of an address. */
static int name_get(const struct sockaddr *addr, socklen_t len, struct sockaddr_un *un, char *path)
{
	if (len < sizeof(sa_family_t) || len > sizeof(*un) || addr->sa_family != AF_UNIX)
		return -EINVAL;
	memset(un, 0, sizeof(*un));
	memcpy(un, addr, len);
	memset(path, 0, sizeof(un->sun_path) + 1);
	memcpy(path, un->sun_path, len - PATH_AT);
	return 0;
}

/* Any free abstract name of five digits (unix(7), autobind). */
static int autobind(struct unix_sock *us)
{
	static const char digit[] = "0123456789abcdef";
	static unsigned int next;
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	socklen_t len = PATH_AT + 6;

	for (unsigned int tries = 0; tries < 1U << 20; tries++) {
		unsigned int n = next++;

		for (int i = 5; i > 0; i--, n >>= 4)
			un.sun_path[i] = digit[n & 15];
		if (abstract_find(&un, len, us->type))
			continue;
		us->addr = un;
		us->addr_len = len;
		return 0;
	}
	return -ENOSPC;
}

int unix_bind(posix_sock *sock, const struct sockaddr *addr, socklen_t len)
{
	struct unix_sock *us = unix_of(sock);
	char path[sizeof(us->addr.sun_path) + 1];
	struct sockaddr_un un;
	int rc = name_get(addr, len, &un, path);

	if (rc)
		return rc;
	if (us->addr_len > PATH_AT)
		return -EINVAL;
	if (len == PATH_AT)
		return autobind(us);
	if (is_abstract(&un, len)) {
		if (abstract_find(&un, len, us->type))
			return -EADDRINUSE;
	} else {
		rc = path_create(path, &us->node);
		if (rc)
			return rc;
		len = (socklen_t)(PATH_AT + strlen(path) + 1);
	}
	us->addr = un;
	us->addr_len = len;
	return 0;
}

int unix_find(const struct sockaddr *addr, socklen_t len, int type, struct unix_sock **found)
{
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
	struct unix_sock *us = NULL;
	struct uk_node *node;
	struct sockaddr_un un;
	int rc = name_get(addr, len, &un, path);

	if (rc)
		return rc;
	if (len == PATH_AT)
		return -EINVAL;
	if (is_abstract(&un, len)) {
		us = abstract_find(&un, len, type);
	} else {
		rc = path_find(path, &node);
		if (rc)
			return rc;
		uk_list_for_each_entry (us, &unix_socks, link) {
			if (us->node == node)
				break;
		}
		if (&us->link == &unix_socks)
			us = NULL;
		node_put(node);
	}
	if (!us)
		return -ECONNREFUSED;
	if (us->type != type)
		return -EPROTOTYPE;
	*found = us;
	return 0;
}

void unix_unname(struct unix_sock *us)
{
	/* As on Linux the name stays in the file system; nobody answers to it any more. */
	if (us->node)
		node_put(us->node);
	us->node = NULL;
}

int unix_getsockname(posix_sock *sock, struct sockaddr *addr, socklen_t *len)
{
	struct unix_sock *us = unix_of(sock);

	posix_sock_addr_put(&us->addr, us->addr_len, addr, len);
	return 0;
}

int unix_getpeername(posix_sock *sock, struct sockaddr *addr, socklen_t *len)
{
	struct unix_sock *us = unix_of(sock);

	if (!us->connected || !us->peer)
		return -ENOTCONN;
	posix_sock_addr_put(&us->peer_addr, us->peer_addr_len, addr, len);
	return 0;
}
