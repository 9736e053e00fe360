/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft list: what is known and what is here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/session.h"
#include "index/index.h"
#include "project/template.h"
#include "term/message.h"
#include "term/table.h"

static const struct option options[] = {
        {'i', "installed", NULL, "only what is in the workspace", NULL},
        {'c', "core", NULL, "only the library OS", NULL},
        {'p', "plats", NULL, "only platforms", NULL},
        {'l', "libs", NULL, "only libraries", NULL},
        {'a', "apps", NULL, "only applications", NULL},
        {'d', "show-origins", NULL, "also show where each comes from and where it is", NULL},
        {'n', "no-pager", NULL, "not through a pager when it is longer than the terminal", NULL},
        {'t', "this", NULL, "only what the application here uses", NULL},
        {'j', "json", NULL, "as JSON", NULL},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0, "names", NULL, "only names, one a line", NULL},
        {0},
};

/* "2 days ago" is what people look for in a list; JSON gets the exact time. */
static char *date(long long when, bool exact)
{
	long long ago = (long long)time(NULL) - when;
	time_t t = when;
	char out[40];

	if (!when)
		return NULL;
	if (exact)
		strftime(out, sizeof(out), "%Y-%m-%dT%H:%M:%SZ", gmtime(&t));
	else if (ago < 60)
		snprintf(out, sizeof(out), "just now");
	else if (ago < 3600)
		snprintf(out, sizeof(out), "%lld min ago", ago / 60);
	else if (ago < 86400)
		snprintf(out, sizeof(out), "%lld h ago", ago / 3600);
	else
		strftime(out, sizeof(out), "%Y-%m-%d", localtime(&t));
	return copy_string(out);
}

struct filter {
	bool any_type, type[TYPE_COUNT];
	bool installed, this;
	const struct project *project;
};

static bool used_here(const struct project *p, const struct component *c)
{
	if (c->type == TYPE_CORE)
		return true;
	for (; c->type == TYPE_APP && p && p->template.name; p = p->base)
		if (strcmp(p->template.name, c->name) == 0)
			return true;
	for (size_t i = 0; c->type == TYPE_LIB && i < p->library_count; i++)
		if (strcmp(p->libraries[i].name, c->name) == 0)
			return true;
	return false;
}

static void add_row(struct table *t, const struct workspace *w, const struct index *index,
                    const struct component *c, const struct filter *f, bool exact, bool names)
{
	char *where = component_installed(w, index, c->type, c->name);
	char *released, *checked;

	if (where || !f->installed) {
		released = date(c->released, exact);
		checked = date(c->checked, exact);
		if (names)
			puts(c->name);
		else
			table_row(t, where ? 32 : 31,
			          (const char *[]){c->name,
			                           c->versions.count ? c->versions.item[0] : NULL,
			                           released, checked, component_type_name(c->type),
			                           where ? "yes" : "no", c->origin, where});
		free(released);
		free(checked);
	}
	free(where);
}

/* In the workspace though no origin offers it: made here, or its origin was forgotten. */
static void add_strays(const struct workspace *w, struct index *index)
{
	const char *const folders[] = {w->libs, w->apps};

	for (int k = 0; k < 2; k++) {
		struct strings names = {0};

		folder_list(folders[k], &names);
		for (size_t i = 0; i < names.count; i++) {
			char *path = path_join(folders[k], names.item[i]);
			struct component c;

			if (names.item[i][0] != '.' && folder_inspect(path, &c) == 0) {
				c.origin = copy_string("workspace");
				c.kind = ORIGIN_FOLDER;
				if (index_find(index, c.type, c.name))
					component_free(&c);
				else
					index_add(index, &c);
			}
			free(path);
		}
		strings_free(&names);
	}
}

static int compare(const void *a, const void *b)
{
	const struct component *x = a, *y = b;

	return x->type != y->type ? (int)x->type - (int)y->type : strcmp(x->name, y->name);
}

static int run(const struct invocation *in)
{
	static const char *const short_columns[] = {"NAME", "VERSION", "RELEASED", "LAST CHECKED",
	                                            NULL};
	static const char *const columns[] = {"NAME",         "VERSION",  "RELEASED",
	                                      "LAST CHECKED", "TYPE",     "INSTALLED",
	                                      "ORIGIN",       "LOCATION", NULL};
	struct filter f = {.installed = option_given(in, "installed"),
	                   .this = option_given(in, "this")};
	bool names = option_given(in, "names"), wide;
	enum table_format format;
	struct session s = {0};
	struct index index;
	struct table *table;

	if (table_format_parse(option_given(in, "json") ? "json" : option_value(in, "output"),
	                       &format))
		return EXIT_USAGE;
	f.type[TYPE_CORE] = option_given(in, "core");
	f.type[TYPE_PLAT] = option_given(in, "plats");
	f.type[TYPE_LIB] = option_given(in, "libs");
	f.type[TYPE_APP] = option_given(in, "apps");
	for (int i = 0; i < TYPE_COUNT; i++)
		f.any_type |= f.type[i];
	if (f.this ? session_load(in, &s) || template_apply(&s.workspace, &s.project, false)
	           : (workspace_open(&s.workspace, NULL), 0))
		return EXIT_FAILED;
	if (index_load(&s.workspace, &index))
		return EXIT_FAILED;
	add_strays(&s.workspace, &index);
	qsort(index.item, index.count, sizeof(*index.item), compare);
	wide = option_given(in, "show-origins") || format != TABLE_TEXT;
	table = table_new(wide ? columns : short_columns);
	for (size_t i = 0; i < index.count; i++) {
		const struct component *c = &index.item[i];

		if (i && compare(c, c - 1) == 0)
			continue; /* the same from a second origin */
		if ((!f.any_type || f.type[c->type]) && (!f.this || used_here(&s.project, c)))
			add_row(table, &s.workspace, &index, c, &f, format != TABLE_TEXT, names);
	}
	if (!names)
		(option_given(in, "no-pager") ? table_print : table_page)(
		        table, format,
		        "nothing is known yet: 'kraft list update' asks the origins");
	table_free(table);
	index_free(&index);
	session_close(&s);
	return 0;
}

const struct command command_list = {
        .name = "list",
        .summary = "List components: the library OS, libraries and applications",
        .text = "Green is in the workspace, red is not. 'kraft list update' asks the origins "
                "again.",
        .options = options,
        .run = run,
};
