/* SPDX-License-Identifier: BSD-3-Clause */
/* The first steps that commands share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/session.h"
#include "index/rc.h"
#include "project/template.h"
#include "term/message.h"
#include "term/progress.h"

static int load_project(const struct invocation *in, const char *folder, struct session *s)
{
	if (!folder)
		folder = option_value(in, "workdir");

	char *own = path_join(folder ? folder : ".", ".unikraft");

	memset(s, 0, sizeof(*s));
	workspace_open(&s->workspace, folder && is_folder(own) ? own : NULL);
	free(own);
	targets_know(s->workspace.plats, s->workspace.archs);
	return project_load(folder ? folder : ".", &s->project);
}

static int open_project(const struct invocation *in, const char *folder, struct session *s)
{
	int error = load_project(in, folder, s);

	return error ? error : template_apply(&s->workspace, &s->project, true);
}

int session_project(const struct invocation *in, struct session *s)
{
	return open_project(in, NULL, s);
}

int session_load(const struct invocation *in, struct session *s)
{
	return load_project(in, NULL, s);
}

const struct target *session_target(const struct invocation *in, const struct session *s)
{
	const char *name = option_value(in, "target"), *platform = option_value(in, "plat");
	const char *architecture = option_value(in, "arch");
	const struct target *t;
	struct rc rc;

	if (name || platform || architecture || s->project.target_count == 1)
		return project_target(&s->project, name, platform, architecture);
	if (rc_load(&rc))
		return NULL;
	for (size_t i = 0; i < s->project.target_count; i++) {
		t = &s->project.targets[i];
		if ((!rc.platform || strcmp(rc.platform, t->platform) == 0) &&
		    (!rc.architecture || strcmp(rc.architecture, t->architecture) == 0)) {
			rc_free(&rc);
			return t;
		}
	}
	rc_free(&rc);
	return &s->project.targets[0];
}

int session_plan(const struct invocation *in, struct session *s)
{
	return session_plan_in(in, NULL, s);
}

int session_plan_in(const struct invocation *in, const char *folder, struct session *s)
{
	const struct target *target;
	int error = open_project(in, folder, s);

	if (error)
		return error;
	if (s->project.runtime) {
		fail_at(&s->project.runtime_place,
		        "%s runs on the package '%s', so there is nothing to configure or build",
		        s->project.name, s->project.runtime);
		hint("'kraft run' runs it, 'kraft pkg' makes a package of it");
		return -ENOTSUP;
	}
	target = session_target(in, s);
	if (!target)
		return -ENOENT;
	return plan_make(&s->workspace, &s->project, target, &s->plan);
}

int session_configured(const struct invocation *in, struct session *s)
{
	int error = session_plan(in, s);

	return error ? error : session_configure(s);
}

int session_configure(const struct session *s)
{
	if (configured(&s->plan))
		return 0;
	say("%s",
	    is_file(s->plan.config) ? "kraft.yaml has changed: configuring again" : "configuring");
	return configure(&s->plan, false);
}

void session_close(struct session *s)
{
	plan_free(&s->plan);
	project_free(&s->project);
	workspace_free(&s->workspace);
}

int session_check_jobs(const struct invocation *in)
{
	const char *jobs = option_value(in, "jobs");

	if (!jobs || (*jobs && !jobs[strspn(jobs, "0123456789")] && atoi(jobs) > 0))
		return 0;
	fail("--jobs %s: expected a positive number", jobs);
	return EXIT_USAGE;
}

int session_make(const struct session *s, const struct invocation *in, const char *const *words)
{
	char *rules = path_join(s->plan.build, "uk/rules.mk"), *image = plan_image(&s->plan);
	const char *jobs = option_value(in, "jobs");
	struct strings all = {0};
	struct progress *progress;
	int status;

	if (option_given(in, "fast"))
		strings_add(&all, "-j");
	else if (jobs)
		strings_addf(&all, "-j%s", jobs);
	if (message_verbose())
		strings_add(&all, "V=1");
	for (; words && *words; words++)
		strings_add(&all, *words);
	if (!all.item)
		all.item = need_zeroed(sizeof(char *));
	progress = progress_new(image && is_file(image) ? NULL : rules,
	                        option_given(in, "no-progress") || message_verbose());
	status = plan_run(&s->plan, (const char *const *)all.item, progress_line, progress);
	progress_end(progress);
	strings_free(&all);
	free(image);
	free(rules);
	return status < 0 ? EXIT_FAILED : status;
}

int session_fetch(const struct session *s, const struct invocation *in)
{
	/* -s: no word about nothing to be done */
	static const char *const words[] = {"-s", "fetch", NULL};
	int status;

	if (!isatty(2) || option_given(in, "no-progress"))
		return session_make(s, in, words);
	status = plan_run(&s->plan, words, NULL, NULL);
	return status < 0 ? EXIT_FAILED : status;
}
