/* SPDX-License-Identifier: BSD-3-Clause */
/* Many threads at once, each with its own stack and thread-local storage. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#define COUNT 100

static __thread int local = 5;
static __thread char zeroed[100];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int bad, done;

static void *body(void *arg)
{
	char buf[3000];
	int me = (int)(long)arg;
	int i;

	if (local != 5 || zeroed[50])
		bad++;
	local = me;
	memset(buf, me, sizeof(buf));
	zeroed[50] = (char)me;
	for (i = 0; i < 20; i++) {
		sched_yield();
		if (local != me || zeroed[50] != (char)me || buf[i * 100] != (char)me)
			bad++;
	}
	pthread_mutex_lock(&lock);
	done++;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	pthread_t t[COUNT];
	pthread_attr_t attr;
	int i, failed = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (i = 0; i < COUNT; i++)
		failed += pthread_create(&t[i], &attr, body, (void *)(long)i) != 0;
	for (i = 0; i < COUNT; i++)
		failed += pthread_join(t[i], NULL) != 0;
	printf("failed %d, bad %d, done %d, local of main %d\n", failed, bad, done, local);
	return 0;
}
