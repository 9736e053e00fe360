/* SPDX-License-Identifier: BSD-3-Clause */
/* The channels to the host, by tag. */
#include <errno.h>
#include <string.h>
#include <uk/fuse_transport.h>

static struct uk_list_head transports = UK_LIST_HEAD_INIT(transports);

int uk_fuse_transport_register(struct uk_fuse_transport *transport)
{
	if (uk_fuse_transport_find(transport->tag))
		return -EEXIST;
	uk_list_add_tail(&transport->link, &transports);
	return 0;
}

struct uk_fuse_transport *uk_fuse_transport_find(const char *tag)
{
	struct uk_fuse_transport *transport;

	uk_list_for_each_entry (transport, &transports, link)
		if (!strcmp(transport->tag, tag))
			return transport;
	return NULL;
}

struct uk_fuse_transport *uk_fuse_transport_next(struct uk_fuse_transport *transport)
{
	struct uk_list_head *next = transport ? transport->link.next : transports.next;

	return next == &transports ? NULL : uk_list_entry(next, struct uk_fuse_transport, link);
}
