/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Types of network devices, shared by the users of devices (uk/netdev.h) and their drivers
 * (uk/netdev_driver.h).
 */
#ifndef __UK_NETDEV_CORE_H__
#define __UK_NETDEV_CORE_H__

#include <stddef.h>
#include <stdint.h>
#include <uk/config.h>
#include <uk/netbuf.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_NETDEV_HWADDR_LEN 6

struct uk_alloc;
struct uk_netdev;

struct uk_hwaddr {
	uint8_t addr_bytes[UK_NETDEV_HWADDR_LEN];
} __attribute__((packed));

/* A device's life: probe -> configure, rxq_configure, txq_configure -> start. */
enum uk_netdev_state {
	UK_NETDEV_INVALID = 0,
	UK_NETDEV_UNPROBED,
	UK_NETDEV_UNCONFIGURED,
	UK_NETDEV_CONFIGURED,
	UK_NETDEV_RUNNING,
};

/* What the machine's configuration says about an interface (boot parameter `netdev.ip`); texts,
 * each may be missing. */
enum uk_netdev_einfo_type {
	UK_NETDEV_IPV4_ADDR, /* 192.0.2.2 */
	UK_NETDEV_IPV4_MASK, /* 255.255.255.0 */
	UK_NETDEV_IPV4_GW,
	UK_NETDEV_IPV4_DNS0,
	UK_NETDEV_IPV4_DNS1,
	UK_NETDEV_IPV4_HOSTNAME,
	UK_NETDEV_IPV4_DOMAIN,
	UK_NETDEV_IPV4_CIDR, /* 192.0.2.2/24 */
	UK_NETDEV_EINFO_COUNT,
};

/* uk_netdev_info.features */
#define UK_NETDEV_F_RXQ_INTR     (1u << 0) /* receive queues can call back */
#define UK_NETDEV_F_PARTIAL_CSUM (1u << 1) /* sends packets with UK_NETBUF_F_PARTIAL_CSUM */
#define UK_NETDEV_F_TSO4         (1u << 2) /* sends UK_NETBUF_F_GSO_TCPV4 */
#define UK_NETDEV_F_TSO6         (1u << 3) /* sends UK_NETBUF_F_GSO_TCPV6 */
#define UK_NETDEV_F_RX_CSUM      (1u << 4) /* may deliver PARTIAL_CSUM and DATA_VALID */
#define UK_NETDEV_F_LRO          (1u << 5) /* may deliver TCP segments of up to 64 KiB (GSO_TCPV4/6 set) */
#define UK_NETDEV_F_RX_CHAIN     (1u << 6) /* may deliver a packet as a chain of several netbufs */
#define UK_NETDEV_F_TXQ_INTR                                                \
	(1u << 7) /* transmit queues can call back when there is room again \
	           */
#define uk_netdev_rxintr_supported(feature) (!!((feature)&UK_NETDEV_F_RXQ_INTR))

struct uk_netdev_info {
	uint16_t max_rx_queues;
	uint16_t max_tx_queues;
	uint16_t in_queue_pairs; /* queues n of both directions belong together */
	uint16_t max_mtu;
	uint16_t
	        nb_encap_tx; /* headroom that lets a packet be sent in one piece; less works, too */
	uint16_t nb_encap_rx;     /* headroom that a receive buffer of the user's must have */
	uint16_t ioalign;         /* alignment of buffers */
	uint32_t features;        /* UK_NETDEV_F_* */
	uint16_t max_tx_segments; /* netbufs per packet that are surely accepted by an idle queue */
	uint32_t max_tx_bytes;    /* largest packet, headers included; > MTU only with TSO */
	uint16_t nb_rx_buffers;   /* receive buffers of the driver's pool, and bytes in each */
	uint16_t rx_buffer_len;
};

struct uk_netdev_queue_info {
	uint16_t nb_max; /* descriptors */
	uint16_t nb_min;
	uint16_t nb_align;
	int nb_is_power_of_two;
};

struct uk_netdev_conf {
	uint16_t nb_rx_queues;
	uint16_t nb_tx_queues;
};

/*
 * Runs as deferred work: kernel context, must not block. One shot: no further call until the
 * interrupt is enabled again.
 */
typedef void (*uk_netdev_queue_event_t)(struct uk_netdev *dev, uint16_t queue_id, void *argp);

/* Fills pkts[] with up to `count` receive buffers; returns how many. */
typedef uint16_t (*uk_netdev_alloc_rxpkts)(void *argp, struct uk_netbuf *pkts[], uint16_t count);

struct uk_netdev_rxqueue_conf {
	uk_netdev_queue_event_t callback; /* packets have arrived; may be NULL: the user polls */
	void *callback_cookie;
	struct uk_alloc *a;
	/* NULL (best): the driver's own pool, sized from memory; its netbufs return there by their
	 * destructor. Else the user's buffers: headroom of at least nb_encap_rx, the rest of the
	 * buffer is offered to the device. */
	uk_netdev_alloc_rxpkts alloc_rxpkts;
	void *alloc_rxpkts_argp;
	uint16_t privlen; /* with the driver's pool: bytes of private area (aligned to 16) in each
	                     netbuf */
};

struct uk_netdev_txqueue_conf {
	struct uk_alloc *a;
	/* Called once after tx_one said "not ready" and room has come since (at least an eighth of
	 * the queue). NULL: none, the user tries again. */
	uk_netdev_queue_event_t callback;
	void *callback_cookie;
};

/* Status words of rx_one and tx_one: negative errno, or these flags. */
#define UK_NETDEV_STATUS_SUCCESS (0x1) /* one packet received or sent */
#define UK_NETDEV_STATUS_MORE    (0x2) /* room for, or presence of, at least one more */
#define UK_NETDEV_STATUS_UNDERRUN \
	(0x4) /* out of receive buffers: packets are being lost until some are freed */

/* Driver operations; see uk/netdev.h for what each has to do. Those marked (opt) may be NULL. */
struct uk_netdev_ops {
	int (*probe)(struct uk_netdev *); /* (opt) */
	void (*info_get)(struct uk_netdev *, struct uk_netdev_info *);
	int (*configure)(struct uk_netdev *, const struct uk_netdev_conf *);
	int (*rxq_info_get)(struct uk_netdev *, uint16_t, struct uk_netdev_queue_info *);
	int (*txq_info_get)(struct uk_netdev *, uint16_t, struct uk_netdev_queue_info *);
	int (*rxq_configure)(struct uk_netdev *, uint16_t, uint16_t,
	                     struct uk_netdev_rxqueue_conf *);
	int (*txq_configure)(struct uk_netdev *, uint16_t, uint16_t,
	                     struct uk_netdev_txqueue_conf *);
	int (*start)(struct uk_netdev *);
	int (*rxq_intr_enable)(struct uk_netdev *, uint16_t);                    /* (opt) */
	int (*rxq_intr_disable)(struct uk_netdev *, uint16_t);                   /* (opt) */
	const char *(*einfo_get)(struct uk_netdev *, enum uk_netdev_einfo_type); /* (opt) */
	const struct uk_hwaddr *(*hwaddr_get)(struct uk_netdev *);
	int (*hwaddr_set)(struct uk_netdev *, const struct uk_hwaddr *); /* (opt) */
	uint16_t (*mtu_get)(struct uk_netdev *);
	int (*mtu_set)(struct uk_netdev *, uint16_t);             /* (opt) */
	unsigned int (*promiscuous_get)(struct uk_netdev *);      /* (opt) */
	int (*promiscuous_set)(struct uk_netdev *, unsigned int); /* (opt) */
	int (*link_get)(struct uk_netdev *);                      /* (opt) 1 up, 0 down */
};

/* A driver embeds this structure and fills `ops`, `tx_one`, `rx_one` before it registers the
 * device. */
struct uk_netdev {
	int (*tx_one)(struct uk_netdev *, uint16_t, struct uk_netbuf *);
	int (*tx_queue)(struct uk_netdev *, uint16_t,
	                struct uk_netbuf *);            /* (opt) without notification */
	void (*tx_reap)(struct uk_netdev *, uint16_t);  /* (opt) frees what was sent */
	void (*tx_flush)(struct uk_netdev *, uint16_t); /* (opt) the notification */
	int (*rx_one)(struct uk_netdev *, uint16_t, struct uk_netbuf **);
	const struct uk_netdev_ops *ops;
	struct uk_netdev *_next;
	const char *_drv_name;
	uint16_t _id;
	uint8_t _state; /* enum uk_netdev_state */
	uint8_t _rxq_ready;
	uint8_t _txq_ready;
#if CONFIG_UK_NETDEV_SCRATCH_SIZE > 0
	char scratch_pad[CONFIG_UK_NETDEV_SCRATCH_SIZE]
	        __attribute__((aligned(16))); /* the network stack's */
#endif
};

#ifdef __cplusplus
}
#endif

#endif /* __UK_NETDEV_CORE_H__ */
