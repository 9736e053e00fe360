/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A FUSE host for unit tests: serves a folder, answers when it is polled, counts look-ups and open
 * files, and misbehaves on the n-th request: an error, a short transfer, a damaged answer, silence
 * for good, or one particular lie.
 */
#include "fuse_host_calls.h"

static int host_random(int below)
{
	host.seed = host.seed * 1103515245 + 12345;
	return (int)((host.seed >> 16) % (unsigned int)below);
}

/* Bytes changed, an answer cut off or made longer, another's number, lengths from nowhere. */
static __s32 host_damage(void)
{
	__s32 claimed = (__s32)host.len;

	switch (host_random(6)) {
	case 0:
		return host_random(claimed);
	case 1:
		host.out[4 + host_random(4)] = (__u8)host_random(256); /* the error */
		break;
	case 2:
		host.out[8]++; /* the number of the request */
		break;
	case 3:
		host.out[host_random(4)] = (__u8)host_random(256); /* the length */
		break;
	case 4: /* a count, the length of a name, a size */
		host.out[MIN(16 + host_random(64), claimed - 1)] = 0xff;
		break;
	default:
		for (int i = 0; i < 8; i++)
			host.out[host_random(claimed)] = (__u8)host_random(256);
	}
	return claimed;
}

static void host_forgets(int opcode, __u64 id)
{
	struct fuse_batch_forget_in *batch = HOST_IN(struct fuse_batch_forget_in, 0);

	if (opcode == FUSE_FORGET)
		host_forget(id, HOST_IN(struct fuse_forget_in, 0)->nlookup);
	for (__u32 i = 0; opcode == FUSE_BATCH_FORGET && i < batch->count; i++) {
		struct fuse_forget_one *one = (struct fuse_forget_one *)(batch + 1) + i;

		host_forget(one->nodeid, one->nlookup);
	}
}

/* As a device does: what does not fit is not written. */
static void host_deliver(struct uk_fuse_request *request, __s32 result)
{
	memcpy(request->receive, host.out, MIN((__u32)result, request->receive_size));
	for (__u32 i = 0, at = request->receive_size;
	     request->data_in && i < request->data_count && at < (__u32)result; i++) {
		__u32 n = MIN((__u32)result - at, (__u32)request->data[i].iov_len);

		memcpy(request->data[i].iov_base, host.out + at, n);
		at += n;
	}
	uk_fuse_answered(request, result);
}

static void host_answer(struct uk_fuse_request *request)
{
	struct fuse_in_header *header = (struct fuse_in_header *)host.in;
	struct fuse_out_header *out = (struct fuse_out_header *)host.out;
	enum trouble trouble = TROUBLE_NONE;
	int rc;

	memcpy(host.in, request->send, request->send_len);
	host.in_len = request->send_len;
	for (int i = 0; i < request->data_count && !request->data_in; i++) {
		memcpy(host.in + host.in_len, request->data[i].iov_base, request->data[i].iov_len);
		host.in_len += request->data[i].iov_len;
	}
	assert_int_equal(header->len, host.in_len);
	assert_int_equal(request->urgent, !request->receive);
	host.count[header->opcode]++;
	if (!request->receive) {
		if (!host.dead)
			host_forgets(header->opcode, header->nodeid);
		uk_fuse_answered(request, host.dead ? -EIO : 0);
		return;
	}
	if (host.trouble_in >= 0 && host.trouble_in-- == 0) {
		trouble = host.trouble;
		host.happened = 1;
	}
	if (trouble == TROUBLE_DEAD)
		host.dead = 1;
	if (host.dead) {
		uk_fuse_answered(request, -EIO);
		return;
	}
	host.len = sizeof(*out);
	rc = trouble == TROUBLE_ERROR
	             ? ENOSPC
	             : host_do((int)header->opcode, header->nodeid, trouble == TROUBLE_SHORT);
	if (rc)
		host.len = sizeof(*out);
	*out = (struct fuse_out_header){.len = host.len, .error = -rc, .unique = header->unique};
	if (host.lie)
		host.lie((int)header->opcode);
	host_deliver(request, trouble == TROUBLE_DAMAGE ? host_damage() : (__s32)host.len);
}

static int host_submit(struct uk_fuse_transport *t, struct uk_fuse_request *request)
{
	(void)t;
	if (host.dead)
		return -EIO;
	if (host.pending_count == 2) /* a ring with room for two */
		return -ENOSPC;
	host.pending[host.pending_count++] = request;
	return 0;
}

static void host_poll(struct uk_fuse_transport *t)
{
	(void)t;
	while (host.pending_count) {
		struct uk_fuse_request *request = host.pending[0];

		host.pending[0] = host.pending[1];
		host.pending_count--;
		host_answer(request);
	}
}

static int host_arm(struct uk_fuse_transport *t)
{
	(void)t;
	return host.pending_count != 0;
}

static void host_disarm(struct uk_fuse_transport *t)
{
	(void)t;
}

static int host_reaches(struct uk_fuse_transport *t, const void *base, __sz len)
{
	(void)t;
	(void)base;
	(void)len;
	return host.direct;
}

static const struct uk_fuse_transport_ops host_ops = {
        .submit = host_submit,
        .poll = host_poll,
        .arm = host_arm,
        .disarm = host_disarm,
        .reaches = host_reaches,
};

static struct uk_fuse_transport host_transport = {.ops = &host_ops, .tag = "host"};

static int host_files_used(void)
{
	int n = 0;

	for (int i = 0; i < HOST_FILES; i++)
		n += host.file[i].used;
	return n;
}

static __u64 host_lookups(void)
{
	__u64 n = 0;

	for (int i = 2; i < HOST_NODES; i++)
		n += host.node[i].fd >= 0 ? host.node[i].lookups : 0;
	return n;
}

/* A host in its first state. */
static void host_reset(void)
{
	for (int i = 0; i < HOST_FILES; i++)
		if (host.file[i].used)
			host_close(&host.file[i]);
	for (int i = 0; i < HOST_NODES; i++) {
		if (host.node[i].fd > 0)
			close(host.node[i].fd);
		host.node[i] = (struct host_node){.fd = -1};
	}
	host.node[1].fd = open(host.folder, O_PATH);
	fstat(host.node[1].fd, &host.node[1].st);
	memset(host.count, 0, sizeof(host.count));
	host.happened = host.dead = host.missing = host.early = host.confused = 0;
	host.lie = NULL;
	host.trouble_in = -1;
}
