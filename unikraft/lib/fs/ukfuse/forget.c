/* SPDX-License-Identifier: BSD-3-Clause */
/* Giving back look-ups: one message under way, the next one carries all that came meanwhile. */
#include "fuse.h"

static void answered(struct uk_fuse_request *request)
{
	request->client->forgetting = 0;
	fuse_send_forgets(request->client);
}

static __u32 put_all(struct uk_fuse_client *client)
{
	__u8 *at = client->forget_send + UK_FUSE_HEADER;
	struct fuse_batch_forget_in batch = {0};
	struct uk_fuse_forget *forget, *next;
	struct fuse_forget_one one;
	__u32 len;

	uk_list_for_each_entry_safe (forget, next, &client->forgets, link) {
		if (batch.count == FUSE_FORGETS)
			break;
		one = (struct fuse_forget_one){forget->node, forget->lookups};
		memcpy(at + sizeof(batch) + batch.count++ * sizeof(one), &one, sizeof(one));
		uk_list_del(&forget->link);
		forget->done(forget);
	}
	if (batch.count == 1) {
		memcpy(at, &one.nlookup, sizeof(one.nlookup));
		len = UK_FUSE_HEADER + sizeof(struct fuse_forget_in);
		fuse_put_header(client->forget_send, len, FUSE_FORGET, one.nodeid, 0);
	} else {
		memcpy(at, &batch, sizeof(batch));
		len = (__u32)(UK_FUSE_HEADER + sizeof(batch) + batch.count * sizeof(one));
		fuse_put_header(client->forget_send, len, FUSE_BATCH_FORGET, 0, 0);
	}
	return len;
}

void fuse_send_forgets(struct uk_fuse_client *client)
{
	struct uk_fuse_transport *transport = client->transport;

	/* Polling and a broken channel come back here. */
	if (client->sending_forgets)
		return;
	client->sending_forgets = 1;
	while (!uk_list_empty(&client->forgets)) {
		if (client->forgetting) {
			/* Else what waits would do so until somebody asks the host something,
			 * perhaps for ever. */
			if (!transport->ops->arm(transport))
				break;
			transport->ops->poll(transport);
			continue;
		}
		client->forget = (struct uk_fuse_request){.send = client->forget_send,
		                                          .urgent = 1,
		                                          .client = client,
		                                          .forgotten = answered};
		client->forget.send_len = put_all(client);
		client->forgetting = 1;
		fuse_send_forgotten(client, &client->forget);
	}
	client->sending_forgets = 0;
}

void uk_fuse_forget(struct uk_fuse_client *client, struct uk_fuse_forget *forget)
{
	struct uk_fuse_file *file;

	/* A host must not forget what it still has to close. */
	uk_list_for_each_entry (file, &client->releasing, link)
		if (file->node == forget->node) {
			uk_list_add_tail(&forget->link, &file->forgets);
			return;
		}
	uk_list_add_tail(&forget->link, &client->forgets);
	fuse_send_forgets(client);
}
