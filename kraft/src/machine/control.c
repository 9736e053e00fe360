/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations on machines that run or have run: stop, pause, remove, log. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/qmp.h"
#include "machine/store.h"
#include "machine/virtiofsd.h"
#include "term/message.h"

static void nap(long milliseconds)
{
	const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};

	nanosleep(&time, NULL);
}

static bool wait_for_end(const struct machine_record *r, long milliseconds)
{
	for (; milliseconds > 0 && store_alive(r); milliseconds -= 20)
		nap(20);
	return !store_alive(r);
}

int machine_stop(struct machine_record *r, unsigned int timeout_seconds)
{
	if (r->state == MACHINE_EXITED)
		return 0;
	store_mark(r, "stopped", true);
	if (qmp_command(r->folder, "quit") != 0 && store_alive(r) && kill(r->pid, SIGTERM) != 0 &&
	    errno != ESRCH) {
		int error = -errno;

		store_mark(r, "stopped", false);
		fail("cannot stop %s: %s", r->name, strerror(-error));
		return error;
	}
	if (!wait_for_end(r, 1000L * timeout_seconds) && store_alive(r)) {
		kill(r->pid, SIGKILL);
		if (!wait_for_end(r, 2000)) {
			fail("%s does not end (process %d)", r->name, (int)r->pid);
			return -ETIMEDOUT;
		}
	}
	r->state = MACHINE_EXITED;
	virtiofsd_end(r->folder);
	if (r->remove)
		store_remove(r);
	return 0;
}

int machine_pause(const struct machine_record *r, bool pause)
{
	if (r->state == MACHINE_EXITED) {
		fail("%s is not running", r->name);
		return -ESRCH;
	}
	int error = qmp_command(r->folder, pause ? "stop" : "cont");

	/* What goes on may end before the emulator has answered. */
	if (error == -ECONNRESET && !pause && wait_for_end(r, 1000))
		error = 0;
	if (error)
		fail("cannot %s %s: its control socket does not answer (%s)",
		     pause ? "pause" : "resume", r->name, strerror(-error));
	else
		store_mark(r, "paused", pause);
	return error;
}

int machine_remove(struct machine_record *r, bool force)
{
	if (r->state != MACHINE_EXITED && !force) {
		fail("%s is running", r->name);
		hint("'kraft stop %s' ends it, 'kraft rm -f %s' ends and removes it", r->name,
		     r->name);
		return -EBUSY;
	}
	int error = machine_stop(r, 5);

	if (!error)
		store_remove(r);
	return error;
}

/* What is there from the current position on. */
static int copy_rest(int fd, FILE *out)
{
	char block[8192];
	ssize_t got;

	while ((got = read(fd, block, sizeof block)) > 0)
		if (fwrite(block, 1, (size_t)got, out) != (size_t)got)
			return -EIO;
	return fflush(out) == 0 ? 0 : -EIO;
}

int machine_log(const struct machine_record *r, bool follow, FILE *out)
{
	char *path = path_join(r->folder, "log");
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = fd < 0 ? -errno : 0;
	bool alive = true;

	if (error)
		fail("%s has no log: %s", r->name, strerror(-error));
	/* Once more after the end: what it printed last. */
	while (!error && alive) {
		alive = follow && store_alive(r);
		error = copy_rest(fd, out);
		if (alive)
			nap(100);
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return error;
}
