/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding the workspace and the tool's own files. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "index/workspace.h"
#include "term/message.h"

static bool has(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	bool found = access(path, F_OK) == 0;

	free(path);
	return found;
}

/* A folder that looks like a workspace around the current one: `cd apps/x && kraft build` needs no
 * variable. */
static char *around(void)
{
	char *folder = path_absolute(".");

	while (strcmp(folder, "/")) {
		char *parent;

		if (has(folder, "unikraft/Makefile") && has(folder, "libs") && has(folder, "apps"))
			return folder;
		parent = path_folder(folder);
		free(folder);
		folder = parent;
	}
	free(folder);
	return NULL;
}

static char *from_variable(const char *name, const char *root, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? path_absolute(value) : path_join(root, otherwise);
}

static char *find_root(const char *folder)
{
	const char *variable = getenv("UK_WORKDIR");
	char *found;

	if (folder)
		return path_absolute(folder);
	if (is_folder(".unikraft"))
		return path_absolute(".unikraft");
	if (variable && *variable)
		return path_absolute(variable);
	found = around();
	return found ? found : path_absolute("~/.unikraft");
}

void workspace_open(struct workspace *w, const char *folder)
{
	w->root = find_root(folder);
	w->core = from_variable("UK_ROOT", w->root, "unikraft");
	w->libs = from_variable("UK_LIBS", w->root, "libs");
	w->apps = from_variable("UK_APPS", w->root, "apps");
	w->archs = from_variable("UK_ARCHS", w->root, "archs");
	w->plats = from_variable("UK_PLATS", w->root, "plats");
	w->index = path_join(w->root, ".kraft/index.json");
	w->lock = path_join(w->root, ".kraft/lock");
}

void workspace_free(struct workspace *w)
{
	free(w->root);
	free(w->core);
	free(w->libs);
	free(w->apps);
	free(w->archs);
	free(w->plats);
	free(w->index);
	free(w->lock);
	memset(w, 0, sizeof(*w));
}

int workspace_make(const struct workspace *w)
{
	char *hidden = path_join(w->root, ".kraft");
	const char *const folders[] = {w->root, hidden, w->libs, w->apps, w->archs, w->plats};
	int error = 0;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !error; i++) {
		error = folder_make(folders[i]);
		if (error) {
			fail("the folder %s cannot be made: %s", folders[i], strerror(-error));
			hint("UK_WORKDIR names the workspace; it is now %s", w->root);
		}
	}
	free(hidden);
	return error;
}

static char *own_folder(void)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (len < 0)
		return NULL;
	path[len] = 0;
	return path_folder(path);
}

/* The checkout holds kraft/data beside unikraft/; an installation share/kraft/{data,unikraft,…}. */
const char *builtin_root(void)
{
	static char *root;
	char *own;

	if (root)
		return root;
	if (getenv("KRAFT_DATA"))
		return root = path_absolute(getenv("KRAFT_DATA"));
	own = own_folder();
	if (!own)
		return NULL;
	for (int i = 0; i < 2 && !root; i++) {
		char *relative = path_join(own, i ? "../share/kraft" : "..");

		root = path_absolute(relative);
		if (!has(root, "unikraft/Makefile") || !(i || has(root, "kraft/data"))) {
			free(root);
			root = NULL;
		}
		free(relative);
	}
	free(own);
	return root;
}

char *data_file(const char *name)
{
	const char *root = builtin_root();
	char *folder, *path;

	if (!root)
		return NULL;
	folder = path_join(root, has(root, "kraft/data") ? "kraft/data" : "data");
	path = path_join(folder, name);
	free(folder);
	return path;
}

/* A program of ours: the one that is named by a variable, lies beside this one or in PATH. */
static char *own_program(const char *variable, const char *name)
{
	const char *given = getenv(variable);
	char *own, *path;

	if (given && *given)
		return copy_string(given);
	own = own_folder();
	path = own ? path_join(own, name) : NULL;
	free(own);
	if (path && access(path, X_OK) == 0)
		return path;
	free(path);
	return find_program(name);
}

char *fetch_program(void)
{
	return own_program("KRAFT_FETCH", "kraft-fetch");
}

char *switch_program(void)
{
	return own_program("KRAFT_SWITCH", "kraft-switch");
}
