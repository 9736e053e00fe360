/* SPDX-License-Identifier: BSD-3-Clause */
/* The fields of messages. */
#include "9p.h"

void p9_put(struct p9_message *m, __u64 value, unsigned int bytes)
{
	if (m->size - m->at < bytes) {
		m->overflow = 1;
		return;
	}
	for (; bytes; bytes--, value >>= 8)
		m->buffer[m->at++] = (__u8)value;
}

void p9_put_bytes(struct p9_message *m, const void *bytes, __sz len)
{
	if (m->size - m->at < len) {
		m->overflow = 1;
		return;
	}
	memcpy(m->buffer + m->at, bytes, len);
	m->at += (__u32)len;
}

void p9_put_string(struct p9_message *m, const char *text, __sz len)
{
	if (len > 0xffff) {
		m->overflow = 1;
		return;
	}
	p9_put(m, len, 2);
	p9_put_bytes(m, text, len);
}

void p9_put_fid(struct p9_message *m, const struct uk_9p_fid *fid)
{
	p9_put(m, fid->number, 4);
}

__u64 p9_get(struct p9_answer *a, unsigned int bytes)
{
	__u64 value = 0;

	if (a->bad || a->len - a->at < bytes) {
		a->bad = 1;
		return 0;
	}
	for (unsigned int i = 0; i < bytes; i++)
		value |= (__u64)a->buffer[a->at++] << (8 * i);
	return value;
}

const char *p9_get_string(struct p9_answer *a, __u16 *len)
{
	const char *text;

	*len = (__u16)p9_get(a, 2);
	if (a->bad || a->len - a->at < *len) {
		a->bad = 1;
		*len = 0;
		return "";
	}
	text = (const char *)a->buffer + a->at;
	a->at += *len;
	return text;
}

void p9_get_qid(struct p9_answer *a, struct uk_9p_qid *qid)
{
	qid->type = (__u8)p9_get(a, 1);
	qid->version = (__u32)p9_get(a, 4);
	qid->path = p9_get(a, 8);
}
