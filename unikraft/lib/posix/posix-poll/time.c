/* SPDX-License-Identifier: BSD-3-Clause */
/* Time-outs and signal masks of the waiting calls. */
#include <uk/essentials.h>
#include <uk/plat/time.h>
#include "poll.h"

void uk_signal_mask_temporary(__u64 mask) __attribute__((weak));
void uk_signal_mask_restore(void) __attribute__((weak));

static __nsec from_now(__nsec relative)
{
	__nsec now = ukplat_monotonic_clock();

	if (!relative)
		return POLL_NOW;
	return relative > (__NSEC_MAX >> 1) - now ? POLL_FOREVER : now + relative;
}

int poll_deadline(const struct timespec *timeout, __nsec *deadline)
{
	*deadline = POLL_FOREVER;
	if (!timeout)
		return 0;
	if (timeout->tv_sec < 0 || timeout->tv_nsec < 0 || timeout->tv_nsec >= 1000000000)
		return -EINVAL;
	if (timeout->tv_sec < (long)((__NSEC_MAX >> 2) / UKARCH_NSEC_PER_SEC))
		*deadline = from_now(timeout->tv_sec * UKARCH_NSEC_PER_SEC + timeout->tv_nsec);
	return 0;
}

__nsec poll_deadline_ms(int timeout_ms)
{
	return timeout_ms < 0 ? POLL_FOREVER
	                      : from_now(ukarch_time_msec_to_nsec((__nsec)timeout_ms));
}

void poll_remaining(__nsec deadline, struct timespec *left)
{
	__nsec now = ukplat_monotonic_clock(), ns = deadline > now ? deadline - now : 0;

	if (deadline == POLL_FOREVER)
		return;
	left->tv_sec = ns / UKARCH_NSEC_PER_SEC;
	left->tv_nsec = ns % UKARCH_NSEC_PER_SEC;
}

int poll_mask_set(const __u64 *mask, __sz size)
{
	if (!mask)
		return 0;
	if (size != sizeof(*mask))
		return -EINVAL;
	if (uk_signal_mask_temporary)
		uk_signal_mask_temporary(*mask);
	return 0;
}

int poll_mask_end(const __u64 *mask, int rc)
{
	/* After -EINTR the handlers still run with the temporary mask; then it goes by itself. */
	if (mask && rc != -EINTR && uk_signal_mask_restore)
		uk_signal_mask_restore();
	return rc;
}
