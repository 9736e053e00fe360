/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network buffers: making them, linking them into chains, giving them up.
 */
#include <string.h>
#include <uk/alloc.h>
#include <uk/essentials.h>
#include <uk/netbuf.h>

#define PRIV_ALIGN 16UL

void uk_netbuf_init_indir(struct uk_netbuf *m, void *buf, size_t buflen, uint16_t headroom,
                          void *priv, uk_netbuf_dtor_t dtor)
{
	memset(m, 0, sizeof(*m));
	m->buf = buf;
	m->buflen = buflen;
	m->data = (uint8_t *)buf + headroom;
	m->refcount = 1;
	m->priv = priv;
	m->dtor = dtor;
}

/* Where the private area ends, counted from the netbuf. */
static size_t meta_size(size_t privlen)
{
	return ALIGN_UP(sizeof(struct uk_netbuf), PRIV_ALIGN) + ALIGN_UP(privlen, PRIV_ALIGN);
}

static void *priv_area(struct uk_netbuf *m, size_t privlen)
{
	return privlen ? (uint8_t *)m + ALIGN_UP(sizeof(*m), PRIV_ALIGN) : NULL;
}

struct uk_netbuf *uk_netbuf_alloc_indir(struct uk_alloc *a, size_t privlen, uk_netbuf_dtor_t dtor)
{
	struct uk_netbuf *m;

	if (privlen > UINT16_MAX)
		return NULL;
	m = uk_memalign(a, PRIV_ALIGN, meta_size(privlen));
	if (!m)
		return NULL;
	uk_netbuf_init_indir(m, NULL, 0, 0, priv_area(m, privlen), dtor);
	m->_a = a;
	m->_b = m;
	return m;
}

struct uk_netbuf *uk_netbuf_alloc_buf(struct uk_alloc *a, size_t buflen, size_t bufalign,
                                      uint16_t headroom, size_t privlen, uk_netbuf_dtor_t dtor)
{
	struct uk_netbuf *m;
	size_t align = MAX(bufalign, PRIV_ALIGN), offset;
	void *block;

	if (!POWER_OF_2(align) || headroom > buflen || privlen > UINT16_MAX ||
	    buflen > SIZE_MAX / 2)
		return NULL;
	/* The buffer first: it wants the alignment, the netbuf behind it is content with less. */
	offset = ALIGN_UP(buflen, PRIV_ALIGN);
	block = uk_memalign(a, align, offset + meta_size(privlen));
	if (!block)
		return NULL;
	m = (struct uk_netbuf *)((uint8_t *)block + offset);
	uk_netbuf_init_indir(m, block, buflen, headroom, priv_area(m, privlen), dtor);
	m->_a = a;
	m->_b = block;
	return m;
}

struct uk_netbuf *uk_netbuf_prepare_buf(void *mem, size_t size, uint16_t headroom, size_t privlen,
                                        uk_netbuf_dtor_t dtor)
{
	size_t skip = -(uintptr_t)mem & (PRIV_ALIGN - 1), used;
	struct uk_netbuf *m;

	if (privlen > UINT16_MAX)
		return NULL;
	used = skip + meta_size(privlen);
	if (size < used || size - used < headroom)
		return NULL;
	m = (struct uk_netbuf *)((uint8_t *)mem + skip);
	uk_netbuf_init_indir(m, (uint8_t *)mem + used, size - used, headroom, priv_area(m, privlen),
	                     dtor);
	return m;
}

struct uk_netbuf *uk_netbuf_disconnect(struct uk_netbuf *m)
{
	struct uk_netbuf *next = m->next;

	if (next)
		next->prev = m->prev;
	if (m->prev)
		m->prev->next = next;
	m->next = NULL;
	m->prev = NULL;
	return next;
}

void uk_netbuf_connect(struct uk_netbuf *headtail, struct uk_netbuf *tail)
{
	headtail->next = tail;
	tail->prev = headtail;
}

void uk_netbuf_append(struct uk_netbuf *head, struct uk_netbuf *tail)
{
	uk_netbuf_connect(uk_netbuf_chain_last(head), tail);
}

struct uk_netbuf *uk_netbuf_ref_single(struct uk_netbuf *m)
{
	m->refcount++;
	return m;
}

struct uk_netbuf *uk_netbuf_ref(struct uk_netbuf *m)
{
	struct uk_netbuf *i;

	UK_NETBUF_CHAIN_FOREACH(i, m)
	i->refcount++;
	return m;
}

void uk_netbuf_free_single(struct uk_netbuf *m)
{
	struct uk_alloc *a = m->_a;
	void *block = m->_b;

	if (m->refcount > 1) {
		m->refcount--;
		return;
	}
	m->refcount = 0;
	uk_netbuf_disconnect(m);
	/* The destructor may hand the netbuf to somebody else: it is not looked at afterwards. */
	if (m->dtor)
		m->dtor(m);
	if (a)
		uk_free(a, block);
}

void uk_netbuf_free(struct uk_netbuf *m)
{
	struct uk_netbuf *next;

	for (; m; m = next) {
		next = m->next;
		uk_netbuf_free_single(m);
	}
}
