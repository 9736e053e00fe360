/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-net against a card that is played by the test: negotiation, receiving with merged buffers,
 * lying headers, sending with offloads, a full queue, exhaustion of the pool. Also the netbufs.
 * From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/uk{alloc,falloc}/include \
 *      -Iunikraft/lib/dev/uk{netdev,random}/include -Iunikraft/drivers/virtio/net \
 *      -Iunikraft/drivers/virtio/{ring,bus}/include tests/unit/virtio_net_test.c \
 *      unikraft/lib/dev/uknetdev/net{dev,buf}.c \
 *      unikraft/drivers/virtio/{ring/virtq{,_used},bus/virtio_bus}.c \
 *      unikraft/drivers/virtio/net/{pool,virtio_net_{queue,rx,tx}}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../unikraft/drivers/virtio/net/virtio_net.c"
#include <uk/frame.h>
#include <uk/plat/memory.h>

#include "virtio_net_card.h"

static void test_negotiation(void **state)
{
	struct uk_netdev_info info;

	(void)state;
	card_insert(ALL_FEATURES, 100000);
	assert_int_equal(accepted, ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_F_RING_PACKED));
	uk_netdev_info_get(dev, &info);
	assert_true(info.features & UK_NETDEV_F_LRO);
	assert_int_equal(uk_netdev_mtu_get(dev), 1500);
	assert_memory_equal(uk_netdev_hwaddr_get(dev), config, 6);
	assert_int_equal(uk_netdev_link_get(dev), 1);

	/* Large receive without merging would need buffers of 64 KiB: refused. */
	card_insert(ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_NET_F_MRG_RXBUF), 100000);
	assert_false(accepted & WANTED_LARGE);
	/* Segmentation needs checksums. */
	card_insert(ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_NET_F_CSUM), 100000);
	uk_netdev_info_get(dev, &info);
	assert_false(info.features &
	             (UK_NETDEV_F_TSO4 | UK_NETDEV_F_TSO6 | UK_NETDEV_F_PARTIAL_CSUM));
	/* No address: one of our own, local and unicast. */
	card_insert(ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_NET_F_MAC), 100000);
	assert_int_equal(uk_netdev_hwaddr_get(dev)->addr_bytes[0], 0xfe);
}

static void test_legacy_is_refused(void **state)
{
	(void)state;
	card_insert(ALL_FEATURES, 100000);
	offered = ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_F_VERSION_1);
	assert_int_equal(virtio_net_probe(&card), 0);
	assert_int_equal(uk_netdev_probe(uk_netdev_get(uk_netdev_count() - 1)), -ENOTSUP);
}

static void test_receive(void **state)
{
	struct virtio_net_hdr plain = {0}, tso = {.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
	                                          .gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
	                                          .hdr_len = 54,
	                                          .gso_size = 1448,
	                                          .csum_start = 34,
	                                          .csum_offset = 16};
	struct uk_netdev_info info;
	struct uk_netbuf *pkt;
	unsigned int i;

	(void)state;
	card_insert(ALL_FEATURES, 10000);
	uk_netdev_info_get(dev, &info);
	assert_int_equal(uk_netdev_rx_one(dev, 0, &pkt), 0);
	assert_null(pkt);
	for (i = 0; i < 3000; i++) {
		__u32 len = 60 + any(1455);

		card_receives(plain, len);
		pkt = receive(len);
		assert_null(pkt->next);
		assert_int_equal(pkt->flags, 0);
		uk_netbuf_free(pkt);
		len = 60 + any(65000);
		assert_int_equal(card_receives(tso, len),
		                 (int)DIV_ROUND_UP(len + 12, info.rx_buffer_len));
		pkt = receive(len);
		assert_int_equal(pkt->flags, UK_NETBUF_F_PARTIAL_CSUM | UK_NETBUF_F_GSO_TCPV4);
		assert_int_equal(pkt->gso_size, 1448);
		assert_int_equal(pkt->csum_start, 34);
		uk_netbuf_free(pkt);
	}
	assert_int_equal(messages, 0);
}

/* The user keeps everything: the card runs dry, and is fed again as soon as buffers come back. */
static void test_receive_exhaustion(void **state)
{
	static struct uk_netbuf *held[4096];
	struct virtio_net_hdr plain = {0};
	unsigned int n = 0, round;
	__sz pages[] = {500, 3000, 100000};

	(void)state;
	for (round = 0; round < 3; round++) {
		int rc = 0;

		card_insert(ALL_FEATURES, pages[round]);
		for (n = 0; queues[0]->avail->idx != seen[0]; n++) {
			card_receives(plain, 100);
			rc = uk_netdev_rx_one(dev, 0, &held[n]);
			assert_true(uk_netdev_status_successful(rc));
		}
		assert_true(rc & UK_NETDEV_STATUS_UNDERRUN);
		assert_true(n >= 64);
		kicks[0] = 0;
		while (n)
			uk_netbuf_free(held[--n]);
		assert_true(queues[0]->avail->idx != seen[0]);
		card_receives(plain, 100);
		uk_netbuf_free(receive(100));
	}
}

static void test_lying_headers(void **state)
{
	struct virtio_net_hdr too_many = {.num_buffers = 3},
	                      csum = {.flags = 1, .csum_start = 90, .csum_offset = 9},
	                      far = {.flags = 1, .csum_start = 0xffff, .csum_offset = 0xffff},
	                      gso = {.gso_type = 77}, plain = {0};
	struct uk_netbuf *pkt;
	int id;

	(void)state;
	card_insert(ALL_FEATURES, 100000);
	card_receives(csum, 100);
	card_receives(far, 100);
	card_receives(gso, 100);
	card_receives(too_many, 100);
	assert_int_equal(uk_netdev_rx_one(dev, 0, &pkt), 0);
	id = take(0); /* shorter than its header */
	finish(0, id, 5);
	card_receives(plain, 200);
	uk_netbuf_free(receive(200));
	finish(0, id, 5); /* again */
	assert_int_equal(uk_netdev_rx_one(dev, 0, &pkt), -EIO);
	assert_int_equal(messages, 1);
	assert_int_equal(uk_netdev_rx_one(dev, 0, &pkt), -EIO);
}

static void sent(struct uk_netbuf *m)
{
	(void)m;
	freed++;
}

static struct uk_netbuf *packet_new(__u16 headroom, __sz len)
{
	struct uk_netbuf *m = uk_netbuf_alloc_buf(&heap, headroom + len, 16, headroom, 0, sent);

	assert_non_null(m);
	m->len = len;
	memset(m->data, 0x42, len);
	return m;
}

static void test_send(void **state)
{
	struct uk_netbuf *pkt, *more;
	struct virtio_net_hdr *hdr;
	struct virtq_desc *d;
	int id;

	(void)state;
	card_insert(ALL_FEATURES, 100000);
	/* With headroom: header in front */
	pkt = packet_new(16, 100);
	pkt->flags = UK_NETBUF_F_PARTIAL_CSUM | UK_NETBUF_F_GSO_TCPV6;
	pkt->csum_start = 54;
	pkt->csum_offset = 16;
	pkt->gso_size = 1440;
	pkt->header_len = 74;
	more = packet_new(0, 1000);
	uk_netbuf_append(pkt, more);
	assert_true(uk_netdev_status_more(uk_netdev_tx_one(dev, 0, pkt)));
	assert_int_equal(kicks[1], 1);
	id = take(1);
	d = &queues[1]->desc[id];
	hdr = (void *)d->addr;
	assert_ptr_equal((__u8 *)hdr + 12, pkt->data);
	assert_int_equal(hdr->gso_type, VIRTIO_NET_HDR_GSO_TCPV6);
	assert_int_equal(hdr->flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	assert_int_equal(hdr->gso_size, 1440);
	assert_true(d->flags & VIRTQ_DESC_F_NEXT);
	/* Without headroom: the header stands apart */
	pkt = packet_new(0, 60);
	kicks[1] = 0;
	assert_true(uk_netdev_status_successful(uk_netdev_tx_more(dev, 0, pkt)));
	assert_int_equal(kicks[1], 0);
	uk_netdev_tx_flush(dev, 0);
	d = &queues[1]->desc[take(1)];
	assert_int_equal(d->len, 12);
	assert_int_equal(((struct virtio_net_hdr *)d->addr)->flags, 0);
	assert_int_equal(freed, 0);
	finish(1, id, 0);
	uk_netdev_tx_reap(dev, 0);
	assert_int_equal(freed, 2); /* both netbufs of the chain */
}

static void test_send_refuses(void **state)
{
	struct uk_netbuf *pkt = packet_new(16, 100), *m;
	int i;

	(void)state;
	card_insert(ALL_FEATURES & ~UK_VIRTIO_F(VIRTIO_NET_F_HOST_TSO6), 100000);
	pkt->flags = UK_NETBUF_F_GSO_TCPV4; /* without the checksum's place */
	pkt->gso_size = 1000;
	assert_int_equal(uk_netdev_tx_one(dev, 0, pkt), -EINVAL);
	pkt->flags = UK_NETBUF_F_GSO_TCPV6 | UK_NETBUF_F_PARTIAL_CSUM;
	assert_int_equal(uk_netdev_tx_one(dev, 0, pkt), -EINVAL);
	pkt->flags = UK_NETBUF_F_GSO_TCPV4 | UK_NETBUF_F_PARTIAL_CSUM;
	pkt->gso_size = 0;
	assert_int_equal(uk_netdev_tx_one(dev, 0, pkt), -EINVAL);
	pkt->flags = 0;
	for (i = 0; i < PIECES_MAX; i++) {
		m = packet_new(0, 10);
		uk_netbuf_append(pkt, m);
	}
	assert_int_equal(uk_netdev_tx_one(dev, 0, pkt), -EINVAL);
	uk_netbuf_free(pkt);
	assert_int_equal(freed, PIECES_MAX + 1);
}

static void test_send_full_queue(void **state)
{
	struct uk_netbuf *pkt;
	int n = 0, id, given = 0, round, rc;

	(void)state;
	card_insert(ALL_FEATURES, 100000);
	*(__u16 *)&queues[1]->used->ring[QUEUE] =
	        0xffff; /* the card polls, no notification wanted */
	for (round = 0; round < 2000; round++) {
		pkt = packet_new(any(2) ? 16 : 0, 1 + any(9000));
		rc = uk_netdev_tx_one(dev, 0, pkt);
		if (uk_netdev_status_successful(rc)) {
			given++;
			continue;
		}
		assert_int_equal(rc, 0);
		uk_netbuf_free(pkt);
		n++;
		/* An interrupt is due when an eighth is done, not before. */
		assert_int_not_equal(queues[1]->avail->ring[QUEUE],
		                     (__u16)(queues[1]->used_idx - 1));
		while ((id = take(1)) >= 0)
			finish(1, id, 0);
		queues[1]->callback(queues[1]);
		assert_int_equal(callbacks, n);
		assert_int_equal(queues[1]->free_count, QUEUE);
	}
	assert_true(n > 5);
	uk_netdev_tx_reap(dev, 0);
	assert_int_equal(freed, given + n - queues[1]->in_flight);
	assert_int_equal(messages, 0);
}

static void test_netbuf(void **state)
{
	static char mem[256];
	struct uk_netbuf *a, *b, *c;

	(void)state;
	freed = 0;
	assert_null(uk_netbuf_alloc_buf(&heap, 10, 16, 11, 0, NULL));
	assert_null(uk_netbuf_alloc_buf(&heap, 10, 24, 0, 0, NULL));
	assert_null(uk_netbuf_prepare_buf(mem, 64, 0, 0, NULL));
	a = uk_netbuf_prepare_buf(mem + 1, 255, 20, 24, sent);
	assert_non_null(a);
	assert_int_equal(uk_netbuf_headroom(a), 20);
	assert_true((char *)a->buf + a->buflen <= mem + 256);
	assert_int_equal(uk_netbuf_header(a, 21), 0);
	assert_int_equal(uk_netbuf_header(a, 14), 1);
	assert_int_equal(a->len, 14);
	assert_int_equal(uk_netbuf_header(a, -14), 1);
	assert_int_equal(uk_netbuf_header(a, -1), 0);
	b = packet_new(0, 10);
	c = packet_new(0, 10);
	uk_netbuf_append(a, b);
	uk_netbuf_append(a, c);
	uk_netbuf_ref(a);
	uk_netbuf_free_single(b);
	assert_int_equal(freed, 0);
	uk_netbuf_free_single(b);
	assert_int_equal(freed, 1);
	assert_ptr_equal(a->next, c);
	assert_ptr_equal(c->prev, a);
	uk_netbuf_free(a);
	uk_netbuf_free(a);
	assert_int_equal(freed, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_negotiation),   cmocka_unit_test(test_legacy_is_refused),
	        cmocka_unit_test(test_receive),       cmocka_unit_test(test_receive_exhaustion),
	        cmocka_unit_test(test_lying_headers), cmocka_unit_test(test_send),
	        cmocka_unit_test(test_send_refuses),  cmocka_unit_test(test_send_full_queue),
	        cmocka_unit_test(test_netbuf),
	};

	return cmocka_run_group_tests(tests, NULL, card_remove);
}
