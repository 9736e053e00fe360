/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft init: a new application. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/init.h"
#include "cmd/pull.h"
#include "cmd/session.h"
#include "index/index.h"
#include "index/rc.h"
#include "term/message.h"

static const struct option options[] = {
        {'t', "template", "NAME", "start from this application instead of an empty one",
         "@application"},
        {'p', "plat", "PLATFORM",
         "the platform of its target (kvm); of a template: the targets with it", "kvm qemu"},
        {'m', "arch", "ARCHITECTURE", "the architecture of its target (x86_64); the same",
         "x86_64"},
        {'w', "workdir", "FOLDER", "make it in this folder", "@folder"},
        {'d', "dump", NULL, "put its own copy of everything it needs into ./.unikraft", NULL},
        {'F', "force", NULL, "overwrite files that exist", NULL},
        {0},
};

static int write_new(const char *folder, const char *name, const char *text, bool force)
{
	char *path = path_join(folder, name);
	int error = 0;

	if (is_file(path) && !force) {
		detail("%s is there already and stays", path);
	} else {
		error = file_write(path, text, strlen(text));
		if (error)
			fail("%s cannot be written: %s", path, strerror(-error));
	}
	free(path);
	return error;
}

static int write_empty(const char *folder, const char *name, const char *platform,
                       const char *architecture, bool force)
{
	char *yaml = format("specification: '0.5'\nname: %s\nunikraft: staging\ntargets:\n"
	                    "  - architecture: %s\n    platform: %s\n",
	                    name, architecture, platform);
	int error = write_new(folder, "kraft.yaml", yaml, force);

	if (!error)
		error = write_new(
		        folder, "Makefile.uk",
		        "# Sources of the application itself; its libraries stand in kraft.yaml.\n",
		        force);
	if (!error)
		error = write_new(folder, ".gitignore", "/build/\n/.config\n/.config.*\n", force);
	free(yaml);
	return error;
}

int init_project(const struct invocation *in, const char *name, char **made)
{
	const char *where = option_value(in, "workdir"), *template = option_value(in, "template");
	bool force = option_given(in, "force");
	char *folder, *existing;
	struct workspace w;
	struct rc rc;
	int error;

	if (name && (strchr(name, '/') || name[0] == '.' || name[strcspn(name, " \t:#\"'$")])) {
		fail("'%s' cannot be an application's name", name);
		hint("use letters, digits, - and _; --workdir says where to make it");
		return -EINVAL;
	}
	if (rc_load(&rc))
		return -EINVAL;
	const char *platform = option_value(in, "plat"), *architecture = option_value(in, "arch");

	platform = platform ? platform : rc.platform ? rc.platform : "kvm";
	architecture = architecture ? architecture : rc.architecture ? rc.architecture : "x86_64";
	folder = path_absolute(where ? where : name ? name : ".");
	name = name ? name : path_base(folder);
	existing = project_file(folder);
	workspace_open(&w, NULL);
	targets_know(w.plats, w.archs);
	error = platform_known(NULL, platform) && architecture_known(NULL, architecture) ? 0
	                                                                                 : -EINVAL;
	if (!error && existing && !force) {
		fail("%s exists", existing);
		hint("overwrite it with --force");
		error = -EEXIST;
	}
	if (!error && template)
		error = init_from_template(in, &w, folder, name);
	else if (!error && (error = folder_make(folder)))
		fail("%s cannot be made: %s", folder, strerror(-error));
	else if (!error)
		error = write_empty(folder, name, platform, architecture, force);
	workspace_free(&w);
	rc_free(&rc);
	free(existing);
	*made = error ? NULL : folder;
	if (error)
		free(folder);
	return error;
}

/* ./.unikraft wins over every other workspace, so the application then stands on its own. */
static int dump(const char *folder)
{
	char *own = path_join(folder, ".unikraft");
	struct workspace w, here;
	struct index index;
	int error;

	workspace_open(&w, own);
	/* The new one knows no origins yet. */
	workspace_open(&here, NULL);
	error = workspace_make(&w);
	if (!error)
		error = index_load(&here, &index);
	if (!error) {
		const struct pull_options o = {.verify = true};

		error = pull_project(folder, &w, &index, &o, true);
		index_free(&index);
	}
	workspace_free(&here);
	workspace_free(&w);
	free(own);
	return error;
}

static int run(const struct invocation *in)
{
	char *folder, *shown;
	int error;

	if (in->operands.count > 1) {
		fail("'kraft init' takes one name");
		return EXIT_USAGE;
	}
	if (init_project(in, in->operands.count ? in->operands.item[0] : NULL, &folder))
		return EXIT_FAILED;
	shown = path_short(folder);
	error = option_given(in, "dump") ? dump(folder) : 0;
	if (!error) {
		say("made the application %s", shown);
		say("Next: %s%s%s'kraft lib add NAME', 'kraft build', 'kraft run'",
		    strcmp(shown, ".") ? "cd " : "", strcmp(shown, ".") ? shown : "",
		    strcmp(shown, ".") ? "; " : "");
	}
	free(shown);
	free(folder);
	return error ? EXIT_FAILED : 0;
}

const struct command command_init = {
        .name = "init",
        .operands = "[NAME]",
        .summary = "Make a new application: kraft.yaml and Makefile.uk",
        .text = "Without a name: in the current folder.",
        .options = options,
        .run = run,
};
