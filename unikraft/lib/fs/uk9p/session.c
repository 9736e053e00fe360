/* SPDX-License-Identifier: BSD-3-Clause */
/* The session with a host: version and size of messages, then the root of its folder. */
#include <uk/alloc.h>
#include <uk/wait.h>
#include "9p.h"

#define VERSION "9P2000.L"

static int agree(struct uk_9p_client *client)
{
	const char *version;
	struct p9_answer answer;
	struct p9_message m;
	__u32 msize;
	__u16 len;
	int rc = p9_begin(client, P9_TVERSION, &m);

	if (rc)
		return rc;
	p9_put(&m, P9_MSIZE, 4);
	p9_put_string(&m, VERSION, strlen(VERSION));
	rc = p9_call(&m, &answer);
	msize = (__u32)p9_get(&answer, 4);
	version = p9_get_string(&answer, &len);
	rc = p9_result(rc, &answer);
	if (!rc && (len != strlen(VERSION) || memcmp(version, VERSION, len)))
		rc = -EPROTONOSUPPORT;
	if (!rc && (msize < P9_MSIZE_MIN || msize > P9_MSIZE))
		rc = -EIO;
	if (!rc)
		client->msize = msize;
	p9_end(&m);
	return rc;
}

static struct uk_9p_client *client_new(struct uk_9p_transport *transport)
{
	struct uk_9p_client *client = uk_calloc(uk_alloc_get_default(), 1, sizeof(*client));

	if (!client)
		return NULL;
	client->transport = transport;
	uk_waitq_init(&client->start_waitq);
	uk_waitq_init(&client->room_waitq);
	UK_INIT_LIST_HEAD(&client->kept);
	UK_INIT_LIST_HEAD(&client->unsent);
	UK_INIT_LIST_HEAD(&client->free_fids);
	return client;
}

int uk_9p_client(const char *tag, struct uk_9p_client **out)
{
	struct uk_9p_transport *transport = uk_9p_transport_find(tag);
	struct uk_9p_client *client;

	if (!transport)
		return -ENODEV;
	if (!transport->client)
		transport->client = client_new(transport);
	client = transport->client;
	if (!client)
		return -ENOMEM;
	if (client->starting) {
		uk_waitq_wait_event(&client->start_waitq, !client->starting);
	} else if (!client->msize) {
		client->starting = 1;
		client->error = agree(client);
		client->starting = 0;
		uk_waitq_wake_up(&client->start_waitq);
	}
	*out = client;
	return client->error;
}

int uk_9p_attach(struct uk_9p_client *client, const char *user, const char *name, __u32 uid,
                 struct uk_9p_fid **root, struct uk_9p_qid *qid)
{
	struct p9_answer answer;
	struct uk_9p_fid *fid;
	struct p9_message m;
	int rc = p9_fid_new(client, &fid);

	if (rc)
		return rc;
	rc = p9_begin(client, P9_TATTACH, &m);
	if (rc) {
		p9_fid_drop(fid);
		return rc;
	}
	p9_put_fid(&m, fid);
	p9_put(&m, P9_NOFID, 4);
	p9_put_string(&m, user, strlen(user));
	p9_put_string(&m, name, strlen(name));
	p9_put(&m, uid, 4);
	rc = p9_call(&m, &answer);
	p9_get_qid(&answer, qid);
	rc = p9_result(rc, &answer);
	p9_end(&m);
	return p9_fid_made(fid, rc, root);
}
