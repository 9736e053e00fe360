/* SPDX-License-Identifier: BSD-3-Clause */
/* Editing YAML in its text, so that comments, order and style of everything else stay as people
 * wrote them. An edit is made on a copy and taken over only when the copy parses. */
#include <errno.h>
#include <string.h>

#include "project/yaml.h"

/* The end of what a node really occupies: libyaml lets a block reach to the next token. */
static size_t true_end(const struct node *n)
{
	if (n->kind == NODE_SCALAR || n->flow || !n->count)
		return n->end.byte;
	return true_end(n->child[n->count - 1]);
}

/* Start of the line after `at`. A block scalar ends there already. */
static size_t line_after(const struct text *t, size_t at)
{
	if (at && at <= t->len && t->data[at - 1] == '\n')
		return at;
	while (at < t->len && t->data[at] != '\n')
		at++;
	return at < t->len ? at + 1 : at;
}

static size_t line_start(const struct text *t, size_t at)
{
	while (at && t->data[at - 1] != '\n')
		at--;
	return at;
}

static void add_scalar(struct text *out, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	                            "_-+=./@%()";

	if (value[0] && !value[strspn(value, plain)] && !strchr("-=%@", value[0])) {
		text_add(out, value);
		return;
	}
	text_add(out, "\"");
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_add(out, "\\");
		text_add_bytes(out, value, 1);
	}
	text_add(out, "\"");
}

/* The keys of path as nested block maps that start at `indent`. */
static void add_block(struct text *out, const char *const *path, const char *value, int indent)
{
	for (; *path; path++, indent += 2) {
		text_addf(out, "%*s", indent, "");
		add_scalar(out, *path);
		text_add(out, ":");
		if (path[1])
			text_add(out, "\n");
	}
	text_add(out, " ");
	add_scalar(out, value);
	text_add(out, "\n");
}

static void add_flow(struct text *out, const char *const *path, const char *value)
{
	int depth = 0;

	for (; *path; path++) {
		add_scalar(out, *path);
		text_add(out, ": ");
		if (path[1]) {
			text_add(out, "{");
			depth++;
		}
	}
	add_scalar(out, value);
	while (depth--)
		text_add(out, "}");
}

static void insert_lines(struct text *t, size_t at, const struct text *lines)
{
	bool open = at && t->data[at - 1] != '\n';

	if (open) {
		text_replace(t, at, 0, "\n", 1);
		at++;
	}
	text_replace(t, at, 0, lines->data, lines->len);
}

/* Before the closing bracket of a flow map or list. */
static void insert_flow(struct text *t, const struct node *n, const struct text *entry)
{
	size_t at = n->count ? true_end(n->child[n->count - 1]) : n->start.byte + 1;

	text_replace(t, at, 0, entry->data, entry->len);
	if (n->count)
		text_replace(t, at, 0, ", ", 2);
}

static int commit(struct text *text, struct text *changed)
{
	struct node *root;
	int error = document_parse(NULL, changed, &root);

	if (error) {
		text_free(changed);
		return error;
	}
	node_free(root);
	text_free(text);
	*text = *changed;
	return 0;
}

/* Follows path as far as it exists; *rest is what is missing. *key is the key node of the last
 * step. */
static struct node *follow(struct node *root, const char *const *path, struct node **key,
                           const char *const **rest)
{
	struct node *n = root;

	*key = NULL;
	for (; *path; path++) {
		struct node *next = node_get(n, *path);

		if (!next)
			break;
		*key = node_key(n, *path);
		n = next;
	}
	*rest = path;
	return n;
}

/* Adds under `n`, which is a map, nothing at all, or an empty value of `key`. */
static int add_entry(struct text *t, const struct node *n, const struct node *key,
                     const char *const *rest, const char *value)
{
	struct text entry = {0};

	if (!n || (node_is_null(n) && !key)) {
		add_block(&entry, rest, value, 0);
		insert_lines(t, t->len, &entry);
	} else if (node_is_null(n)) {
		add_block(&entry, rest, value, key->start.column + 1);
		if (true_end(n) > n->start.byte)
			text_replace(t, n->start.byte, true_end(n) - n->start.byte, "", 0);
		insert_lines(t, line_after(t, key->end.byte), &entry);
	} else if (n->kind != NODE_MAP) {
		return -EEXIST;
	} else if (n->flow && n->count) {
		add_flow(&entry, rest, value);
		insert_flow(t, n, &entry);
	} else if (n->flow && key) {
		add_block(&entry, rest, value, key->start.column + 1);
		text_replace(t, n->start.byte, n->end.byte - n->start.byte, "", 0);
		insert_lines(t, line_after(t, key->end.byte), &entry);
	} else {
		add_block(&entry, rest, value, n->start.column - 1);
		insert_lines(t, line_after(t, true_end(n)), &entry);
	}
	text_free(&entry);
	return 0;
}

int document_set(struct text *text, const char *const *path, const char *value)
{
	struct text copy = {0}, scalar = {0};
	const char *const *rest;
	struct node *root, *n, *key;
	int error = document_parse(NULL, text, &root);

	if (error)
		return error;
	text_add_bytes(&copy, text->data ? text->data : "", text->len);
	n = follow(root, path, &key, &rest);
	if (*rest) {
		error = add_entry(&copy, n, key, rest, value);
	} else if (n->kind != NODE_SCALAR) {
		error = -EEXIST;
	} else {
		if (n->start.byte == key->end.byte + 1 || n->end.byte == n->start.byte)
			text_add(&scalar, " ");
		add_scalar(&scalar, value);
		text_replace(&copy, n->start.byte, n->end.byte - n->start.byte, scalar.data,
		             scalar.len);
		text_free(&scalar);
	}
	node_free(root);
	if (error) {
		text_free(&copy);
		return error;
	}
	return commit(text, &copy);
}

int document_append(struct text *text, const char *const *path, const char *value)
{
	struct text copy = {0}, entry = {0};
	const char *const *rest;
	struct node *root, *n, *key;
	int error = document_parse(NULL, text, &root);

	if (error)
		return error;
	n = follow(root, path, &key, &rest);
	if (!n || *rest || n->kind != NODE_LIST) {
		node_free(root);
		return -ENOENT;
	}
	text_add_bytes(&copy, text->data, text->len);
	if (n->flow) {
		add_scalar(&entry, value);
		insert_flow(&copy, n, &entry);
	} else {
		text_addf(&entry, "%*s- ", n->start.column - 1, "");
		add_scalar(&entry, value);
		text_add(&entry, "\n");
		insert_lines(&copy, line_after(&copy, true_end(n)), &entry);
	}
	text_free(&entry);
	node_free(root);
	return commit(text, &copy);
}

static void cut_flow(struct text *t, const struct node *parent, size_t index)
{
	size_t from = parent->key[index]->start.byte, to = true_end(parent->child[index]);

	if (index + 1 < parent->count)
		to = parent->key[index + 1]->start.byte;
	else if (index)
		from = true_end(parent->child[index - 1]);
	text_replace(t, from, to - from, "", 0);
}

int document_remove(struct text *text, const char *const *path)
{
	const struct node *parents[16];
	size_t index[16], depth = 0;
	struct text copy = {0};
	struct node *root, *n;
	int error = document_parse(NULL, text, &root);

	if (error)
		return error;
	for (n = root; depth < 16 && path[depth]; depth++) {
		struct node *key = node_key(n, path[depth]);

		if (!key) {
			node_free(root);
			return -ENOENT;
		}
		parents[depth] = n;
		for (index[depth] = 0; n->key[index[depth]] != key;)
			index[depth]++;
		n = n->child[index[depth]];
	}
	if (!depth || path[depth]) { /* no entry is named, or one deeper than a project is */
		node_free(root);
		return -ENOENT;
	}
	for (depth--; depth && parents[depth]->count == 1;)
		depth--;
	text_add_bytes(&copy, text->data, text->len);
	if (parents[depth]->flow) {
		cut_flow(&copy, parents[depth], index[depth]);
	} else {
		const struct node *key = parents[depth]->key[index[depth]];
		size_t from = line_start(&copy, key->start.byte);
		size_t to = line_after(&copy, true_end(parents[depth]->child[index[depth]]));

		text_replace(&copy, from, to - from, "", 0);
	}
	node_free(root);
	return commit(text, &copy);
}

int document_widen(struct text *text, const char *const *path, const char *key_name)
{
	struct text copy = {0}, entry = {0};
	const char *const *rest;
	struct node *root, *n, *key;
	int error = document_parse(NULL, text, &root);

	if (error)
		return error;
	n = follow(root, path, &key, &rest);
	if (*rest || !key)
		error = -ENOENT;
	else if (n->kind == NODE_LIST)
		error = -EEXIST;
	if (error || n->kind == NODE_MAP || node_is_null(n)) {
		node_free(root);
		return error;
	}
	text_add_bytes(&copy, text->data, text->len);
	text_addf(&entry, "%*s%s: ", key->start.column + 1, "", key_name);
	text_add_bytes(&entry, text->data + n->start.byte, n->end.byte - n->start.byte);
	text_add(&entry, "\n");
	text_replace(&copy, n->start.byte, n->end.byte - n->start.byte, "", 0);
	while (copy.data[n->start.byte - 1] == ' ' &&
	       (n->start.byte == copy.len || copy.data[n->start.byte] == '\n'))
		text_replace(&copy, --n->start.byte, 1, "", 0);
	insert_lines(&copy, line_after(&copy, key->end.byte), &entry);
	text_free(&entry);
	node_free(root);
	return commit(text, &copy);
}

/* Items of the list at `path`; NULL when there is none. *root is to be freed. */
static struct node *find_list(const struct text *text, const char *const *path, struct node **root)
{
	const char *const *rest;
	struct node *n, *key;

	*root = NULL;
	if (document_parse(NULL, text, root))
		return NULL;
	n = follow(*root, path, &key, &rest);
	return n && !*rest && n->kind == NODE_LIST ? n : NULL;
}

int document_remove_item(struct text *text, const char *const *path, size_t index)
{
	struct text copy = {0};
	struct node *root, *n = find_list(text, path, &root);
	size_t from, to;

	if (!n || index >= n->count || n->count == 1) {
		node_free(root);
		return -ENOENT;
	}
	from = n->child[index]->start.byte;
	to = true_end(n->child[index]);
	if (!n->flow) {
		from = line_start(text, from);
		to = line_after(text, to);
	} else if (index + 1 < n->count) {
		to = n->child[index + 1]->start.byte;
	} else {
		from = true_end(n->child[index - 1]);
	}
	text_add_bytes(&copy, text->data, text->len);
	text_replace(&copy, from, to - from, "", 0);
	node_free(root);
	return commit(text, &copy);
}

int document_set_item(struct text *text, const char *const *path, size_t index, const char *key,
                      const char *value)
{
	struct text copy = {0}, scalar = {0};
	struct node *root, *n = find_list(text, path, &root);

	n = n && index < n->count ? n->child[index] : NULL;
	if (n && key)
		n = node_get(n, key);
	if (!n || n->kind != NODE_SCALAR) {
		node_free(root);
		return -ENOENT;
	}
	text_add_bytes(&copy, text->data, text->len);
	add_scalar(&scalar, value);
	text_replace(&copy, n->start.byte, n->end.byte - n->start.byte, scalar.data, scalar.len);
	text_free(&scalar);
	node_free(root);
	return commit(text, &copy);
}
