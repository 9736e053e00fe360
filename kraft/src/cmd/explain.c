/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: what a name means: an option, a system call, a library, a variable of a
 * Makefile.uk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/explain.h"
#include "index/workspace.h"
#include "term/message.h"

static const struct option options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

/* Without a project: the options of everything that is here. */
static void read_all_options(struct subject *s)
{
	for (size_t i = 0; i <= s->folders.count; i++) {
		const char *folder = i ? s->folders.item[i - 1] : s->core;
		char *path = path_join(folder, "Config.uk");

		kconfig_add(path, &s->kconfig);
		free(path);
	}
}

static void read_project(const struct invocation *in, struct subject *s)
{
	const char *folder = option_value(in, "workdir");
	char *file = project_file(folder ? folder : ".");

	if (!file) {
		workspace_open(&s->session.workspace, NULL);
		return;
	}
	free(file);
	if (session_plan(in, &s->session))
		return;
	s->has_project = true;
	s->core = copy_string(s->session.plan.core);
	if (is_file(s->session.plan.config) &&
	    inventory_read(&s->session.plan, &s->inventory) == 0) {
		s->has_inventory = true;
		free(s->core);
		s->core = copy_string(s->inventory.core);
	}
}

static void add_ports(struct subject *s)
{
	const struct plan *plan = &s->session.plan;
	struct strings names = {0};

	for (size_t i = 0; i < plan->folders.count; i++)
		strings_add_new(&s->folders, plan->folders.item[i]);
	folder_list(s->session.workspace.libs, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *folder = path_join(s->session.workspace.libs, names.item[i]);

		strings_add_new(&s->folders, folder);
		free(folder);
	}
	strings_free(&names);
}

static void gather(const struct invocation *in, struct subject *s)
{
	const char *architecture = "x86_64";

	memset(s, 0, sizeof(*s));
	read_project(in, s);
	if (!s->core && is_folder(s->session.workspace.core))
		s->core = copy_string(s->session.workspace.core);
	if (!s->core && builtin_root())
		s->core = path_join(builtin_root(), "unikraft");
	if (s->core)
		core_libraries(s->core, &s->folders);
	add_ports(s);
	if (s->has_project) {
		char *root = path_join(s->core, "Config.uk"),
		     *folder = path_join(s->session.plan.build, "uk/kconfig");

		architecture = s->session.plan.target->architecture;
		kconfig_read(root, folder, &s->kconfig);
		dotconfig_read(s->session.plan.config, &s->values);
		free(folder);
		free(root);
	} else if (s->core) {
		read_all_options(s);
	}
	if (s->core)
		syscalls_read(s->core, architecture, &s->syscalls);
}

static void release(struct subject *s)
{
	inventory_free(&s->inventory);
	kconfig_free(&s->kconfig);
	settings_free(&s->values);
	strings_free(&s->folders);
	syscalls_free(&s->syscalls);
	free(s->core);
	session_close(&s->session);
}

static void unknown(const struct subject *s, const char *name)
{
	struct strings names = {0};
	const char *nearest;

	variable_names(&names);
	for (size_t i = 0; i < s->kconfig.count; i++)
		strings_addf(&names, "%s%s", starts_with(name, "CONFIG_") ? "CONFIG_" : "",
		             s->kconfig.item[i].name);
	for (size_t i = 0; i < s->syscalls.count; i++)
		strings_add(&names, s->syscalls.item[i].name);
	for (size_t i = 0; i < s->folders.count; i++) {
		char *own = library_name(s->folders.item[i]);

		if (own)
			strings_add(&names, own + (starts_with(name, "lib") ? 0 : 3));
		free(own);
	}
	nearest = did_you_mean(name, &names);
	fail("'%s' is no option, system call, library or variable that is known here", name);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("'kraft explain' lists the variables, 'kraft list -l' libraries, 'kraft "
		     "menuconfig' options");
	strings_free(&names);
}

static int run(const struct invocation *in)
{
	struct subject s;
	int status = 0;

	if (!in->operands.count)
		return list_variables();
	gather(in, &s);
	for (size_t i = 0; i < in->operands.count; i++) {
		const char *name = in->operands.item[i];
		/* a name may be of several kinds */
		bool found = explain_option(&s, name);

		found |= explain_syscall(&s, name);
		found |= explain_library(&s, name);
		found |= explain_variable(&s, name);
		fflush(stdout);
		if (!found) {
			unknown(&s, name);
			status = EXIT_FAILED;
		}
	}
	release(&s);
	return status;
}

const struct command command_explain = {
        .name = "explain",
        .operands = "[NAME...]",
        .summary = "Say what an option, a system call, a library or a make variable is",
        .text = "For the application here: values and who set them, sizes, what provides a system "
                "call. An option is written with or\nwithout CONFIG_, a system call by name or "
                "number. Without an operand: all variables of a Makefile.uk.",
        .options = options,
        .complete = "@library",
        .run = run,
};
