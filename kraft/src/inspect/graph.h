/* SPDX-License-Identifier: BSD-3-Clause */
/* The libraries of an image as a graph: who selects whom in the configuration, who uses whose
 * symbols in the image. */
#ifndef KRAFT_INSPECT_GRAPH_H
#define KRAFT_INSPECT_GRAPH_H

#include "inspect/inventory.h"
#include "inspect/links.h"

struct graph_node {
	const char *name;
	const char *layer;
	const struct library *library; /* NULL: the compiler's own, "libgcc" */
	long linked;                   /* index in links, -1: nothing of it is in the image */
	uint64_t size;                 /* bytes in the image */
};

struct graph_edge {
	size_t from, to;
	struct strings selects;        /* options of `from` that select an option of `to` */
	const struct strings *symbols; /* NULL: none */
	bool kept;                     /* to be shown, see graph_choose() */
};

struct graph {
	struct graph_node *node;
	size_t count;
	struct graph_edge *edge; /* sorted by from, to */
	size_t edge_count;
	bool built; /* the image is there; else the configuration alone is known */
	struct object_index objects;
	struct links links;
};

/* 0 or a negative errno after messages. `inventory` must outlive the graph. An image that is not
 * there, or without its objects, is no error. */
int graph_make(const struct inventory *inventory, struct graph *graph);
void graph_free(struct graph *graph);
enum graph_kind { GRAPH_SELECTS = 1, GRAPH_SYMBOLS = 2 };
/* Leaves `kept` on edges of these kinds only. With `reduce` it also goes from those that lead back
 * in a circle (libraries call one another), and from those whose end is reached by a longer way. */
void graph_choose(struct graph *graph, unsigned int kinds, bool reduce);
/* How far down in an image its layer is: 0 the application, 1 ports. */
int graph_rank(const struct graph *graph, size_t node);
/* Index of a library's node. */
size_t graph_find(const struct graph *graph, const char *name);
/* Nobody refers to it by an edge that is kept, or it stands for the application. */
bool graph_is_root(const struct graph *graph, size_t node);

#endif
