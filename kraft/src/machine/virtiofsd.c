/* SPDX-License-Identifier: BSD-3-Clause */
/* Starting virtiofsd, waiting until it listens, noting and ending it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/store.h"
#include "machine/virtiofsd.h"
#include "machine/virtiofsd_child.h"
#include "term/message.h"

#define NOTES        "daemons"
#define PATIENCE     2000 /* milliseconds for the daemon to begin, and to end */
#define SHOWN        5    /* lines of a failed one's output */
#define WAITS        "Waiting for vhost-user socket connection"
#define VERSION_OF_C "using FUSE kernel interface"
/* It gives up its groups before it looks at its options, which not everybody may; in its namespace
 * it may. */
#define ABORT_OF_C "setgroups() failed"

bool virtiofsd_needed(const struct machine_config *c)
{
	for (size_t i = 0; i < c->volume_count; i++)
		if (c->volumes[i].driver == MACHINE_SHARE_VIRTIOFS)
			return true;
	return false;
}

char *virtiofsd_find(void)
{
	static const char *const places[] = {"/usr/libexec/virtiofsd", "/usr/lib/virtiofsd",
	                                     "/usr/lib/qemu/virtiofsd"};
	const char *configured = getenv("KRAFT_VIRTIOFSD");
	char *found = find_program(configured && *configured ? configured : "virtiofsd");

	for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++)
		if (!(configured && *configured) && access(places[i], X_OK) == 0)
			found = copy_string(places[i]);
	return found;
}

/* Debian 12 has only the one of QEMU. */
const char *virtiofsd_package(void)
{
	struct text release = {0};
	bool old = file_read("/etc/os-release", &release) == 0 && release.data &&
	           strstr(release.data, "ID=debian") && strstr(release.data, "VERSION_ID=\"12\"");

	text_free(&release);
	return old ? "qemu-system-common" : "virtiofsd";
}

/* Which of the two it is. */
static int examine(const char *program, bool *is_c)
{
	const char *const argv[] = {program, "--version", NULL};
	struct text said = {0};
	int status = process_run(&(struct process){
	        .argv = argv, .output = &said, .errors = &said, .milliseconds = PATIENCE});

	*is_c = said.data && (strstr(said.data, VERSION_OF_C) || strstr(said.data, ABORT_OF_C));
	if (status && !*is_c)
		fail("%s does not run%s%s", program, said.len ? ": " : "",
		     said.len ? trim(said.data) : "");
	text_free(&said);
	return status && !*is_c ? -ENOEXEC : 0;
}

/* --- one daemon ----------------------------------------------------------------------------- */

/* A path to a socket must be short: it is bound by the folder's descriptor. */
static int listen_in(const char *folder, size_t number)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC), error = 0;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" VIRTIOFSD_SOCKET,
	         dir, number);
	if (dir < 0 || fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) ||
	    listen(fd, 1))
		error = -errno;
	if (dir >= 0)
		close(dir);
	if (error && fd >= 0)
		close(fd);
	return error ? error : fd;
}

/* What it said, without what it says when all is well; the caller frees it. */
static char *last_words(const struct virtiofsd *d)
{
	struct text log = {0}, words = {0};
	struct strings lines = {0};
	size_t first;

	(void)file_read(d->log, &log);
	strings_split(&lines, log.data ? log.data : "", "\n");
	first = lines.count > SHOWN ? lines.count - SHOWN : 0;
	text_add(&words, "");
	for (size_t i = first; i < lines.count; i++)
		if (*lines.item[i] && !strstr(lines.item[i], "vhost-user socket connection"))
			text_addf(&words, "%s%s", words.len ? "\n  " : "", lines.item[i]);
	strings_free(&lines);
	text_free(&log);
	return words.data;
}

static void say_failed(const struct virtiofsd *d, int status)
{
	char *words = last_words(d);

	if (*words)
		fail("virtiofsd failed to share %s: %s", d->volume->source, words);
	else if (WIFSIGNALED(status))
		fail("virtiofsd, which shared %s, was ended by signal %d", d->volume->source,
		     WTERMSIG(status));
	else
		fail("virtiofsd failed to share %s, and does not say why (status %d)",
		     d->volume->source, WEXITSTATUS(status));
	if (strstr(words, ABORT_OF_C))
		hint("'apt-get install uidmap' and a line for you in /etc/subgid let it; or "
		     "':9pfs' instead of ':virtiofs'");
	else
		hint("':9pfs' instead of ':virtiofs' shares it without virtiofsd");
	free(words);
}

/* Until it waits for the emulator. One that says something else is taken for well when it is still
 * there at the end of the time. */
static int wait_until_ready(struct virtiofsd *d)
{
	const struct timespec nap = {.tv_nsec = 2000000};
	int status;

	for (int waited = 0; waited < PATIENCE; waited += 2) {
		struct text log = {0};
		bool ready = file_read(d->log, &log) == 0 && log.data && strstr(log.data, WAITS);

		text_free(&log);
		if (ready)
			return 0;
		if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
			d->pid = 0;
			say_failed(d, status);
			return -ECHILD;
		}
		nanosleep(&nap, NULL);
	}
	return 0;
}

static int start_one(struct virtiofsd_child *child, const char *folder, size_t number,
                     struct virtiofsd *d)
{
	int error = 0;

	d->log = format("%s/fs%zu.log", folder, number);
	child->volume = d->volume;
	child->socket = listen_in(folder, number);
	child->log = open(d->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (child->socket < 0 || child->log < 0) {
		error = child->socket < 0 ? child->socket : -errno;
		fail("cannot make the socket for %s in %s: %s", d->volume->source, folder,
		     strerror(-error));
	}
	if (!error) {
		fflush(NULL);
		d->pid = fork();
		if (d->pid == 0)
			virtiofsd_child(child);
		error = d->pid < 0 ? -errno : 0;
		if (error)
			fail("cannot start virtiofsd: %s", strerror(-error));
	}
	if (child->socket >= 0)
		close(child->socket);
	if (child->log >= 0)
		close(child->log);
	return error;
}

/* --- all of a machine ----------------------------------------------------------------------- */

static void note(const char *folder, const struct virtiofsds *daemons)
{
	char *path = path_join(folder, NOTES);
	struct text out = {0};

	text_add(&out, "");
	for (size_t i = 0; i < daemons->count; i++)
		if (daemons->item[i].pid > 0)
			text_addf(&out, "%d %llu\n", (int)daemons->item[i].pid,
			          (unsigned long long)process_start_time(daemons->item[i].pid));
	/* Without the note a daemon whose machine never comes is left to end with us. */
	(void)file_write(path, out.data, out.len);
	text_free(&out);
	free(path);
}

static int start_all(const struct machine_config *c, const char *folder,
                     struct virtiofsd_child *child, struct virtiofsds *daemons)
{
	int error = 0;

	daemons->item = need_zeroed(c->volume_count * sizeof *daemons->item);
	for (size_t i = 0; i < c->volume_count && !error; i++) {
		if (c->volumes[i].driver != MACHINE_SHARE_VIRTIOFS)
			continue;
		struct virtiofsd *d = &daemons->item[daemons->count++];

		d->volume = &c->volumes[i];
		error = start_one(child, folder, i, d);
		note(folder, daemons);
	}
	for (size_t i = 0; i < daemons->count && !error; i++)
		error = wait_until_ready(&daemons->item[i]);
	return error;
}

int virtiofsd_start(const struct machine_config *c, const char *folder, struct virtiofsds *daemons)
{
	struct virtiofsd_child child = {.stays = c->detach, .parent = getpid()};
	int error;

	*daemons = (struct virtiofsds){0};
	if (!virtiofsd_needed(c))
		return 0;
	child.program = virtiofsd_find();
	if (!child.program) {
		fail("virtiofsd is not installed, which shares folders by virtiofs");
		hint("apt-get install %s (Debian, Ubuntu), dnf install virtiofsd (Fedora); or "
		     "':9pfs' instead of ':virtiofs'",
		     virtiofsd_package());
		return -ENOENT;
	}
	error = examine(child.program, &child.is_c);
	if (!error)
		error = start_all(c, folder, &child, daemons);
	free(child.program);
	if (error)
		virtiofsd_end(folder);
	return error;
}

bool virtiofsd_explain(struct virtiofsds *daemons)
{
	bool failed = false;

	for (size_t i = 0; i < daemons->count; i++) {
		struct virtiofsd *d = &daemons->item[i];
		int status;

		if (d->pid <= 0 || waitpid(d->pid, &status, WNOHANG) != d->pid)
			continue;
		d->pid = 0;
		/* The end of the emulator is a good reason to end. */
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		say_failed(d, status);
		failed = true;
	}
	return failed;
}

/* Ends a process that was started at `start`, and no other with its number. */
static void end_one(pid_t pid, uint64_t start)
{
	const struct timespec nap = {.tv_nsec = 2000000};

	for (int waited = 0; start && process_start_time(pid) == start; waited += 2) {
		if (waited == PATIENCE / 4)
			kill(pid, SIGTERM);
		if (waited >= PATIENCE) {
			kill(pid, SIGKILL);
			break;
		}
		nanosleep(&nap, NULL);
	}
	/* When it is ours: nobody else sees it end. */
	waitpid(pid, NULL, WNOHANG);
}

void virtiofsd_end(const char *folder)
{
	char *path = path_join(folder, NOTES);
	struct text notes = {0};
	struct strings lines = {0};

	if (file_read(path, &notes) == 0 && notes.data) {
		unsigned long long start;
		int pid;

		strings_split(&lines, notes.data, "\n");
		for (size_t i = 0; i < lines.count; i++)
			if (sscanf(lines.item[i], "%d %llu", &pid, &start) == 2 && pid > 0)
				end_one(pid, start);
		unlink(path);
	}
	strings_free(&lines);
	text_free(&notes);
	free(path);
}

void virtiofsd_free(struct virtiofsds *daemons)
{
	for (size_t i = 0; i < daemons->count; i++)
		free(daemons->item[i].log);
	free(daemons->item);
	*daemons = (struct virtiofsds){0};
}
