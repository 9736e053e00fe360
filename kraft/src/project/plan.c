/* SPDX-License-Identifier: BSD-3-Clause */
/* From a project to the folders and the make command that build it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "index/depends.h"
#include "machine/volume_folder.h"
#include "project/kconfig.h"
#include "project/locate.h"
#include "project/plan.h"

struct resolve {
	const struct workspace *w;
	struct index index;
	struct locate locate;
	struct plan *plan;
	int errors;
};

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
			char *where = locate_name(&r->locate, TYPE_LIB, other, &r->errors);

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
	bool stands_in;
	const struct component *c =
	        use->source ? NULL : index_library(&r->index, use->name, &stands_in);
	const char *name = c ? c->name : use->name;
	char *folder = locate_use(&r->locate, TYPE_LIB, use), *option;

	if (folder) {
		option = library_option(folder, name);
		settings_add(&r->plan->asked, option, "y", &use->place);
		free(option);
		add_library(r, name, folder);
	} else {
		r->errors++;
	}
	for (size_t i = 0; i < use->kconfig.count; i++)
		settings_add(&r->plan->asked, use->kconfig.item[i].name, use->kconfig.item[i].value,
		             &use->kconfig.item[i].place);
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
			char *folder = locate_name(&r->locate, TYPE_LIB, library, &r->errors);

			if (folder)
				add_library(r, library, folder);
		}
		free(library);
	}
}

/* Libraries that the application itself names in its Config.uk. */
static void add_from_application(struct resolve *r)
{
	char *config = path_join(r->plan->project->sources, "Config.uk");
	struct strings symbols = {0};

	config_wants(config, &symbols);
	for (size_t i = 0; i < symbols.count; i++) {
		char *name = symbol_library(r->w, &r->index, symbols.item[i]);
		char *folder = name && !strings_has(&r->plan->names, name)
		                       ? locate_name(&r->locate, TYPE_LIB, name, &r->errors)
		                       : NULL;

		if (folder)
			add_library(r, name, folder);
		free(name);
	}
	strings_free(&symbols);
	free(config);
}

/* The folder of a target's platform or architecture that is not one of the core's. */
static void add_external(struct resolve *r, enum component_type type, const char *name)
{
	char *core = format("%s/%s/%s/Makefile.uk", r->plan->core ? r->plan->core : "",
	                    type == TYPE_PLAT ? "plat" : "arch", name);
	char *folder = is_file(core) ? NULL : component_folder(r->w, type, name);

	if (folder && is_folder(folder))
		strings_add(&r->plan->external, folder);
	free(folder);
	free(core);
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
	/* One image for each target: the core's own platform is not for this one. */
	if (plan->external.count && strcmp(t->platform, "kvm") != 0)
		settings_add(&plan->asked, "PLAT_KVM", "n", &t->place);
	free(architecture);
	free(platform);
}

/* The build system is make, which takes blanks for ends of names. */
static bool without_blank(const char *what, const char *path)
{
	if (!path || !strpbrk(path, " \t"))
		return true;
	fail("the path of %s contains a blank, which the build system cannot handle: %s", what,
	     path);
	hint("move it to a path without blanks");
	return false;
}

static bool paths_usable(const struct plan *plan)
{
	bool usable = without_blank("the application", plan->project->folder) &&
	              without_blank("the template", plan->project->sources) &&
	              without_blank("the build folder", plan->build) &&
	              without_blank("the library OS", plan->core);

	for (size_t i = 0; usable && i < plan->folders.count; i++)
		usable = without_blank(plan->names.item[i], plan->folders.item[i]);
	for (size_t i = 0; usable && i < plan->external.count; i++)
		usable = without_blank("the platform or architecture", plan->external.item[i]);
	return usable;
}

/* Whether a volume is a disk that is mounted: by its driver, or because its source is a file. */
static bool is_mounted_disk(const struct named_value *v)
{
	const char *source = named_value_get(v, "source");
	char *file = NULL;
	bool is_disk;

	if (volume_kind(v) == VOLUME_EXT)
		return true;
	if (volume_kind(v) == VOLUME_LINE)
		file = copy_bytes(v->values.item[0], strcspn(v->values.item[0], ":"));
	else if (source)
		file = copy_string(source);
	char *path = file ? path_join(v->folder, file) : NULL;
	char *named = file && volume_is_name(file) ? volume_disk(file) : NULL;

	is_disk = (path && is_file(path)) || (named && is_file(named));
	free(named);
	free(path);
	free(file);
	return is_disk;
}

/* A project that shares folders or mounts disks needs the file system for it, unless it says
 * otherwise. */
static void add_volumes(struct resolve *r)
{
	const struct project *p = r->plan->project;

	for (size_t i = 0; i < p->volume_count; i++) {
		const struct named_value *v = &p->volumes[i];
		enum volume_kind kind = volume_kind(v);
		const struct settings *asked = &r->plan->asked;
		struct settings wanted = {0};
		const struct setting *given;
		const char *library;

		if (kind != VOLUME_LINE && kind != VOLUME_SHARE && kind != VOLUME_EXT)
			continue;
		library = is_mounted_disk(v)      ? "LIBEXT2FS"
		          : volume_is_virtiofs(v) ? "LIBVIRTIOFS"
		                                  : "LIB9PFS";
		given = settings_find(asked, library);
		if (given && strcmp(given->value, "y") != 0)
			continue;
		if (!given)
			settings_add(&wanted, library, "y", &v->place);
		if (!settings_find(asked, "LIBVFSCORE"))
			settings_add(&wanted, "LIBVFSCORE", "y", &v->place);
		add_settings(r, &wanted);
		settings_free(&wanted);
	}
}

static void make_command(struct plan *plan)
{
	char *fetch = fetch_program();
	struct text libraries = {0}, external = {0};

	for (size_t i = 0; i < plan->folders.count; i++)
		text_addf(&libraries, "%s%s", i ? ":" : "", plan->folders.item[i]);
	for (size_t i = 0; i < plan->external.count; i++)
		text_addf(&external, "%s%s", i ? ":" : "", plan->external.item[i]);
	strings_add(&plan->make, "make");
	strings_add(&plan->make, "--no-print-directory");
	strings_add(&plan->make, "-C");
	strings_add(&plan->make, plan->core);
	strings_addf(&plan->make, "A=%s", plan->project->sources);
	strings_addf(&plan->make, "L=%s", libraries.data ? libraries.data : "");
	if (external.data)
		strings_addf(&plan->make, "P=%s", external.data);
	strings_addf(&plan->make, "O=%s", plan->build);
	strings_addf(&plan->make, "N=%s", plan->project->name);
	if (fetch)
		strings_addf(&plan->make, "KRAFT_FETCH=%s", fetch);
	if (getenv("COMPILER"))
		strings_addf(&plan->make, "COMPILER=%s", getenv("COMPILER"));
	if (getenv("CROSS_COMPILE"))
		strings_addf(&plan->make, "CROSS_COMPILE=%s", getenv("CROSS_COMPILE"));
	text_free(&libraries);
	text_free(&external);
	free(fetch);
}

/* The first target has .config and the output folder; the others' stand beside and below these, so
 * that building one does not undo another. */
static void place_files(struct plan *plan)
{
	const struct project *p = plan->project;
	char *name, *file;

	if (plan->target == p->targets) {
		plan->config = path_join(p->folder, ".config");
		plan->build = copy_string(p->outdir);
		return;
	}
	name = target_name(plan->target);
	for (char *c = name; *c; c++)
		*c = *c == '/' ? '-' : *c;
	file = format(".config.%s", name);
	plan->config = path_join(p->folder, file);
	plan->build = format("%s/targets/%s", p->outdir, name);
	free(file);
	free(name);
}

static void find_defconfig(struct plan *plan)
{
	const struct project *p = plan->project;
	char *path = path_join(p->folder, "defconfig");

	if (!is_file(path)) {
		free(path);
		path = path_join(p->sources, "defconfig");
	}
	if (is_file(path))
		plan->defconfig = path_short(path);
	free(path);
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
	place_files(plan);
	find_defconfig(plan);
	r.locate = (struct locate){.workspace = w, .index = &r.index, .project = p};
	plan->core = locate_use(&r.locate, TYPE_CORE, &p->unikraft);
	add_external(&r, TYPE_PLAT, t->platform);
	add_external(&r, TYPE_ARCH, t->architecture);
	add_target(plan);
	for (size_t i = 0; i < p->library_count; i++)
		add_named(&r, &p->libraries[i]);
	add_from_application(&r);
	add_settings(&r, &p->unikraft.kconfig);
	add_settings(&r, &t->kconfig);
	add_volumes(&r);
	index_free(&r.index);
	if (r.errors || !plan->core)
		return -ENOENT;
	if (!paths_usable(plan))
		return -EINVAL;
	make_command(plan);
	return 0;
}

bool plan_all_names(const struct workspace *w, const struct plan *plan, struct strings *names)
{
	const struct project *p = plan->project;
	struct plan others = {.project = p};
	struct resolve r = {.w = w, .plan = &others};
	bool missing = false;

	if (index_load(w, &r.index))
		return false;
	r.locate = (struct locate){
	        .workspace = w, .index = &r.index, .project = p, .missing = &missing};
	for (size_t i = 0; i < plan->names.count; i++)
		strings_add(&others.names, plan->names.item[i]);
	for (size_t i = 0; i < p->target_count; i++)
		add_settings(&r, &p->targets[i].kconfig);
	for (size_t i = 0; i < others.names.count; i++)
		strings_add_new(names, others.names.item[i]);
	plan_free(&others);
	index_free(&r.index);
	return r.errors == 0;
}

void plan_free(struct plan *plan)
{
	free(plan->core);
	free(plan->defconfig);
	free(plan->config);
	free(plan->build);
	strings_free(&plan->names);
	strings_free(&plan->folders);
	strings_free(&plan->external);
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
