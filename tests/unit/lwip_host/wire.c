/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A network card on a socket pair. It does in software what it offers: completes checksums and cuts
 * large TCP segments, so that the receiver's stack verifies that what it was asked to do was right.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uk/netdev.h>
#include "kernel.h"

static int wire_fd;
static unsigned int wire_loss;
static const char *wire_address;
unsigned long wire_bad;
static struct uk_hwaddr mac = {{2, 0, 0, 0, 0, 0}};
static struct uk_netdev_info card = {.max_rx_queues = 1,
                                     .max_tx_queues = 1,
                                     .max_mtu = 1500,
                                     .nb_encap_tx = 12,
                                     .max_tx_segments = 20,
                                     .max_tx_bytes = 65535,
                                     .nb_rx_buffers = 64,
                                     .rx_buffer_len = 2048};
static struct uk_netdev_rxqueue_conf rx;
static struct uk_netdev device = {._state = UK_NETDEV_UNCONFIGURED};

static unsigned int sum(const unsigned char *p, unsigned int len, unsigned int s)
{
	for (; len > 1; len -= 2, p += 2)
		s += (unsigned int)p[0] << 8 | p[1];
	if (len)
		s += (unsigned int)p[0] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

static void put(const unsigned char *frame, unsigned int len)
{
	if (kernel_random() % 1000 >= wire_loss)
		(void)!write(wire_fd, frame, len);
}

/* One packet of a large segment (IPv4): headers adjusted, checksums complete. */
static void cut(const unsigned char *f, const struct uk_netbuf *nb, unsigned int at, unsigned int n,
                int last)
{
	unsigned int hl = nb->header_len, ip = 14, tcp = ip + (f[14] & 15) * 4u, v;
	unsigned char p[2048];

	memcpy(p, f, hl);
	memcpy(p + hl, f + hl + at, n);
	v = hl - 14 + n;
	p[ip + 2] = (unsigned char)(v >> 8);
	p[ip + 3] = (unsigned char)v;
	p[ip + 10] = p[ip + 11] = 0;
	v = ~sum(p + ip, tcp - ip, 0);
	p[ip + 10] = (unsigned char)(v >> 8);
	p[ip + 11] = (unsigned char)v;
	memcpy(&v, p + tcp + 4, 4);
	v = htonl(ntohl(v) + at);
	memcpy(p + tcp + 4, &v, 4);
	if (!last)
		p[tcp + 13] &= (unsigned char)~9; /* FIN, PSH */
	p[tcp + 16] = p[tcp + 17] = 0;
	v = sum(p + ip + 12, 8, 6 + hl - tcp + n);
	v = ~sum(p + tcp, hl - tcp + n, v);
	p[tcp + 16] = (unsigned char)(v >> 8);
	p[tcp + 17] = (unsigned char)v;
	put(p, hl + n);
}

static int transmit(struct uk_netdev *dev, uint16_t queue, struct uk_netbuf *nb)
{
	static unsigned char f[70000];
	unsigned int len = 0, v;

	(void)dev, (void)queue;
	if (kernel_random() % 50 == 0)
		return 0; /* a full queue */
	for (struct uk_netbuf *q = nb; q; q = q->next) {
		memcpy(f + len, q->data, q->len);
		len += (unsigned int)q->len;
	}
	if (nb->flags & UK_NETBUF_F_GSO_TCPV4) {
		unsigned int total = len - nb->header_len;

		if (!nb->gso_size || nb->gso_size > 1460)
			wire_bad++;
		for (unsigned int at = 0; at < total; at += nb->gso_size) {
			unsigned int n = total - at < nb->gso_size ? total - at : nb->gso_size;

			cut(f, nb, at, n, at + n == total);
		}
	} else {
		if (len > 1514)
			wire_bad++;
		if (nb->flags & UK_NETBUF_F_PARTIAL_CSUM) {
			v = ~sum(f + nb->csum_start, len - nb->csum_start, 0);
			f[nb->csum_start + nb->csum_offset] = (unsigned char)(v >> 8);
			f[nb->csum_start + nb->csum_offset + 1] = (unsigned char)v;
		}
		put(f, len);
	}
	uk_netbuf_free(nb);
	return UK_NETDEV_STATUS_SUCCESS | UK_NETDEV_STATUS_MORE;
}

static void freed(struct uk_netbuf *nb)
{
	free(nb->buf);
	free(nb->priv);
	free(nb);
}

/* A frame arrives in buffers of 600 bytes, as merged buffers do. */
static int receive(struct uk_netdev *dev, uint16_t queue, struct uk_netbuf **pkt)
{
	unsigned char f[4096];
	struct uk_netbuf *head = NULL, *last = NULL;
	ssize_t n = recv(wire_fd, f, sizeof(f), MSG_DONTWAIT);

	(void)dev, (void)queue;
	*pkt = NULL;
	if (n <= 0)
		return 0;
	for (ssize_t at = 0; at < n; at += 600) {
		size_t part = n - at < 600 ? (size_t)(n - at) : 600;
		struct uk_netbuf *nb = malloc(sizeof(*nb));

		uk_netbuf_init_indir(nb, malloc(600), 600, 0, malloc(rx.privlen), freed);
		memcpy(nb->data, f + at, part);
		nb->len = part;
		if (last)
			uk_netbuf_connect(last, nb);
		else
			head = nb;
		last = nb;
	}
	*pkt = head;
	return UK_NETDEV_STATUS_SUCCESS;
}

static int rx_configure(struct uk_netdev *dev, uint16_t queue, uint16_t n,
                        struct uk_netdev_rxqueue_conf *conf)
{
	(void)dev, (void)queue, (void)n;
	rx = *conf;
	return 0;
}

static int intr(struct uk_netdev *dev, uint16_t queue)
{
	(void)dev, (void)queue;
	return 0;
}

static const struct uk_netdev_ops ops = {.rxq_intr_enable = intr, .rxq_intr_disable = intr};

void wire_init(int fd, const char *cidr, unsigned int loss, unsigned int features)
{
	wire_fd = fd;
	wire_address = cidr;
	wire_loss = loss;
	card.features = features;
	mac.addr_bytes[5] = (uint8_t)fd;
	device.ops = &ops;
	device.tx_one = transmit;
	device.rx_one = receive;
}

void wire_wait(void)
{
	struct pollfd p = {.fd = wire_fd, .events = POLLIN};

	poll(&p, 1, 1);
}

unsigned int uk_netdev_count(void)
{
	return 1;
}
struct uk_netdev *uk_netdev_get(unsigned int id)
{
	return id ? NULL : &device;
}
enum uk_netdev_state uk_netdev_state_get(struct uk_netdev *dev)
{
	return dev->_state;
}
int uk_netdev_probe(struct uk_netdev *dev)
{
	(void)dev;
	return 0;
}
const char *uk_netdev_einfo_get(struct uk_netdev *dev, enum uk_netdev_einfo_type type)
{
	(void)dev;
	return type == UK_NETDEV_IPV4_CIDR ? wire_address : NULL;
}
void uk_netdev_info_get(struct uk_netdev *dev, struct uk_netdev_info *info)
{
	(void)dev;
	*info = card;
}
int uk_netdev_configure(struct uk_netdev *dev, const struct uk_netdev_conf *conf)
{
	(void)dev, (void)conf;
	return 0;
}
int uk_netdev_rxq_configure(struct uk_netdev *dev, uint16_t queue, uint16_t n,
                            struct uk_netdev_rxqueue_conf *conf)
{
	return rx_configure(dev, queue, n, conf);
}
int uk_netdev_txq_configure(struct uk_netdev *dev, uint16_t queue, uint16_t n,
                            struct uk_netdev_txqueue_conf *conf)
{
	(void)dev, (void)queue, (void)n, (void)conf;
	return 0;
}
int uk_netdev_start(struct uk_netdev *dev)
{
	(void)dev;
	return 0;
}
const struct uk_hwaddr *uk_netdev_hwaddr_get(struct uk_netdev *dev)
{
	(void)dev;
	return &mac;
}
uint16_t uk_netdev_mtu_get(struct uk_netdev *dev)
{
	(void)dev;
	return 1500;
}
