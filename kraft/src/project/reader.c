/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading kraft.yaml: checks that all its parts use. */
#include <stdlib.h>
#include <string.h>

#include "project/load.h"

void reader_fail(struct reader *r, const struct node *n, const char *format, ...)
{
	struct place place = node_place(r->file, n);
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_addv(&t, format, args);
	va_end(args);
	fail_at(&place, "%s", t.data);
	text_free(&t);
	r->errors++;
}

bool reader_keys(struct reader *r, const struct node *n, const char *what, const char *const *keys)
{
	struct strings known = {0};

	if (n->kind != NODE_MAP) {
		reader_fail(r, n, "%s must be a map (key: value)", what);
		return false;
	}
	for (size_t i = 0; keys[i]; i++)
		strings_add(&known, keys[i]);
	for (size_t i = 0; i < n->count; i++) {
		const char *key = n->key[i]->scalar, *nearest;

		if (strings_has(&known, key))
			continue;
		nearest = did_you_mean(key, &known);
		reader_fail(r, n->key[i], "unknown key '%s' in %s", key, what);
		if (nearest) {
			hint("did you mean '%s'?", nearest);
		} else {
			struct text all = {0};

			for (size_t k = 0; k < known.count; k++)
				text_addf(&all, "%s%s", k ? ", " : "", known.item[k]);
			hint("known keys: %s", all.data);
			text_free(&all);
		}
	}
	strings_free(&known);
	return true;
}

char *reader_scalar(struct reader *r, const struct node *n, const char *what)
{
	struct place place;
	char *value;

	if (node_is_null(n))
		return NULL;
	if (n->kind != NODE_SCALAR) {
		reader_fail(r, n, "%s must be a single value", what);
		return NULL;
	}
	place = node_place(r->file, n);
	value = interpolate(n->scalar, &place);
	if (!value)
		r->errors++;
	return value;
}

/* A list, or one string that is split as a shell would; of a map its KEY=VALUE. */
void reader_strings(struct reader *r, const struct node *n, const char *what, struct strings *out)
{
	char *value;

	if (node_is_null(n))
		return;
	if (n->kind == NODE_SCALAR) {
		value = reader_scalar(r, n, what);
		if (value && !strings_split_words(out, value))
			reader_fail(r, n, "%s: a quote is not closed", what);
		free(value);
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		value = reader_scalar(r, n->child[i], what);
		if (n->kind == NODE_MAP)
			strings_addf(out, "%s=%s", n->key[i]->scalar, value ? value : "");
		else if (value)
			strings_add(out, value);
		free(value);
	}
}

/* A bool may be written as YAML's own true and false. */
static const char *kconfig_value(const struct node *n, const char *value)
{
	if (!n->plain)
		return value;
	if (strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 || strcmp(value, "on") == 0)
		return "y";
	if (strcmp(value, "false") == 0 || strcmp(value, "no") == 0 || strcmp(value, "off") == 0)
		return "n";
	return value;
}

void reader_kconfig(struct reader *r, const struct node *n, struct settings *out)
{
	if (node_is_null(n))
		return;
	if (n->kind == NODE_SCALAR) {
		reader_fail(r, n, "kconfig must be a list of NAME=VALUE or a map NAME: VALUE");
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		const struct node *at = n->kind == NODE_MAP ? n->key[i] : n->child[i];
		struct place place = node_place(r->file, at);
		char *value;

		/* "- NAME: value" is a list of maps, which people write as well */
		if (n->child[i]->kind == NODE_MAP && n->kind == NODE_LIST) {
			reader_kconfig(r, n->child[i], out);
			continue;
		}
		value = reader_scalar(r, n->child[i], "a configuration value");
		if (n->kind == NODE_MAP)
			settings_add(out, at->scalar,
			             value ? kconfig_value(n->child[i], value) : "n", &place);
		else if (value)
			settings_parse(out, value, &place);
		free(value);
	}
}
