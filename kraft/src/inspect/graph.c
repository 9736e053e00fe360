/* SPDX-License-Identifier: BSD-3-Clause */
/* Puts inventory, configuration and links together. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/graph.h"
#include "inspect/reasons.h"
#include "inspect/size.h"

static size_t add_node(struct graph *g, const char *name, const struct library *library)
{
	g->node = need(realloc(g->node, (g->count + 1) * sizeof(*g->node)));
	g->node[g->count] = (struct graph_node){.name = name,
	                                        .layer = library ? library->layer : "compiler",
	                                        .library = library,
	                                        .linked = -1};
	return g->count++;
}

size_t graph_find(const struct graph *g, const char *name)
{
	size_t i = 0;

	while (i < g->count && strcmp(g->node[i].name, name) != 0)
		i++;
	return i;
}

static struct graph_edge *edge(struct graph *g, size_t from, size_t to)
{
	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].from == from && g->edge[i].to == to)
			return &g->edge[i];
	g->edge = need(realloc(g->edge, (g->edge_count + 1) * sizeof(*g->edge)));
	g->edge[g->edge_count] = (struct graph_edge){.from = from, .to = to, .kept = true};
	return &g->edge[g->edge_count++];
}

static int by_ends(const void *a, const void *b)
{
	const struct graph_edge *x = a, *y = b;

	if (x->from != y->from)
		return x->from > y->from ? 1 : -1;
	return (x->to > y->to) - (x->to < y->to);
}

/* Options of one library that select the option of another. One option may bring several libraries
 * (musl and its start); the first stands for it. */
static void add_selects(const struct inventory *v, struct graph *g)
{
	for (size_t to = 0; to < v->count; to++) {
		struct reasons reasons;

		if (!v->item[to].option)
			continue;
		reasons_find(&v->kconfig, &v->values, NULL, v->item[to].option, &reasons);
		for (size_t i = 0; i < reasons.count; i++) {
			const struct reason *r = &reasons.item[i];
			const struct library *from =
			        r->by ? inventory_owner(v, r->place.file) : NULL;

			if (!from || strcmp(from->base, v->item[to].base) == 0)
				continue;
			strings_add_new(&edge(g, from - v->item, to)->selects, r->by);
		}
		reasons_free(&reasons);
	}
}

static int add_links(const char *symbols, struct graph *g)
{
	struct size_parts parts = {0};
	int error = links_read(symbols, &g->objects, &g->links);
	size_t *place;

	if (error)
		return error;
	place = need_zeroed((g->links.library.count + 1) * sizeof(*place));
	for (size_t i = 0; i < g->links.library.count; i++) {
		place[i] = graph_find(g, g->links.library.item[i]);
		if (place[i] == g->count)
			add_node(g, g->links.library.item[i], NULL);
		g->node[place[i]].linked = (long)i;
	}
	for (size_t i = 0; i < g->links.count; i++) {
		const struct link *l = &g->links.item[i];

		edge(g, place[l->from], place[l->to])->symbols = &l->symbols;
	}
	free(place);
	error = size_measure(symbols, &g->objects, &parts);
	for (size_t i = 0; i < parts.count; i++) {
		size_t node = graph_find(g, parts.item[i].library);

		if (node < g->count)
			g->node[node].size += size_total(&parts.item[i]);
	}
	size_free(&parts);
	return error;
}

int graph_make(const struct inventory *v, struct graph *g)
{
	char *symbols = format("%s.dbg", v->image);
	int error = 0;

	memset(g, 0, sizeof(*g));
	for (size_t i = 0; i < v->count; i++)
		add_node(g, v->item[i].name, &v->item[i]);
	add_selects(v, g);
	if (is_file(symbols))
		error = objects_read(v->image, &g->objects);
	if (error == -ESTALE) {
		fail("objects that the image was linked from are gone: %s", g->objects.missing);
	} else if (error == -ENOENT) {
		error = 0; /* as if it were not built */
	} else if (is_file(symbols)) {
		error = add_links(symbols, g);
		g->built = !error;
		if (error)
			fail("%s: %s", symbols,
			     error == -ENODATA ? "it has no symbols" : strerror(-error));
	}
	if (error) {
		hint("kraft build");
		free(symbols);
		graph_free(g);
		return error;
	}
	if (g->edge_count)
		qsort(g->edge, g->edge_count, sizeof(*g->edge), by_ends);
	free(symbols);
	return error;
}

void graph_free(struct graph *g)
{
	for (size_t i = 0; i < g->edge_count; i++)
		strings_free(&g->edge[i].selects);
	free(g->edge);
	free(g->node);
	links_free(&g->links);
	objects_free(&g->objects);
	memset(g, 0, sizeof(*g));
}

static bool of_kind(const struct graph_edge *e, unsigned int kinds)
{
	return ((kinds & GRAPH_SELECTS) && e->selects.count) ||
	       ((kinds & GRAPH_SYMBOLS) && e->symbols);
}

/* way[from * count + to]: can `to` be reached from `from`? */
static bool *all_ways(const struct graph *g)
{
	size_t n = g->count;
	bool *way = need_zeroed(n * n + 1);

	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].kept)
			way[g->edge[i].from * n + g->edge[i].to] = true;
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; way[i * n + k] && j < n; j++)
				way[i * n + j] |= way[k * n + j];
	return way;
}

#define LOWEST_RANK 12

/* From the top of an image down. Libraries that this does not name stand beside the ports. */
static int layer_rank(const char *layer)
{
	static const char *const order[] = {"app",  "port",    "boot",    "posix", "fs",
	                                    "dev",  "drivers", "sched",   "mem",   "base",
	                                    "plat", "arch",    "compiler"};

	for (int i = 0; i < (int)(sizeof(order) / sizeof(*order)); i++)
		if (strcmp(order[i], layer) == 0)
			return i;
	return 1;
}

int graph_rank(const struct graph *g, size_t node)
{
	return layer_rank(g->node[node].layer);
}

/* In a circle, a lower layer calls a higher one back. */
static void drop_calls_back(struct graph *g)
{
	bool *way = all_ways(g);

	for (size_t i = 0; i < g->edge_count; i++) {
		struct graph_edge *e = &g->edge[i];

		if (graph_rank(g, e->from) > graph_rank(g, e->to) &&
		    way[e->to * g->count + e->from])
			e->kept = false;
	}
	free(way);
}

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

/* An edge to a node that is still open closes a circle. */
static void drop_circles(struct graph *g, size_t node, enum mark *mark)
{
	mark[node] = MARK_OPEN;
	for (size_t i = 0; i < g->edge_count; i++) {
		struct graph_edge *e = &g->edge[i];

		if (!e->kept || e->from != node)
			continue;
		if (mark[e->to] == MARK_OPEN)
			e->kept = false;
		else if (mark[e->to] == MARK_NEW)
			drop_circles(g, e->to, mark);
	}
	mark[node] = MARK_DONE;
}

static void drop_shortcuts(struct graph *g)
{
	bool *way = all_ways(g);

	for (size_t i = 0; i < g->edge_count; i++) {
		struct graph_edge *e = &g->edge[i];

		for (size_t middle = 0; e->kept && middle < g->count; middle++)
			if (way[e->from * g->count + middle] && way[middle * g->count + e->to])
				e->kept = false;
	}
	free(way);
}

void graph_choose(struct graph *g, unsigned int kinds, bool reduce)
{
	enum mark *mark = need_zeroed((g->count + 1) * sizeof(*mark));

	for (size_t i = 0; i < g->edge_count; i++)
		g->edge[i].kept = of_kind(&g->edge[i], kinds);
	if (reduce) {
		drop_calls_back(g);
		for (int rank = 0; rank <= LOWEST_RANK; rank++)
			for (size_t i = 0; i < g->count; i++)
				if (mark[i] == MARK_NEW && graph_rank(g, i) == rank)
					drop_circles(g, i, mark);
		drop_shortcuts(g);
	}
	free(mark);
}

bool graph_is_root(const struct graph *g, size_t node)
{
	if (strcmp(g->node[node].layer, "app") == 0)
		return true;
	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].kept && g->edge[i].to == node && g->edge[i].from != node)
			return false;
	return true;
}
