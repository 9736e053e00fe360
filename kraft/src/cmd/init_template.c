/* SPDX-License-Identifier: BSD-3-Clause */
/* A new application from another one: its files, under a new name, for the targets asked for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/init.h"
#include "index/index.h"
#include "project/template.h"
#include "term/message.h"

static const char *const targets_path[] = {"targets", NULL};

/* The folder of the template; NULL after a message. */
static char *find_template(const struct workspace *w, const char *template)
{
	struct wanted wanted;
	struct index index;
	struct component *c;
	char *from = NULL;

	if (wanted_parse(template, &wanted))
		return NULL;
	if (index_load(w, &index)) {
		wanted_free(&wanted);
		return NULL;
	}
	from = component_installed(w, &index, TYPE_APP, wanted.name);
	c = from ? NULL : index_need(&index, TYPE_APP, wanted.name);
	if (c && (c->kind == ORIGIN_BUILTIN || c->kind == ORIGIN_FOLDER))
		from = copy_string(c->location);
	else if (c &&
	         component_pull(w, c, wanted.version, &(struct pull_options){.verify = true}) >= 0)
		from = component_folder(w, TYPE_APP, c->name);
	index_free(&index);
	wanted_free(&wanted);
	return from;
}

struct choice {
	const char *platform; /* NULL: any */
	const char *architecture;
	bool exactly; /* a target names the platform by this very word, so qemu is not kvm */
};

static bool fits(const struct choice *choice, const struct target *t)
{
	if (choice->architecture && strcmp(choice->architecture, t->architecture) != 0)
		return false;
	if (!choice->platform)
		return true;
	return choice->exactly ? strcmp(choice->platform, t->machine) == 0
	                       : strcmp(platform_name(choice->platform), t->platform) == 0;
}

static size_t count_fitting(const struct choice *choice, const struct project *p)
{
	size_t count = 0;

	for (size_t i = 0; i < p->target_count; i++)
		count += fits(choice, &p->targets[i]);
	return count;
}

static int refuse(const struct choice *choice, const struct project *p, const char *template)
{
	struct text all = {0};

	for (size_t i = 0; i < p->target_count; i++)
		text_addf(&all, "%s%s/%s", i ? ", " : "", p->targets[i].machine,
		          p->targets[i].architecture);
	fail("%s offers no target for %s%s%s", template, choice->platform ? choice->platform : "",
	     choice->platform && choice->architecture ? "/" : "",
	     choice->architecture ? choice->architecture : "");
	hint("its targets are: %s", all.data);
	text_free(&all);
	return -ENOENT;
}

/* A target that runs the same images under the platform's other name is written by the name asked
 * for. */
static int rewrite(struct text *yaml, const struct target *t, size_t index, const char *platform)
{
	char *whole = format("%s/%s", platform, t->architecture);
	int error = document_set_item(yaml, targets_path, index, "platform", platform);

	if (error == -ENOENT)
		error = document_set_item(yaml, targets_path, index, "plat", platform);
	if (error == -ENOENT)
		error = document_set_item(yaml, targets_path, index, NULL, whole);
	free(whole);
	return error;
}

/* The template's list of targets, or a new one when it says none. */
static int choose_targets(struct text *yaml, const struct project *p, const struct choice *choice,
                          bool listed)
{
	const struct target *first = NULL;
	int error = 0;

	for (size_t i = p->target_count; i > 0 && !error; i--) {
		const struct target *t = &p->targets[i - 1];

		if (fits(choice, t))
			first = t;
		if (!listed)
			continue;
		if (!fits(choice, t))
			error = document_remove_item(yaml, targets_path, i - 1);
		else if (choice->platform && strcmp(choice->platform, t->machine) != 0)
			error = rewrite(yaml, t, i - 1, choice->platform);
	}
	if (!listed && first)
		text_addf(yaml, "%stargets:\n  - architecture: %s\n    platform: %s\n",
		          ends_with(yaml->data, "\n") ? "" : "\n", first->architecture,
		          choice->platform ? choice->platform : first->machine);
	return error;
}

/* The new kraft.yaml. */
static int adapt(const struct invocation *in, const struct workspace *w, const char *from,
                 const char *name, struct text *yaml)
{
	static const char *const name_path[] = {"name", NULL};
	struct choice choice = {.platform = option_value(in, "plat"),
	                        .architecture = option_value(in, "arch"),
	                        .exactly = true};
	struct project p;
	int error = project_load(from, &p);
	bool listed = p.own_targets;

	if (!error)
		error = template_apply(w, &p, false);
	if (!error && !count_fitting(&choice, &p)) {
		choice.exactly = false;
		if (!count_fitting(&choice, &p))
			error = refuse(&choice, &p, option_value(in, "template"));
	}
	if (!error) {
		error = file_read(p.file, yaml);
		if (!error)
			error = document_set(yaml, name_path, name);
		if (!error && (choice.platform || choice.architecture))
			error = choose_targets(yaml, &p, &choice, listed);
		if (error)
			fail("%s cannot be changed: %s", p.shown, strerror(-error));
	}
	project_free(&p);
	return error;
}

int init_from_template(const struct invocation *in, const struct workspace *w, const char *folder,
                       const char *name)
{
	static const char *const skip[] = {".git",        "build",      ".config",
	                                   ".config.old", "kraft.lock", NULL};
	char *from = find_template(w, option_value(in, "template")), *file;
	struct text yaml = {0};
	int error = from ? adapt(in, w, from, name, &yaml) : -ENOENT;

	if (!error && is_folder(folder) && !is_empty_folder(folder) && !option_given(in, "force")) {
		fail("%s is not empty", folder);
		hint("choose another name, or overwrite with --force");
		error = -EEXIST;
	}
	if (!error) {
		error = folder_copy(from, folder, skip, true);
		if (error)
			fail("%s cannot be copied: %s", from, strerror(-error));
	}
	if (!error) {
		file = project_file(folder);
		error = file ? file_write(file, yaml.data, yaml.len) : -ENOENT;
		if (error)
			fail("kraft.yaml in %s cannot be written: %s", folder, strerror(-error));
		free(file);
	}
	text_free(&yaml);
	free(from);
	return error;
}
