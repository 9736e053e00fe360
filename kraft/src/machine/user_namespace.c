/* SPDX-License-Identifier: BSD-3-Clause */
/* A user namespace and who exists in it. Its maps are written by two programs that may do so, from
 * outside: by a process that is made before. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/user_namespace.h"

/* The first range of the user in /etc/subuid or /etc/subgid: NAME:START:COUNT. */
static bool find_range(const char *path, unsigned long *start, unsigned long *count)
{
	const struct passwd *user = getpwuid(geteuid());
	char *by_name = format("%s:", user ? user->pw_name : ""),
	     *by_number = format("%u:", (unsigned int)geteuid());
	struct text content = {0};
	struct strings lines = {0};
	bool found = false;

	if (file_read(path, &content) == 0)
		strings_split(&lines, content.data, "\n");
	for (size_t i = 0; i < lines.count && !found; i++)
		if (starts_with(lines.item[i], by_number) ||
		    (user && starts_with(lines.item[i], by_name)))
			found = sscanf(strchr(lines.item[i], ':'), ":%lu:%lu", start, count) == 2;
	strings_free(&lines);
	text_free(&content);
	free(by_name);
	free(by_number);
	return found;
}

/* newuidmap PID 0 USER 1 1 START COUNT, and the same for groups. */
static bool map(const char *program, pid_t pid, unsigned int id, const char *ranges)
{
	unsigned long start, count;
	char *path = find_program(program);
	struct strings argv = {0};
	int status = -1;

	if (path && find_range(ranges, &start, &count)) {
		strings_add(&argv, path);
		strings_addf(&argv, "%d", (int)pid);
		strings_add(&argv, "0");
		strings_addf(&argv, "%u", id);
		strings_add(&argv, "1");
		strings_add(&argv, "1");
		strings_addf(&argv, "%lu", start);
		strings_addf(&argv, "%lu", count);
		status = process_run(
		        &(struct process){.argv = (const char *const *)argv.item, .quiet = true});
	}
	strings_free(&argv);
	free(path);
	return status == 0;
}

/* Waits until the namespace is there, that is until the pipe closes, and maps. */
_Noreturn static void map_from_outside(pid_t pid, int ready)
{
	char byte;

	while (read(ready, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(map("newgidmap", pid, getegid(), "/etc/subgid") &&
	                      map("newuidmap", pid, geteuid(), "/etc/subuid")
	              ? 0
	              : 1);
}

/* Takes over the text. */
static bool write_file(const char *path, char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	free(text);
	return done;
}

bool user_namespace_enter(void)
{
	unsigned int user = geteuid(), group = getegid();
	int ends[2], status = -1, error = 0;
	pid_t self = getpid(), helper;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	helper = fork();
	if (helper == 0) {
		close(ends[1]);
		map_from_outside(self, ends[0]);
	}
	close(ends[0]);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		error = errno;
	close(ends[1]);
	while (helper > 0 && waitpid(helper, &status, 0) < 0 && errno == EINTR)
		;
	errno = error;
	if (error)
		return false;
	if (status == 0)
		return true;
	if (!write_file("/proc/self/setgroups", copy_string("deny")) ||
	    !write_file("/proc/self/uid_map", format("0 %u 1", user)) ||
	    !write_file("/proc/self/gid_map", format("0 %u 1", group))) {
		dprintf(2, "a user namespace cannot be set up: %s\n", strerror(errno));
		_exit(1);
	}
	return true;
}
