/* SPDX-License-Identifier: BSD-3-Clause */
/* The card that virtio_net_test.c plays, and what the driver expects of the kernel around it.
 * Included once, after the driver. */
#ifndef VIRTIO_NET_CARD_H
#define VIRTIO_NET_CARD_H

#define ALL_FEATURES                                                                  \
	(UK_VIRTIO_F(VIRTIO_F_VERSION_1) | UK_VIRTIO_F(VIRTIO_F_EVENT_IDX) | WANTED | \
	 WANTED_LARGE | UK_VIRTIO_F(VIRTIO_F_RING_PACKED))
#define QUEUE 256

static __u64 offered, accepted;
static __u8 status;
static __u8 config[12] = {0x52, 0x54, 0, 1, 2, 3, 1, 0, 0, 0, 0xdc, 0x05};
static struct uk_virtq *queues[2];
static __u16 seen[2]; /* the card's place in each available ring */
static int kicks[2], messages, freed, deferred;
static __sz available;
static void *blocks[65536];
static unsigned int block_count;
static unsigned int seed = 2463534242;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* What the kernel provides */
void uk_log(int level, const char *lib, const char *fmt, ...)
{
	(void)level, (void)lib, (void)fmt;
	messages++;
}

void uk_defer(struct uk_defer *work)
{
	(void)work;
	deferred++;
}

static void *remember(void *p)
{
	assert_true(block_count < 65536);
	return blocks[block_count++] = p;
}

static void forget(void *p)
{
	for (unsigned int i = 0; i < block_count; i++)
		if (blocks[i] == p)
			blocks[i] = blocks[--block_count];
	free(p);
}

__paddr_t uk_frame_alloc_run(__sz pages)
{
	if (pages > available)
		return UK_FRAME_NONE;
	available -= pages;
	return (__paddr_t)remember(aligned_alloc(4096, pages * 4096));
}

void uk_frame_free_run(__paddr_t frame)
{
	forget((void *)frame);
}

__sz uk_frame_available(void)
{
	return available;
}

__paddr_t ukplat_virt_to_phys(const volatile void *address)
{
	return (__paddr_t)address;
}

int uk_random_fill(void *buf, size_t len)
{
	memset(buf, 0xff, len);
	return 0;
}

static void *heap_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	return remember(malloc(size));
}

static void *heap_calloc(struct uk_alloc *a, __sz n, __sz size)
{
	(void)a;
	return remember(calloc(n, size));
}

static void *heap_memalign(struct uk_alloc *a, __sz align, __sz size)
{
	(void)a;
	return remember(aligned_alloc(align, ALIGN_UP(size, align)));
}

static void heap_free(struct uk_alloc *a, void *p)
{
	(void)a;
	forget(p);
}

static struct uk_alloc heap = {
        .malloc = heap_malloc, .calloc = heap_calloc, .memalign = heap_memalign, .free = heap_free};
struct uk_alloc *_uk_alloc_head = &heap;

/* The card's registers */
static __u64 card_features_get(struct uk_virtio_dev *dev)
{
	(void)dev;
	return offered;
}

static void card_features_set(struct uk_virtio_dev *dev, __u64 features)
{
	(void)dev;
	accepted = features;
}

static __u8 card_status_get(struct uk_virtio_dev *dev)
{
	(void)dev;
	return status;
}

static void card_status_set(struct uk_virtio_dev *dev, __u8 value)
{
	(void)dev;
	status = value;
}

static void card_config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len)
{
	(void)dev;
	memcpy(buf, config + offset, len);
}

static __u32 card_generation(struct uk_virtio_dev *dev)
{
	(void)dev;
	return 0;
}

static __u16 card_queue_size(struct uk_virtio_dev *dev, __u16 index)
{
	(void)dev;
	return index < 2 ? QUEUE : 0;
}

static void card_notify(struct uk_virtq *vq)
{
	kicks[vq->index]++;
}

static int card_queue_enable(struct uk_virtio_dev *dev, struct uk_virtio_queue *queue)
{
	(void)dev;
	queues[queue->vq.index] = &queue->vq;
	queue->vq.notify = card_notify;
	return 0;
}

static const struct uk_virtio_transport_ops card_ops = {
        .features_get = card_features_get,
        .features_set = card_features_set,
        .status_get = card_status_get,
        .status_set = card_status_set,
        .config_read = card_config_read,
        .config_generation = card_generation,
        .queue_size = card_queue_size,
        .queue_enable = card_queue_enable,
};

static struct uk_virtio_dev card;
static struct uk_netdev *dev;
static int callbacks;

static void room_again(struct uk_netdev *d, uint16_t queue, void *cookie)
{
	(void)d, (void)queue, (void)cookie;
	callbacks++;
}

static void card_insert(__u64 features, __sz pages)
{
	struct uk_netdev_conf conf = {1, 1};
	struct uk_netdev_rxqueue_conf rx = {.callback = room_again, .privlen = 40};
	struct uk_netdev_txqueue_conf tx = {.callback = room_again};

	offered = features;
	available = pages;
	memset(&card, 0, sizeof(card));
	memset(seen, 0, sizeof(seen));
	memset(kicks, 0, sizeof(kicks));
	messages = freed = callbacks = 0;
	card.ops = &card_ops;
	card.id = VIRTIO_ID_NET;
	card.name = "virtio-net";
	assert_int_equal(virtio_net_probe(&card), 0);
	dev = uk_netdev_get(uk_netdev_count() - 1);
	assert_int_equal(uk_netdev_rxq_configure(dev, 0, 0, &rx), -EINVAL); /* wrong state */
	assert_int_equal(uk_netdev_probe(dev), 0);
	assert_int_equal(uk_netdev_configure(dev, &conf), 0);
	assert_int_equal(uk_netdev_rxq_configure(dev, 0, 0, &rx), 0);
	assert_int_equal(uk_netdev_txq_configure(dev, 0, 0, &tx), 0);
	assert_int_equal(uk_netdev_start(dev), 0);
	assert_int_equal(uk_netdev_state_get(dev), UK_NETDEV_RUNNING);
	assert_true(status & VIRTIO_STATUS_DRIVER_OK);
}

/* Devices live for ever: only in the end. */
static int card_remove(void **state)
{
	(void)state;
	while (block_count)
		free(blocks[--block_count]);
	return 0;
}

static int take(int queue)
{
	struct uk_virtq *vq = queues[queue];

	if (vq->avail->idx == seen[queue])
		return -1;
	return vq->avail->ring[seen[queue]++ % vq->size];
}

static void finish(int queue, int id, __u32 len)
{
	struct uk_virtq *vq = queues[queue];

	vq->used->ring[vq->used->idx % vq->size] = (struct virtq_used_elem){(__u32)id, len};
	vq->used->idx++;
}

/* The card receives a packet of `len` bytes (byte i is i mod 251), spread over as many buffers as
 * it takes. */
static int card_receives(struct virtio_net_hdr hdr, __u32 len)
{
	int ids[80], n = 0, i;
	__u32 lens[80], done = 0, offset = sizeof(hdr);
	__u8 *first = NULL;

	while (done < len || !n) {
		int id = take(0);
		struct virtq_desc *d;
		__u32 here, k;

		assert_true(id >= 0);
		d = &queues[0]->desc[id];
		assert_int_equal(d->flags, VIRTQ_DESC_F_WRITE);
		if (!n)
			first = (__u8 *)d->addr;
		here = MIN(d->len - offset, len - done);
		for (k = 0; k < here; k++)
			((__u8 *)d->addr)[offset + k] = (__u8)((done + k) % 251);
		ids[n] = id;
		lens[n++] = offset + here;
		done += here;
		offset = 0;
	}
	if (!hdr.num_buffers)
		hdr.num_buffers = (__u16)n;
	memcpy(first, &hdr, sizeof(hdr));
	for (i = 0; i < n; i++)
		finish(0, ids[i], lens[i]);
	return n;
}

static struct uk_netbuf *receive(__u32 len)
{
	struct uk_netbuf *pkt, *m;
	__u32 done = 0, k;

	assert_true(uk_netdev_status_successful(uk_netdev_rx_one(dev, 0, &pkt)));
	UK_NETBUF_CHAIN_FOREACH(m, pkt)
	{
		assert_non_null(m->priv);
		assert_int_equal((uintptr_t)m->priv % 16, 0);
		memset(m->priv, 0xee, 40);
		for (k = 0; k < m->len; k++)
			assert_int_equal(((__u8 *)m->data)[k], (done + k) % 251);
		done += (__u32)m->len;
	}
	assert_int_equal(done, len);
	return pkt;
}

#endif /* VIRTIO_NET_CARD_H */
