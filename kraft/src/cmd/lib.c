/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft lib add and remove: the libraries of a project. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/edit_project.h"
#include "cmd/session.h"
#include "index/index.h"
#include "project/template.h"
#include "project/yaml.h"
#include "term/message.h"

static const struct option add_options[] = {
        {0, "pull", NULL, "bring it into the workspace (the default)", NULL},
        {0, "no-pull", NULL, "only write kraft.yaml", NULL},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

static const struct option remove_options[] = {
        {'P', "purge", NULL, "also remove it from the workspace", NULL},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

struct edit {
	const struct invocation *in;
	struct workspace workspace;
	struct index index;
	struct strings changed; /* for the messages after the edit */
};

/* Known to the index with that version, or standing in the workspace. */
static int check(struct edit *e, const struct wanted *w)
{
	struct component *c = index_find(&e->index, TYPE_LIB, w->name);
	char *folder = component_installed(&e->workspace, &e->index, TYPE_LIB, w->name);
	struct text all = {0};
	bool here = folder;

	free(folder);
	if (!c && here)
		return 0;
	if (!c)
		c = index_need(&e->index, TYPE_LIB, w->name);
	if (!c)
		return -ENOENT;
	if (component_version(c, w->version))
		return 0;
	for (size_t i = 0; i < c->versions.count; i++)
		text_addf(&all, "%s%s", i ? ", " : "", c->versions.item[i]);
	fail("%s has no version '%s'", w->name, w->version);
	hint("%s offers: %s", c->origin, all.data);
	text_free(&all);
	return -ENOENT;
}

static int add_one(struct edit *e, struct text *text, const char *operand)
{
	const char *path[] = {"libraries", NULL, NULL, NULL};
	struct component *c;
	struct wanted w;
	const char *version;
	int error = wanted_parse(operand, &w);

	if (error)
		return error;
	if (w.type >= 0 && w.type != TYPE_LIB) {
		fail("'%s' is no library", operand);
		wanted_free(&w);
		return -EINVAL;
	}
	error = check(e, &w);
	if (!error) {
		c = index_find(&e->index, TYPE_LIB, w.name);
		version = c ? component_version(c, w.version) : w.version ? w.version : "staging";
		path[1] = w.name;
		error = document_widen(text, path, "version");
		if (error == -ENOENT)
			error = 0;
		path[2] = "version";
		if (!error)
			error = document_set(text, path, version);
		strings_addf(&e->changed, "%s@%s", w.name, version);
	}
	wanted_free(&w);
	return error;
}

static int edit_add(struct text *text, void *context)
{
	struct edit *e = context;
	int error = 0;

	for (size_t i = 0; i < e->in->operands.count && !error; i++)
		error = add_one(e, text, e->in->operands.item[i]);
	return error;
}

static int run_add(const struct invocation *in)
{
	struct edit e = {.in = in};
	int status;

	workspace_open(&e.workspace, NULL);
	if (index_load(&e.workspace, &e.index))
		return EXIT_FAILED;
	status = edit_project(option_value(in, "workdir"), edit_add, &e);
	for (size_t i = 0; i < e.changed.count && !status; i++) {
		struct wanted w;
		char *folder;

		say("added %s to kraft.yaml", e.changed.item[i]);
		if (option_given(in, "no-pull") || wanted_parse(e.changed.item[i], &w))
			continue;
		folder = component_installed(&e.workspace, &e.index, TYPE_LIB, w.name);
		if (!folder && pull_by_name(&e.workspace, &e.index, e.changed.item[i],
		                            &(struct pull_options){.verify = true}, true))
			status = EXIT_FAILED;
		free(folder);
		wanted_free(&w);
	}
	strings_free(&e.changed);
	index_free(&e.index);
	workspace_free(&e.workspace);
	return status;
}

/* The place where the template names this library; what is not in the workspace says nothing. */
static bool from_template(const struct invocation *in, const char *name, struct session *s,
                          struct place *place)
{
	if (session_load(in, s) || template_apply(&s->workspace, &s->project, false))
		return false;
	for (size_t i = 0; i < s->project.library_count; i++) {
		if (strcmp(s->project.libraries[i].name, name) == 0) {
			*place = s->project.libraries[i].place;
			return true;
		}
	}
	return false;
}

static void not_removed(const struct edit *e, const struct text *text, const char *name)
{
	struct strings names = {0};
	struct node *root, *libraries;
	struct session s = {0};
	const char *nearest;
	struct place place;

	if (from_template(e->in, name, &s, &place)) {
		fail_at(&place,
		        "'%s' is a library of the template, which kraft.yaml cannot take out",
		        name);
		hint("name another template, or none, in kraft.yaml");
		session_close(&s);
		return;
	}
	session_close(&s);
	document_parse(NULL, text, &root);
	libraries = node_get(root, "libraries");
	for (size_t k = 0; libraries && k < libraries->count && libraries->key; k++)
		strings_add(&names, libraries->key[k]->scalar);
	fail("kraft.yaml uses no library '%s'", name);
	nearest = did_you_mean(name, &names);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	strings_free(&names);
	node_free(root);
}

static int edit_remove(struct text *text, void *context)
{
	struct edit *e = context;

	for (size_t i = 0; i < e->in->operands.count; i++) {
		const char *path[] = {"libraries", e->in->operands.item[i], NULL};
		int error;

		if (starts_with(path[1], "lib/"))
			path[1] += 4;
		error = document_remove(text, path);
		if (error == -ENOENT)
			not_removed(e, text, path[1]);
		if (error)
			return error;
		strings_add(&e->changed, path[1]);
	}
	return 0;
}

/* In a source checkout that serves as the workspace, a library is no copy. */
static bool is_original(struct edit *e, const char *name, const char *folder)
{
	const struct component *c = index_find(&e->index, TYPE_LIB, name);

	return c && strcmp(c->location, folder) == 0;
}

static int purge(struct edit *e, const char *name)
{
	char *folder = component_folder(&e->workspace, TYPE_LIB, name);
	int error = 0;

	if (is_original(e, name, folder)) {
		fail("%s is the library's only place and stays", folder);
		error = -EPERM;
	} else if (is_folder(folder)) {
		error = folder_remove(folder);
		if (error)
			fail("%s cannot be removed: %s", folder, strerror(-error));
		else
			say("removed %s", folder);
	}
	free(folder);
	return error;
}

static int run_remove(const struct invocation *in)
{
	struct edit e = {.in = in};
	int status = edit_project(option_value(in, "workdir"), edit_remove, &e);

	workspace_open(&e.workspace, NULL);
	if (index_load(&e.workspace, &e.index))
		status = EXIT_FAILED;
	for (size_t i = 0; i < e.changed.count && !status; i++) {
		say("removed %s from kraft.yaml", e.changed.item[i]);
		if (option_given(in, "purge") && purge(&e, e.changed.item[i]))
			status = EXIT_FAILED;
	}
	strings_free(&e.changed);
	index_free(&e.index);
	workspace_free(&e.workspace);
	return status;
}

const struct command command_lib_add = {
        .name = "lib add",
        .operands = "NAME[@VERSION]...",
        .summary = "Add libraries to the application",
        .text = "Edits kraft.yaml in place: comments and order stay.",
        .options = add_options,
        .complete = "@library",
        .run = run_add,
};

const struct command command_lib_remove = {
        .name = "lib remove",
        .operands = "NAME...",
        .summary = "Remove libraries from the application",
        .options = remove_options,
        .complete = "@library",
        .run = run_remove,
};
