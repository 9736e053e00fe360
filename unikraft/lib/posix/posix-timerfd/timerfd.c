/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd_create(2) and its relatives: a timer to wait for. */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include <uk/timer.h>

#define ABSOLUTE      1 /* TFD_TIMER_ABSTIME */
#define CANCEL_ON_SET 2 /* TFD_TIMER_CANCEL_ON_SET */

struct timerfd {
	struct uk_file file;
	struct uk_timer timer;
	int clock;
	__nsec deadline; /* on the monotonic clock; 0: disarmed */
	__nsec interval;
	__u64 ticks; /* expirations that were not read */
};

/* Counts what has expired, and sets the timer for what comes. */
static void expire(struct timerfd *t)
{
	__nsec now = ukplat_monotonic_clock();
	__u64 more;

	if (!t->deadline || now < t->deadline)
		return;
	if (t->interval) {
		more = 1 + (now - t->deadline) / t->interval;
		t->ticks += more;
		t->deadline += more * t->interval;
		uk_timer_set(&t->timer, t->deadline);
	} else {
		t->ticks++;
		t->deadline = 0;
	}
}

static void timer_fired(struct uk_timer *timer)
{
	struct timerfd *t = __containerof(timer, struct timerfd, timer);

	expire(t);
	if (t->ticks)
		uk_pollq_notify(&t->file.pollq, EPOLLIN | EPOLLRDNORM);
}

static __ssz timerfd_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                          __off off __maybe_unused)
{
	struct timerfd *t = of->file->priv;

	if (uk_iov_length(iov, iovcnt) < sizeof(t->ticks))
		return -EINVAL;
	expire(t);
	if (!t->ticks)
		return -EAGAIN;
	uk_iov_put(iov, 0, &t->ticks, sizeof(t->ticks));
	t->ticks = 0;
	return sizeof(t->ticks);
}

static unsigned int timerfd_poll(struct uk_file *file)
{
	struct timerfd *t = file->priv;

	expire(t);
	return t->ticks ? EPOLLIN | EPOLLRDNORM : 0;
}

static void timerfd_release(struct uk_file *file)
{
	struct timerfd *t = file->priv;

	uk_timer_cancel(&t->timer);
	uk_free(uk_alloc_get_default(), t);
}

static const struct uk_file_ops timerfd_ops = {
        .read = timerfd_read,
        .poll = timerfd_poll,
        .release = timerfd_release,
};

static void current_setting(struct timerfd *t, struct itimerspec *value)
{
	__nsec now = ukplat_monotonic_clock(), left;

	expire(t);
	left = t->deadline > now ? t->deadline - now : 0;
	uk_nsec_to_timespec(left, (struct uk_timespec *)&value->it_value);
	uk_nsec_to_timespec(t->interval, (struct uk_timespec *)&value->it_interval);
}

static int set(struct timerfd *t, int flags, const struct itimerspec *value)
{
	__nsec first, interval, deadline = 0;
	int rc;

	if (uk_timespec_to_nsec((const struct uk_timespec *)&value->it_value, &first) ||
	    uk_timespec_to_nsec((const struct uk_timespec *)&value->it_interval, &interval))
		return -EINVAL;
	if (first) {
		rc = uk_clock_deadline(t->clock, !(flags & ABSOLUTE), first, &deadline);
		if (rc)
			return rc;
	}
	uk_timer_cancel(&t->timer);
	t->ticks = 0;
	t->interval = interval;
	t->deadline = deadline;
	if (deadline)
		uk_timer_set(&t->timer, deadline);
	return 0;
}

/* The timer of a descriptor: 0 with a reference of *of, -EBADF, -EINVAL. */
static int timer_of_fd(int fd, struct uk_open_file **of, struct timerfd **t)
{
	*of = uk_fdtab_get(fd);
	if (!*of)
		return -EBADF;
	if ((*of)->file->ops != &timerfd_ops) {
		uk_open_file_put(*of);
		return -EINVAL;
	}
	*t = (*of)->file->priv;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, timerfd_create, int, clock, int, flags)
{
	struct timerfd *t;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if (clock != UK_CLOCK_MONOTONIC && clock != UK_CLOCK_REALTIME &&
	    clock != UK_CLOCK_BOOTTIME && clock != UK_CLOCK_REALTIME_ALARM &&
	    clock != UK_CLOCK_BOOTTIME_ALARM)
		return -EINVAL;
	t = uk_calloc(uk_alloc_get_default(), 1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	uk_file_init(&t->file, &timerfd_ops, t);
	uk_timer_init(&t->timer, timer_fired);
	t->clock = clock;
	return uk_fdtab_open(&t->file, O_RDWR | flags);
}

UK_SYSCALL_R_DEFINE(int, timerfd_settime, int, fd, int, flags, const struct itimerspec *, value,
                    struct itimerspec *, old)
{
	struct uk_open_file *of;
	struct itimerspec was;
	struct timerfd *t;
	int rc;

	if (flags & ~(ABSOLUTE | CANCEL_ON_SET))
		return -EINVAL;
	if ((__uptr)value < 4096)
		return -EFAULT;
	rc = timer_of_fd(fd, &of, &t);
	if (rc)
		return rc;
	current_setting(t, &was);
	rc = set(t, flags, value);
	if (!rc && old)
		*old = was;
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, timerfd_gettime, int, fd, struct itimerspec *, value)
{
	struct uk_open_file *of;
	struct timerfd *t;
	int rc = timer_of_fd(fd, &of, &t);

	if (rc)
		return rc;
	current_setting(t, value);
	uk_open_file_put(of);
	return 0;
}
