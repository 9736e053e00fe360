/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories. */
#include "9p.h"

__ssz uk_9p_readdir(struct uk_9p_fid *fid, __u64 position, void *buffer, __u32 size)
{
	struct p9_answer answer;
	struct p9_message m;
	__u32 count;
	int rc = p9_begin(fid->client, P9_TREADDIR, &m);

	if (rc)
		return rc;
	size = MIN(size, m.request->receive_size - P9_RREAD);
	size = MIN(size, fid->client->msize - P9_IO_HEADER);
	p9_put_fid(&m, fid);
	p9_put(&m, position, 8);
	p9_put(&m, size, 4);
	rc = p9_call(&m, &answer);
	count = (__u32)p9_get(&answer, 4);
	rc = p9_result(rc, &answer);
	if (!rc && (count > size || answer.size != P9_RREAD + count))
		rc = -EIO;
	if (!rc)
		memcpy(buffer, m.request->receive + P9_RREAD, count);
	p9_end(&m);
	return rc ? rc : (__ssz)count;
}

int uk_9p_entry_next(const void *buffer, __u32 len, __u32 *at, struct uk_9p_entry *entry)
{
	struct p9_answer answer = {.buffer = buffer, .at = *at, .len = len};

	if (*at >= len)
		return 0;
	p9_get_qid(&answer, &entry->qid);
	entry->next = p9_get(&answer, 8);
	entry->type = (__u8)p9_get(&answer, 1);
	entry->name = p9_get_string(&answer, &entry->len);
	if (answer.bad || !entry->len || entry->len > UK_9P_NAME_MAX ||
	    memchr(entry->name, 0, entry->len) || memchr(entry->name, '/', entry->len))
		return -EIO;
	*at = answer.at;
	return 1;
}
