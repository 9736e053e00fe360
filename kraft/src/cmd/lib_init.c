/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft lib init: a new library around a program's source. Fetches the source, lets it be built
 * natively while watching, and writes what the port has to say. What cannot be found out is left
 * for people, with a note. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/command.h"
#include "cmd/session.h"
#include "port/port.h"
#include "term/message.h"

static const struct option options[] = {
        {0, "author-name", "NAME", "the author (git's user.name)", NULL},
        {0, "author-email", "ADDRESS", "the author's address (git's user.email)", NULL},
        {0, "version", "VERSION", "the version of the program", NULL},
        {0, "origin", "ADDRESS",
         "its repository on GitHub or GitLab, its archive ({version} stands for the version), or "
         "debian:PACKAGE",
         NULL},
        {0, "program", "NAME", "which of the programs that its build makes (the library's name)",
         NULL},
        {0, "configure-arg", "WORD", "a word for its ./configure (may be repeated)", NULL},
        {0, "make-arg", "WORD", "a word for its make (may be repeated)", NULL},
        {0, "no-prompt", NULL, "never ask; take the defaults", NULL},
        {'m', "with-main", NULL, "with a main.c that calls the program's main", NULL},
        {'b', "branch", "NAME", "the repository's branch (staging)", NULL},
        {'w', "workdir", "FOLDER", "make it in this folder", "@folder"},
        {'F', "force", NULL, "replace a folder that exists", NULL},
        {0, "no-build", NULL,
         "do not run the program's own build: only fetch and write the boilerplate", NULL},
        {0},
};

/* The answer, or `otherwise`; NULL when neither is there. The caller frees it. */
static char *ask(const struct invocation *in, const char *option, const char *question,
                 const char *otherwise)
{
	const char *given = option_value(in, option);
	char line[512];

	if (given)
		return copy_string(given);
	if (!option_given(in, "no-prompt") && !in->yes && isatty(0) && isatty(2)) {
		fprintf(stderr, "%s%s%s%s: ", question, otherwise ? " [" : "",
		        otherwise ? otherwise : "", otherwise ? "]" : "");
		if (fgets(line, sizeof(line), stdin) && *trim(line))
			return copy_string(trim(line));
	}
	return otherwise ? copy_string(otherwise) : NULL;
}

static char *git_setting(const char *name)
{
	const char *const argv[] = {"git", "config", "--get", name, NULL};
	struct text out = {0}, errors = {0};
	char *value = NULL;

	if (process_run(&(struct process){.argv = argv, .output = &out, .errors = &errors}) == 0 &&
	    out.len)
		value = copy_string(trim(out.data));
	text_free(&out);
	text_free(&errors);
	return value;
}

static int check_name(const char *name)
{
	static const char letters[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	if (name[0] && !name[strspn(name, letters)] && name[0] != '-')
		return 0;
	fail("'%s' cannot be a library's name", name);
	hint("use letters, digits, - and _");
	return -EINVAL;
}

static int check_folder(const struct invocation *in, const char *folder)
{
	if (!is_folder(folder) || is_empty_folder(folder) || option_given(in, "force"))
		return 0;
	fail("%s exists and is not empty", folder);
	hint("choose another name, or replace it with --force");
	return -EEXIST;
}

static void collect(const struct invocation *in, const char *option, struct strings *out)
{
	const char *value;

	for (size_t at = 0; (value = option_next(in, option, &at));)
		strings_add(out, value);
}

static void report(const struct port *p, const char *shown)
{
	const struct facts *f = &p->facts;

	say("made the library %s in %s (git branch %s)", p->library.name, shown, p->branch);
	if (p->archive.sha256)
		say("  source: %s, sha256 %s",
		    p->archive.debian ? p->archive.debian : p->archive.url, p->archive.sha256);
	if (f->count)
		say("  its build compiles %zu files%s%s", f->count, f->main ? "; main is in " : "",
		    f->main ? f->main : "");
	for (size_t i = 0; i < p->refused.count; i++)
		say("  left out: library %s has no port", p->refused.item[i]);
	if (p->note)
		warn("%s", p->note);
	say("Next: kraft list add %s && kraft lib add %s@%s (in an application)", shown,
	    p->library.name, p->branch);
}

static int run(const struct invocation *in)
{
	const char *name = in->operands.item[0], *where = option_value(in, "workdir");
	char *git_name = git_setting("user.name"), *git_email = git_setting("user.email");
	char *author, *email, *version, *origin, *folder, *shown;
	struct port p = {0};
	int error;

	if (in->operands.count > 1) {
		fail("'kraft lib init' takes one name");
		return EXIT_USAGE;
	}
	if (starts_with(name, "lib-"))
		name += 4;
	if (check_name(name))
		return EXIT_FAILED;
	author = ask(in, "author-name", "Author", git_name ? git_name : "Unknown");
	email = ask(in, "author-email", "The author's address",
	            git_email ? git_email : "unknown@localhost");
	version = ask(in, "version", "Version of the program", NULL);
	origin = ask(in, "origin", "Where its source comes from", NULL);
	folder = path_join(where ? where : ".", name);
	shown = path_absolute(folder);
	free(folder);
	folder = shown;
	shown = path_short(folder);
	p.library = (struct library){.name = name,
	                             .folder = folder,
	                             .version = version,
	                             .origin = origin,
	                             .author = author,
	                             .email = email,
	                             .glue = option_given(in, "with-main")};
	p.branch = option_value(in, "branch") ? option_value(in, "branch") : "staging";
	p.watch = !option_given(in, "no-build");
	p.force = option_given(in, "force");
	p.program = option_value(in, "program");
	collect(in, "configure-arg", &p.configure_arguments);
	collect(in, "make-arg", &p.make_arguments);
	workspace_open(&p.workspace, NULL);
	error = check_folder(in, folder);
	if (!error)
		error = port_make(&p);
	if (!error)
		report(&p, shown);
	port_free(&p);
	free(shown);
	free(folder);
	free(author);
	free(email);
	free(version);
	free(origin);
	free(git_name);
	free(git_email);
	return error ? EXIT_FAILED : 0;
}

const struct command command_lib_init = {
        .name = "lib init",
        .operands = "NAME",
        .summary = "Make a new library from a program's source",
        .text = "Fetches the source, pins its checksum, and runs its ./configure and make in a "
                "scratch folder with the\n"
                "headers of the image's libc and a compiler that keeps a record. From that come "
                "the list of sources, the\n"
                "flags, the generated headers and the libraries to select. Writes a git repository "
                "with an empty base\n"
                "commit. Without network the boilerplate is written all the same.",
        .options = options,
        .run = run,
};
