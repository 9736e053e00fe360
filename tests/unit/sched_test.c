/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduler, timers, wait queues and locks on a clock that the test moves. The context switch and
 * the CPU's state are the real ones (%gs is free in a Linux process). From the repository's root:
 *
 *   cc -g -fsanitize=undefined -Itests/unit/sched_stub -Iunikraft/include \
 *      -Iunikraft/arch/x86_64/include -Iunikraft/lib/base/ukdebug/include \
 *      -Iunikraft/lib/mem/ukalloc/include -Iunikraft/lib/mem/ukvmem/include \
 *      -Iunikraft/lib/sched/uksched/include -Iunikraft/lib/sched/uklock/include \
 *      tests/unit/sched_test.c \
 *      unikraft/lib/sched/uksched/{exit,inittab,sched,thread,timer,wait,work}.c \
 *      unikraft/lib/sched/uklock/{mbox,mutex,rwlock,semaphore}.c unikraft/lib/base/ukcpu/cpu.c \
 *      unikraft/arch/x86_64/ctx.{S,c} -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <cmocka.h>
#include <uk/alloc.h>
#include <uk/defer.h>
#include <uk/mbox.h>
#include <uk/mutex.h>
#include <uk/plat/time.h>
#include <uk/preempt.h>
#include <uk/rwlock.h>
#include <uk/sched.h>
#include <uk/semaphore.h>
#include <uk/signal_exit.h>
#include <uk/wait.h>

#define ARCH_SET_GS 0x1001

/* The platform: a clock that stands still unless somebody halts. */
static __nsec now = 1000;
static __nsec armed_for;
static int stacks;

__nsec ukplat_monotonic_clock(void)
{
	return now++;
}

void ukplat_timer_arm(__nsec deadline)
{
	armed_for = deadline;
}

void test_halt(void)
{
	if (!armed_for)
		fail_msg("halted for ever");
	if (now < armed_for)
		now = armed_for;
	armed_for = 0;
	uk_timer_interrupt();
}

void *uk_vmem_stack_alloc(__sz len)
{
	stacks++;
	return aligned_alloc(4096, len);
}

void uk_vmem_stack_free(void *base, __sz len)
{
	memset(base, 0xcc, len);
	stacks--;
	free(base);
}

int uk_snprintf(char *buf, __sz size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

__uptr ukarch_tlsp_get(void)
{
	return 0;
}

__uptr ukarch_tlsp_current(__uptr set)
{
	return set;
}

void ukarch_tlsp_set(__uptr tlsp)
{
	(void)tlsp;
}

extern char x86_ctx_start[];

void ukarch_ctx_init_entry1(struct ukarch_ctx *ctx, __uptr sp, ukarch_ctx_entry1 entry, long arg)
{
	__uptr *top = (__uptr *)sp;

	*--top = 0;
	*--top = 0;
	*--top = (__uptr)arg;
	*--top = (__uptr)entry;
	*--top = 0x037f00001f80; /* control words */
	ctx->sp = (__uptr)top;
	ctx->ip = (__uptr)x86_ctx_start;
}

static void *plain_calloc(struct uk_alloc *a, __sz n, __sz size)
{
	(void)a;
	return calloc(n, size);
}

static void *plain_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	return malloc(size);
}

static void plain_free(struct uk_alloc *a, void *p)
{
	(void)a;
	free(p);
}

static struct uk_alloc allocator = {
        .malloc = plain_malloc, .calloc = plain_calloc, .free = plain_free};
struct uk_alloc *_uk_alloc_head = &allocator;
extern struct uk_cpu uk_cpu0;

static int set_up(void **state)
{
	(void)state;
	syscall(SYS_arch_prctl, ARCH_SET_GS, &uk_cpu0);
	uk_sched_init(NULL, 0);
	return 0;
}

/* Timers against a model: the earliest fires first, whatever is set, moved or cancelled in between.
 */
#define TIMERS 200

static struct uk_timer timers[TIMERS];
static __nsec model[TIMERS]; /* 0: not armed */
static int fired;

static void check_fire(struct uk_timer *t)
{
	int i, self = (int)(t - timers);

	assert_true(model[self] != 0);
	assert_true(t->deadline == model[self] && t->deadline <= now);
	for (i = 0; i < TIMERS; i++)
		assert_false(model[i] && model[i] < model[self]);
	model[self] = 0;
	fired++;
}

static void timers_in_order(void **state)
{
	int i, n, set = 0;

	(void)state;
	srand(1);
	for (i = 0; i < TIMERS; i++)
		uk_timer_init(&timers[i], check_fire);
	for (n = 0; n < 20000; n++) {
		i = rand() % TIMERS;
		switch (rand() % 8) {
		case 0:
			uk_timer_cancel(&timers[i]);
			model[i] = 0;
			break;
		case 1:
			if (armed_for) {
				test_halt();
				uk_defer_run();
			}
			break;
		default:
			model[i] = now + 1 + (__nsec)(rand() % 100000);
			uk_timer_set(&timers[i], model[i]);
			set++;
		}
		assert_int_equal(uk_timer_armed(&timers[i]), model[i] != 0);
	}
	while (armed_for) {
		test_halt();
		uk_defer_run();
	}
	for (i = 0; i < TIMERS; i++)
		assert_true(model[i] == 0);
	assert_true(fired > 100);
}

/* Threads: the order of sleepers, and stacks that come back. */
static int order[10], finished;

static void sleeper(void *arg)
{
	long n = (long)arg;

	uk_sched_thread_sleep((__nsec)n * 1000000);
	order[finished++] = (int)n;
}

static void wait_for(int count)
{
	while (finished < count)
		uk_sched_thread_sleep(1000000);
}

static void sleepers_in_order(void **state)
{
	long i;

	(void)state;
	finished = 0;
	for (i = 9; i >= 0; i--)
		assert_non_null(
		        uk_sched_thread_create(uk_sched_current(), sleeper, (void *)i, "sleeper"));
	wait_for(10);
	for (i = 0; i < 10; i++)
		assert_int_equal(order[i], i);
	assert_int_equal(stacks, 0);
	assert_int_equal(uk_sched_current()->thread_count, 1);
	assert_int_equal(uk_preempt_count(), 1);
}

/* A busy thread is preempted by the slice; alone it is not. */
static int other_ran;

static void other(void *arg)
{
	(void)arg;
	other_ran = 1;
	finished++;
}

static void slices(void **state)
{
	__nsec begin;

	(void)state;
	finished = other_ran = 0;
	uk_sched_thread_create(uk_sched_current(), other, NULL, "other");
	begin = now;
	assert_true(armed_for > now && armed_for <= now + UK_SCHED_SLICE_NS);
	while (!other_ran) {
		assert_true(now < begin + 3 * UK_SCHED_SLICE_NS);
		test_halt(); /* a busy program, interrupted */
		uk_preempt_enable();
		uk_preempt_disable();
	}
	assert_true(now >= begin + UK_SCHED_SLICE_NS / 2);
	wait_for(1);
}

/* Wait queues: time-outs, one at a time, the condition wins. */
static struct uk_waitq wq;
static int flag, results[10];

static void waiter(void *arg)
{
	long n = (long)arg;

	results[n] = uk_waitq_wait_event_deadline(&wq, flag > 0 && flag--, now + 50000000);
	finished++;
}

static void wait_queues(void **state)
{
	long i;

	(void)state;
	finished = 0;
	flag = 0;
	uk_waitq_init(&wq);
	for (i = 0; i < 4; i++)
		uk_sched_thread_create(uk_sched_current(), waiter, (void *)i, "waiter");
	uk_sched_yield();
	flag = 1;
	uk_waitq_wake_up_one(&wq);
	uk_sched_yield();
	assert_int_equal(finished, 1);
	assert_int_equal(results[0], 0);
	flag = 1;
	uk_waitq_wake_up(&wq);
	uk_sched_yield();
	assert_int_equal(finished, 2);
	wait_for(4);
	assert_int_equal(results[1], 0);
	assert_int_equal(results[2], -ETIMEDOUT);
	assert_int_equal(results[3], -ETIMEDOUT);
	assert_true(uk_waitq_empty(&wq));
}

/* Locks. */
static struct uk_mutex mutex;
static struct uk_semaphore semaphore;
static struct uk_rwlock rwlock;
static struct uk_mbox *mbox;
static int inside, sum;

static void locker(void *arg)
{
	int i;

	for (i = 0; i < 10; i++) {
		uk_mutex_lock(&mutex);
		assert_int_equal(inside++, 0);
		uk_sched_yield();
		inside--;
		uk_mutex_unlock(&mutex);
		if ((long)arg % 2) {
			uk_rwlock_wlock(&rwlock);
			assert_int_equal(rwlock.readers, 0);
			uk_sched_yield();
			uk_rwlock_wunlock(&rwlock);
		} else {
			uk_rwlock_rlock(&rwlock);
			assert_null(rwlock.writer);
			uk_sched_yield();
			uk_rwlock_runlock(&rwlock);
		}
		uk_mbox_post(mbox, (void *)1L);
		uk_semaphore_up(&semaphore);
	}
	finished++;
}

static void receiver(void *arg)
{
	void *msg;
	int i;

	(void)arg;
	for (i = 0; i < 40; i++) {
		uk_mbox_recv(mbox, &msg);
		sum += (int)(long)msg;
	}
	finished++;
}

static void locks(void **state)
{
	long i;

	(void)state;
	finished = 0;
	uk_mutex_init(&mutex);
	uk_semaphore_init(&semaphore, 0);
	uk_rwlock_init(&rwlock);
	mbox = uk_mbox_create(&allocator, 3);
	for (i = 0; i < 4; i++)
		uk_sched_thread_create(uk_sched_current(), locker, (void *)i, "locker");
	uk_sched_thread_create(uk_sched_current(), receiver, NULL, "receiver");
	for (i = 0; i < 40; i++)
		uk_semaphore_down(&semaphore);
	wait_for(5);
	assert_int_equal(sum, 40);
	assert_int_equal(uk_semaphore_down_try(&semaphore), 0);
	assert_true(uk_semaphore_down_to(&semaphore, 1000) == __NSEC_MAX);
	uk_semaphore_up(&semaphore);
	assert_true(uk_semaphore_down_to(&semaphore, 1000000) < 1000000);
	assert_true(uk_mbox_recv_to(mbox, NULL, 1000) == __NSEC_MAX);
	uk_mbox_free(&allocator, mbox);
	uk_mutex_init_config(&mutex, UK_MUTEX_CONFIG_RECURSE);
	uk_mutex_lock(&mutex);
	uk_mutex_lock(&mutex);
	assert_int_equal(uk_mutex_trylock(&mutex), 1);
	for (i = 0; i < 3; i++)
		uk_mutex_unlock(&mutex);
	assert_false(uk_mutex_is_locked(&mutex));
	assert_int_equal(stacks, 0);
}

/* The end of a thread: the call-back, references, processor time. */
static int buried;

static void bury(struct uk_thread *thread, void *arg)
{
	assert_true(uk_thread_is_exited(thread));
	buried += (int)(long)arg;
}

static void leaver(void *arg)
{
	now += 5000;
	uk_sched_thread_exit2(bury, arg);
}

static void exits(void **state)
{
	struct uk_thread *t;
	__nsec idle = uk_sched_idle_time(), program;

	(void)state;
	program = uk_sched_program_time();
	t = uk_sched_thread_create(uk_sched_current(), leaver, (void *)7L,
	                           "a name that is too long");
	assert_string_equal(uk_thread_name(t), "a name that is ");
	uk_thread_acquire(t);
	uk_sched_thread_sleep(1000000);
	assert_int_equal(buried, 7);
	assert_true(uk_thread_is_exited(t));
	assert_true(uk_thread_cpu_time(t) >= 5000 && uk_thread_cpu_time(t) < 10000);
	assert_null(uk_thread_by_id(t->id));
	uk_thread_release(t);
	assert_true(uk_sched_idle_time() - idle > 900000);
	assert_true(uk_sched_program_time() - program < 100000);
}

/* Stands for uksignal: what it was called with. */
static int deliveries;
static long *delivered_ret;

void uk_signal_deliver(struct uk_signal_exit *exit)
{
	deliveries++;
	delivered_ret = exit->ret;
	if (exit->ret)
		*exit->ret = -EINTR;
}

static void rearm(struct uk_timer *timer)
{
	deliveries++;
	uk_timer_set(timer, now);
}

/* A timer that is armed for the present again and again does not keep the kernel for itself. */
static void timer_storm(void **state)
{
	struct uk_timer timer;

	(void)state;
	deliveries = 0;
	uk_timer_init(&timer, rearm);
	uk_timer_set(&timer, now);
	uk_timer_interrupt();
	uk_defer_run();
	assert_int_equal(deliveries, 1);
	uk_timer_cancel(&timer);
}

/* An interrupt between the end of a call that a signal interrupted and the look for signals must
 * not take them: the call would be started again though a handler has run. */
static void interrupted_call(void **state)
{
	struct __regs regs = {0};
	long ret = -ERESTARTSYS;

	(void)state;
	deliveries = 0;
	uk_thread_current()->flags |= UK_THREADF_RESTART;
	uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
	uk_preempt_work_interrupted(&regs);
	assert_int_equal(deliveries, 0);
	assert_int_equal(uk_cpu_current()->work, 0);
	uk_preempt_leave();
	assert_false(uk_preempt_work(&ret));
	uk_preempt_disable();
	assert_int_equal(deliveries, 1);
	assert_ptr_equal(delivered_ret, &ret);
	/* without such a call they are taken */
	uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
	uk_preempt_work_interrupted(&regs);
	assert_int_equal(deliveries, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(timers_in_order), cmocka_unit_test(sleepers_in_order),
	        cmocka_unit_test(slices),          cmocka_unit_test(wait_queues),
	        cmocka_unit_test(locks),           cmocka_unit_test(exits),
	        cmocka_unit_test(timer_storm),     cmocka_unit_test(interrupted_call),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
