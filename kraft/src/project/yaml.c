/* SPDX-License-Identifier: BSD-3-Clause */
/* Parsing YAML by libyaml into a tree with positions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "project/yaml.h"

#define MAX_DEPTH 32

struct load {
	const char *file;
	const struct text *text;
	size_t *lines; /* byte offset of each line */
	size_t line_count;
	yaml_document_t *document;
	bool failed;
};

/* libyaml counts characters; a text is edited in bytes. */
static struct position position(const struct load *l, const yaml_mark_t *mark)
{
	struct position p = {l->text->len, mark->line + 1, mark->column + 1};
	size_t byte;

	if (mark->line >= l->line_count)
		return p;
	byte = l->lines[mark->line];
	for (size_t i = 0; i < mark->column && byte < l->text->len; i++) {
		byte++;
		while (byte < l->text->len && ((unsigned char)l->text->data[byte] & 0xc0) == 0x80)
			byte++;
	}
	p.byte = byte;
	return p;
}

static void fail_node(struct load *l, const struct node *n, const char *what, const char *name)
{
	struct place p = node_place(l->file, n);

	fail_at(&p, "%s%s%s%s", what, name ? " '" : "", name ? name : "", name ? "'" : "");
	l->failed = true;
}

static struct node *convert(struct load *l, int index, int depth);

static void convert_map(struct load *l, const yaml_node_t *y, struct node *n, int depth)
{
	size_t size = y->data.mapping.pairs.top - y->data.mapping.pairs.start;

	n->kind = NODE_MAP;
	n->flow = y->data.mapping.style == YAML_FLOW_MAPPING_STYLE;
	n->child = need_zeroed(size * sizeof(*n->child));
	n->key = need_zeroed(size * sizeof(*n->key));
	for (size_t i = 0; i < size && !l->failed; i++) {
		const yaml_node_pair_t *pair = y->data.mapping.pairs.start + i;
		struct node *key = convert(l, pair->key, depth + 1);

		if (key->kind == NODE_SCALAR && node_get(n, key->scalar))
			fail_node(l, key, "this key stands here a second time:", key->scalar);
		else if (key->kind != NODE_SCALAR)
			fail_node(l, key, "a key must be a word", NULL);
		n->key[n->count] = key;
		n->child[n->count] = convert(l, pair->value, depth + 1);
		n->count++;
	}
}

static struct node *convert(struct load *l, int index, int depth)
{
	yaml_node_t *y = yaml_document_get_node(l->document, index);
	struct node *n = need_zeroed(sizeof(*n));

	n->start = position(l, &y->start_mark);
	n->end = position(l, &y->end_mark);
	if (depth > MAX_DEPTH) {
		fail_node(l, n, "nested too deeply", NULL);
	} else if (y->type == YAML_SCALAR_NODE) {
		n->scalar = copy_bytes((char *)y->data.scalar.value, y->data.scalar.length);
		n->plain = y->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	} else if (y->type == YAML_SEQUENCE_NODE) {
		size_t size = y->data.sequence.items.top - y->data.sequence.items.start;

		n->kind = NODE_LIST;
		n->flow = y->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
		n->child = need_zeroed(size * sizeof(*n->child));
		for (size_t i = 0; i < size && !l->failed; i++)
			n->child[n->count++] =
			        convert(l, y->data.sequence.items.start[i], depth + 1);
	} else {
		convert_map(l, y, n, depth);
	}
	return n;
}

static void index_lines(struct load *l)
{
	size_t size = 2;

	for (size_t i = 0; i < l->text->len; i++)
		size += l->text->data[i] == '\n';
	l->lines = need_zeroed(size * sizeof(*l->lines));
	l->line_count = 1;
	for (size_t i = 0; i < l->text->len; i++)
		if (l->text->data[i] == '\n')
			l->lines[l->line_count++] = i + 1;
}

int document_parse(const char *file, const struct text *text, struct node **root)
{
	const struct text empty = {.data = (char[]){0}};
	struct load l = {.file = file, .text = text->data ? text : &empty};
	yaml_document_t document;
	yaml_parser_t parser;
	int error = 0;

	*root = NULL;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)l.text->data, l.text->len);
	if (!yaml_parser_load(&parser, &document)) {
		struct place p = {file, parser.problem_mark.line + 1,
		                  parser.problem_mark.column + 1};

		if (file) {
			fail_at(&p, "this is not YAML: %s%s%s", parser.problem,
			        parser.context ? " " : "", parser.context ? parser.context : "");
			if (strstr(parser.problem, "cannot start any token"))
				hint("indent with spaces, not with tabs");
		}
		yaml_parser_delete(&parser);
		return -EINVAL;
	}
	l.document = &document;
	index_lines(&l);
	if (yaml_document_get_root_node(&document))
		*root = convert(&l, 1, 0);
	if (l.failed) {
		node_free(*root);
		*root = NULL;
		error = -EINVAL;
	}
	free(l.lines);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	return error;
}

void node_free(struct node *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->count; i++) {
		node_free(n->child[i]);
		if (n->key)
			node_free(n->key[i]);
	}
	free(n->child);
	free(n->key);
	free(n->scalar);
	free(n);
}

struct place node_place(const char *file, const struct node *n)
{
	return (struct place){file, n->start.line, n->start.column};
}

static size_t find(const struct node *n, const char *key)
{
	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->count; i++)
		if (n->key[i]->scalar && strcmp(n->key[i]->scalar, key) == 0)
			return i;
	return (size_t)-1;
}

struct node *node_get(const struct node *n, const char *key)
{
	size_t i = find(n, key);

	return i == (size_t)-1 ? NULL : n->child[i];
}

struct node *node_key(const struct node *n, const char *key)
{
	size_t i = find(n, key);

	return i == (size_t)-1 ? NULL : n->key[i];
}

bool node_is_null(const struct node *n)
{
	return !n ||
	       (n->kind == NODE_SCALAR && n->plain &&
	        (!n->scalar[0] || strcmp(n->scalar, "null") == 0 || strcmp(n->scalar, "~") == 0));
}
