/* SPDX-License-Identifier: BSD-3-Clause */
/* From a project to the folders and the make command that build it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "index/depends.h"
#include "project/kconfig.h"
#include "project/plan.h"

struct resolve {
	const struct workspace *w;
	struct index index;
	struct plan *plan;
	int errors;
};

static void unknown_component(struct resolve *r, const struct component_use *use,
                              enum component_type type)
{
	struct strings names = {0};
	const char *nearest;

	for (size_t i = 0; i < r->index.count; i++)
		if (r->index.item[i].type == type)
			strings_add_new(&names, r->index.item[i].name);
	fail_at(&use->place, "unknown library '%s'", use->name);
	nearest = did_you_mean(use->name, &names);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("'kraft list -l' shows the libraries; 'kraft list add' names another origin");
	strings_free(&names);
	r->errors++;
}

/* A version must be one that the component has. What stands in the workspace without being in the
 * index is taken as it is. */
static bool check_version(struct resolve *r, const struct component_use *use,
                          const struct component *c)
{
	struct text all = {0};

	if (!use->version || !c || component_version(c, use->version))
		return true;
	for (size_t i = 0; i < c->versions.count; i++)
		text_addf(&all, "%s%s", i ? ", " : "", c->versions.item[i]);
	fail_at(&use->version_place, "%s has no version '%s'", use->name, use->version);
	hint("known: %s%s", all.data ? all.data : "none",
	     c->kind == ORIGIN_BUILTIN ? "" : "; 'kraft list update' asks the origin again");
	text_free(&all);
	r->errors++;
	return false;
}

/* The folder of a component, brought now when it is not there yet. */
static char *locate(struct resolve *r, enum component_type type, const char *name,
                    const char *version)
{
	char *folder = component_installed(r->w, &r->index, type, name);
	struct component *c;
	int error;

	if (folder)
		return folder;
	c = index_find(&r->index, type, name);
	if (!c)
		return NULL;
	error = component_pull(r->w, c, version, &(struct pull_options){.verify = true});
	if (error < 0) {
		r->errors++;
		return NULL;
	}
	folder = component_folder(r->w, type, name);
	say("  + %s: now in %s", name, folder);
	return folder;
}

static void add_library(struct resolve *r, const char *name, char *folder)
{
	struct strings symbols = {0};
	char *config;

	if (!strings_add_new(&r->plan->names, name)) {
		free(folder);
		return;
	}
	strings_take(&r->plan->folders, folder);
	config = path_join(folder, "Config.uk");
	config_wants(config, &symbols);
	for (size_t i = 0; i < symbols.count; i++) {
		char *other = symbol_library(r->w, &r->index, symbols.item[i]);

		if (other && !strings_has(&r->plan->names, other)) {
			char *where = locate(r, TYPE_LIB, other, NULL);

			if (where)
				add_library(r, other, where);
		}
		free(other);
	}
	strings_free(&symbols);
	free(config);
}

static void add_named(struct resolve *r, const struct component_use *use)
{
	char *folder = NULL, *symbol = symbol_name(use->name), *option = format("LIB%s", symbol);
	struct component *c = index_find(&r->index, TYPE_LIB, use->name);

	if (use->source && is_folder(use->source))
		folder = path_absolute(use->source);
	else if (check_version(r, use, c))
		folder = locate(r, TYPE_LIB, use->name, use->version);
	if (folder) {
		settings_add(&r->plan->asked, option, "y", &use->place);
		add_library(r, use->name, folder);
	} else if (!c) {
		unknown_component(r, use, TYPE_LIB);
	}
	for (size_t i = 0; i < use->kconfig.count; i++)
		settings_add(&r->plan->asked, use->kconfig.item[i].name, use->kconfig.item[i].value,
		             &use->kconfig.item[i].place);
	free(option);
	free(symbol);
}

static void add_settings(struct resolve *r, const struct settings *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct setting *item = &s->item[i];
		char *library = strcmp(item->value, "y") == 0
		                        ? symbol_library(r->w, &r->index, item->name)
		                        : NULL;

		settings_add(&r->plan->asked, item->name, item->value, &item->place);
		if (library && !strings_has(&r->plan->names, library)) {
			char *folder = locate(r, TYPE_LIB, library, NULL);

			if (folder)
				add_library(r, library, folder);
		}
		free(library);
	}
}

static void add_core(struct resolve *r)
{
	const struct component_use *use = &r->plan->project->unikraft;
	struct component *c = index_find(&r->index, TYPE_CORE, "unikraft");

	if (use->source && is_folder(use->source)) {
		r->plan->core = path_absolute(use->source);
		return;
	}
	if (!check_version(r, use, c))
		return;
	r->plan->core = locate(r, TYPE_CORE, "unikraft", use->version);
	if (!r->plan->core && !c) {
		fail_at(&use->place, "the library OS is not in the workspace %s", r->w->root);
		hint("bring it with 'kraft list update' and 'kraft list pull unikraft@staging'");
		r->errors++;
	}
}

/* Libraries that the application itself names in its Config.uk. */
static void add_from_application(struct resolve *r)
{
	char *config = path_join(r->plan->project->folder, "Config.uk");
	struct strings symbols = {0};

	config_wants(config, &symbols);
	for (size_t i = 0; i < symbols.count; i++) {
		char *name = symbol_library(r->w, &r->index, symbols.item[i]);
		char *folder = name && !strings_has(&r->plan->names, name)
		                       ? locate(r, TYPE_LIB, name, NULL)
		                       : NULL;

		if (folder)
			add_library(r, name, folder);
		free(name);
	}
	strings_free(&symbols);
	free(config);
}

static void add_target(struct plan *plan)
{
	const struct target *t = plan->target;
	char *architecture = symbol_name(t->architecture), *platform = symbol_name(t->platform);
	char *option = format("ARCH_%s", architecture);

	settings_add(&plan->asked, option, "y", &t->place);
	free(option);
	option = format("PLAT_%s", platform);
	settings_add(&plan->asked, option, "y", &t->place);
	free(option);
	free(architecture);
	free(platform);
}

/* A project that shares folders needs the file system for it, unless it says otherwise. */
static void add_volumes(struct plan *plan)
{
	const struct project *p = plan->project;

	for (size_t i = 0; i < p->volume_count; i++) {
		enum volume_kind kind = volume_kind(&p->volumes[i]);

		if ((kind == VOLUME_LINE || kind == VOLUME_SHARE) &&
		    !settings_find(&plan->asked, "LIB9PFS")) {
			settings_add(&plan->asked, "LIB9PFS", "y", &p->volumes[i].place);
			settings_add(&plan->asked, "LIBVFSCORE", "y", &p->volumes[i].place);
		}
	}
}

static void make_command(struct plan *plan)
{
	char *fetch = fetch_program();
	struct text libraries = {0};

	for (size_t i = 0; i < plan->folders.count; i++)
		text_addf(&libraries, "%s%s", i ? ":" : "", plan->folders.item[i]);
	strings_add(&plan->make, "make");
	strings_add(&plan->make, "--no-print-directory");
	strings_add(&plan->make, "-C");
	strings_add(&plan->make, plan->core);
	strings_addf(&plan->make, "A=%s", plan->project->folder);
	strings_addf(&plan->make, "L=%s", libraries.data ? libraries.data : "");
	strings_addf(&plan->make, "O=%s", plan->build);
	strings_addf(&plan->make, "N=%s", plan->project->name);
	if (fetch)
		strings_addf(&plan->make, "KRAFT_FETCH=%s", fetch);
	if (getenv("COMPILER"))
		strings_addf(&plan->make, "COMPILER=%s", getenv("COMPILER"));
	if (getenv("CROSS_COMPILE"))
		strings_addf(&plan->make, "CROSS_COMPILE=%s", getenv("CROSS_COMPILE"));
	text_free(&libraries);
	free(fetch);
}

int plan_make(const struct workspace *w, const struct project *p, const struct target *t,
              struct plan *plan)
{
	struct resolve r = {.w = w, .plan = plan};
	int error;

	memset(plan, 0, sizeof(*plan));
	plan->project = p;
	plan->target = t;
	error = index_load(w, &r.index);
	if (error)
		return error;
	plan->config = path_join(p->folder, ".config");
	plan->build = copy_string(p->outdir);
	add_core(&r);
	add_target(plan);
	for (size_t i = 0; i < p->library_count; i++)
		add_named(&r, &p->libraries[i]);
	add_from_application(&r);
	add_settings(&r, &p->unikraft.kconfig);
	add_settings(&r, &t->kconfig);
	add_volumes(plan);
	index_free(&r.index);
	if (r.errors || !plan->core)
		return -ENOENT;
	make_command(plan);
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->core);
	free(plan->config);
	free(plan->build);
	strings_free(&plan->names);
	strings_free(&plan->folders);
	strings_free(&plan->make);
	settings_free(&plan->asked);
	settings_free(&plan->given);
	memset(plan, 0, sizeof(*plan));
}

int plan_run(const struct plan *plan, const char *const *words,
             void (*line)(void *context, const char *line, bool is_error), void *context)
{
	struct strings argv = {0};
	bool has_config = false;
	char *shown;
	int status;

	for (size_t i = 0; i < plan->make.count; i++)
		strings_add(&argv, plan->make.item[i]);
	for (; *words; words++) {
		has_config |= starts_with(*words, "C=");
		strings_add(&argv, *words);
	}
	if (!has_config)
		strings_addf(&argv, "C=%s", plan->config);
	shown = process_show((const char *const *)argv.item);
	detail("%s", shown);
	free(shown);
	status = process_run(&(struct process){
	        .argv = (const char *const *)argv.item, .line = line, .context = context});
	if (status == 127) {
		fail("'make' is missing");
		hint("as root: apt-get install make");
	}
	strings_free(&argv);
	return status;
}

char *plan_image(const struct plan *plan)
{
	struct settings values = {0};
	const struct setting *name;
	char *image;

	if (!is_file(plan->config))
		return NULL;
	dotconfig_read(plan->config, &values);
	name = settings_find(&values, "UK_NAME");
	image = format("%s/%s_%s-%s", plan->build,
	               name && name->value[0] ? name->value : plan->project->name,
	               plan->target->platform, plan->target->architecture);
	settings_free(&values);
	return image;
}
