/* SPDX-License-Identifier: BSD-3-Clause */
/* What a folder is: a library, an application or the library OS, judged by what stands in it. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "index/index.h"

static bool folder_has(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	bool there = is_file(path);

	free(path);
	return there;
}

char *folder_plain_name(const char *base)
{
	char *name;

	if (starts_with(base, "lib-") || starts_with(base, "app-"))
		base += 4;
	else if (starts_with(base, "plat-") || starts_with(base, "arch-"))
		base += 5;
	name = copy_string(base);
	if (ends_with(name, ".git"))
		name[strlen(name) - 4] = 0;
	return name;
}

/* The name and the option of the first library that a folder registers: $(eval $(call
 * addlib_s,libNAME,$(CONFIG_OPTION))). Either is NULL when it does not say. */
static void registration(const char *folder, char **name, char **option)
{
	static const char *const calls[] = {"addlib,", "addlib_s,", "addlib_tree,",
	                                    "addlib_tree_s,"};
	static const char value[] = ",$(CONFIG_";
	char *path = path_join(folder, "Makefile.uk");
	struct text text = {0};

	*name = *option = NULL;
	if (file_read(path, &text) == 0) {
		for (int i = 0; i < 4 && !*name; i++) {
			const char *at = strstr(text.data, calls[i]);
			size_t len;

			if (!at)
				continue;
			at += strlen(calls[i]);
			at += strspn(at, " \t");
			len = strcspn(at, ",) \t\n");
			*name = copy_bytes(at, len);
			at += len;
			if (starts_with(at, value)) {
				at += strlen(value);
				*option = copy_bytes(at, strcspn(at, ") \t\n"));
			}
		}
	}
	text_free(&text);
	free(path);
}

static char *registered_name(const char *folder)
{
	char *name, *option;

	registration(folder, &name, &option);
	free(option);
	if (name && starts_with(name, "lib"))
		memmove(name, name + 3, strlen(name) - 2);
	return name;
}

char *library_option(const char *folder, const char *name)
{
	char *registered, *option, *symbol;

	registration(folder, &registered, &option);
	free(registered);
	if (option)
		return option;
	symbol = symbol_name(name);
	option = format("LIB%s", symbol);
	free(symbol);
	return option;
}

/* The first sentence of README.md below its heading, or the heading. */
static char *read_description(const char *folder)
{
	char *path = path_join(folder, "README.md"), *line, *next, *found = NULL;
	struct text text = {0};

	if (file_read(path, &text) == 0) {
		for (line = text.data; line && *line; line = next) {
			next = strchr(line, '\n');
			if (next)
				*next++ = 0;
			line = trim(line);
			if (!*line || strchr("=-[!<`", *line))
				continue;
			if (*line == '#' && found)
				break;
			free(found);
			found = copy_string(trim(line + strspn(line, "#")));
			if (*line != '#')
				break;
		}
	}
	text_free(&text);
	free(path);
	if (found) {
		char *end = strstr(found, ". ");

		if (end)
			*end = 0;
		if (ends_with(found, "."))
			found[strlen(found) - 1] = 0;
		/* no links or emphasis in a table */
		for (char *from = found, *to = found;; from++) {
			if (*from != '*' && *from != '`')
				*to++ = *from;
			if (!*from)
				break;
		}
	}
	return found;
}

static void refs_below(const char *folder, const char *prefix, struct strings *out)
{
	struct strings names = {0};

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(folder, names.item[i]);
		char *name = format("%s%s", prefix, names.item[i]);

		if (is_folder(path)) {
			char *deeper = format("%s/", name);

			refs_below(path, deeper, out);
			free(deeper);
		} else {
			strings_add_new(out, name);
		}
		free(path);
		free(name);
	}
	strings_free(&names);
}

/* Branches and tags, read from the files: `git` would cost more than all the rest. */
static void read_versions(const char *folder, struct strings *out)
{
	char *git = path_join(folder, ".git"), *path;
	struct text text = {0};

	path = path_join(git, "HEAD");
	if (file_read(path, &text) == 0 && starts_with(text.data, "ref: refs/heads/"))
		strings_add(out, trim(text.data + strlen("ref: refs/heads/")));
	text_free(&text);
	free(path);
	path = path_join(git, "refs/heads");
	refs_below(path, "", out);
	free(path);
	path = path_join(git, "refs/tags");
	refs_below(path, "", out);
	free(path);
	path = path_join(git, "packed-refs");
	if (file_read(path, &text) == 0) {
		struct strings lines = {0};

		strings_split(&lines, text.data, "\n");
		for (size_t i = 0; i < lines.count; i++) {
			const char *ref = strstr(lines.item[i], " refs/heads/");

			if (ref)
				strings_add_new(out, ref + strlen(" refs/heads/"));
			ref = strstr(lines.item[i], " refs/tags/");
			if (ref)
				strings_add_new(out, ref + strlen(" refs/tags/"));
		}
		strings_free(&lines);
	}
	text_free(&text);
	free(path);
	free(git);
}

static int type_of(const char *folder)
{
	static const char *const projects[] = {"kraft.yaml", "kraft.yml", "Kraftfile"};

	if (folder_has(folder, "Makefile") && folder_has(folder, "Config.uk") &&
	    folder_has(folder, "include/uk/essentials.h"))
		return TYPE_CORE;
	for (int i = 0; i < 3; i++)
		if (folder_has(folder, projects[i]))
			return TYPE_APP;
	return folder_has(folder, "Makefile.uk") ? TYPE_LIB : -1;
}

int folder_inspect(const char *folder, struct component *out)
{
	int type = type_of(folder);
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (type < 0)
		return -ENOENT;
	out->type = type;
	out->location = copy_string(folder);
	if (type == TYPE_CORE)
		out->name = copy_string("unikraft");
	else if (type == TYPE_LIB)
		out->name = registered_name(folder);
	if (!out->name || !component_name_valid(out->name)) {
		free(out->name);
		out->name = folder_plain_name(path_base(folder));
	}
	out->description = read_description(folder);
	read_versions(folder, &out->versions);
	if (!out->versions.count)
		strings_add(&out->versions, "staging");
	if (stat(folder, &st) == 0)
		out->released = st.st_mtim.tv_sec;
	return 0;
}

bool folder_is_component(const char *folder)
{
	struct component c;

	if (folder_inspect(folder, &c))
		return false;
	component_free(&c);
	return true;
}
