/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network buffers: one netbuf describes one contiguous piece of memory; a packet is a chain of
 * them. The interface is upstream's; a netbuf says where a packet lies and who is told when it is
 * no longer needed, it never copies.
 *
 * Ownership: whoever holds a chain owns all of its buffers. `uk_netbuf_free` gives up one reference
 * of each buffer of the chain; a buffer whose count falls to zero calls its destructor, which may
 * take the memory back (a driver's pool does), and is then returned to the allocator that it came
 * from, if any. Context: kernel context (deferred work included). The count is not atomic: there is
 * no other context that touches it. Offload fields are valid in the first netbuf of a chain only.
 */
#ifndef __UK_NETBUF_H__
#define __UK_NETBUF_H__

#include <stddef.h>
#include <stdint.h>
#include <uk/config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_alloc;
struct uk_netbuf;

/* Called when the last reference goes. `m` is already unlinked from its neighbours. */
typedef void (*uk_netbuf_dtor_t)(struct uk_netbuf *m);

/* The checksum from csum_start to the end of the packet is missing; it belongs at csum_start +
 * csum_offset, where the pseudo header's sum stands. Both directions. */
#define UK_NETBUF_F_PARTIAL_CSUM (1u << 0)
/* Received: the device has checked the packet's checksums. */
#define UK_NETBUF_F_DATA_VALID (1u << 1)
/* One large TCP segment to be cut into packets of gso_size payload bytes; header_len = all headers
 * including TCP's. */
#define UK_NETBUF_F_GSO_TCPV4 (1u << 2)
#define UK_NETBUF_F_GSO_TCPV6 (1u << 3)

struct uk_netbuf {
	struct uk_netbuf *next;
	struct uk_netbuf *prev;
	void *data;    /* first byte of the payload, inside buf */
	size_t len;    /* bytes of payload in this netbuf */
	uint8_t flags; /* UK_NETBUF_F_* */
	uint16_t refcount;
	uint16_t header_len;  /* GSO: bytes of headers */
	uint16_t gso_size;    /* GSO: payload bytes per packet on the wire */
	uint16_t csum_start;  /* from data */
	uint16_t csum_offset; /* from csum_start */
	void *priv;           /* the user's area; NULL when none was asked for */
	void *buf;
	size_t buflen;
	uk_netbuf_dtor_t dtor;
	struct uk_alloc *_a; /* where _b came from; NULL: the memory belongs to somebody else */
	void *_b;
};

#define UK_NETBUF_CHAIN_FOREACH(var, head)   for ((var) = (head); (var); (var) = (var)->next)
#define UK_NETBUF_CHAIN_FOREACH_R(var, tail) for ((var) = (tail); (var); (var) = (var)->prev)

/* The last netbuf of the chain that `m` is part of. */
#define uk_netbuf_chain_last(m)                \
	({                                     \
		struct uk_netbuf *_last = (m); \
		while (_last->next)            \
			_last = _last->next;   \
		_last;                         \
	})

/*
 * Makes a netbuf of memory that the caller provides, for a buffer elsewhere (`buf`, `buflen`; both
 * may be 0 and be set later). data stands `headroom` bytes into the buffer, len is 0, one
 * reference.
 */
void uk_netbuf_init_indir(struct uk_netbuf *m, void *buf, size_t buflen, uint16_t headroom,
                          void *priv, uk_netbuf_dtor_t dtor);

/* A netbuf from the allocator, without a buffer. NULL when out of memory. */
struct uk_netbuf *uk_netbuf_alloc_indir(struct uk_alloc *a, size_t privlen, uk_netbuf_dtor_t dtor);

/* A netbuf, its private area and a buffer of `buflen` bytes, aligned to `bufalign` (a power of
 * two), in one block. */
struct uk_netbuf *uk_netbuf_alloc_buf(struct uk_alloc *a, size_t buflen, size_t bufalign,
                                      uint16_t headroom, size_t privlen, uk_netbuf_dtor_t dtor);

/* Puts netbuf, private area and buffer into `mem`, which stays the caller's. NULL when `size` is
 * too small. */
struct uk_netbuf *uk_netbuf_prepare_buf(void *mem, size_t size, uint16_t headroom, size_t privlen,
                                        uk_netbuf_dtor_t dtor);

/* Takes `m` out of its chain; returns its successor. */
struct uk_netbuf *uk_netbuf_disconnect(struct uk_netbuf *m);
/* Links the chain that begins with `tail` behind `headtail`, which must be a chain's last netbuf.
 */
void uk_netbuf_connect(struct uk_netbuf *headtail, struct uk_netbuf *tail);
/* Links the chain that begins with `tail` behind the last netbuf of `head`'s chain. */
void uk_netbuf_append(struct uk_netbuf *head, struct uk_netbuf *tail);

/* One reference more for each netbuf of the chain; for one netbuf. Both return `m`. */
struct uk_netbuf *uk_netbuf_ref(struct uk_netbuf *m);
struct uk_netbuf *uk_netbuf_ref_single(struct uk_netbuf *m);

/* Gives up a reference of `m` and all that follow it; of `m` alone (it is unlinked when the count
 * falls to zero). */
void uk_netbuf_free(struct uk_netbuf *m);
void uk_netbuf_free_single(struct uk_netbuf *m);

static inline uint16_t uk_netbuf_refcount_single_get(struct uk_netbuf *m)
{
	return m->refcount;
}

static inline void *uk_netbuf_get_priv(struct uk_netbuf *m)
{
	return m->priv;
}

static inline size_t uk_netbuf_headroom(struct uk_netbuf *m)
{
	return (size_t)((uint8_t *)m->data - (uint8_t *)m->buf);
}

static inline size_t uk_netbuf_tailroom(struct uk_netbuf *m)
{
	return m->buflen - uk_netbuf_headroom(m) - m->len;
}

/* Moves the payload's start by `len` bytes: > 0 uncovers headroom, < 0 hides payload. 1 when done,
 * 0 when it does not fit. */
static inline int uk_netbuf_header(struct uk_netbuf *m, int16_t len)
{
	if (len > 0 ? (size_t)len > uk_netbuf_headroom(m) : (size_t)-len > m->len)
		return 0;
	m->data = (uint8_t *)m->data - len;
	m->len += (size_t)(ptrdiff_t)len;
	return 1;
}

#ifdef __cplusplus
}
#endif

#endif /* __UK_NETBUF_H__ */
