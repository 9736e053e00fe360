/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet sockets: the driver of AF_INET and AF_INET6 on lwIP's raw interface. */
#ifndef LWIP_INET_H
#define LWIP_INET_H

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/list.h>
#include <uk/socket_driver.h>
#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"
#include "../stack/stack.h"

struct inet_sock;

/* What differs between TCP and UDP. */
struct inet_proto {
	int (*bind)(struct inet_sock *is, const ip_addr_t *addr, u16_t port);
	int (*connect)(struct inet_sock *is, const ip_addr_t *addr, u16_t port);
	int (*disconnect)(struct inet_sock *is);
	int (*shutdown)(struct inet_sock *is, int how);
	ssize_t (*recvmsg)(struct inet_sock *is, struct msghdr *msg, int flags);
	ssize_t (*sendmsg)(struct inet_sock *is, const struct msghdr *msg, int flags);
	unsigned int (*poll)(struct inet_sock *is);
	size_t (*readable)(struct inet_sock *is); /* FIONREAD */
	size_t (*unsent)(struct inet_sock *is);   /* TIOCOUTQ */
	int (*getopt)(struct inet_sock *is, int name, void *value, socklen_t *len);
	int (*setopt)(struct inet_sock *is, int name, const void *value, socklen_t len);
	void (*option_changed)(struct inet_sock *is); /* the options in inet_sock */
	void (*close)(struct inet_sock *is);
};

struct inet_sock {
	posix_sock *sock; /* NULL until the socket exists (a connection not accepted yet) */
	const struct inet_proto *proto;
	int family;   /* AF_INET, AF_INET6 */
	int protocol; /* IPPROTO_TCP, IPPROTO_UDP */
	int error;    /* SO_ERROR: positive errno */
	int shut_rd, shut_wr;
	ip_addr_t local, remote;
	u16_t local_port, remote_port;
	/* options */
	int v6only, reuseaddr, reuseport, keepalive, broadcast;
	int dontroute, oobinline, priority;
	struct linger linger;
	int sndbuf, rcvbuf; /* bytes usable: half of what getsockopt says, as on Linux */
	int tos, ttl, tclass, hops;
	int mcast_ttl, mcast_loop, mcast6_hops, mcast6_loop;
	u8_t mcast_if;
	int pktinfo, recvtos, recvttl, pktinfo6, recvtclass, recvhops, timestamp;
	int mtu_discover;
	u8_t netif_idx; /* SO_BINDTODEVICE */
};

struct tcp_sock {
	struct inet_sock is;
	struct tcp_pcb *pcb; /* NULL: not created yet, or gone */
	int state;           /* enum tcp_state when pcb is gone */
	int connecting;      /* connect() under way; its result was not fetched yet */
	int connected;       /* once established */
	/* receive queue: pbufs linked by next, of which tot_len is not kept up */
	struct pbuf *rx_head, *rx_tail;
	u32_t rx_bytes;
	int rx_fin;
	u32_t ack_owed; /* bytes whose acknowledgement waits for the reader */
	struct uk_list_head ack_link;
	u32_t wnd_withheld; /* the part of the window that SO_RCVBUF takes away: still to take */
	/* listening */
	struct uk_list_head accept_queue; /* of tcp_sock.accept_link */
	struct uk_list_head accept_link;
	struct tcp_sock *listener;
	int accept_count, backlog;
	/* sending */
	u32_t segment_max; /* the largest segment that the interface takes */
	u32_t mss_max;     /* TCP_MAXSEG; 0 none */
	int cork, nodelay;
	u32_t user_timeout;
	int keep_idle, keep_intvl, keep_cnt;
	/* TCP_INFO */
	u32_t snd_max;   /* beyond the last byte ever sent */
	u32_t rtt_seq;   /* the byte whose acknowledgement is timed */
	__nsec rtt_time; /* 0: none is timed */
	u32_t srtt_us, rttvar_us, min_rtt_us;
	u32_t retrans;
	u64_t bytes_acked, bytes_received;
	u32_t segs_in, segs_out;
};

struct udp_packet {
	struct udp_packet *next;
	struct pbuf *p;
	ip_addr_t from, to;
	u16_t port;
	u8_t netif_idx, tos, ttl;
	__nsec when;
};

struct udp_sock {
	struct inet_sock is;
	struct udp_pcb *pcb;
	struct uk_list_head link; /* all of them, for ICMP errors and room on devices */
	struct udp_packet *rx_head, *rx_tail;
	u32_t rx_bytes; /* with what a packet costs in memory */
	int connected, blocked;
	struct pbuf *corked; /* MSG_MORE */
	ip_addr_t cork_to;
	u16_t cork_port;
	struct inet_group *groups;
};

static inline struct tcp_sock *tcp_of(struct inet_sock *is)
{
	return __containerof(is, struct tcp_sock, is);
}

static inline struct udp_sock *udp_of(struct inet_sock *is)
{
	return __containerof(is, struct udp_sock, is);
}

extern const struct inet_proto lwip_tcp_proto, lwip_udp_proto;

/* New sockets; NULL when out of memory. */
struct inet_sock *tcp_sock_new(int family);
struct inet_sock *udp_sock_new(int family);
/* The next connection, or ERR2PTR. */
struct inet_sock *tcp_sock_accept(struct inet_sock *is);
int tcp_sock_listen(struct inet_sock *is, int backlog);
__nsec tcp_sock_linger(struct inet_sock *is);

/* --- addresses (address.c) ------------------------------------------------------------------ */

/* sockaddr -> address and port. 0, -EINVAL, -EAFNOSUPPORT. */
int inet_address_get(struct inet_sock *is, const struct sockaddr *sa, socklen_t len,
                     ip_addr_t *addr, u16_t *port);
/* address and port -> sockaddr of the socket's family; returns its length. */
socklen_t inet_address_put(const struct inet_sock *is, const ip_addr_t *addr, u16_t port,
                           struct sockaddr_storage *sa);
/* A negative errno for lwIP's error. */
int inet_errno(err_t err);
/* Whether an address belongs to one of our interfaces (or is any, broadcast, multicast). */
int inet_address_bindable(const ip_addr_t *addr);
/* A random port of the dynamic range (RFC 6335). */
u16_t inet_random_port(void);

/* --- options (options.c, membership.c) ------------------------------------------------------ */

void inet_sock_init(struct inet_sock *is, const struct inet_proto *proto, int family, int protocol);
int inet_getsockopt(posix_sock *sock, int level, int name, void *value, socklen_t *len);
int inet_setsockopt(posix_sock *sock, int level, int name, const void *value, socklen_t len);
int inet_ioctl(posix_sock *sock, unsigned int request, void *arg);
int inet_membership(struct inet_sock *is, int level, int name, const void *value, socklen_t len);
void inet_groups_leave(struct inet_sock *is);

/* Takes and clears the pending error: 0 or a negative errno. */
static inline int inet_take_error(struct inet_sock *is)
{
	int error = is->error;

	is->error = 0;
	return -error;
}

/* The route's interface, or NULL. */
struct netif *inet_route(struct inet_sock *is, const ip_addr_t *remote);

/* --- parts of TCP --------------------------------------------------------------------------- */

void tcp_sock_attach(struct tcp_sock *ts, struct tcp_pcb *pcb);
void tcp_sock_detach(struct tcp_sock *ts);
int tcp_sock_create_pcb(struct tcp_sock *ts);
void tcp_sock_apply(struct inet_sock *is);
void tcp_sock_events(struct tcp_sock *ts, unsigned int fresh);
unsigned int tcp_sock_poll(struct inet_sock *is);
ssize_t tcp_sock_recvmsg(struct inet_sock *is, struct msghdr *msg, int flags);
ssize_t tcp_sock_sendmsg(struct inet_sock *is, const struct msghdr *msg, int flags);
void tcp_sock_queue_free(struct tcp_sock *ts);
/* Free room in the send buffer. */
u32_t tcp_sock_room(const struct tcp_sock *ts);
int tcp_sock_getopt(struct inet_sock *is, int name, void *value, socklen_t *len);
int tcp_sock_setopt(struct inet_sock *is, int name, const void *value, socklen_t len);
void tcp_sock_info(struct tcp_sock *ts, void *value, socklen_t *len);
/* Gives `bytes` of window back and sends what is due. */
void tcp_sock_consumed(struct tcp_sock *ts, u32_t bytes);
/* tcp_write() into segments of the best size (segment.c). */
err_t tcp_segment_write(struct tcp_sock *ts, const void *data, u16_t len, u8_t flags);
/* The connection is established: what its interface can do. */
void tcp_segment_init(struct tcp_sock *ts);
/* lwIP's call-backs */
err_t tcp_sock_on_connected(void *arg, struct tcp_pcb *pcb, err_t err);
err_t tcp_sock_on_accept(void *arg, struct tcp_pcb *pcb, err_t err);
err_t tcp_sock_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len);
err_t tcp_sock_on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err);
void tcp_sock_on_error(void *arg, err_t err);

#endif /* LWIP_INET_H */
