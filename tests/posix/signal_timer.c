/* SPDX-License-Identifier: BSD-3-Clause */
/* alarm, setitimer, getitimer; a busy program is interrupted, its registers stay whole. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int count;
static volatile double dirt;

static void handler(int sig)
{
	int i;

	/* use the registers that the program holds values in */
	for (i = 0; i < 20; i++)
		dirt = dirt * 1.5 + sig;
	count++;
}

int main(void)
{
	struct itimerval it = {{0, 5000}, {0, 5000}}, now;
	struct timespec ts = {10, 0};
	double x = 1, y = 2, z = 3;
	long n = 0;
	int rc;

	signal(SIGALRM, handler);
	printf("alarm %u", alarm(100));
	printf(" %u", alarm(50));
	printf(" %u", alarm(0));
	printf(" %u\n", alarm(0));

	printf("setitimer %d\n", setitimer(ITIMER_REAL, &it, NULL));
	while (count < 20) {
		x = x * 0.5 + 0.5;
		y = y * 0.25 + 1.5;
		z = z * 0.125 + 2.625;
		n++;
	}
	printf("x %.3f y %.3f z %.3f\n", x, y, z);
	getitimer(ITIMER_REAL, &now);
	printf("interval %ld armed %d\n", (long)now.it_interval.tv_usec, now.it_value.tv_usec > 0);
	it = (struct itimerval){{0, 0}, {0, 0}};
	setitimer(ITIMER_REAL, &it, &now);
	getitimer(ITIMER_REAL, &now);
	printf("off %ld %ld\n", (long)now.it_interval.tv_usec, (long)now.it_value.tv_usec);

	count = 0;
	it.it_value.tv_usec = 20000;
	setitimer(ITIMER_REAL, &it, NULL);
	rc = nanosleep(&ts, &ts);
	printf("sleep %d interrupted %d remains about ten seconds %d handled %d\n", rc,
	       errno == EINTR, ts.tv_sec == 9 && ts.tv_nsec > 0, count);
	alarm(1);
	rc = (int)sleep(10);
	printf("sleep remains %d\n", rc == 8 || rc == 9);
	it.it_value.tv_usec = 1000000;
	printf("bad value %d\n", setitimer(ITIMER_REAL, &it, NULL) == -1 && errno == EINVAL);
	return 0;
}
