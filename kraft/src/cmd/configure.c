/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft configure and menuconfig: the .config of a project. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/session.h"
#include "project/kconfig.h"
#include "project/template.h"
#include "term/message.h"

static const struct option options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'F', "force", NULL, "start anew: forget what .config says beyond kraft.yaml", NULL},
        {'k', "menuconfig", NULL, "then open the menu", NULL},
        {'y', "yes-option", "NAME", "switch CONFIG_NAME on (may be repeated)", NULL},
        {'n', "no-option", "NAME", "switch CONFIG_NAME off (may be repeated)", NULL},
        {'s', "set", "NAME=VALUE", "set CONFIG_NAME (may be repeated)", NULL},
        {0, "defconfig", "FILE", "set everything that a file written like .config says", "@file"},
        {'u', "use", "NAME@VERSION", "use another version of a component", "@component"},
        {0},
};

static const struct option menu_options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

static int add_given(const struct invocation *in, struct settings *asked)
{
	struct place place = {"the command line", 0, 0};
	const char *value;
	size_t at = 0;
	int error;

	while ((value = option_next(in, "defconfig", &at))) {
		error = defconfig_read(value, asked);
		if (error) {
			fail("%s cannot be read: %s", value, strerror(-error));
			return error;
		}
	}
	at = 0;
	while ((value = option_next(in, "yes-option", &at)))
		settings_add(asked, value, "y", &place);
	at = 0;
	while ((value = option_next(in, "no-option", &at)))
		settings_add(asked, value, "n", &place);
	at = 0;
	while ((value = option_next(in, "set", &at)))
		settings_parse(asked, value, &place);
	return 0;
}

static int open_menu(const struct session *s)
{
	static const char *const words[] = {"menuconfig", NULL};
	int status = plan_run(&s->plan, words, NULL, NULL);

	if (status)
		fail("the menu ended with status %d", status);
	return status ? EXIT_FAILED : 0;
}

/* An answer to a menu cannot come from anywhere else, so this is checked before anything is done.
 */
static bool has_terminal(void)
{
	if (isatty(0) && isatty(1))
		return true;
	fail("menuconfig needs a terminal");
	hint("in a script use 'kraft configure -s NAME=VALUE', or set the value in kraft.yaml "
	     "with 'kraft set NAME=VALUE'");
	return false;
}

static struct component_use *find_use(struct project *p, const char *name)
{
	if (strcmp(name, "unikraft") == 0)
		return &p->unikraft;
	for (size_t i = 0; i < p->library_count; i++)
		if (strcmp(p->libraries[i].name, name) == 0)
			return &p->libraries[i];
	return NULL;
}

/* -u NAME@VERSION holds for this run: kraft.yaml is not changed. The template comes first, as it
 * says what else there is. */
static int apply_use(const struct invocation *in, struct session *s, bool template)
{
	const char *value;
	size_t at = 0;

	while ((value = option_next(in, "use", &at))) {
		struct component_use *use;
		struct wanted w;
		bool is_template;

		if (wanted_parse(value, &w))
			return -1;
		use = w.type == TYPE_APP ? NULL : find_use(&s->project, w.name);
		is_template = !use && s->project.template.name &&
		              strcmp(s->project.template.name, w.name) == 0;
		if (is_template)
			use = &s->project.template;
		if (template != is_template) {
			wanted_free(&w);
			continue;
		}
		if (!use) {
			fail("kraft.yaml uses no component '%s'", w.name);
			hint("'kraft lib add %s' adds it", value);
			wanted_free(&w);
			return -1;
		}
		free(use->version);
		use->version = w.version ? copy_string(w.version) : NULL;
		use->version_place = (struct place){"the command line", 0, 0};
		wanted_free(&w);
	}
	return 0;
}

static int run(const struct invocation *in)
{
	bool menu = option_given(in, "menuconfig");
	struct session s = {0};
	int status = EXIT_FAILED;
	const struct target *target;

	if (menu && !has_terminal())
		return EXIT_FAILED;
	if (session_load(in, &s) == 0 && apply_use(in, &s, true) == 0 &&
	    template_apply(&s.workspace, &s.project, true) == 0 && apply_use(in, &s, false) == 0 &&
	    (target = session_target(in, &s)) &&
	    plan_make(&s.workspace, &s.project, target, &s.plan) == 0) {
		if (add_given(in, &s.plan.given) == 0 &&
		    configure(&s.plan, option_given(in, "force")) == 0) {
			char *shown = path_short(s.plan.config);

			say("wrote %s for %s/%s with %zu librar%s", shown, target->machine,
			    target->architecture, s.plan.names.count,
			    s.plan.names.count == 1 ? "y" : "ies");
			free(shown);
			status = menu ? open_menu(&s) : 0;
		}
	}
	session_close(&s);
	return status;
}

static int run_menu(const struct invocation *in)
{
	struct session s = {0};
	int status = EXIT_FAILED;

	if (!has_terminal())
		return EXIT_FAILED;
	if (session_configured(in, &s) == 0)
		status = open_menu(&s);
	session_close(&s);
	return status;
}

const struct command command_configure = {
        .name = "configure",
        .summary = "Write .config from kraft.yaml",
        .text = "What .config says beyond kraft.yaml (from 'kraft menuconfig') is kept. A value "
                "that was asked for\n"
                "and is not in force afterwards is an error that names the unmet dependencies; "
                ".config is then\n"
                "left as it was.",
        .options = options,
        .run = run,
};

const struct command command_menuconfig = {
        .name = "menuconfig",
        .summary = "Open the configuration menu",
        .options = menu_options,
        .run = run_menu,
};
