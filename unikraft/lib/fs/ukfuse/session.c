/* SPDX-License-Identifier: BSD-3-Clause */
/* The session with a host: version, abilities and sizes of messages. */
#include <uk/alloc.h>
#include <uk/arch/limits.h>
#include <uk/wait.h>
#include "fuse.h"

#define WANTED (FUSE_BIG_WRITES | FUSE_DONT_MASK | FUSE_PARALLEL | FUSE_MAX_PAGES)

static int take_sizes(struct uk_fuse_client *client, const struct fuse_init_out *out)
{
	__u32 pages = out->flags & FUSE_MAX_PAGES ? out->max_pages : FUSE_PAGES_DEFAULT;

	if (out->max_write < FUSE_WRITE_MIN || !pages)
		return -EIO;
	client->read_max = (__u32)MIN((__u64)pages * __PAGE_SIZE, (__u64)FUSE_IO_MAX);
	client->write_max = MIN(out->max_write, client->read_max);
	return 0;
}

static int agree(struct uk_fuse_client *client)
{
	const struct fuse_init_in in = {.major = FUSE_MAJOR, .minor = FUSE_MINOR, .flags = WANTED};
	struct fuse_init_out out = {0};
	struct fuse_message m;
	__u32 len;
	int rc = fuse_begin(client, FUSE_INIT, 0, &m);

	if (rc)
		return rc;
	fuse_put(&m, &in, sizeof(in));
	rc = fuse_call(&m, &len);
	if (!rc) {
		/* An older host answers less, a newer one perhaps more. */
		memcpy(&out, fuse_contents(&m), MIN(len, (__u32)sizeof(out)));
		if (len < 2 * sizeof(__u32))
			rc = -EIO;
		else if (out.major != FUSE_MAJOR || out.minor < FUSE_MINOR)
			rc = -EPROTONOSUPPORT;
		else if (len < sizeof(out))
			rc = -EIO;
		else
			rc = take_sizes(client, &out);
	}
	fuse_end(&m);
	return rc;
}

static struct uk_fuse_client *client_new(struct uk_fuse_transport *transport)
{
	struct uk_fuse_client *client = uk_calloc(uk_alloc_get_default(), 1, sizeof(*client));

	if (!client)
		return NULL;
	client->transport = transport;
	uk_waitq_init(&client->start_waitq);
	uk_waitq_init(&client->room_waitq);
	UK_INIT_LIST_HEAD(&client->kept);
	UK_INIT_LIST_HEAD(&client->unsent);
	UK_INIT_LIST_HEAD(&client->releasing);
	UK_INIT_LIST_HEAD(&client->forgets);
	return client;
}

int uk_fuse_client(const char *tag, struct uk_fuse_client **out)
{
	struct uk_fuse_transport *transport = uk_fuse_transport_find(tag);
	struct uk_fuse_client *client;

	if (!transport)
		return -ENODEV;
	if (!transport->client)
		transport->client = client_new(transport);
	client = transport->client;
	if (!client)
		return -ENOMEM;
	if (client->starting) {
		uk_waitq_wait_event(&client->start_waitq, !client->starting);
	} else if (!client->started) {
		client->starting = 1;
		client->error = agree(client);
		client->started = !client->error;
		client->starting = 0;
		uk_waitq_wake_up(&client->start_waitq);
	}
	*out = client;
	return client->error;
}
