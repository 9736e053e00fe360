/* SPDX-License-Identifier: BSD-3-Clause */
/* The inventory: asks the build system and reads the configuration. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/inventory.h"

struct answer {
	struct inventory *inventory;
	struct text errors;
};

static void take(char **member, const char *value)
{
	free(*member);
	*member = copy_string(value);
}

static void read_fact(struct inventory *v, const char *key, const char *value)
{
	struct library *l = v->count ? &v->item[v->count - 1] : NULL;

	if (strcmp(key, "library") == 0) {
		v->item = need(realloc(v->item, (v->count + 1) * sizeof(*v->item)));
		v->item[v->count] = (struct library){.name = copy_string(value)};
		v->count++;
	} else if (strcmp(key, "core") == 0) {
		take(&v->core, value);
	} else if (strcmp(key, "core-version") == 0) {
		take(&v->core_version, value);
	} else if (strcmp(key, "compiler") == 0) {
		free(v->compiler);
		v->compiler = copy_bytes(value, strcspn(value, " "));
		take(&v->compiler_version, value + strcspn(value, " ") + 1);
	} else if (strcmp(key, "runtime") == 0) {
		take(&v->runtime, value);
	} else if (strcmp(key, "image") == 0 && !v->image) {
		take(&v->image, value);
	} else if (!l) {
		return;
	} else if (strcmp(key, "sha256") == 0) {
		strings_split(&l->sha256, value, " ");
	} else if (strcmp(key, "patches") == 0) {
		strings_split(&l->patches, value, " ");
	} else {
		const struct {
			const char *key;
			char **member;
		} members[] = {{"base", &l->base},       {"build", &l->build},
		               {"version", &l->version}, {"licence", &l->licence},
		               {"url", &l->url},         {"branch", &l->branch},
		               {"archive", &l->archive}, {"debian", &l->debian}};

		for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
			if (strcmp(members[i].key, key) == 0)
				take(members[i].member, value);
	}
}

static void read_line(void *context, const char *line, bool is_error)
{
	struct answer *answer = context;
	size_t len = strcspn(line, " ");
	char *key;

	if (is_error) {
		text_addf(&answer->errors, "%s\n", line);
		return;
	}
	if (!len || !line[len])
		return;
	key = copy_bytes(line, len);
	read_fact(answer->inventory, key, line + len + 1);
	free(key);
}

/* The option in $(eval $(call addlib_s,libNAME,$(CONFIG_OPTION))) of the library's Makefile.uk. */
static char *option_of(const struct library *l)
{
	char *path = path_join(l->base, "Makefile.uk"), *option = NULL;
	struct strings lines = {0};
	struct text text = {0};
	size_t len = strlen(l->name);

	if (file_read(path, &text) == 0 && text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count && !option; i++) {
		const char *call = strstr(lines.item[i], "$(call add"), *name, *config;

		if (!call || !(name = strstr(call, l->name)) || !strchr(", ", name[-1]))
			continue;
		name += len + strspn(name + len, " ");
		if (*name != ',' || !(config = strstr(name, "$(CONFIG_")))
			continue;
		config += strlen("$(CONFIG_");
		option = copy_bytes(config, strcspn(config, ")"));
	}
	strings_free(&lines);
	text_free(&text);
	free(path);
	return option;
}

/* CORE/lib/mem/ukalloc is of the layer mem, CORE/drivers/virtio/net of drivers. */
static char *layer_of(const struct inventory *v, const struct plan *plan, const struct library *l)
{
	size_t len = strlen(v->core);
	const char *rest;

	if (strcmp(l->base, plan->project->sources) == 0)
		return copy_string("app");
	if (strncmp(l->base, v->core, len) || l->base[len] != '/')
		return copy_string("port");
	rest = l->base + len + 1;
	if (starts_with(rest, "lib/") && strchr(rest + 4, '/'))
		rest += 4;
	return copy_bytes(rest, strcspn(rest, "/"));
}

static void complete(const struct plan *plan, struct inventory *v)
{
	char *root = path_join(v->core, "Config.uk"),
	     *folder = path_join(plan->build, "uk/kconfig");

	for (size_t i = 0; i < v->count; i++) {
		struct library *l = &v->item[i];

		l->base = l->base ? l->base : copy_string("");
		l->option = option_of(l);
		l->layer = layer_of(v, plan, l);
	}
	kconfig_read(root, folder, &v->kconfig);
	dotconfig_read(plan->config, &v->values);
	free(folder);
	free(root);
}

int inventory_read(const struct plan *plan, struct inventory *v)
{
	static const char *const words[] = {"-s", "print-components", NULL};
	struct answer answer = {.inventory = v};
	int status;

	memset(v, 0, sizeof(*v));
	if (!is_file(plan->config)) {
		fail("the application is not configured yet");
		hint("kraft configure");
		return -ENOENT;
	}
	status = plan_run(plan, words, read_line, &answer);
	if (status || !v->core || !v->image || !v->count) {
		fail("the build system could not say what the image is made of");
		if (answer.errors.data)
			hint("%s", trim(answer.errors.data));
		else
			hint("'kraft build' says more");
		inventory_free(v);
		text_free(&answer.errors);
		return -EIO;
	}
	text_free(&answer.errors);
	complete(plan, v);
	return 0;
}

void inventory_free(struct inventory *v)
{
	for (size_t i = 0; i < v->count; i++) {
		struct library *l = &v->item[i];
		char *const members[] = {l->name,   l->option,  l->base,    l->build,
		                         l->layer,  l->version, l->licence, l->url,
		                         l->branch, l->archive, l->debian};

		for (size_t k = 0; k < sizeof(members) / sizeof(*members); k++)
			free(members[k]);
		strings_free(&l->sha256);
		strings_free(&l->patches);
	}
	free(v->item);
	free(v->core);
	free(v->core_version);
	free(v->compiler);
	free(v->compiler_version);
	free(v->runtime);
	free(v->image);
	kconfig_free(&v->kconfig);
	settings_free(&v->values);
	memset(v, 0, sizeof(*v));
}

bool library_is(const char *library, const char *name)
{
	char *plain = copy_string(name);
	bool same;

	/* Folders are called posix-time, their libraries libposix_time. */
	for (char *c = plain; *c; c++)
		if (*c == '-')
			*c = '_';
	same = strcmp(library, plain) == 0 ||
	       (starts_with(library, "lib") && strcmp(library + 3, plain) == 0);
	free(plain);
	return same;
}

const struct library *inventory_find(const struct inventory *v, const char *name)
{
	for (size_t i = 0; i < v->count; i++)
		if (library_is(v->item[i].name, name))
			return &v->item[i];
	return NULL;
}

const struct library *inventory_need(const struct inventory *v, const char *name)
{
	const struct library *l = inventory_find(v, name);
	struct strings known = {0};
	const char *nearest;

	if (l)
		return l;
	for (size_t i = 0; i < v->count; i++) {
		const char *own = v->item[i].name;

		strings_add(&known, own + (starts_with(own, "lib") ? 3 : 0));
	}
	nearest = did_you_mean(name, &known);
	fail("the image has no library '%s'", name);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("'kraft build print-libs' lists them");
	strings_free(&known);
	return NULL;
}

const struct library *inventory_owner(const struct inventory *v, const char *file)
{
	const struct library *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; file && i < v->count; i++) {
		size_t len = strlen(v->item[i].base);

		if (len > longest && strncmp(file, v->item[i].base, len) == 0 && file[len] == '/') {
			longest = len;
			best = &v->item[i];
		}
	}
	return best;
}
