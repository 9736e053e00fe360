/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: libraries. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/explain.h"
#include "inspect/origin_facts.h"
#include "inspect/size.h"

char *library_name(const char *folder)
{
	struct component c;
	char *name = NULL;

	if (folder_inspect(folder, &c) == 0) {
		name = format("lib%s", c.name);
		component_free(&c);
	}
	return name;
}

/* What Config.uk calls it, and the first paragraph of its README. */
static void print_description(const struct subject *s, const char *folder, const char *option)
{
	char *path = path_join(folder, "README.md");
	struct text text = {0};
	bool inside = false;

	for (size_t i = 0; option && i < s->kconfig.count; i++)
		if (strcmp(s->kconfig.item[i].name, option) == 0 && s->kconfig.item[i].prompt)
			printf("  %s\n", s->kconfig.item[i].prompt);
	if (file_read(path, &text) == 0) {
		for (char *line = text.data, *next; line; line = next) {
			next = strchr(line, '\n');
			if (next)
				*next++ = 0;
			if (inside && !*line)
				break;
			if (!*line || (!inside && strchr("#=[!", *line)))
				continue;
			inside = true;
			printf("    %s\n", line);
		}
	}
	text_free(&text);
	free(path);
}

static void print_origin(const struct library *l)
{
	char *version = origin_version(l);

	if (version)
		printf("  version %s\n", version);
	if (l->url)
		printf("  origin %s%s%s\n", l->url, l->branch ? ", branch " : "",
		       l->branch ? l->branch : "");
	for (size_t i = 0; i < l->sha256.count; i++)
		printf("    sha256 %s\n", l->sha256.item[i]);
	if (l->patches.count)
		printf("    %zu patch%s\n", l->patches.count, l->patches.count == 1 ? "" : "es");
	free(version);
}

/* Options that are defined in its folder, with what they are here. */
static void print_options(const struct subject *s, const char *folder, const char *own)
{
	size_t len = strlen(folder);
	bool any = false;

	for (size_t i = 0; i < s->kconfig.count; i++) {
		const struct kconfig_symbol *symbol = &s->kconfig.item[i];
		const struct setting *value = settings_find(&s->values, symbol->name);

		if (strncmp(symbol->place.file, folder, len) != 0 ||
		    symbol->place.file[len] != '/' || !symbol->prompt ||
		    (own && strcmp(symbol->name, own) == 0))
			continue;
		if (!any)
			puts("  options");
		any = true;
		if (s->has_project)
			printf("    %s = %s  %s\n", symbol->name, value ? value->value : "not set",
			       symbol->prompt);
		else
			printf("    %s  %s\n", symbol->name, symbol->prompt);
	}
}

static void print_size(const struct subject *s, const char *library)
{
	char *symbols = format("%s.dbg", s->inventory.image);
	struct object_index objects = {0};
	struct size_parts parts = {0};
	uint64_t bytes = 0, code = 0;

	if (is_file(symbols) && objects_read(s->inventory.image, &objects) == 0 &&
	    size_measure(symbols, &objects, &parts) == 0) {
		for (size_t i = 0; i < parts.count; i++) {
			if (strcmp(parts.item[i].library, library) != 0)
				continue;
			bytes += size_total(&parts.item[i]);
			code += parts.item[i].bytes[SIZE_CODE];
		}
		if (bytes)
			printf("  %.1f KiB in the image, %.1f of it code\n", bytes / 1024.0,
			       code / 1024.0);
		else
			puts("  nothing of it is in the image");
	}
	size_free(&parts);
	objects_free(&objects);
	free(symbols);
}

static void print_selected(const struct subject *s, const struct library *l)
{
	char *folder = path_short(l->base);

	printf("%s: library of the layer %s, %s\n", l->name, l->layer, folder);
	print_description(s, l->base, l->option);
	print_origin(l);
	if (l->option) {
		const struct setting *value = settings_find(&s->values, l->option);

		printf("  CONFIG_%s = %s\n", l->option, value ? value->value : "not set");
		print_reasons(s, l->option, "    ");
	}
	print_options(s, l->base, l->option);
	print_size(s, l->name);
	free(folder);
}

static void print_other(const struct subject *s, const char *folder, const char *name)
{
	char *shown = path_short(folder), *option = symbol_name(name);
	bool of_core = s->core && starts_with(folder, s->core);

	printf("%s: library, %s\n", name, shown);
	print_description(s, folder, option);
	if (s->has_project && of_core)
		printf("  not selected here; it is by: kraft set %s\n", option);
	else if (s->has_project)
		printf("  not selected here; it is by: kraft lib add %s\n", name + strlen("lib"));
	print_options(s, folder, s->has_project ? option : NULL);
	free(option);
	free(shown);
}

bool explain_library(const struct subject *s, const char *name)
{
	const struct library *l = s->has_inventory ? inventory_find(&s->inventory, name) : NULL;
	bool found = l != NULL;

	if (l)
		print_selected(s, l);
	for (size_t i = 0; i < s->folders.count && !found; i++) {
		char *own = library_name(s->folders.item[i]);

		found = own && library_is(own, name);
		if (found)
			print_other(s, s->folders.item[i], own);
		free(own);
	}
	return found;
}
