/* SPDX-License-Identifier: BSD-3-Clause */
/* Manual pages in roff's man macros. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/manual.h"
#include "cmd/session.h"
#include "term/message.h"

/* When these texts were last looked through. */
#define TEXT_DATE "2026-11-27"

/* roff treats a backslash, a leading dot or quote, and a plain minus sign specially. */
static void roff(FILE *out, const char *s)
{
	for (const char *c = s; *c; c++) {
		if ((*c == '.' || *c == '\'') && (c == s || c[-1] == '\n'))
			fputs("\\&", out);
		if (*c == '\\')
			fputs("\\e", out);
		else if (*c == '-')
			fputs("\\-", out);
		else
			fputc(*c, out);
	}
}

/* Paragraphs: lines that are indented stay as they are, all others flow. */
static void paragraphs(FILE *out, const char *text)
{
	bool fixed = false, open = false;
	char *copy = copy_string(text), *next;

	for (char *line = copy; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		if (!*line) {
			open = false;
			continue;
		}
		if ((*line == ' ') != fixed) {
			fixed = *line == ' ';
			fputs(fixed ? (open ? ".nf\n" : ".PP\n.nf\n") : ".fi\n", out);
		} else if (!open) {
			fputs(".PP\n", out);
		}
		open = true;
		roff(out, line);
		fputc('\n', out);
	}
	if (fixed)
		fputs(".fi\n", out);
	free(copy);
}

static void print_options(FILE *out, const struct option *options)
{
	for (const struct option *o = options; o && o->name; o++) {
		fputs(".TP\n.B ", out);
		if (o->letter)
			fprintf(out, "\\-%c, ", o->letter);
		fputs("\\-\\-", out);
		roff(out, o->name);
		if (o->argument) {
			fputs(" \\fI", out);
			roff(out, o->argument);
			fputs("\\fR", out);
		}
		fputc('\n', out);
		roff(out, o->help);
		fputc('\n', out);
	}
}

/* kraft-list-update, as the page and its file are called. */
static char *page_name(const struct command *c)
{
	char *name = c ? format("kraft-%s", c->name) : copy_string("kraft");

	for (char *s = name; *s; s++)
		*s = *s == ' ' ? '-' : *s;
	return name;
}

static void print_head(FILE *out, const struct command *c, const char *summary)
{
	char *name = page_name(c);

	fputs(".TH ", out);
	for (const char *s = name; *s; s++)
		fputc(toupper((unsigned char)*s), out);
	fputs(" 1 \"" TEXT_DATE "\" \"kraft " KRAFT_VERSION "\" \"User Commands\"\n.SH NAME\n",
	      out);
	roff(out, name);
	fputs(" \\- ", out);
	fputc(tolower((unsigned char)summary[0]), out);
	roff(out, summary + 1);
	fputs("\n.SH SYNOPSIS\n", out);
	free(name);
}

static void print_environment(FILE *out)
{
	static const char *const variables[][2] = {
	        {"UK_WORKDIR", "The workspace. ./.unikraft wins when it exists; without both it is "
	                       "the workspace around the current folder, else ~/.unikraft."},
	        {"UK_ROOT, UK_LIBS, UK_APPS, UK_PLATS, UK_ARCHS",
	         "Single folders of the workspace."},
	        {"UK_CACHEDIR", "Where fetched archives are kept (~/.cache/kraft)."},
	        {"KRAFTRC", "The settings file (~/.kraftrc)."},
	        {"KRAFT_MIRRORS",
	         "Folders and addresses to take archives from first, with blanks or "
	         "commas between."},
	        {"KRAFT_CONNECT_TIMEOUT", "Seconds to wait for a server (5)."},
	        {"KRAFT_QEMU", "The emulator."},
	        {"KRAFT_MACHINES", "Where machines are recorded."},
	        {"COMPILER, CROSS_COMPILE", "gcc or clang; the prefix of the compiler's name."},
	        {"NO_COLOR", "No colours."},
	};

	fputs(".SH ENVIRONMENT\n", out);
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		fprintf(out, ".TP\n.B %s\n", variables[i][0]);
		roff(out, variables[i][1]);
		fputc('\n', out);
	}
}

static void print_reference(FILE *out, const struct command *c, const char *end)
{
	char *name = page_name(c);

	fputs(".BR ", out);
	roff(out, name);
	fprintf(out, " (1)%s\n", end);
	free(name);
}

static void print_tool(FILE *out)
{
	print_head(out, NULL, "build and run programs as unikernels");
	fputs(".B kraft\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n"
	      ".SH DESCRIPTION\nA unikernel is one bootable image that holds a program and only "
	      "the parts of an operating system that it needs.\n"
	      "Each command has a page of its own, which\n.B kraft help\n"
	      ".I COMMAND\nshows as well.\n.SH COMMANDS\n",
	      out);
	for (size_t i = 0; commands[i]; i++) {
		fputs(".TP\n", out);
		print_reference(out, commands[i], "");
		fputc(toupper((unsigned char)commands[i]->summary[0]), out);
		roff(out, commands[i]->summary + 1);
		fputs(".\n", out);
	}
	fputs(".SH OPTIONS\n", out);
	print_options(out, global_options);
	print_environment(out);
	fputs(".SH FILES\n.TP\n.I kraft.yaml\nThe project.\n.TP\n.I kraft.lock\nWhat went into "
	      "its image.\n.TP\n.I .config\nIts configuration.\n.TP\n.I ~/.kraftrc\nA person's "
	      "settings.\n"
	      ".SH EXIT STATUS\n0: done; 1: failed, a message says why; 2: wrong usage.\n"
	      "kraft run ends with the program's status.\n",
	      out);
}

/* Other words of the same group, and kraft(1). */
static void print_see_also(FILE *out, const struct command *c)
{
	size_t len = strcspn(c->name, " ");

	fputs(".SH SEE ALSO\n", out);
	for (size_t i = 0; commands[i]; i++)
		if (commands[i] != c && strncmp(commands[i]->name, c->name, len) == 0 &&
		    (commands[i]->name[len] == ' ' || !commands[i]->name[len]))
			print_reference(out, commands[i], ",");
	print_reference(out, NULL, "");
}

void manual_print(FILE *out, const struct command *c)
{
	if (!c) {
		print_tool(out);
		return;
	}
	print_head(out, c, c->summary);
	fprintf(out, ".B kraft %s\n", c->name);
	if (c->options && c->options->name)
		fputs("[\\fIOPTION\\fR...]\n", out);
	if (c->operands) {
		roff(out, c->operands);
		fputc('\n', out);
	}
	fputs(".SH DESCRIPTION\n", out);
	fputc(toupper((unsigned char)c->summary[0]), out);
	roff(out, c->summary + 1);
	fputs(".\n", out);
	if (c->text)
		paragraphs(out, c->text);
	fputs(".SH OPTIONS\n", out);
	print_options(out, c->options);
	print_options(out, global_options);
	print_see_also(out, c);
}

static int write_page(const char *folder, const struct command *c)
{
	char *name = page_name(c), *file = format("%s/%s.1", folder, name);
	FILE *out = fopen(file, "w");
	int status = 0;

	if (out)
		manual_print(out, c);
	if (!out || fclose(out) != 0) {
		fail("%s cannot be written: %s", file, strerror(errno));
		status = EXIT_FAILED;
	}
	free(file);
	free(name);
	return status;
}

int manual_write_all(const char *folder)
{
	int error = folder_make(folder), status;

	if (error) {
		fail("%s cannot be made: %s", folder, strerror(-error));
		return EXIT_FAILED;
	}
	status = write_page(folder, NULL);
	for (size_t i = 0; commands[i] && !status; i++)
		status = write_page(folder, commands[i]);
	return status;
}
