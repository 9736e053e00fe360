/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the table of system calls, UK_PROVIDED_SYSCALLS, and UK_SYSCALL_R_DEFINE(). */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/syscalls.h"

int syscalls_read(const char *core, const char *architecture, struct syscalls *out)
{
	char *path = format("%s/lib/posix/syscall_shim/%s.tsv", core, architecture);
	struct strings lines = {0};
	struct text text = {0};
	int error = file_read(path, &text);

	*out = (struct syscalls){0};
	if (!error && text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		struct strings field = {0};

		strings_split(&field, lines.item[i], "\t");
		if (lines.item[i][0] != '#' && field.count >= 3) {
			out->item = need(realloc(out->item, (out->count + 1) * sizeof(*out->item)));
			out->item[out->count++] = (struct syscall){
			        copy_string(field.item[1]), (int)strtol(field.item[0], NULL, 10),
			        (int)strtol(field.item[2], NULL, 10)};
		}
		strings_free(&field);
	}
	strings_free(&lines);
	text_free(&text);
	free(path);
	return error;
}

void syscalls_free(struct syscalls *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->item[i].name);
	free(s->item);
	*s = (struct syscalls){0};
}

const struct syscall *syscalls_find(const struct syscalls *s, const char *text)
{
	bool is_number = *text && !text[strspn(text, "0123456789")] && strlen(text) < 6;

	if (starts_with(text, "SYS_"))
		text += 4;
	else if (starts_with(text, "__NR_"))
		text += 5;
	for (size_t i = 0; i < s->count; i++)
		if (is_number ? s->item[i].number == strtol(text, NULL, 10)
		              : strcmp(s->item[i].name, text) == 0)
			return &s->item[i];
	return NULL;
}

/* The folder itself when it is a library, else those below it. */
static void add_libraries(const char *folder, int depth, struct strings *folders)
{
	char *makefile = path_join(folder, "Makefile.uk");
	struct strings names = {0};

	if (is_file(makefile))
		strings_add(folders, folder);
	else if (depth < 2)
		folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *below = path_join(folder, names.item[i]);

		if (is_folder(below))
			add_libraries(below, depth + 1, folders);
		free(below);
	}
	strings_free(&names);
	free(makefile);
}

void core_libraries(const char *core, struct strings *folders)
{
	static const char *const parts[] = {"arch", "plat", "drivers", "lib"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		char *folder = path_join(core, parts[i]);

		add_libraries(folder, 0, folders);
		free(folder);
	}
}

/* The text between `before` and the next of `ends`; NULL when it is not there. */
static char *between(const char *line, const char *before, const char *ends)
{
	const char *at = strstr(line, before);

	if (!at)
		return NULL;
	at += strlen(before);
	return copy_bytes(at, strcspn(at, ends));
}

/* name-3, name-3e */
static bool announces(const char *line, const char *name)
{
	size_t len = strlen(name);
	const char *at = strstr(line, "UK_PROVIDED_SYSCALLS");

	while (at && (at = strstr(at + 1, name)))
		if (strchr(" \t=", at[-1]) && at[len] == '-' && isdigit((unsigned char)at[len + 1]))
			return true;
	return false;
}

/* Every X of $(CONFIG_X) in a line. */
static void add_options(const char *line, struct strings *options)
{
	static const char mark[] = "$(CONFIG_";

	while ((line = strstr(line, mark))) {
		char *option;

		line += strlen(mark);
		option = copy_bytes(line, strcspn(line, ")"));
		strings_add_new(options, option);
		free(option);
	}
}

static bool read_makefile(const char *folder, const char *name, struct syscall_provider *p)
{
	char *path = path_join(folder, "Makefile.uk"), *around = NULL;
	struct strings lines = {0};
	struct text text = {0};
	bool found = false;

	if (file_read(path, &text) == 0 && text.data) {
		/* one statement on several lines */
		for (char *c = text.data; (c = strstr(c, "\\\n"));)
			c[0] = c[1] = ' ';
		strings_split(&lines, text.data, "\n");
	}
	for (size_t i = 0; i < lines.count && !found; i++) {
		const char *line = lines.item[i];

		if (strstr(line, "$(call addlib") && !p->library) {
			char *rest = between(line, "$(call addlib", ")");

			p->library = between(rest, ",", ", )");
			free(rest);
		}
		if (starts_with(line, "ifeq")) {
			free(around);
			around = copy_string(line);
		} else if (starts_with(line, "endif")) {
			free(around);
			around = NULL;
		}
		found = announces(line, name);
		if (found) {
			add_options(line, &p->options);
			if (around)
				add_options(around, &p->options);
		}
	}
	free(around);
	strings_free(&lines);
	text_free(&text);
	free(path);
	return found;
}

/* "ssize_t, read, int, fd, void *, buf" → "ssize_t read(int fd, void *buf)" */
static char *prototype(const char *arguments)
{
	struct strings part = {0};
	struct text out = {0};

	strings_split(&part, arguments, ",\n");
	for (size_t i = 0; i < part.count; i++) {
		char *word = trim(part.item[i]);
		bool pointer = ends_with(word, "*");

		text_add(&out, i == 2 || (i > 2 && i % 2 == 0) ? (i == 2 ? "" : ", ") : "");
		text_add(&out, word);
		if (i == 1)
			text_add(&out, "(");
		else if (i % 2 == 0 && !pointer)
			text_add(&out, " ");
	}
	text_add(&out, part.count == 2 ? "void)" : ")");
	strings_free(&part);
	return out.data;
}

static bool find_definition(const char *path, const char *name, struct syscall_provider *p)
{
	struct text text = {0};
	bool found = false;

	if (file_read(path, &text) || !text.data)
		goto out;
	for (const char *at = text.data; !found && (at = strstr(at, "SYSCALL_")); at++) {
		const char *open = at + strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), *close, *second;
		char *arguments;

		if (*open != '(' || !strstr(at, "DEFINE") || strstr(at, "DEFINE") > open)
			continue;
		close = strchr(open, ')');
		second = strchr(open, ',');
		if (!close || !second || second > close)
			continue;
		second += 1 + strspn(second + 1, " \t\n");
		if (strncmp(second, name, strlen(name)) != 0 ||
		    !strchr(",) ", second[strlen(name)]))
			continue;
		arguments = copy_bytes(open + 1, close - open - 1);
		p->prototype = prototype(arguments);
		p->file = copy_string(path);
		p->line = 1;
		for (const char *c = text.data; c < at; c++)
			p->line += *c == '\n';
		free(arguments);
		found = true;
	}
out:
	text_free(&text);
	return found;
}

static bool search_sources(const char *folder, const char *name, int depth,
                           struct syscall_provider *p)
{
	struct strings names = {0};
	bool found = false;

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count && !found && depth < 4; i++) {
		char *path = path_join(folder, names.item[i]);

		if (ends_with(path, ".c"))
			found = find_definition(path, name, p);
		else if (is_folder(path))
			found = search_sources(path, name, depth + 1, p);
		free(path);
	}
	strings_free(&names);
	return found;
}

bool syscall_provider(const struct strings *folders, const char *name, struct syscall_provider *p)
{
	for (size_t i = 0; i < folders->count; i++) {
		*p = (struct syscall_provider){0};
		if (read_makefile(folders->item[i], name, p)) {
			p->folder = copy_string(folders->item[i]);
			search_sources(p->folder, name, 0, p);
			return true;
		}
		syscall_provider_free(p);
	}
	return false;
}

void syscall_provider_free(struct syscall_provider *p)
{
	free(p->folder);
	free(p->library);
	strings_free(&p->options);
	free(p->prototype);
	free(p->file);
	*p = (struct syscall_provider){0};
}
