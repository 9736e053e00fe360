/* SPDX-License-Identifier: BSD-3-Clause */
/* The graph of libraries as text: a tree, and the ways to one library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/graph.h"
#include "inspect/reasons.h"
#include "term/message.h"

#define SHOWN 3 /* symbols of an edge in the tree */

int graph_layer_color(const char *layer, const char **fill)
{
	static const struct {
		const char *layer;
		int ansi;
		const char *fill;
	} colors[] = {{"app", 35, "#f6d5f0"},     {"port", 33, "#fdf0c4"}, {"boot", 31, "#f9d3d0"},
	              {"posix", 32, "#d5f0d2"},   {"fs", 36, "#d0f0ee"},   {"dev", 34, "#d4e2fb"},
	              {"sched", 95, "#e6dcfa"},   {"mem", 94, "#dfe6f0"},  {"base", 37, "#eeeeee"},
	              {"drivers", 34, "#c3d5f5"}, {"plat", 91, "#f5e0d8"}, {"arch", 91, "#f0d8cc"},
	              {"compiler", 90, "#dddddd"}};

	for (size_t i = 0; i < sizeof(colors) / sizeof(*colors); i++) {
		if (strcmp(colors[i].layer, layer) == 0) {
			*fill = colors[i].fill;
			return colors[i].ansi;
		}
	}
	*fill = "#ffffff";
	return 37;
}

struct tree {
	const struct graph_view *view;
	bool *shown;
	struct text prefix;
	bool color;
};

static void print_name(const struct tree *t, size_t node)
{
	const struct graph_node *n = &t->view->graph->node[node];
	const char *fill;

	if (t->color)
		printf("\033[%dm%s\033[0m", graph_layer_color(n->layer, &fill), n->name);
	else
		fputs(n->name, stdout);
}

static void print_symbols(const struct strings *symbols, size_t most)
{
	printf("%zu symbol%s: ", symbols->count, symbols->count == 1 ? "" : "s");
	for (size_t i = 0; i < symbols->count && i < most; i++)
		printf("%s%s", i ? ", " : "", symbols->item[i]);
	if (symbols->count > most)
		fputs(", …", stdout);
}

static bool is_own_option(const struct library *l, const char *option)
{
	char *own = l && !l->option ? symbol_name(l->name) : NULL;
	bool same = l && strcmp(l->option ? l->option : own, option) == 0;

	free(own);
	return same;
}

/* What the parent wants of it. That it is selected goes without saying when the parent's own option
 * does it. */
static void print_edge(const struct graph *g, const struct graph_edge *e)
{
	const struct library *from = g->node[e->from].library;
	const char *between = "  ";

	for (size_t i = 0; i < e->selects.count; i++) {
		const char *option = e->selects.item[i];

		if (is_own_option(from, option))
			continue;
		printf("%s%s", *between == ' ' ? "  by " : between, option);
		between = ", ";
	}
	if (e->symbols) {
		fputs(*between == ' ' ? "  " : "; ", stdout);
		print_symbols(e->symbols, SHOWN);
	}
	if (g->built && g->node[e->to].linked < 0)
		fputs("  (nothing of it is in the image)", stdout);
}

static void print_root(const struct graph_view *v, size_t node)
{
	const struct library *l = v->graph->node[node].library;
	struct reasons reasons = {0};

	if (!l)
		return;
	if (l->option)
		reasons_find(&v->inventory->kconfig, &v->inventory->values, v->plan, l->option,
		             &reasons);
	if (!l->option)
		fputs("  always there", stdout);
	for (size_t i = 0; i < reasons.count; i++) {
		char *text = reason_text(&reasons.item[i]);

		printf("%s%s", i ? "; " : "  ", text);
		free(text);
	}
	reasons_free(&reasons);
}

static void print_node(struct tree *t, size_t node, const struct graph_edge *edge,
                       unsigned int level);

static void print_below(struct tree *t, size_t node, unsigned int level)
{
	const struct graph *g = t->view->graph;
	size_t last = g->edge_count, before = t->prefix.len;

	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].kept && g->edge[i].from == node && g->edge[i].to != node)
			last = i;
	for (size_t i = 0; i < g->edge_count; i++) {
		const struct graph_edge *e = &g->edge[i];

		if (!e->kept || e->from != node || e->to == node)
			continue;
		printf("%s%s ", t->prefix.data ? t->prefix.data : "", i == last ? "└─" : "├─");
		text_add(&t->prefix, i == last ? "   " : "│  ");
		print_node(t, e->to, e, level + 1);
		t->prefix.len = before;
		t->prefix.data[before] = 0;
	}
}

static bool has_below(const struct graph *g, size_t node)
{
	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].kept && g->edge[i].from == node && g->edge[i].to != node)
			return true;
	return false;
}

static void print_node(struct tree *t, size_t node, const struct graph_edge *edge,
                       unsigned int level)
{
	const struct graph_view *v = t->view;
	const struct graph *g = v->graph;
	bool again = t->shown[node];
	bool deeper = has_below(g, node);

	print_name(t, node);
	if (!again && g->node[node].size)
		printf("  %.1f KiB", g->node[node].size / 1024.0);
	if (edge)
		print_edge(g, edge);
	else
		print_root(v, node);
	if (deeper && again)
		fputs("  (see above)", stdout);
	else if (deeper && v->depth && level >= v->depth)
		fputs("  …", stdout);
	putchar('\n');
	t->shown[node] = true;
	if (!again && (!v->depth || level < v->depth))
		print_below(t, node, level);
}

void graph_print_tree(const struct graph_view *v)
{
	struct tree t = {.view = v, .color = message_color(1)};
	const struct graph *g = v->graph;

	t.shown = need_zeroed(g->count + 1);
	/* The upper layers first. */
	for (int rank = 0; rank < 16; rank++)
		for (size_t i = 0; i < g->count; i++)
			if (!t.shown[i] && graph_rank(g, i) == rank && graph_is_root(g, i))
				print_node(&t, i, NULL, 1);
	/* With --all, what only a circle holds together has no root. */
	for (size_t i = 0; !v->depth && i < g->count; i++)
		if (!t.shown[i])
			print_node(&t, i, NULL, 1);
	text_free(&t.prefix);
	free(t.shown);
}

/* An option, who set it, and who set those. */
static void print_choice(const struct graph_view *v, const char *option, int level,
                         struct strings *seen)
{
	struct reasons reasons;
	bool first = strings_add_new(seen, option);

	reasons_find(&v->inventory->kconfig, &v->inventory->values, v->plan, option, &reasons);
	for (size_t i = 0; i < reasons.count; i++) {
		const struct reason *r = &reasons.item[i];
		char *text = reason_text(r);

		printf("%*s%s: %s\n", 2 * level, "", option, text);
		free(text);
		if (r->by && first && !strings_has(seen, r->by))
			print_choice(v, r->by, level + 1, seen);
	}
	reasons_free(&reasons);
}

static void print_users(const struct graph *g, size_t node)
{
	bool any = false;

	for (size_t i = 0; i < g->edge_count; i++) {
		const struct graph_edge *e = &g->edge[i];

		if (e->to != node || !e->symbols)
			continue;
		printf("%s  %s: ", any ? "" : "used by\n", g->node[e->from].name);
		print_symbols(e->symbols, (size_t)2 * SHOWN);
		putchar('\n');
		any = true;
	}
}

void graph_print_why(const struct graph_view *v, const struct library *library)
{
	const struct graph *g = v->graph;
	const struct graph_node *n = &g->node[graph_find(g, library->name)];
	struct strings seen = {0}, chain = {0};

	printf("%s", library->name);
	if (n->linked >= 0)
		printf(", %.1f KiB of the image\n", n->size / 1024.0);
	else
		puts(g->built ? " is selected, but nothing of it is in the image" : "");
	puts("chosen");
	if (library->option)
		print_choice(v, library->option, 1, &seen);
	else
		puts("  always, with its platform or architecture");
	if (n->linked >= 0) {
		links_chain(&g->links, (size_t)n->linked, &chain);
		puts("linked");
		for (size_t i = 0; i < chain.count; i++)
			printf("  %s%s\n", i ? "→ " : "  ", chain.item[i]);
	}
	print_users(g, (size_t)(n - g->node));
	strings_free(&chain);
	strings_free(&seen);
}
