/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors and credentials in control messages (unix(7): SCM_RIGHTS, SCM_CREDENTIALS). */
#include "unix.h"

void unix_rights_free(struct unix_rights *rights)
{
	if (!rights)
		return;
	for (unsigned int i = 0; i < rights->count; i++)
		uk_open_file_put(rights->file[i]);
	uk_free(uk_alloc_get_default(), rights);
}

static int rights_take(const struct cmsghdr *c, size_t len, struct unix_rights **rights)
{
	const int *fd = (const void *)CMSG_DATA(c);
	size_t count = (len - CMSG_LEN(0)) / sizeof(int);
	struct unix_rights *r;

	if (*rights || count > UNIX_RIGHTS)
		return -EINVAL;
	r = uk_malloc(uk_alloc_get_default(), sizeof(*r) + count * sizeof(r->file[0]));
	if (!r)
		return -ENOMEM;
	*rights = r;
	for (r->count = 0; r->count < count; r->count++) {
		r->file[r->count] = uk_fdtab_get(fd[r->count]);
		if (!r->file[r->count])
			return -EBADF;
	}
	return 0;
}

int unix_rights_get(const struct msghdr *msg, struct unix_rights **rights)
{
	char *at = msg->msg_control;
	size_t left = at ? msg->msg_controllen : 0;
	int rc = 0;

	*rights = NULL;
	while (!rc && left >= sizeof(struct cmsghdr)) {
		struct cmsghdr *c = (void *)at;
		size_t len = c->cmsg_len, step = CMSG_ALIGN(len);

		if (len < sizeof(*c) || len > left) {
			rc = -EINVAL;
		} else if (c->cmsg_level == SOL_SOCKET) {
			if (c->cmsg_type == SCM_RIGHTS)
				rc = rights_take(c, len, rights);
			else if (c->cmsg_type != SCM_CREDENTIALS)
				rc = -EINVAL;
		}
		if (step >= left)
			break;
		at += step;
		left -= step;
	}
	if (rc) {
		unix_rights_free(*rights);
		*rights = NULL;
	}
	return rc;
}

void unix_rights_put(struct unix_sock *us, struct msghdr *msg, size_t space,
                     struct unix_rights *rights, int flags)
{
	struct ucred cred = {.pid = 1};
	size_t used = 0, room;
	unsigned int n = 0;
	int fd[UNIX_RIGHTS];

	msg->msg_controllen = 0;
	if (us->passcred)
		posix_sock_cmsg_put(msg, space, &used, SOL_SOCKET, SCM_CREDENTIALS, &cred,
		                    sizeof(cred));
	if (rights) {
		room = space > used + CMSG_LEN(0) ? (space - used - CMSG_LEN(0)) / sizeof(int) : 0;
		for (; n < rights->count && n < room; n++) {
			struct uk_open_file *of = uk_open_file_get(rights->file[n]);

			fd[n] = uk_fdtab_install(of, flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0);
			if (fd[n] < 0) {
				uk_open_file_put(of);
				break;
			}
		}
		if (n < rights->count)
			msg->msg_flags |= MSG_CTRUNC;
		if (n)
			posix_sock_cmsg_put(msg, space, &used, SOL_SOCKET, SCM_RIGHTS, fd,
			                    n * sizeof(int));
	}
	msg->msg_controllen = (socklen_t)used;
}
