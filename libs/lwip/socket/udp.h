/* SPDX-License-Identifier: BSD-3-Clause */
/* What the sources of UDP sockets share. */
#ifndef LWIP_UDP_SOCKET_H
#define LWIP_UDP_SOCKET_H

#include "inet.h"

void udp_sock_events(struct udp_sock *us, unsigned int fresh);
/* Removes the first packet of the queue. */
void udp_packet_drop(struct udp_sock *us);
/* A random local port, when there is none. */
int udp_sock_autobind(struct udp_sock *us);
ssize_t udp_sock_recvmsg(struct inet_sock *is, struct msghdr *msg, int flags);
ssize_t udp_sock_sendmsg(struct inet_sock *is, const struct msghdr *msg, int flags);

#endif /* LWIP_UDP_SOCKET_H */
