/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking for the process that holds something, through /proc. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "machine/holder.h"
#include "machine/machine.h"

char *holder_machine(pid_t pid)
{
	struct machine_record *records;
	size_t count;
	char *name = NULL;

	if (machine_list(&records, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count && !name; i++)
		if (records[i].pid == pid && records[i].state != MACHINE_EXITED)
			name = copy_string(records[i].name);
	machine_list_free(records, count);
	return name;
}

static bool has_open(const char *pid, const struct stat *file)
{
	char *path = format("/proc/%s/fd", pid);
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = isdigit((unsigned char)entry->d_name[0]) &&
		        fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 &&
		        st.st_dev == file->st_dev && st.st_ino == file->st_ino;
	if (dir)
		closedir(dir);
	free(path);
	return found;
}

pid_t holder_of_file(const struct stat *file)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	pid_t pid = 0;

	while (dir && !pid && (entry = readdir(dir))) {
		pid_t candidate = (pid_t)strtol(entry->d_name, NULL, 10);

		if (candidate > 0 && candidate != getpid() && has_open(entry->d_name, file))
			pid = candidate;
	}
	if (dir)
		closedir(dir);
	return pid;
}
