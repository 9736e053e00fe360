/* SPDX-License-Identifier: BSD-3-Clause */
/* Collects the parts of an image. A port is two parts when both are linked: the source that it
 * fetched, and what it adds; their licences differ. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/licence.h"
#include "inspect/origin_facts.h"
#include "inspect/sbom.h"
#include "term/message.h"

#define CORE_REF "core/unikraft"

static struct sbom_part *add_part(struct sbom *s, char *ref, const char *name)
{
	s->item = need(realloc(s->item, (s->count + 1) * sizeof(*s->item)));
	s->item[s->count] = (struct sbom_part){.ref = ref, .name = copy_string(name)};
	return &s->item[s->count++];
}

static void take_licences(struct sbom_part *part, const char *folder)
{
	struct licences found;

	licence_of_folder(folder, &found);
	part->licences = found.ids;
	part->licence_source = found.source;
}

static const char *plain_name(const struct library *l)
{
	return l->name + (starts_with(l->name, "lib") ? 3 : 0);
}

static bool of_core(const struct library *l)
{
	return strcmp(l->layer, "port") != 0 && strcmp(l->layer, "app") != 0;
}

/* The archive's own checksum when it is still there, else the one that was pinned. */
static char *archive_hash(const struct library *l)
{
	struct strings path = {0}, hash = {0};
	char *found = NULL;

	if (l->archive && is_file(l->archive)) {
		strings_add(&path, l->archive);
		if (hash_files(&path, &hash) == 0)
			found = copy_string(hash.item[0]);
	} else if (l->sha256.count == 1) {
		found = copy_string(l->sha256.item[0]);
	}
	strings_free(&path);
	strings_free(&hash);
	return found ? found : copy_string("");
}

static void add_origin(struct sbom *s, const struct library *l)
{
	struct sbom_part *part = add_part(s, format("origin/%s", l->name), plain_name(l));
	char *folder = origin_folder(l);

	part->library = l;
	part->of_origin = true;
	part->version = origin_version(l);
	part->sha256 = archive_hash(l);
	part->purl = origin_purl(l, part->version, part->sha256);
	if (l->licence) {
		strings_add(&part->licences, l->licence);
		part->licence_source = copy_string("Makefile.uk");
	} else if (folder && is_folder(folder)) {
		take_licences(part, folder);
		if (part->licence_source) {
			char *source = format("%s/%s", path_base(folder), part->licence_source);

			free(part->licence_source);
			part->licence_source = source;
		}
	}
	free(folder);
}

static void add_own(struct sbom *s, const struct library *l, bool has_origin)
{
	struct sbom_part *part = add_part(s, format("library/%s", l->name), l->name);
	const char *space = of_core(l) ? "unikraft" : NULL;

	part->library = l;
	if (of_core(l))
		part->version = copy_string(s->inventory->core_version);
	else if (l->version && !has_origin)
		part->version = copy_string(l->version);
	part->purl = generic_purl(space, l->name, part->version);
	if (has_origin)
		part->description = format("the port of %s: what it adds to the origin's source",
		                           plain_name(l));
	if (l->licence && !has_origin) {
		strings_add(&part->licences, l->licence);
		part->licence_source = copy_string("Makefile.uk");
	} else {
		take_licences(part, l->base);
	}
}

/* libgcc and compiler-rt are parts of compilers that are under one licence in all their versions
 * that build this. */
static void add_runtime(struct sbom *s, const char *name)
{
	struct sbom_part *part = add_part(s, format("runtime/%s", name), name);
	bool gcc = starts_with(name, "libgcc");

	part->version = gcc && strcmp(s->inventory->compiler, "gcc") == 0
	                        ? copy_string(s->inventory->compiler_version)
	                        : NULL;
	part->purl = generic_purl(NULL, name, part->version);
	part->description = copy_string("the compiler's runtime library");
	if (gcc || starts_with(name, "libclang_rt")) {
		strings_add(&part->licences, gcc ? "GPL-3.0-or-later WITH GCC-exception-3.1"
		                                 : "Apache-2.0 WITH LLVM-exception");
		part->licence_source = copy_string("the compiler");
	}
}

static void add_core(struct sbom *s)
{
	struct sbom_part *part = add_part(s, copy_string(CORE_REF), "unikraft");
	char *include = path_join(s->inventory->core, "include");

	part->version = copy_string(s->inventory->core_version);
	part->purl = generic_purl(NULL, "unikraft", part->version);
	part->description = copy_string("the library operating system");
	take_licences(part, s->inventory->core);
	if (!part->licences.count)
		take_licences(part, include);
	free(include);
}

static int by_ref(const void *a, const void *b)
{
	return strcmp(((const struct sbom_part *)a)->ref, ((const struct sbom_part *)b)->ref);
}

static bool has_part(const struct sbom *s, const char *ref)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->item[i].ref, ref) == 0)
			return true;
	return false;
}

/* The part that stands for a library: what the port adds calls the origin, and is called. */
static char *ref_of(const struct sbom *s, const struct graph_node *n)
{
	char *ref = format("%s/%s", n->library ? "library" : "runtime", n->name);

	if (!has_part(s, ref)) {
		free(ref);
		ref = format("origin/%s", n->name);
	}
	return ref;
}

static void add_edges(struct sbom *s, const struct graph *g)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct sbom_part *part = &s->item[i];
		char *own = format("library/%s", part->library ? part->library->name : "");

		strings_addf(&s->edges, "image %s", part->ref);
		if (part->of_origin && has_part(s, own))
			strings_addf(&s->edges, "%s %s", own, part->ref);
		if (!part->of_origin && part->library && of_core(part->library))
			strings_addf(&s->edges, "%s %s", part->ref, CORE_REF);
		free(own);
	}
	for (size_t i = 0; i < g->edge_count; i++) {
		char *from, *to;

		if (!g->edge[i].symbols)
			continue;
		from = ref_of(s, &g->node[g->edge[i].from]);
		to = ref_of(s, &g->node[g->edge[i].to]);
		strings_addf(&s->edges, "%s %s", from, to);
		free(from);
		free(to);
	}
	strings_sort(&s->edges);
}

static int hash_image(struct sbom *s)
{
	struct strings path = {0}, hash = {0};
	int error;

	strings_add(&path, s->inventory->image);
	error = hash_files(&path, &hash);
	if (!error)
		s->image_sha256 = copy_string(hash.item[0]);
	strings_free(&path);
	strings_free(&hash);
	return error;
}

int sbom_make(const struct plan *plan, const struct inventory *v, const struct graph *g,
              struct sbom *s)
{
	int error;

	*s = (struct sbom){.plan = plan, .inventory = v};
	error = hash_image(s);
	if (error)
		return error;
	add_core(s);
	for (size_t i = 0; i < g->count; i++) {
		const struct graph_node *n = &g->node[i];
		bool origin, own;

		if (n->linked < 0)
			continue;
		if (!n->library) {
			add_runtime(s, n->name);
			continue;
		}
		origin = links_has_part(&g->links, (size_t)n->linked, true);
		own = links_has_part(&g->links, (size_t)n->linked, false);
		if (origin)
			add_origin(s, n->library);
		if (own)
			add_own(s, n->library, origin);
	}
	qsort(s->item, s->count, sizeof(*s->item), by_ref);
	add_edges(s, g);
	return 0;
}

void sbom_free(struct sbom *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct sbom_part *part = &s->item[i];

		free(part->ref);
		free(part->name);
		free(part->version);
		free(part->description);
		free(part->purl);
		free(part->licence_source);
		free(part->sha256);
		strings_free(&part->licences);
	}
	free(s->item);
	free(s->image_sha256);
	strings_free(&s->edges);
	*s = (struct sbom){0};
}
