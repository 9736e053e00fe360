/* SPDX-License-Identifier: BSD-3-Clause */
/* Bringing components into the workspace. Everything is assembled beside its place and then
 * renamed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "index/depends.h"
#include "index/index.h"
#include "index/installed.h"
#include "index/repository.h"
#include "term/message.h"

char *component_folder(const struct workspace *w, enum component_type type, const char *name)
{
	const char *folder;
	char *prefixed, *other;

	switch (type) {
	case TYPE_CORE:
		return copy_string(w->core);
	case TYPE_APP:
		folder = w->apps;
		break;
	case TYPE_PLAT:
		folder = w->plats;
		break;
	case TYPE_ARCH:
		folder = w->archs;
		break;
	default:
		folder = w->libs;
	}
	/* clones often keep the repository's name */
	prefixed = format("%s-%s", component_type_name(type), name);
	other = path_join(folder, prefixed);
	free(prefixed);
	if (is_folder(other))
		return other;
	free(other);
	return path_join(folder, name);
}

char *component_installed(const struct workspace *w, const struct index *index,
                          enum component_type type, const char *name)
{
	char *folder = component_folder(w, type, name);
	const struct component *c;

	if (folder_is_component(folder))
		return folder;
	free(folder);
	c = index ? index_find(index, type, name) : NULL;
	if (c && c->kind == ORIGIN_FOLDER && folder_is_component(c->location))
		return copy_string(c->location);
	return NULL;
}

/* A neighbour of `target` that does not exist yet. */
static char *beside(const char *target)
{
	return format("%s.new.%d", target, (int)getpid());
}

static int install(const char *from, const char *target, bool force)
{
	char *old = format("%s.old.%d", target, (int)getpid());
	int error = 0;

	if (force && is_folder(target) && rename(target, old))
		error = -errno;
	if (!error && rename(from, target)) {
		error = -errno;
		rename(old, target);
	}
	folder_remove(old);
	/* Somebody else was quicker to bring the same. */
	if ((error == -ENOTEMPTY || error == -EEXIST) && !force && folder_is_component(target)) {
		folder_remove(from);
		error = 0;
	}
	if (error) {
		fail("%s cannot be written: %s", target, strerror(-error));
		folder_remove(from);
	}
	free(old);
	return error;
}

static int clone(const char *address, const char *version, const char *commit, const char *target,
                 const struct pull_options *o)
{
	char *new = beside(target);
	int error = repository_clone(address, version, commit, new);

	if (!error)
		error = install(new, target, o->force);
	free(new);
	return error;
}

static int copy(const struct component *c, const char *target, const struct pull_options *o)
{
	/* the library OS has a folder build/ of its own */
	static const char *const skip[] = {".git",   ".config", ".config.old",
	                                   ".kraft", "build",   NULL};
	static const char *const skip_core[] = {".git", NULL};
	int error =
	        folder_copy(c->location, target, c->type == TYPE_CORE ? skip_core : skip, o->force);

	if ((error == -ENOTEMPTY || error == -EEXIST) && !o->force && folder_is_component(target))
		return 0;
	if (error) {
		fail("%s cannot be copied to %s: %s", c->location, target, strerror(-error));
		if (error == -EACCES || error == -EROFS)
			hint("choose another workspace with UK_WORKDIR");
	}
	return error;
}

static int unpack(const struct component *c, const char *target, const struct pull_options *o)
{
	char *program = fetch_program(), *new = beside(target),
	     *archive = format("%s.archive", new);
	const char *get[] = {program,    "get",   "--name",    c->name,
	                     "--output", archive, c->location, NULL};
	const char *open[] = {program, "unpack", archive, new, NULL};
	struct strings tops = {0};
	struct text names = {0};
	int error = -EIO;

	if (!program)
		fail("kraft-fetch is missing");
	else if (!strstr(c->location, "://"))
		error = file_copy(c->location, archive);
	else if (process_run(&(struct process){.argv = get}) == 0)
		error = 0;
	if (!error && process_run(&(struct process){.argv = open, .output = &names}))
		error = -EBADMSG;
	if (!error)
		strings_split(&tops, names.data ? names.data : "", "\n");
	if (!error && tops.count == 1) {
		char *inner = path_join(new, tops.item[0]);

		error = install(inner, target, o->force);
		free(inner);
	} else if (!error) {
		error = install(new, target, o->force);
	}
	folder_remove(new);
	unlink(archive);
	strings_free(&tops);
	text_free(&names);
	free(archive);
	free(new);
	free(program);
	return error;
}

static bool is_repository(const struct component *c)
{
	char *git = path_join(c->location, ".git");
	bool answer = c->kind == ORIGIN_GIT || (c->kind == ORIGIN_FOLDER && is_folder(git));

	free(git);
	return answer;
}

bool component_has_commit(const struct component *c, const char *version)
{
	size_t len = strlen(version);

	return len >= 7 && len <= 40 && !version[strspn(version, "0123456789abcdef")] &&
	       is_repository(c);
}

/* What a process that was killed has left beside a component: NAME.new.PID, NAME.old.PID. */
static void sweep(const char *target)
{
	char *folder = path_folder(target);
	struct strings names = {0};
	size_t len = strlen(path_base(target));

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *end = names.item[i] + len;
		long pid;

		if (strncmp(names.item[i], path_base(target), len) ||
		    (!starts_with(end, ".new.") && !starts_with(end, ".old.")))
			continue;
		pid = strtol(end + strlen(".new."), NULL, 10);
		if (pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH) {
			char *path = path_join(folder, names.item[i]);

			folder_remove(path);
			free(path);
		}
	}
	strings_free(&names);
	free(folder);
}

int component_pull(const struct workspace *w, const struct component *c, const char *version,
                   const struct pull_options *o)
{
	char *target = component_folder(w, c->type, c->name);
	bool repository = is_repository(c);
	const char *known = component_version(c, version);
	const char *commit = repository ? o->commit : NULL;
	struct text all = {0};
	int error;

	if (!known && component_has_commit(c, version))
		known = commit = version;
	if (o->git && !repository)
		warn("%s does not come from a git repository, so --git has no effect", c->name);

	if (!known) {
		for (size_t i = 0; i < c->versions.count; i++)
			text_addf(&all, "%s%s", i ? ", " : "", c->versions.item[i]);
		fail("%s has no version '%s'", c->name, version);
		hint("%s offers: %s", c->origin, all.data ? all.data : "none");
		error = -ENOENT;
	} else if (folder_is_component(target) && (!o->force || strcmp(target, c->location) == 0)) {
		error = 1;
	} else if (is_folder(target) && !is_empty_folder(target) && !o->force) {
		fail("%s exists and is no component", target);
		hint("move it away, or replace it with --force");
		error = -EEXIST;
	} else {
		if (is_empty_folder(target))
			rmdir(target);
		error = workspace_make(w);
		sweep(target);
		if (error)
			;
		else if (repository)
			error = clone(c->location, known, commit, target, o);
		else if (c->kind == ORIGIN_ARCHIVE)
			error = unpack(c, target, o);
		else
			error = copy(c, target, o);
		if (!error)
			installed_note(w, c, known);
	}
	free(target);
	text_free(&all);
	return error;
}

int pull_selected(const struct workspace *w, const struct index *index, const char *folder,
                  const struct pull_options *o)
{
	char *config = path_join(folder, "Config.uk");
	struct strings symbols = {0};
	int error = 0;

	config_wants(config, &symbols);
	for (size_t i = 0; i < symbols.count && !error; i++) {
		char *name = symbol_library(w, index, symbols.item[i]);
		char *there = name ? component_installed(w, index, TYPE_LIB, name) : NULL;

		if (name && !there)
			error = pull_by_name(w, index, name,
			                     &(struct pull_options){.verify = o->verify}, true);
		free(there);
		free(name);
	}
	strings_free(&symbols);
	free(config);
	return error;
}

/* What is here already must be what was asked for. All names of the built-in origin mean one state.
 */
static bool check_version(const struct workspace *w, const struct component *c, const char *version,
                          const char *folder)
{
	const char *known = version ? component_version(c, version) : NULL;
	struct installed i;
	bool same;

	if (!version || c->kind == ORIGIN_BUILTIN || strcmp(folder, c->location) == 0)
		return true;
	known = known ? known : version;
	installed_read(w, c->type, c->name, folder, &i);
	same = folder_is_at(folder, &i, known);
	if (!same) {
		fail("%s holds %s%s, and not %s", folder,
		     i.version && !i.commit ? "version " : "another version of ",
		     i.version && !i.commit ? i.version : c->name, known);
		hint("replace it with 'kraft list pull --force %s/%s@%s'",
		     component_type_name(c->type), c->name, known);
	}
	installed_free(&i);
	return same;
}

int pull_by_name(const struct workspace *w, const struct index *index, const char *text,
                 const struct pull_options *o, bool deep)
{
	struct component *c;
	struct wanted wanted;
	char *folder;
	int error = wanted_parse(text, &wanted);

	if (error)
		return error;
	c = index_need(index, wanted.type, wanted.name);
	if (!c) {
		wanted_free(&wanted);
		return -ENOENT;
	}
	error = component_pull(w, c, wanted.version, o);
	folder = component_folder(w, c->type, c->name);
	if (error == 1 && !check_version(w, c, wanted.version, folder))
		error = -EEXIST;
	if (error >= 0) {
		char *shown = path_short(folder);

		say("%s %s%s%s: %s %s", error ? "  -" : "  +", c->name, wanted.version ? "@" : "",
		    wanted.version ? wanted.version : "", error ? "is here already in" : "now in",
		    shown);
		free(shown);
		error = 0;
	}
	if (!error && deep)
		error = pull_selected(w, index, folder, o);
	free(folder);
	wanted_free(&wanted);
	return error;
}
