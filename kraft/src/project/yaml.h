/* SPDX-License-Identifier: BSD-3-Clause */
/* A YAML document as a tree whose nodes know where they stand in the text. Positions serve messages
 * and edits that keep comments and order. */
#ifndef KRAFT_YAML_H
#define KRAFT_YAML_H

#include "base/text.h"
#include "term/message.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct position {
	size_t byte;
	int line; /* from 1 */
	int column;
};

struct node {
	enum node_kind kind;
	char *scalar;
	bool plain; /* a scalar without quotes */
	bool flow;  /* [a, b] or {a: b} */
	struct position start, end;
	/* Items of a list; of a map the values, with their keys at the same index. */
	struct node **key;
	struct node **child;
	size_t count;
};

/* *root is NULL for an empty document. On -EINVAL a message with `file` has been printed. */
int document_parse(const char *file, const struct text *text, struct node **root);
void node_free(struct node *n);

struct place node_place(const char *file, const struct node *n);
/* Value of a key in a map; NULL when missing or `n` is no map. */
struct node *node_get(const struct node *n, const char *key);
struct node *node_key(const struct node *n, const char *key);
bool node_is_null(const struct node *n);

/* Sets a scalar, making the maps on the way; `path` ends with NULL. The text is changed only when
 * it parses again afterwards. 0 or a negative errno: -EEXIST when something on the way is no map.
 */
int document_set(struct text *text, const char *const *path, const char *value);
/* Appends to a list. */
int document_append(struct text *text, const char *const *path, const char *value);
/* Takes out an entry, and the maps that it leaves empty (but not the root). -ENOENT when there is
 * none. */
int document_remove(struct text *text, const char *const *path);
/* Takes an item out of the list at `path`, which keeps another one. -ENOENT when there is no such
 * list or item. */
int document_remove_item(struct text *text, const char *const *path, size_t index);
/* Gives an item of the list at `path`, or the value of `key` in an item that is a map, a new text.
 * -ENOENT when there is no such scalar. */
int document_set_item(struct text *text, const char *const *path, size_t index, const char *key,
                      const char *value);
/* Turns the scalar at `path` into a map which holds it as `key`; nothing to do when it is a map
 * already. */
int document_widen(struct text *text, const char *const *path, const char *key);

#endif
