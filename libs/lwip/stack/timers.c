/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock of all protocols, in place of lwIP's timeouts.c, which would wake the machine several
 * times a second for ever. Each protocol's tick runs while it has something to wait for; when all
 * are quiet no timer is armed. The next visit to the stack starts the clock again and makes up for
 * the ticks that were left out.
 */
#include <uk/plat/time.h>
#include <uk/timer.h>
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/dhcp.h"
#include "lwip/sys.h"
#include "stack.h"

#define MS 1000000UL
/* Neighbour discovery and reassembly are settled this long after the last packet. */
#define SETTLE (32000 * MS)

int lwip_timers_running;
int lwip_timers_activity;

static struct uk_timer timer;
static __nsec last_activity;

struct tick {
	void (*fn)(void);
	unsigned int interval; /* milliseconds */
	unsigned int catch_up; /* at most so many ticks at once after a pause */
	int (*needed)(__nsec now);
	__nsec next;
};

static int tcp_needed(__nsec now)
{
	struct tcp_pcb *pcb;

	(void)now;
	if (tcp_tw_pcbs)
		return 1;
	for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		if (pcb->unsent || pcb->unacked || pcb->ooseq ||
		    (pcb->flags & (TF_ACK_DELAY | TF_ACK_NOW | TF_CLOSEPEND)) ||
		    (pcb->so_options & SOF_KEEPALIVE) ||
		    (pcb->state != ESTABLISHED && pcb->state != CLOSE_WAIT))
			return 1;
	return 0;
}

static int recent(__nsec now)
{
	return now - last_activity < SETTLE;
}

#if LWIP_DHCP
static int dhcp_asking(__nsec now)
{
	struct netif *netif;

	(void)now;
	NETIF_FOREACH(netif)
	{
		struct dhcp *dhcp = netif_dhcp_data(netif);

		if (dhcp && dhcp->request_timeout)
			return 1;
	}
	return 0;
}

static int dhcp_leased(__nsec now)
{
	struct netif *netif;

	(void)now;
	NETIF_FOREACH(netif)
	if (netif_dhcp_data(netif))
		return 1;
	return 0;
}
#endif

static void tcp_tick(void)
{
	tcp_tmr();
	lwip_tcp_after_timer();
}

static struct tick ticks[] = {
        {tcp_tick, TCP_TMR_INTERVAL, 4, tcp_needed, 0},
        {etharp_tmr, ARP_TMR_INTERVAL, 300, recent, 0},
        {ip_reass_tmr, IP_TMR_INTERVAL, 30, recent, 0},
        {igmp_tmr, IGMP_TMR_INTERVAL, 20, recent, 0},
#if LWIP_DHCP
        {dhcp_fine_tmr, DHCP_FINE_TIMER_MSECS, 2, dhcp_asking, 0},
        {dhcp_coarse_tmr, DHCP_COARSE_TIMER_MSECS, 100000, dhcp_leased, 0},
#endif
#if LWIP_IPV6
        {nd6_tmr, ND6_TMR_INTERVAL, 1800, recent, 0},
        {ip6_reass_tmr, IP6_REASS_TMR_INTERVAL, 60, recent, 0},
        {mld6_tmr, MLD6_TMR_INTERVAL, 20, recent, 0},
#endif
};

static void run(struct tick *tick, __nsec now)
{
	__nsec interval = tick->interval * MS;
	__nsec missed = (now - tick->next) / interval;

	tick->next += (missed + 1) * interval;
	if (tick->fn == tcp_tick && missed) {
		/* Quiet connections do not count ticks; only the time has to be right. */
		tcp_ticks += (u32_t)(missed / 2);
		missed = 0;
	}
	if (missed >= tick->catch_up)
		missed = tick->catch_up - 1;
	for (missed++; missed; missed--)
		tick->fn();
}

static void arm(__nsec now)
{
	__nsec first = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(ticks); i++)
		if (ticks[i].needed(now) && (!first || ticks[i].next < first))
			first = ticks[i].next;
	/* When only something far away is waited for (a lease), the next visit has to look again.
	 */
	lwip_timers_running = first && first <= now + 1000 * MS;
	if (first)
		uk_timer_set(&timer, first);
}

static void expired(struct uk_timer *t)
{
	__nsec now = ukplat_monotonic_clock();

	(void)t;
	if (lwip_timers_activity) {
		lwip_timers_activity = 0;
		last_activity = now;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(ticks); i++)
		if (ticks[i].next <= now && ticks[i].needed(now))
			run(&ticks[i], now);
	/* What the ticks sent is delivered before the next deadline is chosen. */
	lwip_timers_running = 1;
	lwip_stack_leave();
	arm(now);
}

void lwip_timers_start(void)
{
	__nsec now = ukplat_monotonic_clock();

	lwip_timers_running = 1;
	last_activity = now;
	for (unsigned int i = 0; i < ARRAY_SIZE(ticks); i++) {
		__nsec interval = ticks[i].interval * MS;

		/* A tick that was due before the pause comes one interval from now: what has just
		 * begun waits its whole time. The missed ones are made up for at once. */
		if (ticks[i].next <= now && ticks[i].next) {
			ticks[i].next += interval;
			if (ticks[i].next <= now)
				run(&ticks[i], now);
		}
		if (ticks[i].next <= now)
			ticks[i].next = now + interval;
	}
	arm(now);
}

void tcp_timer_needed(void)
{
	/* lwip_stack_leave() starts the clock when the caller is done. */
}

void lwip_timers_init(void)
{
	uk_timer_init(&timer, expired);
}

u32_t sys_now(void)
{
	return (u32_t)(ukplat_monotonic_clock() / MS);
}

void sys_timeouts_init(void)
{
}
