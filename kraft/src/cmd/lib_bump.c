/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft lib bump: another version of the source that a library is made from. Rewrites the version
 * and its checksum in Makefile.uk, after the archive has been fetched. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/lock.h"
#include "cmd/session.h"
#include "index/index.h"
#include "port/archive.h"
#include "term/message.h"

static const struct option options[] = {
        {'v', "version", "VERSION", "the version to use", NULL},
        {'A', "all", NULL, "every library in the workspace (only with --latest)", NULL},
        {'f', "latest", NULL, "the newest version that the origin's repository has", NULL},
        {0},
};

/* The value of `NAME = value` in a make file; *at and *len say where it stands. */
static bool find_variable(const struct text *text, const char *name, size_t *at, size_t *len)
{
	const char *line = text->data;
	size_t length = strlen(name);

	while (line && *line) {
		const char *c = line + length;

		if (strncmp(line, name, length) == 0) {
			c += strspn(c, " \t");
			c += strspn(c, ":?");
			if (*c == '=') {
				c++;
				c += strspn(c, " \t");
				*at = c - text->data;
				*len = strcspn(c, "\n#");
				while (*len && isspace((unsigned char)c[*len - 1]))
					--*len;
				return true;
			}
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return false;
}

static char *get_variable(const struct text *text, const char *library, const char *name)
{
	char *whole = format("%s_%s", library, name), *value = NULL;
	size_t at, len;

	if (find_variable(text, whole, &at, &len))
		value = copy_bytes(text->data + at, len);
	free(whole);
	return value;
}

static void set_variable(struct text *text, const char *library, const char *name,
                         const char *value)
{
	char *whole = format("%s_%s", library, name);
	size_t at, len;

	if (find_variable(text, whole, &at, &len))
		text_replace(text, at, len, value, strlen(value));
	free(whole);
}

/* A version is no part of a longer one: 1 is not in 17 and not in 1.2, 3.9 is in v3.9.tar.gz. */
static bool is_whole(const char *text, const char *hit, size_t len)
{
	const char *end = hit + len;

	if (hit > text && (isdigit((unsigned char)hit[-1]) ||
	                   (hit[-1] == '.' && hit - text > 1 && isdigit((unsigned char)hit[-2]))))
		return false;
	return !isdigit((unsigned char)*end) && !(*end == '.' && isdigit((unsigned char)end[1]));
}

/* Where the old version stands at or after `from`; in folders only when it is more than a number,
 * as any folder may be called 1. */
static const char *find_version(const char *text, const char *from, const char *old)
{
	const char *last = strrchr(text, '/'), *hit;

	for (hit = strstr(from, old); hit; hit = strstr(hit + 1, old))
		if (is_whole(text, hit, strlen(old)) &&
		    (!last || hit > last || old[strspn(old, "0123456789")]))
			return hit;
	return NULL;
}

/* Every place that names the old version below the URL line names the new one. */
static void substitute(struct text *text, const char *library, const char *name, const char *old,
                       const char *new)
{
	char *value = get_variable(text, library, name);
	const char *from = value, *hit;
	struct text changed = {0};

	while (from && (hit = find_version(value, from, old))) {
		text_add_bytes(&changed, from, hit - from);
		text_add(&changed, new);
		from = hit + strlen(old);
	}
	if (changed.data) {
		text_add(&changed, from);
		set_variable(text, library, name, changed.data);
	}
	text_free(&changed);
	free(value);
}

static char *expand(const char *url, const char *library, const char *version)
{
	struct text t = {0};
	char *variable = format("$(%s_VERSION)", library);
	const char *hit;

	while ((hit = strstr(url, variable))) {
		text_add_bytes(&t, url, hit - url);
		text_add(&t, version);
		url = hit + strlen(variable);
	}
	text_add(&t, url);
	free(variable);
	return t.data;
}

static int bump(const char *folder, const char *name, const char *version)
{
	char *file = path_join(folder, "Makefile.uk"), *symbol = symbol_name(name);
	char *library = format("LIB%s", symbol), *old = NULL, *url = NULL, *address;
	struct archive archive = {0};
	struct text text = {0};
	int error = file_read(file, &text);

	if (error) {
		fail("%s cannot be read: %s", file, strerror(-error));
		goto out;
	}
	old = get_variable(&text, library, "VERSION");
	url = get_variable(&text, library, "URL");
	if (!old || !url) {
		fail("%s sets no %s_VERSION and %s_URL", file, library, library);
		error = -EINVAL;
		goto out;
	}
	if (strcmp(old, version) == 0) {
		say("%s is at %s already", name, version);
		goto out;
	}
	substitute(&text, library, "URL", old, version);
	substitute(&text, library, "SUBDIR", old, version);
	free(url);
	url = get_variable(&text, library, "URL");
	address = expand(url, library, version);
	error = archive_get(name, version, address, &archive);
	free(address);
	if (!error) {
		set_variable(&text, library, "VERSION", version);
		set_variable(&text, library, "ORIGIN_SHA256", archive.sha256);
		if (archive.top)
			set_variable(&text, library, "SUBDIR", archive.top);
		error = file_write(file, text.data, text.len);
	}
	if (!error)
		say("%s: %s is now %s (sha256 %s)", name, old, version, archive.sha256);
out:
	archive_free(&archive);
	text_free(&text);
	free(old);
	free(url);
	free(library);
	free(symbol);
	free(file);
	return error;
}

static int bump_one(const struct workspace *w, const struct index *index, const char *name,
                    const char *version)
{
	char *folder = component_installed(w, index, TYPE_LIB, name), *newest = NULL;
	int error = -ENOENT;

	if (!folder) {
		fail("the library '%s' is not in the workspace", name);
		hint("'kraft list pull %s' brings it", name);
	} else if (!version && !(version = newest = archive_latest(folder, name))) {
		fail("the newest version of %s cannot be found out", name);
		hint("name one: kraft lib bump -v VERSION %s", name);
	} else {
		error = bump(folder, name, version);
	}
	free(newest);
	free(folder);
	return error;
}

static int run(const struct invocation *in)
{
	const char *version = option_value(in, "version");
	bool latest = option_given(in, "latest");
	struct strings names = {0};
	struct workspace w;
	struct index index;
	int status = 0;

	for (size_t i = 0; i < in->operands.count; i++)
		strings_add(&names, in->operands.item[i]);
	if ((version && latest) || (!version && !latest) || (version && option_given(in, "all"))) {
		fail("say which version: either -v VERSION for one library, or --latest");
		return EXIT_USAGE;
	}
	workspace_open(&w, NULL);
	if (index_load(&w, &index))
		return EXIT_FAILED;
	if (option_given(in, "all"))
		folder_list(w.libs, &names);
	if (!names.count)
		strings_add(&names, path_base(path_absolute(".")));
	for (size_t i = 0; i < names.count; i++)
		if (bump_one(&w, &index, names.item[i], version))
			status = EXIT_FAILED;
	index_free(&index);
	workspace_free(&w);
	strings_free(&names);
	if (!status)
		status = lock_renew(in);
	return status;
}

const struct command command_lib_bump = {
        .name = "lib bump",
        .operands = "[NAME...]",
        .summary = "Change the version of the source that a library is made from",
        .text = "Fetches the new archive first, then rewrites the version and the checksum in "
                "Makefile.uk.\n"
                "Without a name: the library in the current folder.",
        .options = options,
        .complete = "@library",
        .run = run,
};
