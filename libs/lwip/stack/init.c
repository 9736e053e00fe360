/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack's start, its entrance and exit, its heap. */
#include <stdarg.h>
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/frame.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/swrand.h>
#include "lwip/init.h"
#include "lwip/netif.h"
#include "stack.h"
#include "../config/config.h"
#include "../device/device.h"

unsigned int lwip_tcp_wnd_more, lwip_tcp_snd_buf_more;
unsigned short lwip_tcp_ooseq_pbufs;

void *lwip_heap_malloc(size_t size)
{
	return uk_malloc(uk_alloc_get_default(), size);
}

void *lwip_heap_calloc(size_t count, size_t size)
{
	return uk_calloc(uk_alloc_get_default(), count, size);
}

void lwip_heap_free(void *block)
{
	uk_free(uk_alloc_get_default(), block);
}

unsigned int lwip_random(void)
{
	return uk_swrand_randr();
}

void lwip_print(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	uk_vprintk(format, ap);
	va_end(ap);
}

void lwip_assertion_failed(const char *message, const char *file, int line)
{
	uk_crash("lwIP: %s (%s:%d)", message, file, line);
}

/*
 * A window is worth a thirty-second of memory, so that a few busy connections fit next to the
 * program, and never more than what window scaling can express. 4 MiB: 64 KiB (the least that works
 * well with large segments), 64 MiB: 1 MiB.
 */
void lwip_sizes_init(void)
{
	unsigned long bytes = (uk_frame_available() << 12) / 32;
	unsigned int window = 65536;

	while (window < (1U << 20) && window * 2UL <= bytes)
		window *= 2;
	lwip_tcp_wnd_more = window - 65536U;
	lwip_tcp_snd_buf_more = window - 65536U;
	lwip_tcp_ooseq_pbufs = 64;
}

void lwip_stack_leave(void)
{
	struct netif *netif;

	NETIF_FOREACH(netif)
	while (netif->loop_first)
		netif_poll(netif);
	lwip_devices_flush();
	if (unlikely(!lwip_timers_running))
		lwip_timers_start();
}

int lwip_stack_init(void)
{
	static int done;

	if (done)
		return 0;
	done = 1;
	lwip_sizes_init();
	lwip_timers_init();
	lwip_init();
	NETIF_SET_CHECKSUM_CTRL(netif_list, NETIF_CHECKSUM_DISABLE_ALL);
	return 0;
}

static int network_init(struct uk_init_ctx *ctx)
{
	int rc = lwip_stack_init();

	(void)ctx;
	if (!rc)
		rc = lwip_devices_attach();
	if (!rc)
		rc = lwip_configure();
	return rc;
}

/* Late, so that the root file system can hold /etc/resolv.conf. */
uk_late_initcall(network_init, NULL);
