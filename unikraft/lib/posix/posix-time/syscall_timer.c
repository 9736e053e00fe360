/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls: timer_create, timer_settime, timer_gettime, timer_getoverrun, timer_delete. A
 * periodic timer is armed again when its signal is taken, and the periods in between are its
 * overruns: a program that cannot keep up is not flooded with interrupts.
 */
#include <uk/alloc.h>
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/sched.h>
#include <uk/signal.h>
#include <uk/syscall.h>
#include <uk/timer.h>

#define TIMER_ABSTIME_ 1
#define OVERRUN_MAX    0x7fffffff

enum { SIGEV_SIGNAL_, SIGEV_NONE_, SIGEV_THREAD_, SIGEV_THREAD_ID_ = 4 };

struct sigevent_abi {
	void *value;
	int signo;
	int notify;
	int tid;
};

struct itimerspec_abi {
	struct uk_timespec interval;
	struct uk_timespec value;
};

struct posix_timer {
	struct uk_list_head link;
	struct uk_timer timer;
	struct uk_sigqueue signal;
	struct uk_thread *thread; /* whom the signal is for; NULL: the program */
	__nsec interval;
	__nsec next; /* the latest deadline, 0 when disarmed */
	int clock;
	int id;
	int notify;
	int overrun; /* of the signal that was taken last */
};

static UK_LIST_HEAD(timers);
static int last_id;

static struct posix_timer *find(int id)
{
	struct posix_timer *t;

	uk_list_for_each_entry (t, &timers, link) {
		if (t->id == id)
			return t;
	}
	return NULL;
}

/* Moves `next` beyond now; how many periods were passed over. */
static __u64 advance(struct posix_timer *t)
{
	__nsec now = ukplat_monotonic_clock();
	__u64 periods;

	t->next += t->interval;
	if (t->next > now)
		return 0;
	periods = (now - t->next) / t->interval + 1;
	t->next += periods * t->interval;
	return periods;
}

static void expired(struct uk_timer *timer)
{
	struct posix_timer *t = uk_list_entry(timer, struct posix_timer, timer);

	if (t->notify != SIGEV_NONE_) {
		t->signal.info.timer.overrun = 0;
		uk_signal_send_queued(&t->signal, t->thread);
	}
	if (!t->interval) {
		t->next = 0;
	} else if (uk_list_empty(&t->signal.link)) {
		/* nobody will take it */
		advance(t);
		uk_timer_set(&t->timer, t->next);
	}
}

static void taken(struct uk_sigqueue *entry)
{
	struct posix_timer *t = uk_list_entry(entry, struct posix_timer, signal);
	__u64 periods = 0;

	if (t->interval && !uk_timer_armed(&t->timer)) {
		periods = advance(t);
		uk_timer_set(&t->timer, t->next);
	}
	t->overrun = (int)MIN(periods, (__u64)OVERRUN_MAX);
	entry->info.timer.overrun = t->overrun;
}

/* 0 or a negative errno; on success with a reference to the thread, if there is one. */
static int find_target(const struct sigevent_abi *event, struct uk_thread **thread)
{
	*thread = NULL;
	if (event->notify == SIGEV_NONE_)
		return 0;
	if (event->notify != SIGEV_SIGNAL_ && event->notify != SIGEV_THREAD_ID_)
		return -EINVAL;
	if (event->signo < 1 || event->signo > UK_NSIG)
		return -EINVAL;
	if (event->notify == SIGEV_SIGNAL_)
		return 0;
	*thread = uk_thread_by_id((unsigned int)event->tid);
	if (!*thread)
		return -EINVAL;
	uk_thread_acquire(*thread);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, timer_create, int, clock, const struct sigevent_abi *, event, int *, id)
{
	struct sigevent_abi standard = {.signo = UK_SIGALRM, .notify = SIGEV_SIGNAL_};
	struct uk_thread *thread;
	struct posix_timer *t;
	__nsec unused;
	int rc = uk_clock_deadline(clock, 1, 0, &unused);

	if (rc)
		return rc;
	rc = find_target(event ? event : &standard, &thread);
	if (rc)
		return rc;
	t = uk_zalloc(uk_alloc_get_default(), sizeof(*t));
	if (!t) {
		if (thread)
			uk_thread_release(thread);
		return -EAGAIN;
	}
	t->id = last_id++;
	standard.value = (void *)(long)t->id;
	if (!event)
		event = &standard;
	t->clock = clock;
	t->notify = event->notify;
	t->thread = thread;
	uk_timer_init(&t->timer, expired);
	UK_INIT_LIST_HEAD(&t->signal.link);
	t->signal.taken = taken;
	t->signal.info.signo = event->signo;
	t->signal.info.code = UK_SI_TIMER;
	t->signal.info.timer.timerid = t->id;
	t->signal.info.timer.value.ptr = event->value;
	uk_list_add_tail(&t->link, &timers);
	*id = t->id;
	return 0;
}

static void get(struct posix_timer *t, struct itimerspec_abi *value)
{
	__nsec now = ukplat_monotonic_clock();
	__nsec next = t->next;

	if (next && next <= now && t->interval)
		next += ((now - next) / t->interval + 1) * t->interval;
	/* one that is about to expire must not read as disarmed */
	if (next)
		next = next > now ? next - now : 1;
	uk_nsec_to_timespec(next, &value->value);
	uk_nsec_to_timespec(t->interval, &value->interval);
}

UK_SYSCALL_R_DEFINE(long, timer_settime, int, id, int, flags, const struct itimerspec_abi *, new,
                    struct itimerspec_abi *, old)
{
	struct posix_timer *t = find(id);
	__nsec value, interval, deadline = 0;

	if (!t || uk_timespec_to_nsec(&new->value, &value) ||
	    uk_timespec_to_nsec(&new->interval, &interval))
		return -EINVAL;
	if (value && uk_clock_deadline(t->clock, !(flags & TIMER_ABSTIME_), value, &deadline))
		return -EINVAL;
	if (old)
		get(t, old);
	t->interval = 0; /* so that a waiting signal does not arm the timer when it goes */
	uk_signal_cancel_queued(&t->signal);
	uk_timer_cancel(&t->timer);
	t->next = deadline;
	t->overrun = 0;
	if (deadline) {
		t->interval = interval;
		uk_timer_set(&t->timer, deadline);
	}
	return 0;
}

UK_SYSCALL_R_DEFINE(long, timer_gettime, int, id, struct itimerspec_abi *, value)
{
	struct posix_timer *t = find(id);

	if (!t)
		return -EINVAL;
	get(t, value);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, timer_getoverrun, int, id)
{
	struct posix_timer *t = find(id);

	return t ? t->overrun : -EINVAL;
}

UK_SYSCALL_R_DEFINE(long, timer_delete, int, id)
{
	struct posix_timer *t = find(id);

	if (!t)
		return -EINVAL;
	uk_signal_cancel_queued(&t->signal);
	uk_timer_cancel(&t->timer);
	uk_list_del(&t->link);
	if (t->thread)
		uk_thread_release(t->thread);
	uk_free(uk_alloc_get_default(), t);
	return 0;
}
