/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft lock: writes down what exactly an application is built from. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/lock.h"
#include "cmd/session.h"
#include "index/installed.h"
#include "project/locate.h"
#include "project/lock.h"
#include "term/message.h"

static const struct option options[] = {
        {0, "check", NULL, "only compare: fail when kraft.lock does not say what is here", NULL},
        {0, "upgrade", NULL,
         "first bring the newest versions that kraft.yaml allows, of NAMEs or of all", NULL},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

/* Work that was not committed is not thrown away. */
static int upgrade_one(const struct locate *l, enum component_type type,
                       const struct component_use *use)
{
	char *folder = component_folder(l->workspace, type, use->name), *git, *found;
	int error = 0;

	git = path_join(folder, ".git");
	if (is_folder(git) && !folder_is_clean(folder)) {
		fail("%s has changes that are not committed, and stays", folder);
		hint("commit them, or take another copy: mv %s %s.mine", folder, folder);
		error = -EBUSY;
	} else {
		found = locate_use(l, type, use);
		error = found ? 0 : -ENOENT;
		free(found);
	}
	free(git);
	free(folder);
	return error;
}

static bool is_named(const struct invocation *in, const char *name)
{
	return !in->operands.count || strings_has(&in->operands, name);
}

static int check_names(const struct invocation *in, const struct project *p)
{
	struct strings names = {0};
	int error = 0;

	strings_add(&names, "unikraft");
	for (const struct project *q = p; q && q->template.name; q = q->base)
		strings_add_new(&names, q->template.name);
	for (size_t i = 0; i < p->library_count; i++)
		strings_add(&names, p->libraries[i].name);
	for (size_t i = 0; i < in->operands.count && !error; i++) {
		const char *name = in->operands.item[i], *nearest = did_you_mean(name, &names);

		if (strings_has(&names, name))
			continue;
		fail("kraft.yaml uses no component '%s'", name);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		error = -ENOENT;
	}
	strings_free(&names);
	return error;
}

/* Templates first: a newer one may name other libraries. */
static int upgrade_templates(const struct invocation *in, struct session *s, const struct locate *l)
{
	int error = 0;

	for (const struct project *p = &s->project; p && p->template.name && !error; p = p->base)
		if (is_named(in, p->template.name))
			error = upgrade_one(l, TYPE_APP, &p->template);
	if (error || !s->project.template.name)
		return error;
	session_close(s);
	return session_project(in, s);
}

static int upgrade(const struct invocation *in, struct session *s)
{
	const struct project *p = &s->project;
	struct index index;
	int error = check_names(in, p), failures, failed;

	if (!error)
		error = index_update(&s->workspace, &failures);
	if (!error)
		error = index_load(&s->workspace, &index);
	if (error)
		return error;
	const struct locate l = {
	        .workspace = &s->workspace, .index = &index, .project = p, .replace = true};

	error = upgrade_templates(in, s, &l);
	if (error) {
		index_free(&index);
		return error;
	}
	if (is_named(in, "unikraft"))
		error = upgrade_one(&l, TYPE_CORE, &p->unikraft);
	for (size_t i = 0; i < p->library_count; i++) {
		if (!is_named(in, p->libraries[i].name))
			continue;
		failed = upgrade_one(&l, TYPE_LIB, &p->libraries[i]);
		error = error ? error : failed;
	}
	index_free(&index);
	return error;
}

/* One target after the other; each adds what it alone uses. */
static int lock_targets(const struct invocation *in, struct session *s, struct lock *all)
{
	int error = 0;

	for (size_t i = 0; i < s->project.target_count && !error; i++) {
		struct lock now;

		error = plan_make(&s->workspace, &s->project, &s->project.targets[i], &s->plan);
		if (!error)
			error = session_configure(s);
		if (!error && session_fetch(s, in)) {
			fail("fetching the sources failed");
			error = -EIO;
		}
		if (!error)
			error = lock_now(&s->workspace, &s->plan, all, &now);
		if (!error) {
			lock_free(all);
			*all = now;
		}
		plan_free(&s->plan);
	}
	return error;
}

static int write_lock(const struct invocation *in, struct session *s)
{
	struct lock all = {0};
	int error = lock_targets(in, s, &all);

	if (!error) {
		error = lock_write(&s->project, &all);
		if (error >= 0)
			say(error ? "wrote kraft.lock: %zu components"
			          : "kraft.lock is up to date: %zu components",
			    all.count);
	}
	lock_free(&all);
	return error < 0 ? EXIT_FAILED : 0;
}

int lock_renew(const struct invocation *in)
{
	char *file = project_file(".");
	bool locked = file && is_file("kraft.lock");
	struct session s = {0};
	int status = 0;

	free(file);
	if (!locked)
		return 0;
	status = session_project(in, &s) ? EXIT_FAILED : write_lock(in, &s);
	session_close(&s);
	return status;
}

static int run(const struct invocation *in)
{
	struct session s = {0};
	int status = EXIT_FAILED;

	if (in->operands.count && !option_given(in, "upgrade")) {
		fail("names are for --upgrade only");
		hint("see 'kraft help lock'");
		return EXIT_USAGE;
	}
	if (option_given(in, "check")) {
		if (option_given(in, "upgrade")) {
			fail("--check and --upgrade exclude each other");
			return EXIT_USAGE;
		}
		if (session_plan(in, &s) == 0 && lock_check(&s.workspace, &s.plan) == 0) {
			say("kraft.lock is up to date");
			status = 0;
		}
	} else if (session_project(in, &s) == 0 &&
	           (!option_given(in, "upgrade") || upgrade(in, &s) == 0)) {
		status = write_lock(in, &s);
	}
	session_close(&s);
	return status;
}

const struct command command_lock = {
        .name = "lock",
        .operands = "[NAME...]",
        .summary = "Write down in kraft.lock what the application is built from",
        .text = "The file names, of the library OS and every library, the version, where it came "
                "from, the commit or a checksum of\n"
                "the folder, and checksums of the archives; and the versions of kraft and the "
                "compiler. It belongs into version\n"
                "control. 'kraft build' keeps it up to date; 'kraft build --locked' refuses when "
                "something else is here. What is\n"
                "missing in the workspace is brought in the state that the file names.",
        .options = options,
        .complete = "@library",
        .run = run,
};
