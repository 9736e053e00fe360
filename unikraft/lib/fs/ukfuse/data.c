/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading, writing, and what else is done with an open file's contents. Large pieces of the
 * program's memory are the host's to fill and to read directly where the channel reaches them; the
 * rest goes through the request's buffer.
 */
#include <uk/arch/limits.h>
#include <uk/file.h>
#include "fuse.h"

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
static __u32 name_memory(struct uk_fuse_request *request, const struct iovec *iov, int iovcnt,
                         __sz skip, __u32 max, int writable)
{
	struct uk_fuse_transport *transport = request->client->transport;
	__u32 total = 0;

	for (int i = 0; i < iovcnt && request->data_count < UK_FUSE_DATA_MAX && total < max; i++) {
		__u8 *base = (__u8 *)iov[i].iov_base + skip;
		__sz len;

		if (skip >= iov[i].iov_len) {
			skip -= iov[i].iov_len;
			continue;
		}
		len = MIN(iov[i].iov_len - skip, (__sz)(max - total));
		skip = 0;
		if (len < FUSE_DIRECT_MIN || !transport->ops->reaches(transport, base, len))
			break;
		if (writable)
			touch(base, len);
		request->data[request->data_count++] = (struct iovec){base, len};
		total += (__u32)len;
	}
	return total;
}

/* --- reading --------------------------------------------------------------------------------- */

/* One message: the bytes read; *asked for so many. */
static __ssz read_some(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __sz skip,
                       __sz left, __u64 off, __u32 *asked)
{
	__u32 most = (__u32)MIN(left, (__sz)file->client->read_max), count, direct;
	struct fuse_read_in in = {.fh = file->fh, .offset = off, .flags = file->flags};
	struct fuse_message m;
	int rc = fuse_begin(file->client, FUSE_READ, file->node, &m);

	if (rc)
		return rc;
	direct = name_memory(m.request, iov, iovcnt, skip, most, 1);
	m.request->data_in = 1;
	*asked = direct ? direct : MIN(most, m.request->receive_size - FUSE_ANSWER);
	/* virtiofsd fills as much memory as there is. */
	m.request->receive_size = FUSE_ANSWER + (direct ? 0 : *asked);
	in.size = *asked;
	fuse_put(&m, &in, sizeof(in));
	rc = fuse_call(&m, &count);
	if (!rc && count > *asked)
		rc = -EIO;
	if (!rc && !direct)
		uk_iov_put(iov, skip, fuse_contents(&m), count);
	fuse_end(&m);
	return rc ? rc : (__ssz)count;
}

__ssz uk_fuse_read(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __u64 off)
{
	__sz want = uk_iov_length(iov, iovcnt), done = 0;
	__u32 asked = 0;
	__ssz n = 0;

	while (done < want) {
		n = read_some(file, iov, iovcnt, done, want - done, off + done, &asked);
		if (n > 0)
			done += (__sz)n;
		if (n < (__ssz)asked)
			break;
	}
	return done ? (__ssz)done : n;
}

/* --- writing --------------------------------------------------------------------------------- */

/* Copied: the message takes up the whole buffer but the end, where the answer goes. The bytes that
 * fit. */
static __u32 make_room(struct fuse_message *m, __u32 most)
{
	struct uk_fuse_request *request = m->request;

	m->size = request->buffer_size - FUSE_ANSWER_MAX;
	request->receive = request->send + m->size;
	request->receive_size = FUSE_ANSWER_MAX;
	return MIN(most, m->size - m->at - (__u32)sizeof(struct fuse_write_in));
}

static __ssz write_some(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __sz skip,
                        __sz left, __u64 off, __u32 *asked)
{
	__u32 most = (__u32)MIN(left, (__sz)file->client->write_max);
	struct fuse_write_in in = {.fh = file->fh, .offset = off, .flags = file->flags};
	struct fuse_write_out answer;
	struct fuse_message m;
	int rc = fuse_begin(file->client, FUSE_WRITE, file->node, &m);

	if (rc)
		return rc;
	*asked = name_memory(m.request, iov, iovcnt, skip, most, 0);
	in.size = *asked ? *asked : make_room(&m, most);
	fuse_put(&m, &in, sizeof(in));
	if (!*asked) {
		*asked = in.size;
		uk_iov_get(iov, skip, m.buffer + m.at, in.size);
		/* Beside the message, not in it: virtiofsd writes what is a piece of its own
		 * without a copy. */
		m.request->data[m.request->data_count++] = (struct iovec){m.buffer + m.at, in.size};
	}
	rc = fuse_finish(&m, &answer, sizeof(answer));
	/* Nothing written and no error is no answer: the caller would try for ever. */
	if (!rc && (answer.size > *asked || !answer.size))
		rc = -EIO;
	return rc ? rc : (__ssz)answer.size;
}

__ssz uk_fuse_write(struct uk_fuse_file *file, const struct iovec *iov, int iovcnt, __u64 off)
{
	__sz want = uk_iov_length(iov, iovcnt), done = 0;
	__u32 asked = 0;
	__ssz n = 0;

	while (done < want) {
		n = write_some(file, iov, iovcnt, done, want - done, off + done, &asked);
		if (n > 0)
			done += (__sz)n;
		if (n < (__ssz)asked)
			break;
	}
	return done ? (__ssz)done : n;
}

/* --- the rest -------------------------------------------------------------------------------- */

/* A message of fixed size about the open file. */
static int call(struct uk_fuse_file *file, enum fuse_opcode opcode, const void *in, __sz in_len,
                void *out, __u32 out_len)
{
	struct fuse_message m;
	int rc = fuse_begin(file->client, opcode, file->node, &m);

	if (rc)
		return rc;
	fuse_put(&m, in, in_len);
	return fuse_finish(&m, out, out_len);
}

/* A host without the message has nothing to write out. */
int uk_fuse_fsync(struct uk_fuse_file *file, int data_only)
{
	const struct fuse_fsync_in in = {.fh = file->fh,
	                                 .fsync_flags = data_only ? FUSE_FSYNC_DATA : 0};
	__u8 *missing = file->directory ? &file->client->no_fsyncdir : &file->client->no_fsync;
	int rc;

	if (*missing)
		return 0;
	rc = call(file, file->directory ? FUSE_FSYNCDIR : FUSE_FSYNC, &in, sizeof(in), NULL, 0);
	if (rc != -ENOSYS)
		return rc;
	*missing = 1;
	return 0;
}

int uk_fuse_fallocate(struct uk_fuse_file *file, int mode, __u64 off, __u64 len)
{
	const struct fuse_fallocate_in in = {
	        .fh = file->fh, .offset = off, .length = len, .mode = (__u32)mode};
	int rc = call(file, FUSE_FALLOCATE, &in, sizeof(in), NULL, 0);

	return rc == -ENOSYS ? -EOPNOTSUPP : rc;
}

int uk_fuse_lseek(struct uk_fuse_file *file, __u64 off, int whence, __u64 *result)
{
	const struct fuse_lseek_in in = {.fh = file->fh, .offset = off, .whence = (__u32)whence};
	struct fuse_lseek_out answer;
	int rc = call(file, FUSE_LSEEK, &in, sizeof(in), &answer, sizeof(answer));

	if (!rc && answer.offset >> 63)
		rc = -EIO;
	if (!rc)
		*result = answer.offset;
	return rc;
}
