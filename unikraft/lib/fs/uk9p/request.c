/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a message to its answer: buffers, tags, room in the channel, waiting. While a thread waits
 * it first looks at the channel itself for a moment: many answers come sooner than an interrupt and
 * a change of threads take.
 */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/plat/time.h>
#include <uk/wait.h>
#include "9p.h"

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

/* --- tags and buffers ----------------------------------------------------------------------- */

/* A free tag, or P9_NOTAG. */
static __u16 tag_take(struct uk_9p_client *client)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(client->tags); i++) {
		__u64 used = client->tags[i];

		if (used != ~0ul) {
			unsigned int bit = __builtin_ctzl(~used);

			client->tags[i] = used | 1ul << bit;
			return (__u16)(i * 64 + bit);
		}
	}
	return P9_NOTAG;
}

static void tag_put(struct uk_9p_client *client, __u16 tag)
{
	if (tag == P9_NOTAG)
		return;
	client->tags[tag / 64] &= ~(1ul << tag % 64);
	uk_waitq_wake_up(&client->room_waitq);
}

static struct uk_9p_request *request_new(struct uk_9p_client *client)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct uk_9p_request *request;
	__u32 size = P9_BUFFER;

	if (!uk_list_empty(&client->kept)) {
		request = uk_list_first_entry(&client->kept, struct uk_9p_request, link);
		uk_list_del(&request->link);
		client->kept_count--;
		size = request->buffer_size;
	} else {
		request = uk_malloc(a, sizeof(*request) + size);
		if (!request) {
			size = P9_BUFFER_LOW;
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
	request->receive = request->send + P9_SEND_MAX;
	request->receive_size = size - P9_SEND_MAX;
	return request;
}

int p9_begin(struct uk_9p_client *client, enum p9_type type, struct p9_message *m)
{
	struct uk_9p_request *request = request_new(client);

	if (!request)
		return -ENOMEM;
	request->tag = P9_NOTAG;
	if (type != P9_TVERSION)
		sleep_until(client->transport, &client->room_waitq,
		            request->tag != P9_NOTAG ||
		                    (request->tag = tag_take(client)) != P9_NOTAG);
	*m = (struct p9_message){
	        .request = request, .buffer = request->send, .size = P9_SEND_MAX, .type = type};
	p9_put(m, 0, 4);
	p9_put(m, type, 1);
	p9_put(m, request->tag, 2);
	return 0;
}

void p9_end(struct p9_message *m)
{
	struct uk_9p_request *request = m->request;
	struct uk_9p_client *client = request->client;

	tag_put(client, request->tag);
	if (client->kept_count < P9_KEPT) {
		uk_list_add(&request->link, &client->kept);
		client->kept_count++;
	} else {
		uk_free(uk_alloc_get_default(), request);
	}
}

/* --- sending and waiting -------------------------------------------------------------------- */

static int submit(struct uk_9p_client *client, struct uk_9p_request *request)
{
	struct uk_9p_transport *transport = client->transport;
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

static void wait_for(struct uk_9p_client *client, struct uk_9p_request *request)
{
	struct uk_9p_transport *transport = client->transport;
	__nsec until = ukplat_monotonic_clock() + P9_PATIENCE;

	if (!transport->sleepers)
		transport->ops->disarm(transport);
	do {
		transport->ops->poll(transport);
		if (request->done)
			return;
	} while (ukplat_monotonic_clock() < until);
	sleep_until(transport, &request->waitq, request->done);
}

static void send_unsent(struct uk_9p_client *client);

void uk_9p_answered(struct uk_9p_request *request, __s32 result)
{
	struct uk_9p_client *client = request->client;

	request->result = result;
	request->done = 1;
	client->answered++;
	if (request->forgotten) {
		tag_put(client, request->tag);
		request->forgotten(request);
	} else {
		uk_waitq_wake_up(&request->waitq);
	}
	uk_waitq_wake_up(&client->room_waitq);
	send_unsent(client);
}

static void put_number(__u8 *at, __u32 value, unsigned int bytes)
{
	for (; bytes; bytes--, value >>= 8)
		*at++ = (__u8)value;
}

/* Now, or -ENOSPC. */
static int try_forgotten(struct uk_9p_client *client, struct uk_9p_request *request)
{
	int rc;

	request->tag = tag_take(client);
	if (request->tag == P9_NOTAG)
		return -ENOSPC;
	put_number(request->send + 5, request->tag, 2);
	rc = client->transport->ops->submit(client->transport, request);
	if (!rc)
		return 0;
	tag_put(client, request->tag);
	if (rc == -ENOSPC)
		return rc;
	request->forgotten(request);
	return 0;
}

static void send_unsent(struct uk_9p_client *client)
{
	while (!uk_list_empty(&client->unsent)) {
		struct uk_9p_request *request =
		        uk_list_first_entry(&client->unsent, struct uk_9p_request, link);

		uk_list_del(&request->link);
		if (try_forgotten(client, request)) {
			uk_list_add(&request->link, &client->unsent);
			return;
		}
	}
}

void p9_send_forgotten(struct uk_9p_client *client, struct uk_9p_request *request)
{
	if (try_forgotten(client, request))
		uk_list_add_tail(&request->link, &client->unsent);
}

/* --- answers -------------------------------------------------------------------------------- */

static __u32 data_length(const struct uk_9p_request *request)
{
	return (__u32)uk_iov_length(request->data, request->data_count);
}

static int host_error(struct p9_answer *answer)
{
	__u32 code = (__u32)p9_get(answer, 4);

	/* "Again" would make a caller wait for a file that never tells; numbers beyond the list are
	 * no errors of a program's. */
	if (answer->bad || !code || code > P9_ERROR_MAX || code == EAGAIN)
		return -EIO;
	return -(int)code;
}

/* Every claim of the host is checked against what was asked and against the bytes that came. */
static int check(struct p9_message *m, struct p9_answer *answer)
{
	struct uk_9p_request *request = m->request;
	__u32 room = request->receive_size + (request->data_in ? data_length(request) : 0);
	__u32 type, tag;

	if (request->result < 0)
		return request->result;
	if ((__u32)request->result > room)
		return -EIO;
	*answer = (struct p9_answer){.buffer = request->receive,
	                             .len = MIN((__u32)request->result, request->receive_size)};
	answer->size = (__u32)p9_get(answer, 4);
	type = (__u32)p9_get(answer, 1);
	tag = (__u32)p9_get(answer, 2);
	if (answer->bad || answer->size < P9_HEADER || answer->size > (__u32)request->result ||
	    tag != request->tag)
		return -EIO;
	answer->len = MIN(answer->len, answer->size);
	if (type == P9_RLERROR)
		return host_error(answer);
	return type == m->type + 1u ? 0 : -EIO;
}

int p9_call(struct p9_message *m, struct p9_answer *answer)
{
	struct uk_9p_request *request = m->request;
	struct uk_9p_client *client = request->client;
	__u32 total = m->at + (request->data_in ? 0 : data_length(request));
	int rc;

	*answer = (struct p9_answer){0};
	if (m->overflow || (client->msize && total > client->msize))
		return -ENAMETOOLONG;
	put_number(m->buffer, total, 4);
	request->send_len = m->at;
	rc = submit(client, request);
	if (rc)
		return rc;
	wait_for(client, request);
	return check(m, answer);
}

int p9_simple(struct p9_message *m)
{
	struct p9_answer answer;
	int rc = p9_call(m, &answer);

	p9_end(m);
	return rc;
}
