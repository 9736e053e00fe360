/* SPDX-License-Identifier: BSD-3-Clause */
/* From a name, a version and a source to a folder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/installed.h"
#include "project/locate.h"
#include "project/lock.h"

static void unknown_component(const struct locate *l, enum component_type type,
                              const struct component_use *use)
{
	struct strings names = {0};
	const char *nearest;

	if (type == TYPE_CORE) {
		fail_at(&use->place, "the library OS is not in the workspace %s",
		        l->workspace->root);
		hint("bring it with 'kraft list update' and 'kraft list pull unikraft@staging'");
		return;
	}
	for (size_t i = 0; i < l->index->count; i++)
		if (l->index->item[i].type == type)
			strings_add_new(&names, l->index->item[i].name);
	fail_at(&use->place, "unknown %s '%s'", type == TYPE_APP ? "application" : "library",
	        use->name);
	nearest = did_you_mean(use->name, &names);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("'kraft list -%c' shows what is known; 'kraft list add' names another origin",
		     type == TYPE_APP ? 'a' : 'l');
	strings_free(&names);
}

/* A version must be one that the component has. What stands in the workspace without being in the
 * index is taken as it is. */
static bool check_version(const struct component_use *use, const struct component *c)
{
	struct text all = {0};

	if (!use->version || !c || component_version(c, use->version) ||
	    component_has_commit(c, use->version))
		return true;
	for (size_t i = 0; i < c->versions.count; i++)
		text_addf(&all, "%s%s", i ? ", " : "", c->versions.item[i]);
	fail_at(&use->version_place, "%s has no version '%s'", use->name, use->version);
	hint("known: %s%s", all.data ? all.data : "none",
	     c->kind == ORIGIN_BUILTIN ? "" : "; 'kraft list update' asks the origin again");
	text_free(&all);
	return false;
}

/* The folder that is there: does it hold the version asked for? */
static bool check_installed(const struct locate *l, enum component_type type,
                            const struct component_use *use, const char *version,
                            const char *folder)
{
	struct installed i;
	char *own;
	bool same;

	if (!version)
		return true;
	installed_read(l->workspace, type, use->name, folder, &i);
	same = folder_is_at(folder, &i, version);
	if (!same) {
		own = component_folder(l->workspace, type, use->name);
		fail_at(&use->version_place, "%s is asked for at %s, and %s holds %s%s", use->name,
		        version, folder, i.version && !i.commit ? "version " : "another version",
		        i.version && !i.commit ? i.version : "");
		if (strcmp(own, folder) == 0)
			hint("replace it with 'kraft list pull --force %s/%s@%s'",
			     component_type_name(type), use->name, version);
		else
			hint("check it out there: git -C %s checkout %s", folder, version);
		free(own);
	}
	installed_free(&i);
	return same;
}

/* What is brought anew comes in the state that kraft.lock names, as long as kraft.yaml still allows
 * it and the origin is the same. */
static char *pull(const struct locate *l, const struct component *c, const char *version)
{
	struct pull_options o = {.verify = true, .force = l->replace};
	const struct locked *locked;
	struct lock lock = {0};
	char *folder;
	int error;

	if (l->missing) {
		*l->missing = true;
		return NULL;
	}
	error = l->replace ? -ENOENT : lock_read(l->project, &lock);
	if (error == -EINVAL)
		return NULL;
	locked = lock_find(&lock, c->type, c->name);
	if (locked && locked->origin && strcmp(locked->origin, c->origin) == 0 && locked->version &&
	    version_fits(locked->version, version)) {
		version = locked->version;
		o.commit = locked->commit;
	}
	error = component_pull(l->workspace, c, version, &o);
	if (error < 0 && o.commit)
		hint("kraft.lock asks for this commit; 'kraft lock --upgrade %s' takes a new one",
		     c->name);
	lock_free(&lock);
	if (error < 0)
		return NULL;
	folder = component_folder(l->workspace, c->type, c->name);
	say("  + %s: now in %s", c->name, folder);
	return folder;
}

/* A repository or archive named in kraft.yaml, which the index need not know. */
static char *pull_source(const struct locate *l, enum component_type type,
                         const struct component_use *use, const char *source)
{
	struct index found = {0};
	struct component *c;
	char *folder = NULL;

	if (l->missing)
		*l->missing = true;
	else if (origin_scan(source, &found) == 0 && found.count) {
		c = &found.item[0];
		free(c->name);
		c->name = copy_string(use->name);
		c->type = type;
		if (check_version(use, c))
			folder = pull(l, c, use->version);
	}
	index_free(&found);
	return folder;
}

static char *remote_source(const struct locate *l, enum component_type type,
                           const struct component_use *use, const char *source)
{
	char *folder = component_folder(l->workspace, type, use->name);
	struct installed i;
	bool same;

	if (!folder_is_component(folder) || l->replace) {
		free(folder);
		return pull_source(l, type, use, source);
	}
	installed_read(l->workspace, type, use->name, folder, &i);
	same = i.origin && strcmp(i.origin, source) == 0;
	if (!same) {
		fail_at(&use->place, "%s is to come from %s, and what stands in %s came from %s",
		        use->name, source, folder, i.origin ? i.origin : "elsewhere");
		hint("'kraft list pull --force' in the application's folder replaces it");
	}
	installed_free(&i);
	if (same && check_installed(l, type, use, use->version, folder))
		return folder;
	free(folder);
	return NULL;
}

static char *by_source(const struct locate *l, enum component_type type,
                       const struct component_use *use)
{
	bool remote = strstr(use->source, "://") || starts_with(use->source, "git@");
	char *path = remote || use->source[0] == '~' ? copy_string(use->source)
	                                             : path_join(use->folder, use->source);
	char *folder = path_absolute(path), *found = NULL;
	enum origin_kind kind = origin_kind_of(remote ? use->source : folder);

	free(path);
	if (!remote && is_folder(folder) && folder_is_component(folder)) {
		if (check_installed(l, type, use, use->version, folder))
			found = copy_string(folder);
	} else if (!remote && is_folder(folder)) {
		fail_at(&use->place, "%s holds no %s", folder,
		        type == TYPE_CORE  ? "library OS"
		        : type == TYPE_APP ? "application (no kraft.yaml)"
		                           : "library (no Makefile.uk)");
	} else if (kind == ORIGIN_INDEX || (!remote && !is_file(folder))) {
		fail_at(&use->place, "there is no source %s", use->source);
		hint("a source is a folder (as seen from kraft.yaml), a git repository or an "
		     "archive");
	} else {
		found = remote_source(l, type, use, remote ? use->source : folder);
	}
	free(folder);
	return found;
}

/* Only what came from a repository or an archive can be replaced by a newer state of it. */
static bool is_copy(const struct locate *l, const struct component *c, const char *folder)
{
	char *own = component_folder(l->workspace, c->type, c->name);
	bool copied = strcmp(own, folder) == 0 && strcmp(own, c->location) != 0;

	free(own);
	return copied && (c->kind == ORIGIN_GIT || c->kind == ORIGIN_ARCHIVE ||
	                  (c->kind == ORIGIN_FOLDER && component_has_commit(c, "0000000")));
}

static char *by_name(const struct locate *l, enum component_type type,
                     const struct component_use *use, const struct component *c)
{
	const char *version;
	char *folder;

	if (!check_version(use, c))
		return NULL;
	folder = component_installed(l->workspace, l->index, type, use->name);
	if (folder && c && l->replace && is_copy(l, c, folder)) {
		free(folder);
		return pull(l, c, use->version);
	}
	if (!folder && !c) {
		unknown_component(l, type, use);
		return NULL;
	}
	version = use->version && c ? component_version(c, use->version) : NULL;
	if (!version && c && use->version)
		version = use->version; /* a commit */
	/* What came with the tool has one state under all its names. */
	if (c && c->kind == ORIGIN_BUILTIN)
		version = NULL;
	if (folder && check_installed(l, type, use, version, folder))
		return folder;
	if (folder) {
		free(folder);
		return NULL;
	}
	return pull(l, c, use->version);
}

char *locate_use(const struct locate *l, enum component_type type, const struct component_use *use)
{
	struct component_use own = *use;
	const struct component *c;
	bool stands_in = false;

	if (use->source)
		return by_source(l, type, use);
	c = type == TYPE_LIB ? index_library(l->index, use->name, &stands_in)
	                     : index_find(l->index, type, use->name);
	if (c)
		own.name = c->name;
	if (stands_in)
		own.version = NULL; /* it has versions of its own */
	return by_name(l, type, &own, c);
}

char *locate_name(const struct locate *l, enum component_type type, const char *name, int *errors)
{
	char *folder = component_installed(l->workspace, l->index, type, name);
	const struct component *c = folder ? NULL : index_find(l->index, type, name);

	if (c) {
		folder = pull(l, c, NULL);
		*errors += !folder;
	}
	return folder;
}
