/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The stack as the socket layer and the devices see it. Everything runs in kernel context, in
 * whoever calls: the raised preemption count is the only lock.
 */
#ifndef LWIP_STACK_H
#define LWIP_STACK_H

#include <uk/essentials.h>
#include "lwip/opt.h"
#include "lwip/ip_addr.h"

struct pbuf;
struct tcp_pcb;

/* lwip_init() and the loop-back interface; 0 or an error. Idempotent. */
int lwip_stack_init(void);

/*
 * Ends every visit to the stack: delivers what was sent to ourselves (here, not in the output
 * functions, so that there is no recursion), tells devices about packets queued, starts the clock.
 */
void lwip_stack_leave(void);

/* Receives what the devices have now. Called when a call would otherwise have to wait. Packets. */
unsigned int lwip_stack_poll(void);

/* The clock of all protocols: runs while there is something to wait for. */
void lwip_timers_init(void);
void lwip_timers_start(void);
extern int lwip_timers_running;
/* Set by devices: a packet came or went. */
extern int lwip_timers_activity;

/* Called for a destination-unreachable message about something we sent. `local_port` and
 * `remote_port` are what the quoted header says. error: a positive errno. */
void lwip_udp_unreachable(const ip_addr_t *remote, u16_t remote_port, u16_t local_port, int error);
void lwip_tcp_unreachable(const ip_addr_t *remote, u16_t remote_port, u16_t local_port, int error);

/* After the input of a segment for `pcb`: repairs for large segments (see socket/segment.c). */
void lwip_tcp_after_input(struct tcp_pcb *pcb);
void lwip_tcp_after_timer(void);
/* The connection that the last segment belonged to; NULL: none. Cleared by who reads it. */
extern struct tcp_pcb *lwip_tcp_input_pcb;

/* Acknowledgements that wait for a reader who does not come. */
void lwip_tcp_flush_acks(void);
/* Hears of each TCP segment that leaves through a device: time and loss are measured by it. */
void lwip_tcp_sent(struct tcp_pcb *pcb, u32_t seq, u32_t len);

/* Sizes from the memory present: lwip_tcp_wnd_more and lwip_tcp_snd_buf_more. */
void lwip_sizes_init(void);

/* Room on a device again after sends were refused. */
void lwip_sockets_writable(void);

#endif /* LWIP_STACK_H */
