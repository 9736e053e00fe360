/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-net inside: the device (virtio 1.x, section 5.1), its two queues and the pool of receive
 * buffers.
 */
#ifndef __VIRTIO_NET_H__
#define __VIRTIO_NET_H__

#include <uk/netdev.h>
#include <uk/arch/paging.h>
#include <uk/plat/memory.h>
#include <uk/netdev_driver.h>
#include <uk/virtio_bus.h>

enum {
	VIRTIO_NET_F_CSUM = 0,
	VIRTIO_NET_F_GUEST_CSUM = 1,
	VIRTIO_NET_F_MTU = 3,
	VIRTIO_NET_F_MAC = 5,
	VIRTIO_NET_F_GUEST_TSO4 = 7,
	VIRTIO_NET_F_GUEST_TSO6 = 8,
	VIRTIO_NET_F_HOST_TSO4 = 11,
	VIRTIO_NET_F_HOST_TSO6 = 12,
	VIRTIO_NET_F_MRG_RXBUF = 15,
	VIRTIO_NET_F_STATUS = 16,
};

#define VIRTIO_NET_CONFIG_MAC    0
#define VIRTIO_NET_CONFIG_STATUS 6
#define VIRTIO_NET_CONFIG_MTU    10
#define VIRTIO_NET_LINK_UP       1

#define VIRTIO_NET_HDR_F_NEEDS_CSUM 1
#define VIRTIO_NET_HDR_F_DATA_VALID 2
#define VIRTIO_NET_HDR_GSO_NONE     0
#define VIRTIO_NET_HDR_GSO_TCPV4    1
#define VIRTIO_NET_HDR_GSO_TCPV6    4
#define VIRTIO_NET_HDR_GSO_ECN      0x80

/* In front of every packet, in the same buffer where there is room. */
struct virtio_net_hdr {
	__u8 flags;
	__u8 gso_type;
	__u16 hdr_len;
	__u16 gso_size;
	__u16 csum_start;
	__u16 csum_offset;
	__u16 num_buffers;
};

#define ETHERNET_HEADER  14
#define VLAN_TAG         4
#define PIECES_MAX       64 /* of one packet to be sent */
#define PACKET_BYTES_MAX (ETHERNET_HEADER + 65535)

/* Receive buffers. They are made in blocks as they are needed, up to a limit that depends on the
 * memory present. */
struct rx_pool {
	struct uk_netbuf *free; /* linked by next */
	__u32 made;
	__u32 limit;
	__u16 buffer_len;
	__u16 privlen;
	void (*returned)(struct rx_pool *); /* called after a buffer came back while `hungry` */
	__u8 hungry;
};

void rx_pool_init(struct rx_pool *pool, __u16 privlen);
/* NULL: all buffers are held by somebody, or memory is short. */
struct uk_netbuf *rx_pool_take(struct rx_pool *pool);

struct rx_queue {
	struct rx_pool pool;
	struct uk_virtq *vq;
	__u16 posted; /* buffers that the device has */
	__u16 target; /* as many as it shall have */
	__u16 batch;  /* posted in one go */
	struct uk_netdev_rxqueue_conf conf;
};

struct tx_queue {
	struct uk_virtq *vq;
	struct virtio_net_hdr *header; /* one per descriptor, for packets without headroom */
	__u8 blocked; /* somebody was told "not ready" and waits for the callback */
	struct uk_netdev_txqueue_conf conf;
	struct uk_virtq_piece piece[PIECES_MAX]; /* of the packet being added */
};

struct virtio_net_dev {
	struct uk_netdev netdev;
	struct uk_virtio_dev *virtio;
	struct uk_hwaddr mac;
	__u16 mtu;
	__u8 mergeable;
	__u8 started;
	struct rx_queue rx;
	struct tx_queue tx;
};

/* The device's view of memory. Nearly everything lies in the direct map, where no walk is needed.
 */
static inline __paddr_t device_address(const volatile void *address)
{
	if (likely((__uptr)address < UK_PAGING_MANAGED_BASE))
		return (__paddr_t)address;
	return ukplat_virt_to_phys(address);
}

#define net_dev(netdev_) __containerof(netdev_, struct virtio_net_dev, netdev)

int virtio_net_rxq_configure(struct uk_netdev *, uint16_t queue_id, uint16_t nb_desc,
                             struct uk_netdev_rxqueue_conf *);
int virtio_net_txq_configure(struct uk_netdev *, uint16_t queue_id, uint16_t nb_desc,
                             struct uk_netdev_txqueue_conf *);

int virtio_net_rx_one(struct uk_netdev *, uint16_t queue_id, struct uk_netbuf **pkt);
void virtio_net_rx_fill(struct virtio_net_dev *);
int virtio_net_rxq_intr_enable(struct uk_netdev *, uint16_t queue_id);
int virtio_net_rxq_intr_disable(struct uk_netdev *, uint16_t queue_id);
void virtio_net_rx_event(struct uk_virtq *);

int virtio_net_tx_one(struct uk_netdev *, uint16_t queue_id, struct uk_netbuf *pkt);
int virtio_net_tx_queue(struct uk_netdev *, uint16_t queue_id, struct uk_netbuf *pkt);
void virtio_net_tx_flush(struct uk_netdev *, uint16_t queue_id);
void virtio_net_tx_reap(struct uk_netdev *, uint16_t queue_id);
void virtio_net_tx_event(struct uk_virtq *);

#endif /* __VIRTIO_NET_H__ */
