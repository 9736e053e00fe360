/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft list update, add, remove and pull: origins and what comes from them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/pull.h"
#include "cmd/session.h"
#include "index/index.h"
#include "index/rc.h"
#include "project/locate.h"
#include "project/template.h"
#include "term/message.h"

static int update(void)
{
	struct workspace w;
	struct index index;
	int failures, error;

	workspace_open(&w, NULL);
	error = index_update(&w, &failures);
	if (!error && index_load(&w, &index) == 0) {
		say("%zu components are known", index.count);
		index_free(&index);
	}
	if (!error && failures) {
		fail("%d of the origins did not answer; what they offered before is kept",
		     failures);
		hint("'kraft list remove ORIGIN' forgets an origin");
	}
	workspace_free(&w);
	return error || failures ? EXIT_FAILED : 0;
}

static int run_update(const struct invocation *in)
{
	(void)in;
	return update();
}

static const struct option edit_options[] = {
        {0, "update", NULL, "then renew the index (the default)", NULL},
        {0, "no-update", NULL, "leave the index as it is", NULL},
        {0},
};

/* Folders are kept as absolute paths, so that the entry means the same from everywhere. */
static char *origin_name(const char *given)
{
	if (strstr(given, "://") || starts_with(given, "git@"))
		return copy_string(given);
	return path_absolute(given);
}

static int check_origin(const char *origin)
{
	struct index found = {0};
	int error;

	if (origin_kind_of(origin) != ORIGIN_FOLDER)
		return 0; /* asked by the update */
	error = origin_scan(origin, &found);
	for (size_t i = 0; i < found.count; i++)
		say("  %s: %s %s", origin, component_type_name(found.item[i].type),
		    found.item[i].name);
	index_free(&found);
	return error;
}

static int edit(const struct invocation *in, bool adding)
{
	struct strings origins = {0}, none = {0};
	int changed = 0, error = 0;

	for (size_t i = 0; i < in->operands.count && !error; i++) {
		strings_take(&origins, origin_name(in->operands.item[i]));
		if (adding)
			error = check_origin(origins.item[i]);
	}
	if (!error)
		error = rc_edit_origins(adding ? &origins : &none, adding ? &none : &origins,
		                        &changed);
	if (!error && !changed && adding)
		say("already known");
	if (!error && !changed && !adding) {
		fail("'%s' is not among the origins", in->operands.item[0]);
		hint("they stand in ~/.kraftrc, [list] origins");
		error = -ENOENT;
	}
	strings_free(&origins);
	if (error)
		return EXIT_FAILED;
	return option_given(in, "no-update") ? 0 : update();
}

static int run_add(const struct invocation *in)
{
	return edit(in, true);
}

static int run_remove(const struct invocation *in)
{
	return edit(in, false);
}

static const struct option pull_options[] = {
        {'w', "workdir", "FOLDER", "the workspace to bring it to", "@folder"},
        {'g', "git", NULL, "keep it as a git repository", NULL},
        {'D', "no-dependencies", NULL, "not the libraries that it selects", NULL},
        {'k', "skip-verify", NULL, "accepted; checksums that are pinned are always verified", NULL},
        {'F', "force", NULL, "replace what is there", NULL},
        {0},
};

static int pull_use(const struct locate *l, enum component_type type,
                    const struct component_use *use, const struct pull_options *o, bool deep)
{
	char *folder = component_installed(l->workspace, l->index, type, use->name), *name;
	bool there = folder;
	int error;

	/* made here: no origin has it */
	if (there && !use->source && !index_find(l->index, type, use->name)) {
		say("  - %s: is here already in %s", use->name, folder);
		error = deep ? pull_selected(l->workspace, l->index, folder, o) : 0;
		free(folder);
		return error;
	}
	free(folder);
	/* kraft.yaml and kraft.lock say which state is brought */
	if (use->source || (!there && !o->force)) {
		folder = locate_use(l, type, use);
		error = !folder ? -ENOENT
		        : deep  ? pull_selected(l->workspace, l->index, folder, o)
		                : 0;
		free(folder);
		return error;
	}
	name = format("%s/%s%s%s", component_type_name(type), use->name, use->version ? "@" : "",
	              use->version ? use->version : "");
	error = pull_by_name(l->workspace, l->index, name, o, deep);
	free(name);
	return error;
}

static int pull_named(const struct project *p, const struct workspace *w, const struct index *index,
                      const struct pull_options *o, bool deep)
{
	const struct locate l = {.workspace = w, .index = index, .project = p, .replace = o->force};
	int error = pull_use(&l, TYPE_CORE, &p->unikraft, o, false), failed;

	for (size_t i = 0; i < p->library_count; i++) {
		failed = pull_use(&l, TYPE_LIB, &p->libraries[i], o, deep);
		error = error ? error : failed;
	}
	return error;
}

int pull_project(const char *folder, const struct workspace *w, const struct index *index,
                 const struct pull_options *o, bool deep)
{
	struct project p;
	int error = project_load(folder, &p);
	const struct locate l = {
	        .workspace = w, .index = index, .project = &p, .replace = o->force};

	if (!error && p.template.name)
		error = pull_use(&l, TYPE_APP, &p.template, o, false);
	if (!error)
		error = template_apply(w, &p, true);
	if (!error)
		error = pull_named(&p, w, index, o, deep);
	project_free(&p);
	return error;
}

/* One operand; an application brings what it is built from. */
static int pull_operand(const char *operand, const struct workspace *w, const struct index *index,
                        const struct pull_options *o, bool deep)
{
	int error = pull_by_name(w, index, operand, o, deep);
	const struct component *c;
	struct wanted wanted;

	if (error || !deep || wanted_parse(operand, &wanted))
		return error;
	c = index_find(index, wanted.type, wanted.name);
	if (c && c->type == TYPE_APP) {
		const struct pull_options kept = {.verify = o->verify};
		char *folder = component_folder(w, TYPE_APP, c->name);

		error = pull_project(folder, w, index, &kept, deep);
		free(folder);
	}
	wanted_free(&wanted);
	return error;
}

static int run_pull(const struct invocation *in)
{
	struct pull_options o = {.force = option_given(in, "force"),
	                         .git = option_given(in, "git"),
	                         .verify = !option_given(in, "skip-verify")};
	bool deep = !option_given(in, "no-dependencies");
	struct workspace w;
	struct index index;
	int status = 0;

	workspace_open(&w, option_value(in, "workdir"));
	if (workspace_make(&w) || index_load(&w, &index))
		return EXIT_FAILED;
	if (!in->operands.count && pull_project(".", &w, &index, &o, deep))
		status = EXIT_FAILED;
	for (size_t i = 0; i < in->operands.count; i++)
		if (pull_operand(in->operands.item[i], &w, &index, &o, deep))
			status = EXIT_FAILED;
	index_free(&index);
	workspace_free(&w);
	return status;
}

const struct command command_list_update = {
        .name = "list update",
        .summary = "Ask every origin again and renew the index",
        .run = run_update,
};

const struct command command_list_add = {
        .name = "list add",
        .operands = "ORIGIN...",
        .summary = "Add origins of components",
        .text = "An origin is a folder (with a Makefile.uk, a kraft.yaml, or some such folders "
                "below it), the address of\n"
                "a git repository, of an archive, or of an index (.json). It is written to "
                "~/.kraftrc.",
        .options = edit_options,
        .complete = "@folder",
        .run = run_add,
};

const struct command command_list_remove = {
        .name = "list remove",
        .operands = "ORIGIN...",
        .summary = "Forget origins",
        .options = edit_options,
        .complete = "@folder",
        .run = run_remove,
};

const struct command command_list_pull = {
        .name = "list pull",
        .operands = "[NAME[@VERSION]...]",
        .summary = "Bring components into the workspace",
        .text = "Without a name: what the application here uses.",
        .options = pull_options,
        .complete = "@component",
        .run = run_pull,
};
