/* SPDX-License-Identifier: BSD-3-Clause */
/* libslirp as the network's gateway: connections to the outside are made by this process, those
 * from the host's ports are led inside. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <slirp/libslirp.h>

#include "base/text.h"
#include "switch/switch.h"
#include "term/message.h"

struct timer {
	SlirpTimerCb call;
	void *context;
	int64_t due; /* milliseconds; -1: not set */
	struct timer *next;
};

static Slirp *slirp;
static struct hub *hub_of_gateway;
static struct timer *timers;

struct list {
	struct pollfd *fds;
	size_t count, size;
};

static int64_t now_ns(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static ssize_t send_packet(const void *data, size_t len, void *context)
{
	(void)context;
	hub_from_gateway(hub_of_gateway, data, len);
	return (ssize_t)len;
}

static void guest_error(const char *text, void *context)
{
	(void)context;
	detail("%s", text);
}

static void *timer_new(SlirpTimerCb call, void *context, void *ours)
{
	struct timer *timer = need_zeroed(sizeof *timer);

	(void)ours;
	*timer = (struct timer){.call = call, .context = context, .due = -1, .next = timers};
	timers = timer;
	return timer;
}

static void timer_free(void *timer, void *context)
{
	(void)context;
	for (struct timer **at = &timers; *at; at = &(*at)->next) {
		if (*at == timer) {
			*at = (*at)->next;
			free(timer);
			return;
		}
	}
}

static void timer_mod(void *timer, int64_t due, void *context)
{
	(void)context;
	((struct timer *)timer)->due = due;
}

static void nothing_fd(int fd, void *context)
{
	(void)fd;
	(void)context;
}

static void nothing(void *context)
{
	(void)context;
}

int gateway_open(const struct network *network, struct hub *hub)
{
	static const SlirpCb calls = {.send_packet = send_packet,
	                              .guest_error = guest_error,
	                              .clock_get_ns = now_ns,
	                              .timer_new = timer_new,
	                              .timer_free = timer_free,
	                              .timer_mod = timer_mod,
	                              .register_poll_fd = nothing_fd,
	                              .unregister_poll_fd = nothing_fd,
	                              .notify = nothing};
	/* Version 1 is what every libslirp has. DHCP is never asked: only ARP is handed on of what
	 * goes to all. */
	const SlirpConfig config = {.version = 1,
	                            .restricted = network->internal,
	                            .in_enabled = true,
	                            .vnetwork = network->address,
	                            .vnetmask = network->mask,
	                            .vhost = network->gateway,
	                            .vdhcp_start = network->gateway,
	                            .vnameserver = network->nameserver};

	hub_of_gateway = hub;
	slirp = slirp_new(&config, &calls, NULL);
	if (slirp)
		return 0;
	fail("libslirp cannot be set up");
	return -EIO;
}

void gateway_close(void)
{
	if (slirp)
		slirp_cleanup(slirp);
	slirp = NULL;
}

void gateway_input(const uint8_t *frame, size_t len)
{
	slirp_input(slirp, frame, (int)len);
}

int gateway_forward(const struct forward *f, bool add)
{
	int result = add ? slirp_add_hostfwd(slirp, f->udp, f->host_address, f->host_port,
	                                     f->address, f->port)
	                 : slirp_remove_hostfwd(slirp, f->udp, f->host_address, f->host_port);

	if (result >= 0)
		return 0;
	return errno ? -errno : -EADDRINUSE;
}

/* --- waiting -------------------------------------------------------------------- */

static int add_poll(int fd, int events, void *context)
{
	struct list *list = context;
	short wanted = 0;

	if (list->count == list->size)
		return -1;
	wanted |= events & SLIRP_POLL_IN ? POLLIN : 0;
	wanted |= events & SLIRP_POLL_OUT ? POLLOUT : 0;
	wanted |= events & SLIRP_POLL_PRI ? POLLPRI : 0;
	list->fds[list->count] = (struct pollfd){.fd = fd, .events = wanted};
	return (int)list->count++;
}

size_t gateway_fill(struct pollfd *fds, size_t size, int *timeout)
{
	struct list list = {.fds = fds, .size = size};
	uint32_t wait = (uint32_t)*timeout;
	int64_t now = now_ns(NULL) / 1000000;

	slirp_pollfds_fill(slirp, &wait, add_poll, &list);
	for (const struct timer *timer = timers; timer; timer = timer->next)
		if (timer->due >= 0 && timer->due - now < (int64_t)wait)
			wait = timer->due > now ? (uint32_t)(timer->due - now) : 0;
	*timeout = (int)wait;
	return list.count;
}

static int events_of(int index, void *context)
{
	const struct list *list = context;
	short got = index >= 0 && (size_t)index < list->count ? list->fds[index].revents : 0;

	return (got & POLLIN ? SLIRP_POLL_IN : 0) | (got & POLLOUT ? SLIRP_POLL_OUT : 0) |
	       (got & POLLPRI ? SLIRP_POLL_PRI : 0) | (got & POLLERR ? SLIRP_POLL_ERR : 0) |
	       (got & POLLHUP ? SLIRP_POLL_HUP : 0);
}

void gateway_polled(const struct pollfd *fds, size_t count, bool failed)
{
	struct list list = {.fds = (struct pollfd *)fds, .count = count, .size = count};
	int64_t now = now_ns(NULL) / 1000000;

	slirp_pollfds_poll(slirp, failed, events_of, &list);
	for (struct timer *timer = timers; timer; timer = timer->next) {
		if (timer->due >= 0 && timer->due <= now) {
			timer->due = -1;
			timer->call(timer->context);
		}
	}
}
