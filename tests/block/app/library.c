/* SPDX-License-Identifier: BSD-3-Clause */
/* The interface for libraries: states, requests with callbacks, waiting, what is refused; a device
 * belongs to one user. And how quick it is. */
#include <time.h>
#include <uk/alloc.h>
#include <uk/blkdev.h>
#include <uk/preempt.h>
#include <uk/sched.h>
#include "files.h"

#define REQUESTS 40

static int finished, callbacks;

static void done(struct uk_blkreq *req, void *cookie)
{
	finished += cookie == &finished && req->result == 0;
}

static void event(struct uk_blkdev *dev, uint16_t queue, void *cookie)
{
	callbacks++;
	uk_blkdev_queue_finish_reqs(dev, queue);
}

static void states(struct uk_blkdev *dev, uk_blkdev_queue_event_t callback)
{
	struct uk_blkdev_conf conf = {.nb_queues = 1}, many = {.nb_queues = 99};
	struct uk_blkdev_queue_conf queue = {.a = uk_alloc_get_default(), .callback = callback};
	struct uk_blkdev_queue_info info = {0};

	T(uk_blkdev_state_get(dev) == UK_BLKDEV_UNCONFIGURED);
	T(uk_blkdev_start(dev) == -EINVAL);
	T(uk_blkdev_configure(dev, &many) == -EINVAL);
	T(uk_blkdev_configure(dev, &conf));
	T(uk_blkdev_configure(dev, &conf) == -EINVAL);
	T(uk_blkdev_queue_configure(dev, 1, 0, &queue) == -EINVAL);
	T(uk_blkdev_queue_configure(dev, 0, 0, &queue));
	T(uk_blkdev_queue_get_info(dev, 0, &info));
	T(info.nb_max >= 4);
	T(uk_blkdev_start(dev));
	T(uk_blkdev_state_get(dev) == UK_BLKDEV_RUNNING);
	T(uk_blkdev_queue_intr_enable(dev, 0) == (callback ? 0 : -ENOTSUP));
}

static void refused(struct uk_blkdev *dev, char *buffer)
{
	__sector n = uk_blkdev_sectors(dev);
	struct uk_blkreq req;

	T(uk_blkdev_sync_read(dev, 0, n, 1, buffer) == -EINVAL);
	T(uk_blkdev_sync_read(dev, 0, n - 1, 2, buffer) == -EINVAL);
	T(uk_blkdev_sync_read(dev, 0, (size_t)-1, 2, buffer) == -EINVAL);
	T(uk_blkdev_sync_read(dev, 0, 0, 0, buffer));
	uk_blkreq_init(&req, UK_BLKREQ_READ, 0, 0, buffer, NULL, NULL);
	T(uk_blkdev_queue_submit_one(dev, 0, &req) == -EINVAL);
	uk_blkreq_init(&req, UK_BLKREQ_READ, 0, uk_blkdev_max_sec_per_req(dev) + 1, buffer, NULL,
	               NULL);
	T(uk_blkdev_queue_submit_one(dev, 0, &req) == -EINVAL);
	uk_blkreq_init(&req, UK_BLKREQ_READ, 0, 1, (void *)0x5000000000, NULL, NULL);
	T(uk_blkdev_queue_submit_one(dev, 0, &req) == -EFAULT);
	uk_blkreq_init(&req, 77, 0, 1, buffer, NULL, NULL);
	T(uk_blkdev_queue_submit_one(dev, 0, &req) == -ENOTSUP);
}

/* More requests than the queue holds, then all of them. */
static void asynchronous(struct uk_blkdev *dev, char *buffer)
{
	static struct uk_blkreq req[REQUESTS];
	int taken = 0, status, wrong = 0;

	finished = 0;
	uk_preempt_disable();
	for (int i = 0; i < REQUESTS; i++) {
		uk_blkreq_init(&req[i], UK_BLKREQ_READ, 3 * i, 2, buffer + 1024 * i, done,
		               &finished);
		do
			status = uk_blkdev_queue_submit_one(dev, 0, &req[i]);
		while (uk_blkdev_status_notready(status) && !uk_blkdev_queue_finish_reqs(dev, 0));
		taken += uk_blkdev_status_successful(status);
	}
	while (finished < taken) {
		uk_blkdev_queue_finish_reqs(dev, 0);
		uk_sched_yield();
	}
	uk_preempt_enable();
	for (int i = 0; i < REQUESTS; i++) {
		long number = -1;

		sscanf(buffer + 1024 * i, "sector %ld", &number);
		wrong += number != 3 * i || !uk_blkreq_is_done(&req[i]);
	}
	T(taken);
	T(wrong);
}

static void one_round(struct uk_blkdev *dev, uk_blkdev_queue_event_t callback)
{
	char *buffer = uk_memalign(uk_alloc_get_default(), 512, 262144);

	states(dev, callback);
	refused(dev, buffer);
	asynchronous(dev, buffer);
	memset(buffer, 0, 262144);
	T(uk_blkdev_sync_read(dev, 0, 0, 512, buffer));
	T(memcmp(buffer + 512 * 511, "sector 0511", 11));
	T(uk_blkdev_sync_write(dev, 0, 0, 1, buffer) == -EPERM);
	T(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_FFLUSH, 0, 0, NULL));
	uk_free(uk_alloc_get_default(), buffer);
	T(open("/dev/vdb", O_RDONLY));
	T(uk_blkdev_stop(dev));
	T(uk_blkdev_unconfigure(dev) == -EINVAL);
	T(uk_blkdev_queue_unconfigure(dev, 0));
	T(uk_blkdev_unconfigure(dev));
}

void library(void)
{
	struct uk_blkdev *dev = uk_blkdev_get(1);
	int fd;

	T(uk_blkdev_count());
	T(uk_blkdev_get(99) == NULL);
	puts(uk_blkdev_drv_name_get(dev));
	T(uk_blkdev_id_get(dev));
	one_round(dev, NULL);
	one_round(dev, event);
	one_round(dev, NULL);
	T(callbacks > 0);
	T(open("/dev/vdb", O_RDONLY) >= 0);
	T(uk_blkdev_configure(dev, &(struct uk_blkdev_conf){.nb_queues = 1}) == -EINVAL);
}

void bench(void)
{
	static char buffer[1 << 20];
	int fd = open("/dev/vda", O_RDONLY);
	struct timespec a, b;
	double s;

	for (int len = 512; len <= 1 << 20; len *= 8) {
		int n = 0;

		clock_gettime(CLOCK_MONOTONIC, &a);
		do {
			pread(fd, buffer, len, 0);
			n++;
			clock_gettime(CLOCK_MONOTONIC, &b);
			s = (b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9;
		} while (s < 0.5);
		printf("%7d bytes: %.0f requests/s, %.1f MB/s\n", len, n / s,
		       (double)n * len / s / 1e6);
	}
}
