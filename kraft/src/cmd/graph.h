/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms of the graph of libraries. */
#ifndef KRAFT_CMD_GRAPH_H
#define KRAFT_CMD_GRAPH_H

#include "inspect/graph.h"

struct graph_view {
	const struct inventory *inventory;
	const struct plan *plan;
	const struct graph *graph;
	unsigned int depth; /* levels of the tree; 0: all */
};

void graph_print_tree(const struct graph_view *v);
void graph_print_json(const struct graph_view *v);
/* Why one library is in the image: who chose it, and how the link came to it. */
void graph_print_why(const struct graph_view *v, const struct library *library);
void graph_print_why_json(const struct graph_view *v, const struct library *library);
/* Graphviz's language, appended. */
void graph_draw(const struct graph_view *v, struct text *out);
/* The colour of a layer: ANSI (31–37), and for pictures "#rrggbb". */
int graph_layer_color(const char *layer, const char **fill);

#endif
