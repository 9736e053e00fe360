/* SPDX-License-Identifier: BSD-3-Clause */
/* The futex call itself: waiting, waking, time-outs, requeueing, bit sets, WAKE_OP, errors. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* an image has no Linux headers */
enum {
	FUTEX_WAIT,
	FUTEX_WAKE,
	FUTEX_CMP_REQUEUE = 4,
	FUTEX_WAKE_OP,
	FUTEX_LOCK_PI,
	FUTEX_UNLOCK_PI,
	FUTEX_WAIT_BITSET = 9,
	FUTEX_WAKE_BITSET,
	FUTEX_PRIVATE_FLAG = 128,
	FUTEX_OP_ADD = 1,
	FUTEX_OP_CMP_EQ = 0
};
#define FUTEX_OP(op, oparg, cmp, cmparg) ((op) << 28 | (cmp) << 24 | (oparg) << 12 | (cmparg))

static volatile int word, word2, woken, waiting;

static long futex(volatile int *addr, int op, int val, const void *timeout, volatile int *addr2,
                  int val3)
{
	long rc = syscall(SYS_futex, addr, op | FUTEX_PRIVATE_FLAG, val, timeout, addr2, val3);

	return rc < 0 ? -errno : rc;
}

static void *waiter(void *arg)
{
	long rc;

	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	if (arg)
		rc = futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, (int)(intptr_t)arg);
	else
		rc = futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0);
	if (rc == 0)
		__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void settle(int expect)
{
	struct timespec ts = {0, 20000000};

	while (waiting < expect)
		sched_yield();
	nanosleep(&ts, NULL);
}

int main(void)
{
	struct timespec ts = {0, 20000000}, past = {0, 0};
	pthread_t t[6];
	long i;

	printf("different value %d\n", futex(&word, FUTEX_WAIT, 1, NULL, NULL, 0) == -EAGAIN);
	printf("timed out %d\n", futex(&word, FUTEX_WAIT, 0, &ts, NULL, 0) == -ETIMEDOUT);
	printf("in the past %d\n",
	       futex(&word, FUTEX_WAIT_BITSET, 0, &past, NULL, -1) == -ETIMEDOUT);
	ts.tv_nsec = 1000000000;
	printf("bad time %d\n", futex(&word, FUTEX_WAIT, 0, &ts, NULL, 0) == -EINVAL);
	printf("misaligned %d\n",
	       futex((volatile int *)((char *)&word + 1), FUTEX_WAKE, 1, NULL, NULL, 0) == -EINVAL);
	printf("no bits %d\n", futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0) == -EINVAL);
	printf("nobody waits %ld\n", futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0));

	for (i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, waiter, NULL);
	settle(4);
	printf("wake one %ld", futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
	printf(" requeue: other value %d",
	       futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &word2, 5) == -EAGAIN);
	printf(" wake one and move one %ld",
	       futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &word2, 0));
	printf(" left %ld", futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0));
	printf(" moved %ld\n", futex(&word2, FUTEX_WAKE, 10, NULL, NULL, 0));
	for (i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	printf("woken %d\n", woken);

	waiting = woken = 0;
	pthread_create(&t[0], NULL, waiter, (void *)1);
	pthread_create(&t[1], NULL, waiter, (void *)2);
	settle(2);
	printf("bit set: %ld", futex(&word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 4));
	printf(" %ld", futex(&word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 2));
	pthread_join(t[1], NULL);
	/* add 5 to word2, wake a second time if it was 0 */
	printf(" wake and operate %ld", futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &word2,
	                                      FUTEX_OP(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_EQ, 0)));
	printf(" word %d\n", word2);
	pthread_join(t[0], NULL);

	word2 = 0;
	printf("lock %ld", futex(&word2, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	printf(" mine %d", word2 == syscall(SYS_gettid));
	printf(" again %d", futex(&word2, FUTEX_LOCK_PI, 0, NULL, NULL, 0) == -EDEADLK);
	printf(" unlock %ld", futex(&word2, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	printf(" free %d", word2 == 0);
	printf(" not mine %d\n", futex(&word2, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0) == -EPERM);
	return 0;
}
