/* SPDX-License-Identifier: BSD-3-Clause */
/* select(2), pselect6(2): bit sets in front of poll's wait. */
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <uk/alloc.h>
#include <uk/essentials.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "poll.h"

#define ON_STACK 16
#define SETS     3

static const short wanted[SETS] = {POLLIN | POLLRDNORM | POLLRDBAND,
                                   POLLOUT | POLLWRNORM | POLLWRBAND, POLLPRI};
/* What sets the bit: an error or hang-up makes a read or write return at once. */
static const short shown[SETS] = {POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
                                  POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR, POLLPRI};

static int test(const unsigned long *set, int fd)
{
	return set && (set[fd / 64] >> fd % 64 & 1);
}

static int events_of(unsigned long *const sets[SETS], int fd)
{
	int events = 0;

	for (int i = 0; i < SETS; i++)
		events |= test(sets[i], fd) ? wanted[i] : 0;
	return events;
}

/* Beyond any descriptor there is nothing to look at, but a set bit there is an error. */
static int count_fds(unsigned long *const sets[SETS], int nfds)
{
	int count = 0;

	for (int fd = 0; fd < nfds; fd++)
		count += events_of(sets, fd) != 0;
	return count;
}

static int to_pollfds(unsigned long *const sets[SETS], int nfds, struct pollfd *fds)
{
	struct uk_open_file *of;

	for (int fd = 0; fd < nfds; fd++) {
		int events = events_of(sets, fd);

		if (!events)
			continue;
		of = uk_fdtab_get(fd);
		if (!of)
			return -EBADF;
		uk_open_file_put(of);
		*fds++ = (struct pollfd){.fd = fd, .events = events};
	}
	return 0;
}

/* Only now the sets change: on an error they stay as they were. */
static int to_sets(unsigned long *const sets[SETS], int nfds, const struct pollfd *fds, int count)
{
	int bits = 0;

	for (int i = 0; i < SETS; i++) {
		int words = (nfds + 63) / 64;
		unsigned long last;

		if (!sets[i])
			continue;
		for (int j = 0; j < count; j++)
			if (test(sets[i], fds[j].fd) && !(fds[j].revents & shown[i]))
				sets[i][fds[j].fd / 64] &= ~(1ul << fds[j].fd % 64);
			else if (test(sets[i], fds[j].fd))
				bits++;
		/* Linux clears the rest of the last word, too. */
		last = nfds % 64 ? ~0ul >> (64 - nfds % 64) : ~0ul;
		if (words)
			sets[i][words - 1] &= last;
	}
	return bits;
}

static int select_files(int nfds, unsigned long *const sets[SETS], __nsec deadline)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct pollfd few[ON_STACK], *fds = few;
	int count, rc;

	if (nfds < 0)
		return -EINVAL;
	nfds = MIN((unsigned int)nfds, UK_FDTAB_MAX);
	count = count_fds(sets, nfds);
	if (count > ON_STACK) {
		fds = uk_malloc(a, count * sizeof(*fds));
		if (!fds)
			return -ENOMEM;
	}
	rc = to_pollfds(sets, nfds, fds);
	if (!rc)
		rc = poll_files(fds, count, deadline);
	if (rc >= 0)
		rc = to_sets(sets, nfds, fds, count);
	if (fds != few)
		uk_free(a, fds);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, select, int, nfds, unsigned long *, in, unsigned long *, out,
                    unsigned long *, except, struct timeval *, timeout)
{
	unsigned long *const sets[SETS] = {in, out, except};
	__nsec deadline = POLL_FOREVER;
	struct timespec ts;
	int rc;

	if (timeout) {
		/* Linux takes more than a second of microseconds here. */
		if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
			return -EINVAL;
		ts.tv_sec = timeout->tv_sec + timeout->tv_usec / 1000000;
		ts.tv_nsec = timeout->tv_usec % 1000000 * 1000;
		rc = poll_deadline(&ts, &deadline);
		if (rc)
			return rc;
	}
	rc = select_files(nfds, sets, deadline);
	if (timeout) {
		poll_remaining(deadline, &ts);
		timeout->tv_sec = ts.tv_sec;
		timeout->tv_usec = ts.tv_nsec / 1000;
	}
	return rc;
}

struct sigset_argument {
	const __u64 *mask;
	__sz size;
};

UK_SYSCALL_R_DEFINE(int, pselect6, int, nfds, unsigned long *, in, unsigned long *, out,
                    unsigned long *, except, struct timespec *, timeout,
                    const struct sigset_argument *, signals)
{
	unsigned long *const sets[SETS] = {in, out, except};
	const __u64 *mask = signals ? signals->mask : NULL;
	__nsec deadline;
	int rc = poll_deadline(timeout, &deadline);

	if (!rc)
		rc = poll_mask_set(mask, signals ? signals->size : 0);
	if (rc)
		return rc;
	rc = select_files(nfds, sets, deadline);
	if (timeout)
		poll_remaining(deadline, timeout);
	return poll_mask_end(mask, rc);
}
