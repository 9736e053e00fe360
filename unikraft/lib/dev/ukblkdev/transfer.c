/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers of any length: cut into requests, a few of them in flight at a time, waited for.
 */
#include <uk/blkdev.h>
#include <uk/sched.h>
#include <uk/wait.h>

/* Enough to keep a device busy while the answer to one request is taken. */
#define WINDOW 4

struct transfer {
	struct uk_blkdev *dev;
	uint16_t queue_id;
	enum uk_blkreq_op op;
	__sector next, end; /* not yet submitted */
	__sector most;      /* sectors per request */
	char *buf;          /* of the sector `next` */
	__sector failed;    /* the first sector that was surely not transferred, or end */
	int error;          /* what happened there */
	unsigned int flying;
	struct uk_waitq wait; /* for a request of ours to finish */
	struct uk_blkreq request[WINDOW];
};

static void note(struct transfer *t, __sector sector, int error)
{
	if (t->error && sector >= t->failed)
		return;
	t->failed = sector;
	t->error = error;
}

static void finished(struct uk_blkreq *req, void *cookie)
{
	struct transfer *t = cookie;

	t->flying--;
	if (req->result)
		note(t, req->start_sector, req->result);
	uk_waitq_wake_up(&t->wait);
}

static int waits_by_polling(const struct transfer *t)
{
	return t->dev->_polled >> t->queue_id & 1;
}

/* Waits until `condition` holds, on a queue without interrupts by asking again and again. */
#define WAIT(t, wq, condition)                                                             \
	do {                                                                               \
		if (!waits_by_polling(t)) {                                                \
			uk_waitq_wait_event(wq, condition);                                \
			break;                                                             \
		}                                                                          \
		while (uk_blkdev_queue_finish_reqs((t)->dev, (t)->queue_id), !(condition)) \
			uk_sched_yield();                                                  \
	} while (0)

/* A request may be used again when it has finished. Requests may finish in any order. */
static struct uk_blkreq *idle_request(struct transfer *t)
{
	for (unsigned int i = 0; i < WINDOW; i++)
		if (uk_blkreq_is_done(&t->request[i]))
			return &t->request[i];
	return NULL;
}

/* Submits the next piece; waits for room in the queue. */
static int submit(struct transfer *t, struct uk_blkreq *req)
{
	__sector n = MIN(t->end - t->next, t->most);
	int status;

	uk_blkreq_init(req, t->op, t->next, n, t->buf, finished, t);
	WAIT(t, &t->dev->room,
	     (status = uk_blkdev_queue_submit_one(t->dev, t->queue_id, req)) != 0);
	if (status < 0) {
		req->state = UK_BLKREQ_FINISHED;
		return status;
	}
	t->flying++;
	t->next += n;
	if (t->buf)
		t->buf += n * uk_blkdev_ssize(t->dev);
	return 0;
}

static void run(struct transfer *t)
{
	while (t->next < t->end && !t->error) {
		struct uk_blkreq *req;
		int rc;

		WAIT(t, &t->wait, t->error || idle_request(t));
		req = t->error ? NULL : idle_request(t);
		if (!req)
			break;
		rc = submit(t, req);
		if (rc < 0)
			note(t, t->next, rc);
	}
	WAIT(t, &t->wait, t->flying == 0);
}

static __sector most_per_request(const struct uk_blkdev_cap *cap, enum uk_blkreq_op op)
{
	switch (op) {
	case UK_BLKREQ_DISCARD:
		return cap->max_discard;
	case UK_BLKREQ_WRITE_ZEROES:
		return cap->max_write_zeroes;
	default:
		return cap->max_sectors_per_req;
	}
}

int uk_blkdev_transfer(struct uk_blkdev *dev, uint16_t queue_id, enum uk_blkreq_op op,
                       __sector sector, __sector nb_sectors, void *buf, __sector *done)
{
	struct transfer t = {
	        .dev = dev,
	        .queue_id = queue_id,
	        .op = op,
	        .next = sector,
	        .end = sector + nb_sectors,
	        .most = most_per_request(&dev->capabilities, op),
	        .buf = buf,
	        .failed = sector + nb_sectors,
	};

	if (done)
		*done = 0;
	if (dev->_state != UK_BLKDEV_RUNNING || t.end < sector)
		return -EINVAL;
	if (op == UK_BLKREQ_FFLUSH) {
		t.next = 0;
		t.end = t.failed = t.most = 1;
	} else if (!t.most) {
		return -ENOTSUP;
	}
	uk_preempt_disable();
	uk_waitq_init(&t.wait);
	run(&t);
	uk_preempt_enable();
	if (done)
		*done = t.failed - sector;
	return t.error;
}

int uk_blkdev_sync_io(struct uk_blkdev *dev, uint16_t queue_id, enum uk_blkreq_op op,
                      __sector sector, __sector nb_sectors, void *buf)
{
	return uk_blkdev_transfer(dev, queue_id, op, sector, nb_sectors, buf, NULL);
}
