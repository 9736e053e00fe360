/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network cards without a network stack: asks for the gateway's hardware address, then answers ARP,
 * ping and UDP echo (port 7) until a datagram says "quit". Sleeps between packets, so interrupts
 * must work. Arguments: own address, gateway ("10.0.2.15 10.0.2.2").
 */
#include <string.h>
#include <uk/alloc.h>
#include <uk/essentials.h>
#include <uk/netdev.h>
#include <uk/preempt.h>
#include <uk/print.h>
#include <uk/swrand.h>
#include <uk/wait.h>
#include "packet.h"

static struct uk_waitq waitq;
static int arrived, interrupts;
static struct uk_netdev_info info;

static void event(struct uk_netdev *dev __maybe_unused, uint16_t queue __maybe_unused,
                  void *cookie __maybe_unused)
{
	arrived = 1;
	interrupts++;
	uk_waitq_wake_up(&waitq);
}

static void address(const char *text, unsigned char ip[4])
{
	for (int i = 0; i < 4; i++, text++)
		for (ip[i] = 0; *text >= '0' && *text <= '9'; text++)
			ip[i] = (unsigned char)(ip[i] * 10 + *text - '0');
}

static int bring_up(struct uk_netdev *dev, struct node *self)
{
	struct uk_netdev_conf conf = {1, 1};
	struct uk_netdev_rxqueue_conf rx = {.callback = event};
	struct uk_netdev_txqueue_conf tx = {.callback = event};
	int rc = uk_netdev_probe(dev);

	if (rc == 0)
		rc = uk_netdev_configure(dev, &conf);
	if (rc == 0)
		rc = uk_netdev_rxq_configure(dev, 0, 0, &rx);
	if (rc == 0)
		rc = uk_netdev_txq_configure(dev, 0, 0, &tx);
	if (rc == 0)
		rc = uk_netdev_start(dev);
	if (rc < 0)
		return rc;
	memcpy(self->mac, uk_netdev_hwaddr_get(dev), 6);
	uk_netdev_info_get(dev, &info);
	uk_printk("card %s mtu %u features %x link %d buffers %u x %u\n",
	          uk_netdev_drv_name_get(dev), uk_netdev_mtu_get(dev), info.features,
	          uk_netdev_link_get(dev), info.nb_rx_buffers, info.rx_buffer_len);
	return 0;
}

static struct uk_netbuf *receive(struct uk_netdev *dev)
{
	struct uk_netbuf *pkt;

	for (;;) {
		int status = uk_netdev_rx_one(dev, 0, &pkt);

		if (uk_netdev_status_successful(status))
			return pkt;
		if (status < 0)
			return NULL;
		arrived = 0;
		if (uk_netdev_rxq_intr_enable(dev, 0) == 0)
			uk_waitq_wait_event(&waitq, arrived);
	}
}

static void ask_gateway(struct uk_netdev *dev, const struct node *self, const char *gateway)
{
	struct uk_netbuf *m = uk_netbuf_alloc_buf(uk_alloc_get_default(), 128, 16, 16, 0, NULL);
	unsigned char ip[4];

	address(gateway, ip);
	m->len = packet_arp_question(self, ip, m->data);
	if (!uk_netdev_status_successful(uk_netdev_tx_one(dev, 0, m)))
		uk_netbuf_free(m);
}

static enum verdict handle(struct uk_netdev *dev, const struct node *self, struct uk_netbuf *pkt)
{
	struct uk_netbuf *m;
	enum verdict verdict;
	size_t len = 0;
	int udp;

	UK_NETBUF_CHAIN_FOREACH(m, pkt)
	len += m->len;
	if (packet_is_arp_answer(self, pkt->data, len))
		uk_printk("gateway found\n");
	verdict = packet_answer(self, pkt->data, len, &udp);
	pkt->flags = 0;
	if (udp && (info.features & UK_NETDEV_F_PARTIAL_CSUM)) {
		packet_udp_pseudo(pkt->data, len);
		pkt->flags = UK_NETBUF_F_PARTIAL_CSUM;
		pkt->csum_start = 34;
		pkt->csum_offset = 6;
	} else if (udp) {
		packet_udp_checksum(pkt, len);
	}
	/* A received buffer is sent as it is: it returns to the receive pool when it is out. */
	if (verdict == IGNORE || !uk_netdev_status_successful(uk_netdev_tx_one(dev, 0, pkt)))
		uk_netbuf_free(pkt);
	return verdict;
}

int main(int argc, char **argv)
{
	struct node self;
	struct uk_netdev *dev = uk_netdev_get(0);
	struct uk_netbuf *pkt;
	int rc, packets = 0;

	uk_printk("random %08x\n", uk_swrand_randr());
	if (argc < 3 || !dev) {
		uk_printk("no card or no address\n");
		return 2;
	}
	uk_preempt_disable();
	uk_waitq_init(&waitq);
	address(argv[1], self.ip);
	rc = bring_up(dev, &self);
	if (rc < 0) {
		uk_printk("the card fails: %d\n", rc);
		return 3;
	}
	ask_gateway(dev, &self, argv[2]);
	while ((pkt = receive(dev)) != NULL) {
		packets++;
		if (handle(dev, &self, pkt) == QUIT)
			break;
	}
	uk_printk("%d packets, %s\n", packets, interrupts ? "by interrupt" : "polled only");
	uk_preempt_enable();
	return pkt && interrupts ? 0 : 1;
}
