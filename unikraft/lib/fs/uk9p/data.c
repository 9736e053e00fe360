/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening, reading, writing. Large pieces of the program's memory are the host's to fill and to
 * read directly where the channel reaches them; the rest goes through the request's buffer.
 */
#include <uk/arch/limits.h>
#include <uk/file.h>
#include "9p.h"

static void open_answer(struct uk_9p_fid *fid, struct p9_answer *answer)
{
	struct uk_9p_qid qid;

	p9_get_qid(answer, &qid);
	fid->io_unit = (__u32)p9_get(answer, 4);
}

int uk_9p_open(struct uk_9p_fid *fid, __u32 flags)
{
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TLOPEN, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put(&m, flags, 4);
	rc = p9_call(&m, &answer);
	open_answer(fid, &answer);
	rc = p9_result(rc, &answer);
	p9_end(&m);
	return rc;
}

int uk_9p_create(struct uk_9p_fid *fid, const char *name, __sz len, __u32 flags, __u32 mode,
                 __u32 gid)
{
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TLCREATE, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put_string(&m, name, len);
	p9_put(&m, flags, 4);
	p9_put(&m, mode, 4);
	p9_put(&m, gid, 4);
	rc = p9_call(&m, &answer);
	open_answer(fid, &answer);
	rc = p9_result(rc, &answer);
	p9_end(&m);
	return rc;
}

int uk_9p_fsync(struct uk_9p_fid *fid, int data_only)
{
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TFSYNC, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put(&m, data_only != 0, 4);
	return p9_simple(&m);
}

/* --- memory that takes part ------------------------------------------------------------------ */

/* The host writes past the page tables. A write of the program's own first makes sure that what is
 * not writable stays as it is, and that what was copied lazily is there. */
static void touch(void *base, __sz len)
{
	volatile __u8 *byte = base, *end = byte + len;

	while (byte < end) {
		*byte = *byte;
		byte = (volatile __u8 *)ALIGN_DOWN((__uptr)byte + __PAGE_SIZE, __PAGE_SIZE);
	}
}

/* Names the memory from `skip` on, at most `max` bytes, that the channel reaches, until the first
 * piece that it does not or that is too short to be worth it. The bytes named. */
static __u32 name_memory(struct uk_9p_request *request, const struct iovec *iov, int iovcnt,
                         __sz skip, __u32 max, int writable)
{
	struct uk_9p_transport *transport = request->client->transport;
	__u32 total = 0;

	for (int i = 0; i < iovcnt && request->data_count < UK_9P_DATA_MAX && total < max; i++) {
		__u8 *base = (__u8 *)iov[i].iov_base + skip;
		__sz len;

		if (skip >= iov[i].iov_len) {
			skip -= iov[i].iov_len;
			continue;
		}
		len = MIN(iov[i].iov_len - skip, (__sz)(max - total));
		skip = 0;
		if (len < P9_DIRECT_MIN || !transport->ops->reaches(transport, base, len))
			break;
		if (writable)
			touch(base, len);
		request->data[request->data_count++] = (struct iovec){base, len};
		total += (__u32)len;
	}
	return total;
}

/* How much of `left` one message carries. */
static __u32 in_message(const struct uk_9p_fid *fid, __sz left)
{
	__sz most = fid->client->msize - P9_IO_HEADER;

	if (fid->io_unit)
		most = MIN(most, (__sz)fid->io_unit);
	return (__u32)MIN(left, most);
}

/* --- reading --------------------------------------------------------------------------------- */

/* One message: the bytes read; *asked for so many. */
static __ssz read_some(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __sz skip,
                       __sz left, __u64 off, __u32 *asked)
{
	__u32 most = in_message(fid, left), count, direct;
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TREAD, &m);

	if (rc)
		return rc;
	direct = name_memory(m.request, iov, iovcnt, skip, most, 1);
	m.request->data_in = 1;
	if (direct)
		m.request->receive_size = P9_RREAD;
	*asked = direct ? direct : MIN(most, m.request->receive_size - P9_RREAD);
	p9_put_fid(&m, fid);
	p9_put(&m, off, 8);
	p9_put(&m, *asked, 4);
	rc = p9_call(&m, &answer);
	count = (__u32)p9_get(&answer, 4);
	rc = p9_result(rc, &answer);
	if (!rc && (count > *asked || answer.size != P9_RREAD + count))
		rc = -EIO;
	if (!rc && !direct)
		uk_iov_put(iov, skip, m.request->receive + P9_RREAD, count);
	p9_end(&m);
	return rc ? rc : (__ssz)count;
}

__ssz uk_9p_read(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __u64 off)
{
	__sz want = uk_iov_length(iov, iovcnt), done = 0;
	__u32 asked = 0;
	__ssz n = 0;

	while (done < want) {
		n = read_some(fid, iov, iovcnt, done, want - done, off + done, &asked);
		if (n > 0)
			done += (__sz)n;
		if (n < (__ssz)asked)
			break;
	}
	return done ? (__ssz)done : n;
}

/* --- writing --------------------------------------------------------------------------------- */

/* Copied: the message takes up the whole buffer but the end, where the answer goes. */
static __u32 copy_data(struct p9_message *m, const struct iovec *iov, __sz skip, __u32 most)
{
	struct uk_9p_request *request = m->request;
	__u32 header = m->at + 4, count;

	m->size = request->buffer_size - P9_ANSWER_MAX;
	request->receive = request->send + m->size;
	request->receive_size = P9_ANSWER_MAX;
	count = MIN(most, m->size - header);
	p9_put(m, count, 4);
	uk_iov_get(iov, skip, m->buffer + m->at, count);
	m->at += count;
	return count;
}

static __ssz write_some(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __sz skip,
                        __sz left, __u64 off, __u32 *asked)
{
	__u32 most = in_message(fid, left), count;
	struct p9_answer answer;
	struct p9_message m;
	int rc = p9_begin(fid->client, P9_TWRITE, &m);

	if (rc)
		return rc;
	p9_put_fid(&m, fid);
	p9_put(&m, off, 8);
	*asked = name_memory(m.request, iov, iovcnt, skip, most, 0);
	if (*asked)
		p9_put(&m, *asked, 4);
	else
		*asked = copy_data(&m, iov, skip, most);
	rc = p9_call(&m, &answer);
	count = (__u32)p9_get(&answer, 4);
	rc = p9_result(rc, &answer);
	/* Nothing written and no error is no answer: the caller would try for ever. */
	if (!rc && (count > *asked || !count))
		rc = -EIO;
	p9_end(&m);
	return rc ? rc : (__ssz)count;
}

__ssz uk_9p_write(struct uk_9p_fid *fid, const struct iovec *iov, int iovcnt, __u64 off)
{
	__sz want = uk_iov_length(iov, iovcnt), done = 0;
	__u32 asked = 0;
	__ssz n = 0;

	while (done < want) {
		n = write_some(fid, iov, iovcnt, done, want - done, off + done, &asked);
		if (n > 0)
			done += (__sz)n;
		if (n < (__ssz)asked)
			break;
	}
	return done ? (__ssz)done : n;
}
