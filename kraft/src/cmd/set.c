/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft set and unset: configuration values in kraft.yaml. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/edit_project.h"
#include "cmd/session.h"
#include "project/project.h"
#include "project/yaml.h"
#include "term/message.h"

static const struct option options[] = {
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

static const char *const kconfig_path[] = {"unikraft", "kconfig", NULL};

static const char *plain(const char *name)
{
	return starts_with(name, "CONFIG_") ? name + strlen("CONFIG_") : name;
}

static size_t name_length(const char *assignment)
{
	return strcspn(assignment, "=");
}

static bool same_name(const char *a, const char *b)
{
	a = plain(a);
	b = plain(b);
	return name_length(a) == name_length(b) && strncmp(a, b, name_length(a)) == 0;
}

/* The list item or key that stands for a name; the map or list in *kconfig. */
static struct node *find(const struct text *text, const char *name, struct node **root,
                         struct node **kconfig, size_t *index)
{
	*kconfig = NULL;
	if (document_parse(NULL, text, root))
		return NULL;
	*kconfig = node_get(node_get(*root, "unikraft"), "kconfig");
	for (size_t i = 0; *kconfig && i < (*kconfig)->count; i++) {
		struct node *n =
		        (*kconfig)->kind == NODE_MAP ? (*kconfig)->key[i] : (*kconfig)->child[i];

		*index = i;
		if (n->scalar && same_name(n->scalar, name))
			return n;
	}
	return NULL;
}

static int set_one(struct text *text, const char *assignment)
{
	const char *value = strchr(assignment, '=') ? strchr(assignment, '=') + 1 : "y";
	char *name = copy_bytes(assignment, name_length(assignment)), *key;
	struct node *root = NULL, *kconfig, *n;
	int error = 0;
	size_t i;

	n = find(text, name, &root, &kconfig, &i);
	if (kconfig && kconfig->kind == NODE_LIST) {
		char *item = format("%s%s=%s", starts_with(name, "CONFIG_") ? "" : "CONFIG_", name,
		                    value);

		if (n)
			text_replace(text, n->start.byte, n->end.byte - n->start.byte, item,
			             strlen(item));
		else
			error = document_append(text, kconfig_path, item);
		free(item);
	} else {
		key = n ? copy_string(n->scalar) : format("CONFIG_%s", plain(name));
		const char *const path[] = {"unikraft", "kconfig", key, NULL};
		const char *const core[] = {"unikraft", NULL};
		const struct node *now = node_get(root, "unikraft");
		bool source = now && now->kind == NODE_SCALAR && component_is_source(now->scalar);

		error = document_widen(text, core, source ? "source" : "version");
		if (error == -ENOENT)
			error = 0;
		if (!error)
			error = document_set(text, path, value);
		free(key);
	}
	node_free(root);
	free(name);
	return error;
}

static int unset_one(struct text *text, const char *name)
{
	struct node *root = NULL, *kconfig, *n;
	int error = -ENOENT;
	size_t i;

	n = find(text, name, &root, &kconfig, &i);
	if (n && kconfig->kind == NODE_MAP) {
		const char *const path[] = {"unikraft", "kconfig", n->scalar, NULL};

		error = document_remove(text, path);
	} else if (n && kconfig->count == 1) {
		error = document_remove(text, kconfig_path);
	} else if (n) {
		size_t from = n->start.byte, to = n->end.byte;

		if (kconfig->flow && i + 1 < kconfig->count) {
			to = kconfig->child[i + 1]->start.byte;
		} else if (kconfig->flow) {
			from = kconfig->child[i - 1]->end.byte;
		} else {
			while (from && text->data[from - 1] != '\n')
				from--;
			while (to < text->len && text->data[to++] != '\n')
				;
		}
		text_replace(text, from, to - from, "", 0);
		error = 0;
	}
	if (!n)
		fail("kraft.yaml sets no option '%s'", plain(name));
	node_free(root);
	return error;
}

static int edit_set(struct text *text, void *context)
{
	const struct invocation *in = context;
	int error = 0;

	for (size_t i = 0; i < in->operands.count && !error; i++)
		error = set_one(text, in->operands.item[i]);
	return error;
}

static int edit_unset(struct text *text, void *context)
{
	const struct invocation *in = context;
	int error = 0;

	for (size_t i = 0; i < in->operands.count && !error; i++)
		error = unset_one(text, in->operands.item[i]);
	return error;
}

static int run_set(const struct invocation *in)
{
	return edit_project(option_value(in, "workdir"), edit_set, (void *)in);
}

static int run_unset(const struct invocation *in)
{
	return edit_project(option_value(in, "workdir"), edit_unset, (void *)in);
}

const struct command command_set = {
        .name = "set",
        .operands = "NAME[=VALUE]...",
        .summary = "Set configuration values in kraft.yaml",
        .text = "NAME with or without CONFIG_; without a value it is switched on. Comments and "
                "order stay.",
        .options = options,
        .run = run_set,
};

const struct command command_unset = {
        .name = "unset",
        .operands = "NAME...",
        .summary = "Take configuration values out of kraft.yaml",
        .options = options,
        .run = run_unset,
};
