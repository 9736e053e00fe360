/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders: making, listing, copying and removing trees. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

char *folder_temporary(const char *name)
{
	const char *base = getenv("TMPDIR");
	char *path = format("%s/kraft-%s.XXXXXX", base && *base ? base : "/tmp", name);

	if (mkdtemp(path))
		return path;
	free(path);
	return NULL;
}

int folder_make(const char *path)
{
	char *copy = copy_string(path);
	int error = 0;

	for (char *c = copy + 1; !error; c++) {
		char end = *c;

		if (end != '/' && end)
			continue;
		*c = 0;
		if (mkdir(copy, 0777) && errno != EEXIST)
			error = -errno;
		else if (!end && !is_folder(copy))
			error = -ENOTDIR;
		*c = end;
		if (!end)
			break;
	}
	free(copy);
	return error;
}

int folder_list(const char *path, struct strings *names)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			strings_add(names, entry->d_name);
	closedir(dir);
	strings_sort(names);
	return 0;
}

bool is_empty_folder(const char *path)
{
	struct strings names = {0};
	bool empty = folder_list(path, &names) == 0 && !names.count;

	strings_free(&names);
	return empty;
}

int folder_remove(const char *path)
{
	struct strings names = {0};
	struct stat st;
	int error;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISDIR(st.st_mode))
		return unlink(path) ? -errno : 0;
	error = folder_list(path, &names);
	for (size_t i = 0; i < names.count && !error; i++) {
		char *child = path_join(path, names.item[i]);

		error = folder_remove(child);
		free(child);
	}
	strings_free(&names);
	if (!error && rmdir(path))
		error = -errno;
	return error;
}

static bool skipped(const char *name, const char *const *skip)
{
	for (; skip && *skip; skip++)
		if (strcmp(name, *skip) == 0)
			return true;
	return false;
}

static int copy_link(const char *from, const char *to)
{
	char target[4096];
	ssize_t len = readlink(from, target, sizeof(target) - 1);

	if (len < 0)
		return -errno;
	target[len] = 0;
	return symlink(target, to) ? -errno : 0;
}

static int copy_into(const char *from, const char *to, const char *const *skip)
{
	struct strings names = {0};
	int error = folder_list(from, &names);

	for (size_t i = 0; i < names.count && !error; i++) {
		char *source, *target;
		struct stat st;

		if (skipped(names.item[i], skip))
			continue;
		source = path_join(from, names.item[i]);
		target = path_join(to, names.item[i]);
		if (lstat(source, &st))
			error = -errno;
		else if (S_ISLNK(st.st_mode))
			error = copy_link(source, target);
		else if (S_ISREG(st.st_mode))
			error = file_copy(source, target);
		else if (S_ISDIR(st.st_mode))
			error = mkdir(target, 0777) ? -errno : copy_into(source, target, skip);
		free(source);
		free(target);
	}
	strings_free(&names);
	return error;
}

int folder_copy(const char *from, const char *to, const char *const *skip, bool replace)
{
	char *beside = format("%s.XXXXXX", to), *old = format("%s.old.%d", to, (int)getpid());
	bool moved = false;
	int error;

	if (!mkdtemp(beside)) {
		error = -errno;
		goto out;
	}
	chmod(beside, 0755);
	error = copy_into(from, beside, skip);
	if (!error && replace && is_folder(to)) {
		if (rename(to, old))
			error = -errno;
		else
			moved = true;
	}
	if (!error && rename(beside, to)) {
		error = -errno;
		if (moved)
			rename(old, to);
		moved = false;
	}
	if (error)
		folder_remove(beside);
	if (moved)
		folder_remove(old);
out:
	free(beside);
	free(old);
	return error;
}
