/* SPDX-License-Identifier: BSD-3-Clause */
/* Completing a project by its template. The rule for every key: what the project says holds; maps
 * are joined entry by entry, lists of targets and arguments are taken whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/load.h"
#include "project/locate.h"
#include "project/template.h"

#define MAX_DEPTH 8

/* The projects that are being completed, each the template of the one above. */
struct chain {
	const struct project *project;
	const struct chain *above;
	int depth;
};

/* --- configuration values ------------------------------------------------------- */

static void add_all(struct settings *into, const struct settings *from)
{
	for (size_t i = 0; i < from->count; i++)
		settings_add(into, from->item[i].name, from->item[i].value, &from->item[i].place);
}

/* A value of the project holds wherever the template says it: at the library OS, at a library or a
 * target, of which the last one would win. */
static void override(struct settings *theirs, const struct settings *own)
{
	for (size_t i = 0; i < theirs->count; i++) {
		const struct setting *s = settings_find(own, theirs->item[i].name);

		if (s)
			settings_add(theirs, s->name, s->value, &s->place);
	}
}

static void adopt_settings(struct settings *into, const struct settings *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (!settings_find(into, from->item[i].name))
			settings_add(into, from->item[i].name, from->item[i].value,
			             &from->item[i].place);
}

/* --- parts ------------------------------------------------------------------------ */

static void take(char **into, char **from)
{
	if (*into)
		return;
	*into = *from;
	*from = NULL;
}

/* A version belongs to its source: that of the template means nothing at another one. */
static void adopt_component(struct component_use *own, struct component_use *theirs)
{
	if (!own->source && !own->version) {
		own->version_place = theirs->version_place;
		take(&own->version, &theirs->version);
	}
	if (!own->source && theirs->source) {
		own->folder = theirs->folder;
		take(&own->source, &theirs->source);
	}
	adopt_settings(&own->kconfig, &theirs->kconfig);
}

static struct component_use *find_library(struct project *p, const char *name)
{
	for (size_t i = 0; i < p->library_count; i++)
		if (strcmp(p->libraries[i].name, name) == 0)
			return &p->libraries[i];
	return NULL;
}

static void adopt_libraries(struct project *p, struct project *base, const struct settings *own)
{
	p->libraries = need(realloc(p->libraries, (p->library_count + base->library_count + 1) *
	                                                  sizeof(*p->libraries)));
	for (size_t i = 0; i < base->library_count; i++) {
		struct component_use *theirs = &base->libraries[i];
		struct component_use *mine = find_library(p, theirs->name);

		override(&theirs->kconfig, own);
		if (mine) {
			adopt_component(mine, theirs);
		} else {
			p->libraries[p->library_count++] = *theirs;
			*theirs = (struct component_use){0};
		}
	}
}

static void adopt_targets(struct project *p, struct project *base, const struct settings *own)
{
	if (p->own_targets || !base->own_targets)
		return;
	project_free_targets(p);
	p->targets = base->targets;
	p->target_count = base->target_count;
	p->own_targets = true;
	base->targets = NULL;
	base->target_count = 0;
	for (size_t i = 0; i < p->target_count; i++)
		override(&p->targets[i].kconfig, own);
}

static bool same_entry(const struct named_value *a, const struct named_value *b)
{
	char *x, *y;
	bool same;

	if (a->name[0] && strcmp(a->name, b->name) == 0)
		return true;
	x = volume_target(a);
	y = volume_target(b);
	same = x && y && strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

/* Volumes and networks: the same name or place is the same entry. */
static void adopt_named(struct named_value **own, size_t *count, struct named_value *theirs,
                        size_t their_count)
{
	size_t own_count = *count;

	*own = need(realloc(*own, (*count + their_count + 1) * sizeof(**own)));
	for (size_t i = 0; i < their_count; i++) {
		bool said = false;

		for (size_t k = 0; k < own_count && !said; k++)
			said = same_entry(&(*own)[k], &theirs[i]);
		if (said)
			continue;
		(*own)[(*count)++] = theirs[i];
		theirs[i] = (struct named_value){0};
	}
}

/* The later one of a name holds, so the template's go first. */
static void adopt_variables(struct strings *own, struct strings *theirs)
{
	struct strings all = {0};

	strings_move(&all, theirs);
	strings_move(&all, own);
	*own = all;
}

/* `kraft init` writes a Makefile.uk that holds a comment alone. */
static bool has_sources(const char *folder)
{
	char *makefile = path_join(folder, "Makefile.uk"), *config = path_join(folder, "Config.uk");
	bool found = is_file(config);
	struct strings lines = {0};
	struct text text = {0};

	if (!found && file_read(makefile, &text) == 0 && text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count && !found; i++) {
		const char *line = trim(lines.item[i]);

		found = *line && *line != '#';
	}
	strings_free(&lines);
	text_free(&text);
	free(config);
	free(makefile);
	return found;
}

static void complete(struct project *p, struct project *base)
{
	struct settings own = {0};

	add_all(&own, &p->unikraft.kconfig);
	for (size_t i = 0; i < p->library_count; i++)
		add_all(&own, &p->libraries[i].kconfig);
	if (!has_sources(p->folder)) {
		free(p->sources);
		p->sources = copy_string(base->sources);
	}
	if (!p->own_arguments) {
		strings_free(&p->arguments);
		strings_move(&p->arguments, &base->arguments);
		p->own_arguments = base->own_arguments;
	}
	adopt_variables(&p->environment, &base->environment);
	adopt_variables(&p->labels, &base->labels);
	if (!p->rootfs && base->rootfs)
		p->rootfs = path_join(base->folder, base->rootfs);
	if (!p->runtime && base->runtime) {
		p->runtime_place = base->runtime_place;
		take(&p->runtime, &base->runtime);
	}
	override(&base->unikraft.kconfig, &own);
	adopt_component(&p->unikraft, &base->unikraft);
	adopt_libraries(p, base, &own);
	adopt_targets(p, base, &own);
	adopt_named(&p->volumes, &p->volume_count, base->volumes, base->volume_count);
	adopt_named(&p->networks, &p->network_count, base->networks, base->network_count);
	settings_free(&own);
}

/* --- finding it ------------------------------------------------------------------- */

static int check_chain(const struct chain *chain, const struct project *p, const char *folder)
{
	const struct place *place = &p->template.place;

	for (const struct chain *c = chain; c; c = c->above) {
		if (strcmp(c->project->folder, folder) != 0)
			continue;
		fail_at(place, "the template '%s' leads back to %s", p->template.name,
		        c->project->shown);
		hint("an application cannot be its own template: name another one, or a `source`");
		return -ELOOP;
	}
	if (chain->depth < MAX_DEPTH)
		return 0;
	fail_at(place, "templates of templates: more than %d", MAX_DEPTH);
	return -ELOOP;
}

static int apply(const struct workspace *w, const struct index *index, struct project *p,
                 const struct chain *above, bool bring)
{
	const struct chain chain = {p, above, above ? above->depth + 1 : 0};
	const struct chain *top = &chain;
	bool missing = false;
	struct locate l = {.workspace = w, .index = index, .missing = bring ? NULL : &missing};
	char *folder;
	int error;

	if (!p->template.name || p->base)
		return 0;
	/* the lock of the project that is built says which state is brought */
	while (top->above)
		top = top->above;
	l.project = top->project;
	folder = locate_use(&l, TYPE_APP, &p->template);
	if (!folder)
		return missing ? 0 : -ENOENT;
	error = check_chain(&chain, p, folder);
	if (!error) {
		p->base = need_zeroed(sizeof(*p->base));
		error = project_load(folder, p->base);
		if (!error)
			error = apply(w, index, p->base, &chain, bring);
		if (error)
			hint("%s:%d names it as the template", p->template.place.file,
			     p->template.place.line);
	}
	free(folder);
	if (!error)
		complete(p, p->base);
	return error;
}

int template_apply(const struct workspace *w, struct project *p, bool bring)
{
	struct index index;
	int error;

	if (!p->template.name)
		return 0;
	error = index_load(w, &index);
	if (error)
		return error;
	error = apply(w, &index, p, NULL, bring);
	index_free(&index);
	return error;
}

int project_open(const struct workspace *w, const char *folder, struct project *p)
{
	int error = project_load(folder, p);

	return error ? error : template_apply(w, p, true);
}
