/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks the relocations of an image's objects, breadth first, so that chains are short. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/links.h"

#define NOBODY ((size_t)-1)

struct node { /* a section of an object */
	size_t object;
	size_t parent;    /* who refers to it first; NOBODY: a root */
	const char *name; /* a symbol that stands in it */
	bool named;
	bool live; /* one of its symbols is in the image */
	bool reached;
};

struct link_graph {
	const struct object_index *index;
	size_t *first;   /* of each object: its section 0 among the nodes */
	size_t *library; /* of each object: index of its library */
	bool *linked;    /* of each object: something of it is in the image */
	struct node *node;
	size_t count;
	size_t *queue; /* nodes in the order in which they were reached */
	size_t queued;
	struct strings names;   /* all libraries */
	struct strings *symbol; /* names × names */
	size_t *entered;        /* of each library: the node that was reached first */
};

static struct node *node_of(const struct link_graph *g, const struct definition *d)
{
	const struct object *o = &g->index->object[d->object];

	/* a common symbol has no section; number 0 is used by nothing else */
	return &g->node[g->first[d->object] + (d->section < o->section_count ? d->section : 0)];
}

static size_t library_index(struct link_graph *g, const char *name)
{
	for (size_t i = 0; i < g->names.count; i++)
		if (strcmp(g->names.item[i], name) == 0)
			return i;
	strings_add(&g->names, name);
	return g->names.count - 1;
}

static struct link_graph *new_graph(const struct object_index *index)
{
	struct link_graph *g = need_zeroed(sizeof(*g));

	g->index = index;
	g->first = need_zeroed((index->count + 1) * sizeof(*g->first));
	g->library = need_zeroed((index->count + 1) * sizeof(*g->library));
	g->linked = need_zeroed(index->count + 1);
	for (size_t i = 0; i < index->count; i++) {
		g->first[i] = g->count;
		g->count += index->object[i].section_count + 1;
		g->library[i] = library_index(g, index->object[i].library);
	}
	g->node = need_zeroed((g->count + 1) * sizeof(*g->node));
	g->queue = need_zeroed((g->count + 1) * sizeof(*g->queue));
	for (size_t i = 0; i < index->count; i++)
		for (size_t k = 0; k <= index->object[i].section_count; k++)
			g->node[g->first[i] + k] = (struct node){.object = i, .parent = NOBODY};
	for (size_t i = 0; i < index->definition_count; i++) {
		struct node *n = node_of(g, &index->definition[i]);

		if (!n->name || index->definition[i].bind != STB_LOCAL)
			n->name = index->definition[i].name;
		n->named = true;
	}
	return g;
}

/* What of the objects came into the image, by the image's own symbols. */
static const struct definition *mark_live(struct link_graph *g, const struct elf *image)
{
	const struct definition *last = NULL, *entry = NULL;

	for (size_t i = 0; i < image->symbol_count; i++) {
		const struct elf_symbol *s = &image->symbol[i];
		const struct definition *d;

		if (s->section == SHN_UNDEF || s->section >= image->section_count)
			continue;
		d = objects_find(g->index, s, s->bind == STB_LOCAL ? last : NULL);
		if (!d)
			continue;
		if (s->bind == STB_LOCAL)
			last = d;
		node_of(g, d)->live = true;
		g->linked[d->object] = true;
		if (s->address == image->entry && (!entry || s->type == STT_FUNC))
			entry = d;
	}
	return entry;
}

/* Of several definitions of a name: what was linked; strong before weak; the library's own. */
static const struct definition *resolve(const struct link_graph *g, const char *name, size_t object)
{
	const struct definition *best = NULL, *d = objects_first(g->index, name);
	int most = -1;

	for (; d; d = objects_next(g->index, d)) {
		int points = node_of(g, d)->live ? 8 : 0;

		if (d->bind == STB_LOCAL)
			continue;
		points += d->bind != STB_WEAK ? 4 : 0;
		points += g->library[d->object] == g->library[object] ? 2 : 0;
		if (points > most) {
			most = points;
			best = d;
		}
	}
	return best;
}

static void reach(struct link_graph *g, struct node *n, size_t parent)
{
	size_t library = g->library[n->object];

	if (n->reached || (n->named && !n->live))
		return;
	n->reached = true;
	n->parent = parent;
	if (g->entered[library] == NOBODY)
		g->entered[library] = n - g->node;
	g->queue[g->queued++] = n - g->node;
}

struct visit {
	struct link_graph *g;
	size_t object;
};

static void follow(void *context, unsigned int section, const struct elf_symbol *target)
{
	const struct visit *visit = context;
	struct link_graph *g = visit->g;
	const struct object *o = &g->index->object[visit->object];
	size_t from = g->first[visit->object] + section, library = g->library[visit->object], other;
	const struct definition *d;

	if (section >= o->section_count || !g->node[from].reached)
		return;
	if (target->section != SHN_UNDEF && target->section < o->section_count &&
	    target->bind != STB_WEAK) {
		reach(g, &g->node[g->first[visit->object] + target->section], from);
		return;
	}
	d = *target->name ? resolve(g, target->name, visit->object) : NULL;
	if (!d)
		return;
	reach(g, node_of(g, d), from);
	other = g->library[d->object];
	if (other != library && node_of(g, d)->reached)
		strings_add_new(&g->symbol[library * g->names.count + other], target->name);
}

/* An object's relocations are read anew for each of its sections that is reached: most objects have
 * few. */
static void walk(struct link_graph *g, size_t from)
{
	for (size_t i = from; i < g->queued; i++) {
		struct visit visit = {g, g->node[g->queue[i]].object};
		const struct object *o = &g->index->object[visit.object];

		elf_relocations(o->data, o->len, follow, &visit);
	}
}

/* Sections that the link keeps without anybody referring to them: tables, notes, entry code. */
static bool is_kept(const struct elf_section *s)
{
	static const char *const plain[] = {".text",  ".rodata", ".data",   ".bss",
	                                    ".tdata", ".tbss",   ".comment"};

	if (!(s->flags & SHF_ALLOC) || !s->size || strcmp(s->name, ".eh_frame") == 0)
		return false;
	if (strcmp(s->name, ".text.boot") == 0)
		return true;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (starts_with(s->name, plain[i]))
			return false;
	return true;
}

static void walk_tables(struct link_graph *g)
{
	for (size_t i = 0; i < g->index->count; i++) {
		size_t before = g->queued;
		struct elf elf;

		if (!g->linked[i] ||
		    elf_read(g->index->object[i].data, g->index->object[i].len, &elf))
			continue;
		for (size_t k = 0; k < elf.section_count; k++) {
			if (!is_kept(&elf.section[k]))
				continue;
			if (!g->node[g->first[i] + k].name)
				g->node[g->first[i] + k].name = elf.section[k].name;
			reach(g, &g->node[g->first[i] + k], NOBODY);
		}
		elf_close(&elf);
		walk(g, before);
	}
}

/* Libraries of which nothing was reached are left out. */
static void collect(struct link_graph *g, struct links *out)
{
	size_t count = g->names.count, *place = need_zeroed((count + 1) * sizeof(*place));

	for (size_t i = 0; i < count; i++) {
		place[i] = out->library.count;
		if (g->entered[i] != NOBODY)
			strings_add(&out->library, g->names.item[i]);
	}
	for (size_t i = 0; i < count * count; i++) {
		struct strings *symbols = &g->symbol[i];

		if (!symbols->count)
			continue;
		strings_sort(symbols);
		out->item = need(realloc(out->item, (out->count + 1) * sizeof(*out->item)));
		out->item[out->count++] =
		        (struct link){place[i / count], place[i % count], *symbols};
		*symbols = (struct strings){0};
	}
	free(place);
	out->graph = g;
}

int links_read(const char *image, const struct object_index *index, struct links *out)
{
	const struct definition *entry;
	struct link_graph *g;
	struct mapping m;
	struct elf elf;
	int error = mapping_open(image, &m);

	*out = (struct links){0};
	if (error)
		return error;
	error = elf_read(m.data, m.len, &elf);
	if (!error && !elf.symbol_count)
		error = -ENODATA;
	if (!error) {
		g = new_graph(index);
		g->symbol = need_zeroed((g->names.count * g->names.count + 1) * sizeof(*g->symbol));
		g->entered = need_zeroed((g->names.count + 1) * sizeof(*g->entered));
		for (size_t i = 0; i < g->names.count; i++)
			g->entered[i] = NOBODY;
		entry = mark_live(g, &elf);
		if (entry)
			reach(g, node_of(g, entry), NOBODY);
		walk(g, 0);
		walk_tables(g);
		collect(g, out);
	}
	elf_close(&elf);
	mapping_close(&m);
	return error;
}

void links_free(struct links *links)
{
	struct link_graph *g = links->graph;

	for (size_t i = 0; i < links->count; i++)
		strings_free(&links->item[i].symbols);
	free(links->item);
	strings_free(&links->library);
	if (g) {
		for (size_t i = 0; i < g->names.count * g->names.count; i++)
			strings_free(&g->symbol[i]);
		strings_free(&g->names);
		free(g->symbol);
		free(g->entered);
		free(g->queue);
		free(g->node);
		free(g->linked);
		free(g->library);
		free(g->first);
		free(g);
	}
	*links = (struct links){0};
}

long links_find(const struct links *links, const char *library)
{
	for (size_t i = 0; i < links->library.count; i++)
		if (strcmp(links->library.item[i], library) == 0)
			return (long)i;
	return -1;
}

static size_t library_in_graph(const struct links *links, size_t library)
{
	size_t i = 0;

	while (strcmp(links->graph->names.item[i], links->library.item[library]) != 0)
		i++;
	return i;
}

void links_chain(const struct links *links, size_t library, struct strings *out)
{
	const struct link_graph *g = links->graph;
	size_t at = g->entered[library_in_graph(links, library)];
	struct strings reverse = {0};

	for (; at != NOBODY; at = g->node[at].parent)
		strings_addf(&reverse, "%s (%s)", g->node[at].name ? g->node[at].name : "?",
		             g->names.item[g->library[g->node[at].object]]);
	for (size_t i = reverse.count; i-- > 0;)
		strings_add(out, reverse.item[i]);
	strings_free(&reverse);
}

bool links_has_part(const struct links *links, size_t library, bool of_origin)
{
	const struct link_graph *g = links->graph;
	size_t wanted = library_in_graph(links, library);

	for (size_t i = 0; i < g->queued; i++) {
		size_t object = g->node[g->queue[i]].object;

		if (g->library[object] == wanted && g->index->object[object].of_origin == of_origin)
			return true;
	}
	return false;
}
