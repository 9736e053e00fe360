/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an object was made from.  `fix` turns the compiler's dependency file into a record of
 * headers and of the configuration symbols (with their values) that these mention; `state` compares
 * the records of all objects with the present, in one process, so that a build with nothing to do
 * costs one fork instead of one per object.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "uktool.h"

/* File names and symbols that were already seen, with what was found out about them. */
struct seen {
	struct seen *next;
	struct timespec mtime;
	int missing;
	const char *value;
	char name[];
};

#define BUCKETS 16384
static struct seen *files[BUCKETS], *symbols[BUCKETS];

static struct seen *lookup(struct seen **table, const char *name, size_t len, int *fresh)
{
	unsigned int hash = 5381;
	struct seen *s;

	for (size_t i = 0; i < len; i++)
		hash = hash * 33 + (unsigned char)name[i];
	for (s = table[hash % BUCKETS]; s; s = s->next)
		if (!strncmp(s->name, name, len) && !s->name[len])
			break;
	*fresh = !s;
	if (s)
		return s;
	s = uk_xalloc(sizeof(*s) + len + 1);
	memcpy(s->name, name, len);
	s->next = table[hash % BUCKETS];
	table[hash % BUCKETS] = s;
	return s;
}

static struct seen *file_state(const char *name, size_t len)
{
	struct stat st;
	int fresh;
	struct seen *s = lookup(files, name, len, &fresh);

	if (fresh) {
		s->missing = stat(s->name, &st) != 0;
		if (!s->missing)
			s->mtime = st.st_mtim;
	}
	return s;
}

/* Records tell the time of a file as it was: a file that is replaced by an older one, as archives
 * and version control do, has changed as well. "SECONDS.NANOSECONDS NAME" */
static void note_file(FILE *out, const char *kind, const char *name)
{
	struct seen *s = file_state(name, strlen(name));

	fprintf(out, "%s%lld.%09ld %s\n", kind, (long long)s->mtime.tv_sec,
	        s->missing ? 0 : s->mtime.tv_nsec, name);
}

/* The file of such a text of `len` bytes; *same says whether its time is the one noted. */
static struct seen *noted_file(const char *text, size_t len, const char **name, int *same)
{
	struct timespec then = {0};
	char *end;
	struct seen *s;

	then.tv_sec = strtoll(text, &end, 10);
	if (*end == '.')
		then.tv_nsec = strtol(end + 1, &end, 10);
	*name = *end == ' ' ? end + 1 : text;
	s = file_state(*name, len - (size_t)(*name - text));
	*same = !s->missing && s->mtime.tv_sec == then.tv_sec && s->mtime.tv_nsec == then.tv_nsec;
	return s;
}

static int newer(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec > b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

/* Reads a .config into the table of symbols; the values stay in the file's buffer. */
static void config_load(const char *path)
{
	char *line, *next, *eq;
	int fresh;

	for (line = uk_read_file(path, NULL); line && *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		eq = strchr(line, '=');
		if (strncmp(line, "CONFIG_", 7) || !eq)
			continue;
		lookup(symbols, line, (size_t)(eq - line), &fresh)->value = eq + 1;
	}
}

static const char *config_value(const char *name, size_t len)
{
	int fresh;
	struct seen *s = lookup(symbols, name, len, &fresh);

	return s->value ? s->value : "n";
}

/* Notes every CONFIG_ symbol that a text mentions, once. */
static void scan_symbols(const char *text, FILE *out)
{
	static struct seen *noted[BUCKETS];
	const char *p = text, *end;
	int fresh;

	while ((p = strstr(p, "CONFIG_"))) {
		for (end = p + 7; isalnum((unsigned char)*end) || *end == '_';)
			end++;
		/* A name in the middle of a longer one is that other one's. */
		if (end > p + 7 &&
		    (p == text || (!isalnum((unsigned char)p[-1]) && p[-1] != '_'))) {
			lookup(noted, p, (size_t)(end - p), &fresh);
			if (fresh)
				fprintf(out, "C%.*s=%s\n", (int)(end - p), p,
				        config_value(p, (size_t)(end - p)));
		}
		p = end;
	}
}

/* Takes the next file name off a make rule's prerequisites, resolving "\ " and "\<newline>". */
static char *next_name(char **cursor)
{
	char *p = *cursor, *start, *to;

	while (*p == ' ' || *p == '\n' || *p == '\t' || (*p == '\\' && p[1] == '\n'))
		p++;
	start = to = p;
	while (*p && *p != ' ' && *p != '\n' && *p != '\t') {
		if (*p == '\\' && (p[1] == ' ' || p[1] == '#'))
			p++;
		else if (*p == '\\' && p[1] == '\n')
			break;
		else if (*p == '$' && p[1] == '$')
			p++;
		*to++ = *p++;
	}
	if (*p)
		p++;
	*to = '\0';
	*cursor = p;
	return *start ? start : NULL;
}

int ukdep_fix(int argc, char **argv)
{
	char *dep, *cursor, *name, *text, *record;
	const char *object;
	FILE *out;

	if (argc != 4)
		return uk_usage("fix OBJECT DEPFILE CONFIG");
	object = argv[1];
	dep = uk_read_file(argv[2], NULL);
	if (!dep) /* assembler without preprocessing: its source is a prerequisite in make */
		dep = uk_concat("", "");
	config_load(argv[3]);
	record = uk_concat(object, ".dep");
	out = uk_open_output(record);
	cursor = strchr(dep, ':');
	for (cursor = cursor ? cursor + 1 : dep; (name = next_name(&cursor));) {
		/* Every object includes this one; what it reads of it are the symbols. */
		if (strstr(name, "/include/uk/config.h"))
			continue;
		note_file(out, "H", name);
		text = uk_read_file(name, NULL);
		if (text)
			scan_symbols(text, out);
		free(text);
	}
	remove(argv[2]);
	return uk_close_output(out, record);
}

/* A header from an origin has the archive's date; the stamp beside the tree tells when it came. */
static int origin_newer(const char *header, size_t len, const struct seen *object)
{
	static const char tree[] = "/origin/";
	const char *at = memmem(header, len, tree, sizeof(tree) - 1);
	char stamp[4096];
	struct seen *s;
	int n;

	if (!at)
		return 0;
	n = snprintf(stamp, sizeof(stamp), "%.*s/.patched", (int)(at - header), header);
	if (n < 0 || (size_t)n >= sizeof(stamp))
		return 0;
	s = file_state(stamp, (size_t)n);
	return !s->missing && newer(&s->mtime, &object->mtime);
}

static int is_stale(const char *object, char *record)
{
	struct seen *self = file_state(object, strlen(object)), *s;
	char *line, *next, *eq;
	const char *name;
	size_t len;
	int same;

	if (self->missing)
		return 0; /* make sees that by itself */
	for (line = record; *line; line = next) {
		len = strcspn(line, "\n");
		next = line + len + (line[len] == '\n');
		if (*line == 'H') {
			s = noted_file(line + 1, len - 1, &name, &same);
			if (!same || newer(&s->mtime, &self->mtime) ||
			    origin_newer(s->name, strlen(s->name), self))
				return 1;
		} else if (*line == 'C') {
			line[len] = '\0';
			eq = strchr(line, '=');
			if (eq && strcmp(eq + 1, config_value(line + 1, (size_t)(eq - line - 1))))
				return 1;
		}
	}
	return 0;
}

/* Writes the stamp of a configuration: the files that it was made from, with their times. */
int ukdep_stamp(int argc, char **argv)
{
	char *inputs, *line, *next;
	FILE *out;

	if (argc != 3)
		return uk_usage("stamp STAMP INPUTS");
	inputs = uk_read_file(argv[2], NULL);
	out = uk_open_output(argv[1]);
	for (line = inputs; line && *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		note_file(out, "", line);
	}
	free(inputs);
	return uk_close_output(out, argv[1]);
}

/* Says "configure" when an input of the configuration is newer than the stamp, else the objects to
 * be made anew. */
int ukdep_state(int argc, char **argv)
{
	char *inputs, *objects, *line, *next, *record, *name;
	struct seen *stamp, *s;
	const char *input;
	int optional, same;

	if (argc != 4)
		return uk_usage("state STAMP OBJECTS CONFIG");
	stamp = file_state(argv[1], strlen(argv[1]));
	inputs = uk_read_file(argv[1], NULL);
	if (!inputs || !*inputs) {
		puts("configure");
		return 0;
	}
	for (line = inputs; *line; line = next) {
		next = line + strcspn(line, "\n");
		s = noted_file(line, (size_t)(next - line), &input, &same);
		if (!same || newer(&s->mtime, &stamp->mtime)) {
			puts("configure");
			return 0;
		}
		next += *next == '\n';
	}
	objects = uk_read_file(argv[2], NULL);
	if (!objects)
		return 0;
	config_load(argv[3]);
	for (line = objects; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		/* ? marks what a port's own rule makes, which may leave no record. */
		optional = *line == '?';
		line += optional;
		name = uk_concat(line, ".dep");
		record = uk_read_file(name, NULL);
		if (record ? is_stale(line, record)
		           : !optional && !file_state(line, strlen(line))->missing)
			puts(line);
		free(record);
		free(name);
	}
	return 0;
}
