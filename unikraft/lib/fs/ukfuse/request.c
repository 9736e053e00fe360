/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a message to its answer: buffers, room in the channel, waiting. While a thread waits it
 * first looks at the channel itself for a moment: many answers come sooner than an interrupt and a
 * change of threads take.
 */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/plat/time.h>
#include <uk/wait.h>
#include "fuse.h"

/* Sleeps on a queue until the condition holds, with interrupts asked for. */
#define sleep_until(transport, waitq, condition)                           \
	do {                                                               \
		(transport)->sleepers++;                                   \
		while (!(condition)) {                                     \
			if ((transport)->ops->arm(transport))              \
				(transport)->ops->poll(transport);         \
			else                                               \
				uk_waitq_wait_event((waitq), (condition)); \
		}                                                          \
		(transport)->sleepers--;                                   \
	} while (0)

/* --- building ------------------------------------------------------------------------------- */

static struct uk_fuse_request *request_new(struct uk_fuse_client *client)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct uk_fuse_request *request;
	__u32 size = FUSE_BUFFER;

	if (!uk_list_empty(&client->kept)) {
		request = uk_list_first_entry(&client->kept, struct uk_fuse_request, link);
		uk_list_del(&request->link);
		client->kept_count--;
		size = request->buffer_size;
	} else {
		request = uk_malloc(a, sizeof(*request) + size);
		if (!request) {
			size = FUSE_BUFFER_LOW;
			request = uk_malloc(a, sizeof(*request) + size);
		}
	}
	if (!request)
		return NULL;
	memset(request, 0, sizeof(*request));
	request->buffer_size = size;
	request->client = client;
	uk_waitq_init(&request->waitq);
	request->send = (__u8 *)(request + 1);
	request->receive = request->send + FUSE_SEND_MAX;
	request->receive_size = size - FUSE_SEND_MAX;
	return request;
}

void fuse_put_header(__u8 *send, __u32 len, enum fuse_opcode opcode, __u64 node, __u64 unique)
{
	/* The program is the superuser of its machine; the host decides what that may do there. */
	struct fuse_in_header header = {
	        .len = len, .opcode = opcode, .unique = unique, .nodeid = node};

	memcpy(send, &header, sizeof(header));
}

/* An odd number would be an interruption of the request before it. */
static __u64 next_unique(struct uk_fuse_client *client)
{
	return client->unique += 2;
}

int fuse_begin(struct uk_fuse_client *client, enum fuse_opcode opcode, __u64 node,
               struct fuse_message *m)
{
	struct uk_fuse_request *request = request_new(client);

	if (!request)
		return -ENOMEM;
	request->unique = next_unique(client);
	*m = (struct fuse_message){.request = request,
	                           .buffer = request->send,
	                           .at = UK_FUSE_HEADER,
	                           .size = FUSE_SEND_MAX};
	fuse_put_header(request->send, 0, opcode, node, request->unique);
	return 0;
}

void fuse_put(struct fuse_message *m, const void *bytes, __sz len)
{
	if (m->size - m->at < len) {
		m->overflow = 1;
		return;
	}
	memcpy(m->buffer + m->at, bytes, len);
	m->at += (__u32)len;
}

void fuse_put_name(struct fuse_message *m, const char *name, __sz len)
{
	fuse_put(m, name, len);
	fuse_put(m, "", 1);
}

void fuse_end(struct fuse_message *m)
{
	struct uk_fuse_request *request = m->request;
	struct uk_fuse_client *client = request->client;

	if (client->kept_count < FUSE_KEPT) {
		uk_list_add(&request->link, &client->kept);
		client->kept_count++;
	} else {
		uk_free(uk_alloc_get_default(), request);
	}
}

/* --- sending and waiting -------------------------------------------------------------------- */

static int submit(struct uk_fuse_client *client, struct uk_fuse_request *request)
{
	struct uk_fuse_transport *transport = client->transport;
	__u64 before;
	int rc = transport->ops->submit(transport, request);

	while (rc == -ENOSPC) {
		before = client->answered;
		transport->ops->poll(transport);
		sleep_until(transport, &client->room_waitq, client->answered != before);
		rc = transport->ops->submit(transport, request);
	}
	return rc ? -EIO : 0;
}

static void wait_for(struct uk_fuse_client *client, struct uk_fuse_request *request)
{
	struct uk_fuse_transport *transport = client->transport;
	__nsec until = ukplat_monotonic_clock() + FUSE_PATIENCE;

	if (!transport->sleepers)
		transport->ops->disarm(transport);
	do {
		transport->ops->poll(transport);
		if (request->done)
			return;
	} while (ukplat_monotonic_clock() < until);
	sleep_until(transport, &request->waitq, request->done);
}

/* Now, or -ENOSPC. */
static int try_forgotten(struct uk_fuse_client *client, struct uk_fuse_request *request)
{
	int rc = client->transport->ops->submit(client->transport, request);

	if (!rc || rc == -ENOSPC)
		return rc;
	request->result = -EIO;
	request->forgotten(request);
	return 0;
}

static void send_unsent(struct uk_fuse_client *client)
{
	while (!uk_list_empty(&client->unsent)) {
		struct uk_fuse_request *request =
		        uk_list_first_entry(&client->unsent, struct uk_fuse_request, link);

		uk_list_del(&request->link);
		if (try_forgotten(client, request)) {
			uk_list_add(&request->link, &client->unsent);
			return;
		}
	}
}

void fuse_send_forgotten(struct uk_fuse_client *client, struct uk_fuse_request *request)
{
	struct fuse_in_header *header = (struct fuse_in_header *)request->send;

	header->unique = request->unique = next_unique(client);
	if (try_forgotten(client, request))
		uk_list_add_tail(&request->link, &client->unsent);
}

void uk_fuse_answered(struct uk_fuse_request *request, __s32 result)
{
	struct uk_fuse_client *client = request->client;

	request->result = result;
	request->done = 1;
	client->answered++;
	if (request->forgotten)
		request->forgotten(request);
	else
		uk_waitq_wake_up(&request->waitq);
	uk_waitq_wake_up(&client->room_waitq);
	send_unsent(client);
}

/* --- answers -------------------------------------------------------------------------------- */

static __u32 data_length(const struct uk_fuse_request *request)
{
	return (__u32)uk_iov_length(request->data, request->data_count);
}

/* "Again" would make a caller wait for a file that never tells; numbers beyond the list are no
 * errors of a program's. */
static int host_error(const struct fuse_out_header *header)
{
	__s32 error = header->error;

	if (header->len != FUSE_ANSWER || error > 0 || error < -FUSE_ERROR_MAX || error == -EAGAIN)
		return -EIO;
	return error;
}

/* Every claim of the host is checked against what was asked and against the bytes that came. */
static int check(const struct uk_fuse_request *request, __u32 *len)
{
	__u32 room = request->receive_size + (request->data_in ? data_length(request) : 0);
	struct fuse_out_header header;

	if (request->result < 0)
		return request->result;
	if ((__u32)request->result > room || request->result < FUSE_ANSWER)
		return -EIO;
	memcpy(&header, request->receive, sizeof(header));
	if (header.unique != request->unique || header.len < FUSE_ANSWER ||
	    header.len > (__u32)request->result)
		return -EIO;
	if (header.error)
		return host_error(&header);
	*len = header.len - FUSE_ANSWER;
	return 0;
}

int fuse_is_error(const struct uk_fuse_request *request, int error)
{
	__u32 len;

	return check(request, &len) == error;
}

int fuse_call(struct fuse_message *m, __u32 *len)
{
	struct uk_fuse_request *request = m->request;
	__u32 total = m->at + (request->data_in ? 0 : data_length(request));
	int rc;

	*len = 0;
	if (m->overflow)
		return -ENAMETOOLONG;
	((struct fuse_in_header *)m->buffer)->len = total;
	request->send_len = m->at;
	rc = submit(request->client, request);
	if (rc)
		return rc;
	wait_for(request->client, request);
	return check(request, len);
}

int fuse_finish(struct fuse_message *m, void *contents, __u32 size)
{
	__u32 len;
	int rc = fuse_call(m, &len);

	if (!rc && len != size)
		rc = -EIO;
	if (!rc && size)
		memcpy(contents, fuse_contents(m), size);
	fuse_end(m);
	return rc;
}
