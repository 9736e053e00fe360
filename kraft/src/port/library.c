/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing a new library: boilerplate from templates, and the git repository. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/process.h"
#include "index/workspace.h"
#include "port/library.h"
#include "term/message.h"

/* iperf3 → iperf3, my-tool → my_tool: how it is spelled in C */
static char *prefix_of(const char *name)
{
	char *prefix = copy_string(name);

	for (char *c = prefix; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	return prefix;
}

void library_fill(const struct library *l, const struct text *template, struct text *out)
{
	char year[16], *prefix = prefix_of(l->name);
	time_t now = time(NULL);
	const char *const words[][2] = {{"NAME", l->name},
	                                {"PREFIX", prefix},
	                                {"YEAR", year},
	                                {"VERSION", l->version ? l->version : ""},
	                                {"AUTHOR", l->author},
	                                {"EMAIL", l->email},
	                                {"ORIGIN", l->origin ? l->origin : "no origin yet"}};
	const char *at = template->data;

	strftime(year, sizeof(year), "%Y", localtime(&now));
	while (*at) {
		const char *open = strstr(at, "{{"), *close = open ? strstr(open, "}}") : NULL;
		size_t len = close ? (size_t)(close - open) - 2 : 0;

		if (!close) {
			text_add(out, at);
			break;
		}
		text_add_bytes(out, at, open - at);
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strlen(words[i][0]) == len && strncmp(open + 2, words[i][0], len) == 0)
				text_add(out, words[i][1]);
		at = close + 2;
	}
	free(prefix);
}

static int write_file(const struct library *l, const char *name, const struct text *text)
{
	char *path = path_join(l->folder, name);
	int error = file_write(path, text->data ? text->data : "", text->len);

	if (error)
		fail("%s cannot be written: %s", path, strerror(-error));
	free(path);
	return error;
}

static int write_template(const struct library *l, const char *name)
{
	/* C with placeholders is no C, and formatters would spoil it: hence .in */
	char *relative = format("lib/%s%s", name, ends_with(name, ".c") ? ".in" : "");
	char *path = data_file(relative);
	struct text template = {0}, filled = {0};
	int error = path ? file_read(path, &template) : -ENOENT;

	if (error) {
		fail("the template %s is missing from the tool's own files", relative);
	} else {
		library_fill(l, &template, &filled);
		error = write_file(l, name, &filled);
	}
	text_free(&template);
	text_free(&filled);
	free(path);
	free(relative);
	return error;
}

int library_write(const struct library *l)
{
	static const char *const names[] = {"CODING_STYLE.md", "CONTRIBUTING.md", "COPYING.md",
	                                    "MAINTAINERS.md",  "README.md",       NULL};
	struct text text = {0};
	int error = folder_make(l->folder);

	if (error)
		fail("%s cannot be made: %s", l->folder, strerror(-error));
	for (int i = 0; names[i] && !error; i++)
		error = write_template(l, names[i]);
	if (!error && l->glue)
		error = write_template(l, "main.c");
	if (!error) {
		library_makefile(l, &text);
		error = write_file(l, "Makefile.uk", &text);
		text_free(&text);
	}
	if (!error) {
		library_config(l, &text);
		error = write_file(l, "Config.uk", &text);
		text_free(&text);
	}
	return error;
}

static int git(const struct library *l, const char *const *words)
{
	char *name = format("user.name=%s", l->author), *email = format("user.email=%s", l->email);
	struct strings argv = {0};
	struct text output = {0};
	int status;

	strings_add(&argv, "git");
	strings_add(&argv, "-c");
	strings_add(&argv, name);
	strings_add(&argv, "-c");
	strings_add(&argv, email);
	/* a signature would ask for a passphrase, and a template's hooks might refuse */
	strings_add(&argv, "-c");
	strings_add(&argv, "commit.gpgSign=false");
	for (; *words; words++)
		strings_add(&argv, *words);
	status = process_run(&(struct process){.argv = (const char *const *)argv.item,
	                                       .folder = l->folder,
	                                       .output = &output,
	                                       .errors = &output});
	if (status)
		fail("git %s failed: %s", argv.item[7], output.len ? trim(output.data) : "");
	text_free(&output);
	strings_free(&argv);
	free(name);
	free(email);
	return status ? -EIO : 0;
}

int library_commit(const struct library *l, const char *branch)
{
	char *head = format("refs/heads/%s", branch),
	     *message = format("%s: port to Unikraft", l->name);
	const char *const init[] = {"init", "--quiet", NULL};
	const char *const point[] = {"symbolic-ref", "HEAD", head, NULL};
	const char *const base[] = {
	        "commit", "--quiet", "--no-verify", "--allow-empty", "-m", "Initial commit (blank)",
	        NULL};
	const char *const add[] = {"add", "--all", NULL};
	const char *const commit[] = {"commit", "--quiet", "--no-verify", "-s",
	                              "-m",     message,   NULL};
	char *program = find_program("git");
	int error = 0;

	if (!program) {
		fail("git is missing, so the new library is no repository yet");
		hint("as root: apt-get install git");
		error = -ENOENT;
	}
	free(program);
	if (!error)
		error = git(l, init);
	if (!error)
		error = git(l, point);
	if (!error)
		error = git(l, base);
	if (!error)
		error = git(l, add);
	if (!error)
		error = git(l, commit);
	free(message);
	free(head);
	return error;
}
