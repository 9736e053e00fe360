/* SPDX-License-Identifier: BSD-3-Clause */
/* From the functions that a program calls to the libraries that provide them. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/workspace.h"
#include "port/facts.h"
#include "port/needs.h"

/* Adds the system calls behind a function: that of its own name, and what data/functions.tsv says.
 */
static void system_calls(const struct strings *functions, struct strings *calls)
{
	char *file = data_file("functions.tsv");
	struct strings lines = {0};
	struct text text = {0};

	for (size_t i = 0; i < functions->count; i++)
		strings_add_new(calls, functions->item[i]);
	if (file && file_read(file, &text) == 0)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *tab = strchr(lines.item[i], '\t');

		if (!tab || lines.item[i][0] == '#')
			continue;
		*tab = 0;
		if (strings_has(functions, lines.item[i]))
			strings_add_new(calls, tab + 1);
	}
	strings_free(&lines);
	text_free(&text);
	free(file);
}

/* Lines of a Makefile.uk: UK_PROVIDED_SYSCALLS-$(CONFIG_LIBX) += open-3 close-1 \ … */
static void read_provided(const char *file, const struct strings *calls, struct strings *symbols)
{
	static const char start[] = "UK_PROVIDED_SYSCALLS-$(CONFIG_";
	struct text text = {0};
	const char *at;

	if (file_read(file, &text)) {
		text_free(&text);
		return;
	}
	for (at = text.data; (at = strstr(at, start));) {
		const char *name = at + sizeof(start) - 1;
		size_t len = strcspn(name, ")\n");
		char *symbol = copy_bytes(name, len);

		at = name + len + strcspn(name + len, "=\n");
		at += *at == '=';
		while (*at && *at != '\n') {
			char *call;

			at += strspn(at, " \t");
			if (at[0] == '\\' && at[1] == '\n') {
				at += 2;
				continue;
			}
			len = strcspn(at, " \t\n");
			call = copy_bytes(at, strcspn(at, "- \t\n"));
			if (*call && strings_has(calls, call))
				strings_add_new(symbols, symbol);
			free(call);
			at += len;
		}
		free(symbol);
	}
	text_free(&text);
}

void needs_find(const char *core, const struct facts *facts, struct strings *symbols)
{
	const struct strings *functions = &facts->undefined;
	static const char *const socket_functions[] = {
	        "socket", "connect", "bind", "accept", "getaddrinfo", "gethostbyname", NULL};
	struct strings calls = {0}, files = {0};
	char *folder = path_join(core, "lib"), *devices = path_join(folder, "fs/devfs");

	strings_add_new(symbols, "LIBMUSL");
	for (int i = 0; socket_functions[i]; i++)
		if (strings_has(functions, socket_functions[i]))
			strings_add_new(symbols, "LIBLWIP");
	if (strings_has(functions, "socketpair"))
		strings_add_new(symbols, "LIBPOSIX_UNIXSOCKET");
	if (facts->devices && is_folder(devices))
		strings_add_new(symbols, "LIBDEVFS");
	system_calls(functions, &calls);
	list_files(folder, "", &files);
	for (size_t i = 0; i < files.count; i++) {
		char *path = path_join(folder, files.item[i]);

		if (strcmp(path_base(path), "Makefile.uk") == 0)
			read_provided(path, &calls, symbols);
		free(path);
	}
	strings_free(&calls);
	strings_free(&files);
	free(devices);
	free(folder);
}
