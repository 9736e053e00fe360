/* SPDX-License-Identifier: BSD-3-Clause */
/* Semaphores. */
#include <uk/plat/time.h>
#include <uk/semaphore.h>

void uk_semaphore_init(struct uk_semaphore *s, long count)
{
	s->count = count;
	uk_waitq_init(&s->wait);
}

/* Kernel context. */
static int take(struct uk_semaphore *s)
{
	if (s->count <= 0)
		return 0;
	s->count--;
	return 1;
}

int uk_semaphore_down_try(struct uk_semaphore *s)
{
	int taken;

	uk_preempt_disable();
	taken = take(s);
	uk_preempt_enable();
	return taken;
}

void uk_semaphore_down(struct uk_semaphore *s)
{
	uk_waitq_wait_event(&s->wait, take(s));
}

__nsec uk_semaphore_down_to(struct uk_semaphore *s, __nsec timeout)
{
	__nsec begin = ukplat_monotonic_clock();
	__nsec deadline = timeout ? begin + timeout : 0;

	if (uk_waitq_wait_event_deadline(&s->wait, take(s), deadline))
		return __NSEC_MAX;
	return ukplat_monotonic_clock() - begin;
}

void uk_semaphore_up(struct uk_semaphore *s)
{
	uk_preempt_disable();
	s->count++;
	uk_waitq_wake_up_one(&s->wait);
	uk_preempt_enable();
}
