/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft build, fetch, prepare, clean: steps of the build. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/build.h"
#include "cmd/build_stats.h"
#include "cmd/session.h"
#include "project/lock.h"
#include "term/message.h"

static const struct option step_options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'j', "jobs", "N", "run N steps at the same time", NULL},
        {0, "fast", NULL, "run as many steps at the same time as there are", NULL},
        {0, "no-progress", NULL, "one line per step instead of a bar", NULL},
        {0},
};

static const struct option build_options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'j', "jobs", "N", "compile N files at the same time (the default: one per processor)",
         NULL},
        {0, "fast", NULL, "compile as many files at the same time as there are", NULL},
        {'F', "force-build", NULL, "build everything again", NULL},
        {0, "no-fetch", NULL, "fail instead of fetching what is missing", NULL},
        {0, "no-prepare", NULL, "fail instead of preparing what is not", NULL},
        {0, "locked", NULL, "refuse to build from anything else than kraft.lock says", NULL},
        {0, "all", NULL, "build every target of kraft.yaml", NULL},
        {0, "no-progress", NULL, "one line per step instead of a bar", NULL},
        {0, "stats", NULL, "where the time went: each step and the slowest objects", NULL},
        {'o', "output", "FORMAT", "how --stats is shown: table or json", "table json"},
        {0},
};

/* Kilobytes are what image sizes are compared in. */
static void report(const struct session *s, const char *image, bool same)
{
	bool named = s->plan.target != s->project.targets;
	char *shown = path_short(image), *folder, *target = target_name(s->plan.target);
	struct stat st;

	if (stat(image, &st))
		st.st_size = 0;
	say("%s %s (%.1f KiB)", same ? "Up to date:" : "Built", shown, st.st_size / 1024.0);
	folder = path_short(s->project.folder);
	say("Run it with: kraft run%s%s%s%s", named ? " -t " : "", named ? target : "",
	    strcmp(folder, ".") ? " " : "", strcmp(folder, ".") ? folder : "");
	free(target);
	free(folder);
	free(shown);
}

static void discard(void *context, const char *line, bool is_error)
{
	(void)context;
	(void)line;
	(void)is_error;
}

static int missing_origins(const struct session *s, const struct invocation *in)
{
	static const char *const steps[] = {"fetch", "prepare"};

	for (int i = 0; i < 2; i++) {
		char *option = format("no-%s", steps[i]);
		bool given = option_given(in, option);
		const char *const words[] = {"-q", steps[i], NULL};

		free(option);
		if (given && plan_run(&s->plan, words, discard, NULL) != 0) {
			fail("'kraft %s' is needed first, and --no-%s forbids it", steps[i],
			     steps[i]);
			return EXIT_FAILED;
		}
	}
	return 0;
}

/* What print-* targets say is data. */
static void data_line(void *context, const char *line, bool is_error)
{
	bool step = starts_with(line, "  ") && strchr(line, '\t');

	(void)context;
	fprintf(is_error || step ? stderr : stdout, "%s\n", line);
}

static bool only_print(const char *const *targets)
{
	for (size_t i = 0; targets && targets[i]; i++)
		if (!starts_with(targets[i], "print-"))
			return false;
	return targets && *targets;
}

int build_project(struct session *s, const struct invocation *in, const char *const *targets)
{
	char jobs[16], *image = plan_image(&s->plan);
	long long before = image ? file_time(image) : 0;
	struct strings words = {0};
	bool single = targets && *targets;
	enum table_format stats_format = TABLE_TEXT;
	int status = build_stats_options(in, &stats_format);

	if (!status)
		status = missing_origins(s, in);
	if (status)
		goto out;
	if (only_print(targets)) {
		status = plan_run(&s->plan, targets, data_line, NULL);
		if (status)
			fail("the build system could not say that");
		goto out;
	}
	if (option_given(in, "force-build")) {
		const char *const clean[] = {"clean", NULL};

		status = session_make(s, in, clean);
		if (status)
			goto out;
	}
	/* Measured, fetching is a step of the one build. */
	if ((!image || !is_file(image)) && !option_given(in, "stats"))
		status = session_fetch(s, in);
	if (status) {
		fail("fetching the sources failed");
		goto out;
	}
	/* once more: now the archives are there */
	if (option_given(in, "locked") && lock_check(&s->workspace, &s->plan)) {
		status = EXIT_FAILED;
		goto out;
	}
	if (!option_given(in, "jobs") && !option_given(in, "fast")) {
		snprintf(jobs, sizeof(jobs), "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
		strings_add(&words, jobs);
	}
	for (; targets && *targets; targets++)
		strings_add(&words, *targets);
	if (option_given(in, "stats")) {
		/* The build system prints a table itself unless told that json is enough. */
		strings_add(&words, "UK_STATS=json");
		strings_add(&words, "stats");
	}
	status = session_make(s, in, (const char *const *)words.item);
	if (status) {
		fail("the build failed");
		if (!message_verbose())
			hint("the first message above names the reason; 'kraft -v build' shows the "
			     "commands");
	} else if (single) {
		; /* single targets make no image */
	} else if (!image || !is_file(image)) {
		fail("the build ended without an error, but there is no image %s",
		     image ? image : "");
		status = EXIT_FAILED;
	} else if (stats_format != TABLE_JSON) {
		report(s, image, before == file_time(image));
		if (!option_given(in, "locked") && lock_update(&s->workspace, &s->plan))
			status = EXIT_FAILED;
	}
	if (!status && option_given(in, "stats"))
		status = build_stats_show(s->plan.build, stats_format);
out:
	strings_free(&words);
	free(image);
	return status && status != EXIT_USAGE ? EXIT_FAILED : status;
}

int build_target(struct session *s, const struct invocation *in, const struct target *target,
                 const char *const *targets)
{
	if (plan_make(&s->workspace, &s->project, target, &s->plan) ||
	    (option_given(in, "locked") && lock_check(&s->workspace, &s->plan)) ||
	    session_configure(s))
		return EXIT_FAILED;
	return build_project(s, in, targets);
}

/* Every target, also after one that fails; the exit status tells of any failure. */
static int build_all(const struct invocation *in)
{
	struct session s = {0};
	int status = 0;

	if (session_project(in, &s)) {
		session_close(&s);
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < s.project.target_count; i++) {
		const struct target *t = &s.project.targets[i];
		char *name = target_name(t);

		say("Target %s:", name);
		if (build_target(&s, in, t, (const char *const *)in->operands.item))
			status = EXIT_FAILED;
		plan_free(&s.plan);
		free(name);
	}
	session_close(&s);
	return status;
}

/* Of several targets one is built; nobody shall think that it was all. */
static void say_target(const struct invocation *in, const struct session *s)
{
	char *name = target_name(s->plan.target);

	if (s->project.target_count > 1 && !option_given(in, "target"))
		say("Target %s of %zu; --all builds every one", name, s->project.target_count);
	free(name);
}

static int run_build(const struct invocation *in)
{
	struct session s;
	int status = EXIT_FAILED;

	if (session_check_jobs(in))
		return EXIT_USAGE;
	if (option_given(in, "all")) {
		if (!option_given(in, "target") && !option_given(in, "plat") &&
		    !option_given(in, "arch"))
			return build_all(in);
		fail("--all and the choice of one target exclude each other");
		return EXIT_USAGE;
	}
	if (session_plan(in, &s) == 0 &&
	    !(option_given(in, "locked") && lock_check(&s.workspace, &s.plan)) &&
	    session_configure(&s) == 0) {
		say_target(in, &s);
		status = build_project(&s, in, (const char *const *)in->operands.item);
	}
	session_close(&s);
	return status;
}

static int run_step(const struct invocation *in, const char *step)
{
	const char *const words[] = {step, NULL};
	struct session s;
	int status = EXIT_FAILED;

	if (session_check_jobs(in))
		return EXIT_USAGE;
	if (session_configured(in, &s) == 0) {
		status =
		        strcmp(step, "fetch") ? session_make(&s, in, words) : session_fetch(&s, in);
		if (status)
			fail("'%s' failed", step);
	}
	session_close(&s);
	return status ? EXIT_FAILED : 0;
}

static int run_fetch(const struct invocation *in)
{
	return run_step(in, "fetch");
}

static int run_prepare(const struct invocation *in)
{
	return run_step(in, "prepare");
}

static const struct option clean_options[] = {
        {'p', "proper", NULL, "remove the whole build folder, with fetched sources", NULL},
        {'d', "dist", NULL, "the same, and .config", NULL},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

/* .config, .config.old, and the further targets' .config.NAME. */
static void remove_configurations(const struct project *p)
{
	struct strings names = {0};

	folder_list(p->folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(p->folder, names.item[i]);

		if (strcmp(names.item[i], ".config") == 0 || starts_with(names.item[i], ".config."))
			unlink(path);
		free(path);
	}
	strings_free(&names);
}

static int clean_everything(const struct session *s, bool dist)
{
	int error = folder_remove(s->plan.build);

	if (!error && dist)
		remove_configurations(&s->project);
	if (error)
		fail("%s cannot be removed: %s", s->plan.build, strerror(-error));
	return error ? EXIT_FAILED : 0;
}

static void library_line(void *context, const char *line, bool is_error)
{
	if (!is_error)
		strings_split(context, line, " \t");
}

/* clean-libNAME of each operand, which must be in the build; without operands all. */
static int name_clean_targets(const struct session *s, const struct invocation *in,
                              struct strings *words)
{
	static const char *const ask[] = {"-s", "print-libs", NULL};
	struct strings known = {0};
	int error = 0;

	if (!in->operands.count) {
		strings_add(words, "clean");
		return 0;
	}
	if (plan_run(&s->plan, ask, library_line, &known))
		strings_free(&known);
	for (size_t i = 0; i < in->operands.count && !error; i++) {
		const char *name = in->operands.item[i];
		char *whole = strings_has(&known, name) ? copy_string(name) : format("lib%s", name);

		/* posix-fdio registers itself as libposix_fdio */
		for (char *c = whole; known.count && !strings_has(&known, whole) && *c; c++)
			*c = *c == '-' ? '_' : *c;

		if (known.count && !strings_has(&known, whole)) {
			const char *nearest = did_you_mean(whole, &known);

			fail("this build has no library '%s'", name);
			if (nearest)
				hint("did you mean '%s'?", nearest);
			else
				hint("'kraft build print-libs' lists them");
			error = -ENOENT;
		}
		strings_addf(words, "clean-%s", whole);
		free(whole);
	}
	strings_free(&known);
	return error;
}

static int run_clean(const struct invocation *in)
{
	bool dist = option_given(in, "dist"), proper = dist || option_given(in, "proper");
	struct strings words = {0};
	struct session s;
	int status = EXIT_FAILED;

	if (session_plan(in, &s))
		goto out;
	if (proper) {
		status = clean_everything(&s, dist);
		goto out;
	}
	if (!is_file(s.plan.config)) {
		say("nothing to clean: this application is not configured");
		status = 0;
		goto out;
	}
	if (name_clean_targets(&s, in, &words))
		goto out;
	status = session_make(&s, in, (const char *const *)words.item) ? EXIT_FAILED : 0;
out:
	strings_free(&words);
	session_close(&s);
	return status;
}

const struct command command_build = {
        .name = "build",
        .operands = "[TARGET...]",
        .summary = "Build the image: fetch, prepare, compile and link",
        .text = "Configures first when there is no .config or kraft.yaml says something new.\n"
                "TARGET is one of the build system's: libNAME, objs, print-libs, ...\n"
                "COMPILER=clang in the environment chooses the compiler.",
        .options = build_options,
        .run = run_build,
};

const struct command command_fetch = {
        .name = "fetch",
        .summary = "Fetch and unpack the sources of all selected libraries",
        .options = step_options,
        .run = run_fetch,
};

const struct command command_prepare = {
        .name = "prepare",
        .summary = "Patch and prepare the fetched sources",
        .options = step_options,
        .run = run_prepare,
};

const struct command command_clean = {
        .name = "clean",
        .operands = "[LIBRARY...]",
        .summary = "Remove what was built, of some libraries or of all",
        .options = clean_options,
        .complete = "@library",
        .run = run_clean,
};
