/* SPDX-License-Identifier: BSD-3-Clause */
/* The archive of a program's source. All fetching is done by kraft-fetch. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "index/workspace.h"
#include "port/archive.h"
#include "term/message.h"

#define DISTRIBUTION "debian:" /* and the name of a source package */

static const char *const ends[] = {".tar.gz",  ".tgz",     ".tar.xz", ".txz",
                                   ".tar.bz2", ".tar.zst", ".zip",    NULL};

static bool is_archive(const char *s)
{
	for (int i = 0; ends[i]; i++)
		if (ends_with(s, ends[i]))
			return true;
	return false;
}

static void replace_all(struct text *t, const char *from, const char *to)
{
	for (size_t at = 0; t->data && t->data[at];) {
		if (strncmp(t->data + at, from, strlen(from)) == 0) {
			text_replace(t, at, strlen(from), to, strlen(to));
			at += strlen(to);
		} else {
			at++;
		}
	}
}

/* Without the ends that people paste: a slash, .git */
static char *repository(const char *origin)
{
	char *s = copy_string(origin);

	while (ends_with(s, "/"))
		s[strlen(s) - 1] = 0;
	if (ends_with(s, ".git"))
		s[strlen(s) - 4] = 0;
	return s;
}

void archive_addresses(const char *origin, const char *version, struct strings *out)
{
	char *base = repository(origin);
	const char *name = path_base(base);
	struct text t = {0};

	if (is_archive(origin) || strstr(origin, "{version}") || strstr(origin, "$(VERSION)")) {
		text_add(&t, origin);
		replace_all(&t, "{version}", version);
		replace_all(&t, "$(VERSION)", version);
		strings_add(out, t.data);
		text_free(&t);
	} else if (strstr(base, "://github.com/")) {
		strings_addf(out, "%s/archive/refs/tags/%s.tar.gz", base, version);
		strings_addf(out, "%s/archive/refs/tags/v%s.tar.gz", base, version);
		strings_addf(out, "%s/archive/refs/tags/%s-%s.tar.gz", base, name, version);
	} else if (strstr(base, "://gitlab.")) {
		strings_addf(out, "%s/-/archive/%s/%s-%s.tar.gz", base, version, name, version);
		strings_addf(out, "%s/-/archive/v%s/%s-v%s.tar.gz", base, version, name, version);
	}
	free(base);
}

static int get(const char *program, const char *name, const char *file, const char *option,
               const char *value)
{
	const char *argv[] = {program,    "get", "--quiet", "--name", name,
	                      "--output", file,  option,    value,    NULL};
	struct text errors = {0};
	int status;

	if (!option) {
		argv[7] = value;
		argv[8] = NULL;
	}
	status = process_run(&(struct process){.argv = argv, .errors = &errors});
	if (message_verbose() && errors.len)
		fputs(errors.data, stderr);
	text_free(&errors);
	return status ? -ENOENT : 0;
}

static int look_into(const char *program, struct archive *a)
{
	const char *hash[] = {program, "hash", a->file, NULL},
	           *top[] = {program, "top", a->file, NULL};
	struct text sum = {0}, names = {0};
	struct strings list = {0};
	int error = -EBADMSG;

	if (process_run(&(struct process){.argv = hash, .output = &sum}) == 0 && sum.len >= 64)
		a->sha256 = copy_bytes(sum.data, 64);
	if (a->sha256 && process_run(&(struct process){.argv = top, .output = &names}) == 0) {
		strings_split(&list, names.data ? names.data : "", "\n");
		/* a pax header is no folder of the source */
		for (size_t i = list.count; i > 0; i--)
			if (starts_with(list.item[i - 1], "pax_global_header"))
				strings_remove(&list, i - 1);
		if (list.count == 1) {
			a->top = copy_string(list.item[0]);
			if (ends_with(a->top, "/"))
				a->top[strlen(a->top) - 1] = 0;
		}
		error = 0;
	}
	strings_free(&list);
	text_free(&sum);
	text_free(&names);
	return error;
}

static int from_distribution(const char *program, const char *name, const char *version,
                             struct archive *a)
{
	char *package = format("%s=%s", name, version);
	int error = get(program, name, a->file, "--debian", package);

	if (error)
		free(package);
	else
		a->debian = package;
	return error;
}

static int find(const char *program, const char *name, const char *version, const char *origin,
                struct archive *a)
{
	struct strings urls = {0};
	char *base = repository(origin);
	int error = -ENOENT;

	archive_addresses(origin, version, &urls);
	if (urls.count)
		a->url = copy_string(urls.item[0]);
	if (is_file(origin)) {
		error = file_copy(origin, a->file);
	} else if (starts_with(origin, DISTRIBUTION)) {
		error = from_distribution(program, origin + strlen(DISTRIBUTION), version, a);
	} else {
		error = from_distribution(program, name, version, a);
		if (error && strcmp(name, path_base(base)))
			error = from_distribution(program, path_base(base), version, a);
	}
	for (size_t i = 0; error && i < urls.count; i++) {
		detail("trying %s", urls.item[i]);
		error = get(program, name, a->file, NULL, urls.item[i]);
		if (!error) {
			free(a->url);
			a->url = copy_string(urls.item[i]);
		}
	}
	if (error && starts_with(origin, DISTRIBUTION)) {
		fail("the distribution has no source package %s, version %s",
		     origin + strlen(DISTRIBUTION), version);
		hint("see which there are: apt-cache showsrc %s", origin + strlen(DISTRIBUTION));
	} else if (error && !urls.count) {
		fail("'%s' is no address of an archive, nor of a repository on GitHub or GitLab",
		     origin);
		hint("name the archive: --origin https://…/%s-{version}.tar.gz", name);
	} else if (error) {
		fail("the source of %s %s could not be fetched", name, version);
		for (size_t i = 0; i < urls.count; i++)
			hint("tried %s", urls.item[i]);
		hint("tried the distribution's source package %s, version %s", name, version);
	}
	strings_free(&urls);
	free(base);
	return error;
}

int archive_get(const char *name, const char *version, const char *origin, struct archive *out)
{
	char folder[] = "/tmp/kraft-origin-XXXXXX", *program = fetch_program();
	int error = -ENOENT;

	memset(out, 0, sizeof(*out));
	if (!program) {
		fail("the program kraft-fetch is missing");
		hint("it stands beside kraft; 'make' builds both");
		return -ENOENT;
	}
	if (!mkdtemp(folder)) {
		fail("no scratch folder can be made in /tmp: %s", strerror(errno));
		free(program);
		return -EIO;
	}
	out->scratch = copy_string(folder);
	out->file = path_join(folder, "archive");
	error = find(program, name, version, origin, out);
	if (!error && (error = look_into(program, out)))
		fail("what was fetched for %s %s is no archive", name, version);
	free(program);
	return error;
}

int archive_unpack(const struct archive *a, const char *folder)
{
	char *program = fetch_program();
	const char *argv[] = {program, "unpack", a->file, folder, NULL};
	struct text names = {0};
	int status = process_run(&(struct process){.argv = argv, .output = &names});

	text_free(&names);
	free(program);
	return status ? -EBADMSG : 0;
}

void archive_free(struct archive *a)
{
	if (a->scratch)
		folder_remove(a->scratch);
	free(a->file);
	free(a->scratch);
	free(a->url);
	free(a->debian);
	free(a->sha256);
	free(a->top);
	memset(a, 0, sizeof(*a));
}

/* The repository that an archive's address belongs to: https://github.com/OWNER/NAME */
static char *repository_of(const char *folder)
{
	char *file = path_join(folder, "Makefile.uk"), *found = NULL;
	struct text text = {0};
	const char *at;

	if (file_read(file, &text) == 0 && (at = strstr(text.data, "https://git"))) {
		size_t len = 0, slashes = 0;

		while (at[len] && !isspace((unsigned char)at[len]) &&
		       (slashes += at[len] == '/') < 5)
			len++;
		found = copy_bytes(at, len);
	}
	text_free(&text);
	free(file);
	return found;
}

char *archive_latest(const char *folder, const char *name)
{
	char *address = repository_of(folder), *newest = NULL;
	const char *argv[] = {"timeout",
	                      "20",
	                      "git",
	                      "ls-remote",
	                      "--tags",
	                      "--refs",
	                      "--sort=-version:refname",
	                      "--",
	                      address,
	                      NULL};
	struct text refs = {0}, errors = {0};
	struct strings lines = {0};

	if (address &&
	    process_run(&(struct process){.argv = argv, .output = &refs, .errors = &errors}) == 0)
		strings_split(&lines, refs.data ? refs.data : "", "\n");
	for (size_t i = 0; i < lines.count && !newest; i++) {
		const char *tag = strstr(lines.item[i], "refs/tags/");

		tag = tag ? tag + strlen("refs/tags/") : "";
		if (starts_with(tag, name) && strchr("-_", tag[strlen(name)]))
			tag += strlen(name) + 1;
		tag += *tag == 'v';
		/* release candidates and the like are not what "newest" means */
		if (isdigit((unsigned char)*tag) && !tag[strspn(tag, "0123456789.")])
			newest = copy_string(tag);
	}
	strings_free(&lines);
	text_free(&refs);
	text_free(&errors);
	free(address);
	return newest;
}
