/* SPDX-License-Identifier: BSD-3-Clause */
/* Fids: numbers, counts, and clunking without waiting. */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/wait.h>
#include "9p.h"

/* The host knows the number no longer: it may be used again. */
static void recycle(struct uk_9p_fid *fid)
{
	struct uk_9p_client *client = fid->client;

	if (client->free_fid_count < P9_FIDS_KEPT) {
		uk_list_add(&fid->link, &client->free_fids);
		client->free_fid_count++;
	} else {
		uk_free(uk_alloc_get_default(), fid);
	}
}

static void clunked(struct uk_9p_request *request)
{
	recycle(__containerof(request, struct uk_9p_fid, clunk));
}

int p9_fid_new(struct uk_9p_client *client, struct uk_9p_fid **out)
{
	struct uk_9p_fid *fid;

	if (!uk_list_empty(&client->free_fids)) {
		fid = uk_list_first_entry(&client->free_fids, struct uk_9p_fid, link);
		uk_list_del(&fid->link);
		client->free_fid_count--;
	} else {
		/* Numbers that were given up are not used again: four billion are enough. */
		if (client->next_fid == P9_NOFID)
			return -ENFILE;
		fid = uk_malloc(uk_alloc_get_default(), sizeof(*fid));
		if (!fid)
			return -ENOMEM;
		fid->number = client->next_fid++;
	}
	fid->refs = 1;
	fid->io_unit = 0;
	fid->client = client;
	*out = fid;
	return 0;
}

void p9_fid_drop(struct uk_9p_fid *fid)
{
	recycle(fid);
}

int p9_fid_made(struct uk_9p_fid *fid, int rc, struct uk_9p_fid **out)
{
	if (!rc)
		*out = fid;
	else if (rc == -EIO)
		/* Perhaps the host made it and answered badly. */
		uk_9p_fid_put(fid);
	else
		p9_fid_drop(fid);
	return rc;
}

struct uk_9p_fid *uk_9p_fid_get(struct uk_9p_fid *fid)
{
	fid->refs++;
	return fid;
}

void uk_9p_fid_put(struct uk_9p_fid *fid)
{
	struct uk_9p_request *request;
	struct p9_message m;

	if (!fid || --fid->refs)
		return;
	request = &fid->clunk;
	*request = (struct uk_9p_request){.send = fid->clunk_send,
	                                  .send_len = sizeof(fid->clunk_send),
	                                  .receive = fid->clunk_receive,
	                                  .receive_size = sizeof(fid->clunk_receive),
	                                  .client = fid->client,
	                                  .forgotten = clunked};
	uk_waitq_init(&request->waitq);
	m = (struct p9_message){.buffer = fid->clunk_send, .size = sizeof(fid->clunk_send)};
	p9_put(&m, sizeof(fid->clunk_send), 4);
	p9_put(&m, P9_TCLUNK, 1);
	p9_put(&m, P9_NOTAG, 2); /* its tag is known when it is sent */
	p9_put_fid(&m, fid);
	UK_ASSERT(!m.overflow);
	p9_send_forgotten(fid->client, request);
}
