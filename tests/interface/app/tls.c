/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local storage with a control block, and functions at threads' beginning and end. */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/sched.h>
#include <tcb.h>
#include "check.h"

static __uk_tls int first = 5;
static __uk_tls char aligned[100] __align64b;
static __uk_tls long zero;
static int done;

static void worker(void *arg)
{
	long number = (long)arg;
	struct tcb *tcb = tcb_self();

	CHECK(first == 5 && !zero && !aligned[99] && !((__uptr)aligned % 64));
	CHECK(tcb->self == tcb && tcb->magic == 0x7c8 && tcb->thread == uk_thread_current());
	first += (int)number;
	zero = aligned[number] = (char)number;
	for (int i = 0; i < 20; i++) {
		uk_sched_yield();
		CHECK(first == 5 + number && zero == number);
	}
	done++;
}

/* An area that nobody's thread uses. */
static void area(void)
{
	struct uk_alloc *a = uk_alloc_get_default();
	char *area = uk_memalign(a, ukarch_tls_area_align(), ukarch_tls_area_size());
	__uptr tlsp = ukarch_tls_tlsp(area), own = ukplat_tlsp_get();
	int before = tcb_areas;

	CHECK(ukarch_tls_area_align() >= 64);
	CHECK(ukarch_tls_tcb_size() == 200 && sizeof(struct tcb) == 200);
	CHECK(tlsp + 200 == (__uptr)area + ukarch_tls_area_size());
	memset(area, 0xff, ukarch_tls_area_size());
	ukarch_tls_area_init(area);
	CHECK(tcb_areas == before + 1);
	CHECK(ukarch_tls_area_get(tlsp) == area && ukarch_tls_tcb_get(tlsp) == (void *)tlsp);
	first = 77;
	ukplat_tlsp_set(tlsp);
	CHECK(first == 5 && ukplat_tlsp_get() == tlsp);
	uk_sched_yield();
	CHECK(first == 5 && !zero);
	ukplat_tlsp_set(own);
	CHECK(first == 77);
	first = 5;
	uk_free(a, area);
}

void tls(void)
{
	struct tcb *tcb = tcb_self();

	CHECK(first == 5 && !zero);
	CHECK(tcb->self == tcb && tcb->magic == 0x7c8 && tcb->thread == uk_thread_current());
	area();
	for (long i = 1; i < 4; i++)
		CHECK(uk_sched_thread_create(uk_sched_current(), worker, (void *)i, "worker"));
	while (done < 3)
		uk_sched_yield();
	uk_sched_yield();
	CHECK(first == 5 && !zero);
	CHECK(tcb_inits == 4 && tcb_finis == 3);
}

static int made, ended, refuse, order;

static int late_init(struct uk_thread *thread, struct uk_thread *parent)
{
	if (!parent) /* the main thread */
		return 0;
	CHECK(parent == uk_thread_current() && thread != parent);
	CHECK(order == 1);
	order = 0;
	made++;
	return refuse ? -ENOMEM : 0;
}

static int early_init(struct uk_thread *thread, struct uk_thread *parent)
{
	(void)thread;
	order = parent != NULL;
	return 0;
}

static void early_fini(struct uk_thread *thread)
{
	CHECK(thread);
	ended++;
}

UK_THREAD_INIT_PRIO(late_init, NULL, 7);
UK_THREAD_INIT_PRIO(early_init, early_fini, 2);

static void nothing(void *arg)
{
	(void)arg;
}

void thread_init(void)
{
	int made_before = made, ended_before = ended;

	CHECK(made == 3 && ended == 3);
	CHECK(uk_sched_thread_create(uk_sched_current(), nothing, NULL, "one"));
	CHECK(made == made_before + 1);
	uk_sched_yield();
	CHECK(ended == ended_before + 1);
	refuse = 1;
	CHECK(!uk_sched_thread_create(uk_sched_current(), nothing, NULL, "none"));
	refuse = 0;
	CHECK(ended == ended_before + 2);
	CHECK(tcb_inits - tcb_finis == 1);
}
