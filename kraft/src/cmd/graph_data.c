/* SPDX-License-Identifier: BSD-3-Clause */
/* The graph of libraries for programs: JSON, and the language of Graphviz. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>

#include "cmd/graph.h"
#include "inspect/reasons.h"
#include "term/table.h"

static json_t *json_words(const struct strings *words)
{
	json_t *list = json_array();

	for (size_t i = 0; words && i < words->count; i++)
		json_array_append_new(list, json_string(words->item[i]));
	return list;
}

static json_t *json_reasons(const struct graph_view *v, const char *option)
{
	json_t *list = json_array();
	struct reasons reasons = {0};

	if (option)
		reasons_find(&v->inventory->kconfig, &v->inventory->values, v->plan, option,
		             &reasons);
	for (size_t i = 0; i < reasons.count; i++) {
		const struct reason *r = &reasons.item[i];

		json_array_append_new(
		        list, json_pack("{s:s, s:s?, s:s?, s:s?, s:o}", "kind",
		                        reason_name(r->kind), "by", r->by, "condition",
		                        r->condition, "file", r->place.file, "line",
		                        r->place.line ? json_integer(r->place.line) : json_null()));
	}
	reasons_free(&reasons);
	return list;
}

static json_t *json_node(const struct graph_view *v, size_t node)
{
	const struct graph *g = v->graph;
	const struct graph_node *n = &g->node[node];
	const struct library *l = n->library;
	json_t *selects = json_array(), *needs = json_array();

	for (size_t i = 0; i < g->edge_count; i++) {
		const struct graph_edge *e = &g->edge[i];
		const char *to = g->node[e->to].name;

		if (e->from != node)
			continue;
		if (e->selects.count)
			json_array_append_new(selects,
			                      json_pack("{s:s, s:o}", "library", to, "options",
			                                json_words(&e->selects)));
		if (e->symbols)
			json_array_append_new(needs, json_pack("{s:s, s:o}", "library", to,
			                                       "symbols", json_words(e->symbols)));
	}
	return json_pack("{s:s, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o}", "name", n->name,
	                 "layer", n->layer, "option", l ? l->option : NULL, "folder",
	                 l ? l->base : NULL, "linked",
	                 g->built ? json_boolean(n->linked >= 0) : json_null(), "size",
	                 g->built ? json_integer((json_int_t)n->size) : json_null(), "reasons",
	                 json_reasons(v, l ? l->option : NULL), "selects", selects, "needs", needs);
}

static void print_json(json_t *o)
{
	json_dumpf(o, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(o);
}

void graph_print_json(const struct graph_view *v)
{
	json_t *libraries = json_array();

	for (size_t i = 0; i < v->graph->count; i++)
		json_array_append_new(libraries, json_node(v, i));
	print_json(json_pack("{s:s, s:b, s:o}", "image", v->inventory->image, "built",
	                     v->graph->built, "libraries", libraries));
}

void graph_print_why_json(const struct graph_view *v, const struct library *library)
{
	const struct graph *g = v->graph;
	size_t node = graph_find(g, library->name);
	json_t *o = json_node(v, node), *users = json_array();
	struct strings chain = {0};

	if (g->node[node].linked >= 0)
		links_chain(&g->links, (size_t)g->node[node].linked, &chain);
	json_object_set_new(o, "chain", json_words(&chain));
	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].to == node && g->edge[i].symbols)
			json_array_append_new(users,
			                      json_pack("{s:s, s:o}", "library",
			                                g->node[g->edge[i].from].name, "symbols",
			                                json_words(g->edge[i].symbols)));
	json_object_set_new(o, "users", users);
	strings_free(&chain);
	print_json(o);
}

/* How far a node is from the roots; the depth option cuts there. */
static unsigned int *levels(const struct graph *g)
{
	unsigned int *level = need_zeroed((g->count + 1) * sizeof(*level));
	bool changed = true;

	for (size_t i = 0; i < g->count; i++)
		level[i] = graph_is_root(g, i) ? 1 : 0;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < g->edge_count; i++) {
			const struct graph_edge *e = &g->edge[i];

			if (e->kept && level[e->from] &&
			    (!level[e->to] || level[e->to] > level[e->from] + 1)) {
				level[e->to] = level[e->from] + 1;
				changed = true;
			}
		}
	}
	return level;
}

static bool within(const struct graph_view *v, const unsigned int *level, size_t node)
{
	return !v->depth || (level[node] && level[node] <= v->depth);
}

static void draw_edge(const struct graph *g, const struct graph_edge *e, struct text *out)
{
	struct text tip = {0};

	text_addf(out, "\t\"%s\" -> \"%s\" [", g->node[e->from].name, g->node[e->to].name);
	for (size_t i = 0; i < e->selects.count; i++)
		text_addf(&tip, "%s%s", i ? ", " : "selected by ", e->selects.item[i]);
	for (size_t i = 0; e->symbols && i < e->symbols->count; i++)
		text_addf(&tip, "%s%s", i ? ", " : tip.len ? "; " : "", e->symbols->item[i]);
	if (!e->symbols)
		text_add(out, "style=dashed, ");
	else if (e->symbols->count > 1)
		text_addf(out, "label=\"%zu\", ", e->symbols->count);
	else
		text_addf(out, "label=\"%s\", ", e->symbols->item[0]);
	text_add(out, "tooltip=");
	json_quote(out, tip.data ? tip.data : "");
	text_add(out, "];\n");
	text_free(&tip);
}

void graph_draw(const struct graph_view *v, struct text *out)
{
	const struct graph *g = v->graph;
	unsigned int *level = levels(g);

	text_add(out, "// solid: symbols used (their number or name); dashed: selected only\n"
	              "digraph ");
	json_quote(out, v->plan->project->name);
	text_add(out, " {\n\trankdir=TB;\n\tnode [shape=box, style=\"filled,rounded\", "
	              "fontname=\"sans-serif\", fontsize=11];\n"
	              "\tedge [fontname=\"sans-serif\", fontsize=8, color=\"#666666\", "
	              "fontcolor=\"#666666\"];\n");
	for (size_t i = 0; i < g->count; i++) {
		const struct graph_node *n = &g->node[i];
		const char *fill;

		if (!within(v, level, i))
			continue;
		graph_layer_color(n->layer, &fill);
		text_addf(out, "\t\"%s\" [fillcolor=\"%s\"", n->name, fill);
		if (n->size)
			text_addf(out, ", label=\"%s\\n%.1f KiB\"", n->name, n->size / 1024.0);
		if (g->built && n->linked < 0)
			text_add(out, ", style=\"dashed,rounded\"");
		text_addf(out, ", tooltip=\"layer %s\"];\n", n->layer);
	}
	for (size_t i = 0; i < g->edge_count; i++)
		if (g->edge[i].kept && g->edge[i].from != g->edge[i].to &&
		    within(v, level, g->edge[i].from) && within(v, level, g->edge[i].to))
			draw_edge(g, &g->edge[i], out);
	text_add(out, "}\n");
	free(level);
}
