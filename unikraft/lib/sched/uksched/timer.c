/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timer queue: a pairing heap, since most timers are cancelled before they expire: inserting is
 * constant and a cancelled one costs the logarithm of its subtree only. (Fredman, Sedgewick,
 * Sleator, Tarjan 1986.)
 */
#include <uk/assert.h>
#include <uk/defer.h>
#include <uk/plat/time.h>
#include <uk/timer.h>

static void timers_expire(struct uk_defer *work);

static struct uk_timer *root;
static __nsec programmed = __NSEC_MAX; /* what the platform's timer is armed for */
static struct uk_defer expiry = UK_DEFER_INIT(timers_expire);

static struct uk_timer *merge(struct uk_timer *a, struct uk_timer *b)
{
	struct uk_timer *tmp;

	if (!a)
		return b;
	if (!b)
		return a;
	if (b->deadline < a->deadline) {
		tmp = a;
		a = b;
		b = tmp;
	}
	b->prev = a;
	b->next = a->child;
	if (b->next)
		b->next->prev = b;
	a->child = b;
	a->next = NULL;
	a->prev = NULL;
	return a;
}

/* Merges siblings in pairs from the left, then the results from the right. */
static struct uk_timer *merge_siblings(struct uk_timer *first)
{
	struct uk_timer *pairs = NULL;
	struct uk_timer *result = NULL;
	struct uk_timer *a, *b, *rest;

	for (; first; first = rest) {
		a = first;
		b = a->next;
		rest = b ? b->next : NULL;
		a->next = NULL;
		a->prev = NULL;
		if (b) {
			b->next = NULL;
			b->prev = NULL;
		}
		a = merge(a, b);
		a->next = pairs;
		pairs = a;
	}
	for (; pairs; pairs = rest) {
		rest = pairs->next;
		pairs->next = NULL;
		result = merge(result, pairs);
	}
	return result;
}

static void heap_remove(struct uk_timer *t)
{
	struct uk_timer *children = merge_siblings(t->child);

	if (t == root) {
		root = children;
	} else {
		if (t->prev->child == t)
			t->prev->child = t->next;
		else
			t->prev->next = t->next;
		if (t->next)
			t->next->prev = t->prev;
		root = merge(root, children);
	}
	t->child = NULL;
	t->next = NULL;
	t->prev = NULL;
	t->armed = 0;
}

/* An interrupt that turns out to be too early costs less than to reprogram at every cancellation,
 * hence only earlier. */
static void program(void)
{
	if (!root || root->deadline >= programmed)
		return;
	programmed = root->deadline;
	ukplat_timer_arm(programmed ? programmed : 1);
}

void uk_timer_init(struct uk_timer *timer, uk_timer_fn_t fn)
{
	*timer = (struct uk_timer){.fn = fn};
}

void uk_timer_set(struct uk_timer *timer, __nsec deadline)
{
	UK_ASSERT(timer->fn);
	if (timer->armed)
		heap_remove(timer);
	timer->deadline = deadline;
	timer->armed = 1;
	root = merge(root, timer);
	program();
}

void uk_timer_cancel(struct uk_timer *timer)
{
	if (timer->armed)
		heap_remove(timer);
}

void uk_timer_interrupt(void)
{
	uk_defer(&expiry);
}

/* The clock is read once: with timers that arm themselves again a second look would never end. */
static void timers_expire(struct uk_defer *work __maybe_unused)
{
	__nsec now = ukplat_monotonic_clock();
	struct uk_timer *t;

	programmed = __NSEC_MAX;
	while ((t = root) && t->deadline <= now) {
		heap_remove(t);
		t->fn(t);
	}
	program();
}
