/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths as text. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

char *path_join(const char *folder, const char *name)
{
	if (name[0] == '/' || !folder[0])
		return copy_string(name);
	return format("%s%s%s", folder, ends_with(folder, "/") ? "" : "/", name);
}

char *path_absolute(const char *path)
{
	char here[PATH_MAX], *joined, *out;
	struct strings parts = {0};
	struct text t = {0};

	if (path[0] == '~' && (path[1] == '/' || !path[1]) && getenv("HOME"))
		joined = format("%s%s", getenv("HOME"), path + 1);
	else if (path[0] == '/')
		joined = copy_string(path);
	else
		joined = path_join(getcwd(here, sizeof(here)) ? here : "/", path);
	strings_split(&parts, joined, "/");
	for (size_t i = 0; i < parts.count;) {
		if (strcmp(parts.item[i], ".") == 0) {
			strings_remove(&parts, i);
		} else if (strcmp(parts.item[i], "..") == 0) {
			strings_remove(&parts, i);
			if (i)
				strings_remove(&parts, --i);
		} else {
			i++;
		}
	}
	for (size_t i = 0; i < parts.count; i++)
		text_addf(&t, "/%s", parts.item[i]);
	out = t.data ? t.data : copy_string("/");
	strings_free(&parts);
	free(joined);
	return out;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return copy_string(".");
	return copy_bytes(path, slash == path ? 1 : slash - path);
}

char *path_short(const char *path)
{
	char here[PATH_MAX];
	size_t len;

	if (!getcwd(here, sizeof(here)))
		return copy_string(path);
	len = strlen(here);
	if (strcmp(path, here) == 0)
		return copy_string(".");
	if (len > 1 && strncmp(path, here, len) == 0 && path[len] == '/')
		return copy_string(path + len + 1);
	return copy_string(path);
}

char *find_system_program(const char *name)
{
	static const char *const folders[] = {"/usr/sbin", "/sbin"};
	char *found = find_program(name);

	for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++) {
		char *path = path_join(folders[i], name);

		found = find_program(path);
		free(path);
	}
	return found;
}

char *find_program(const char *name)
{
	struct strings folders = {0};
	char *found = NULL;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? copy_string(name) : NULL;
	strings_split(&folders, getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin", ":");
	for (size_t i = 0; i < folders.count && !found; i++) {
		char *path = path_join(folders.item[i], name);

		if (is_file(path) && access(path, X_OK) == 0)
			found = path;
		else
			free(path);
	}
	strings_free(&folders);
	return found;
}
