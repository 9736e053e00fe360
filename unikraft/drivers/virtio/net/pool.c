/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive buffers. Descriptions stand apart from the data: the device cannot write to them, and
 * walking through them touches few pages.
 */
#include <uk/frame.h>
#include "virtio_net.h"

#define BLOCK     64u /* buffers made at a time */
#define LIMIT_MAX 2048UL
#define SHARE     16 /* of the free memory, one part in so many */

static void returned(struct uk_netbuf *m)
{
	struct rx_pool *pool = m->_b;

	m->next = pool->free;
	pool->free = m;
	if (pool->hungry)
		pool->returned(pool);
}

/*
 * Larger buffers cost less per byte of a large packet and more memory per small one: 16 KiB where
 * the share is at least 2 MiB, half a page where it is below 1 MiB.
 */
void rx_pool_init(struct rx_pool *pool, __u16 privlen)
{
	__sz share = uk_frame_available() / SHARE * PAGE_SIZE;

	pool->buffer_len = share >= 2UL << 20   ? 4 * PAGE_SIZE
	                   : share >= 1UL << 20 ? PAGE_SIZE
	                                        : PAGE_SIZE / 2;
	pool->limit = (__u32)MIN(share / pool->buffer_len, LIMIT_MAX);
	pool->limit = MAX(ALIGN_DOWN(pool->limit, BLOCK), BLOCK);
	pool->privlen = ALIGN_UP(privlen, 16);
}

static int grow(struct rx_pool *pool)
{
	__sz meta_len = ALIGN_UP(sizeof(struct uk_netbuf), 16) + pool->privlen;
	__sz data_pages = DIV_ROUND_UP((__sz)BLOCK * pool->buffer_len, PAGE_SIZE);
	__paddr_t frame;
	__u8 *data, *meta;
	__sz i;

	if (pool->made + BLOCK > pool->limit)
		return 0;
	frame = uk_frame_alloc_run(data_pages + DIV_ROUND_UP(BLOCK * meta_len, PAGE_SIZE));
	if (frame == UK_FRAME_NONE)
		return 0;
	data = ukplat_phys_to_virt(frame);
	meta = data + data_pages * PAGE_SIZE;
	/* From the last to the first, so that they are used in the order of their addresses. */
	for (i = BLOCK; i-- > 0;) {
		struct uk_netbuf *m = (void *)(meta + i * meta_len);

		m->buf = data + i * pool->buffer_len;
		m->buflen = pool->buffer_len;
		m->priv = pool->privlen ? meta + i * meta_len + ALIGN_UP(sizeof(*m), 16) : NULL;
		m->dtor = returned;
		m->_a = NULL;
		m->_b = pool;
		m->next = pool->free;
		pool->free = m;
	}
	pool->made += BLOCK;
	return 1;
}

struct uk_netbuf *rx_pool_take(struct rx_pool *pool)
{
	struct uk_netbuf *m = pool->free;

	if (unlikely(!m)) {
		if (!grow(pool))
			return NULL;
		m = pool->free;
	}
	pool->free = m->next;
	return m;
}
