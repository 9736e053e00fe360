/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft pkg: a project's image as a package. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "machine/decide.h"
#include "package/package.h"
#include "project/kconfig.h"
#include "term/message.h"

static const struct option options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'n', "name", "NAME[:TAG]", "how the package is called (the application's name)", NULL},
        {'k', "kernel", "IMAGE", "package this image instead of a project's", "@file"},
        {'a', "args", "ARGUMENT", "an argument of the program (may be repeated; also after --)",
         NULL},
        {'e', "env", "NAME=VALUE", "a variable of its environment (may be repeated)", NULL},
        {'l', "label", "NAME=VALUE", "a label (may be repeated)", NULL},
        {0, "rootfs", "PATH", "the root file system, as for 'kraft run --rootfs'", "@file"},
        {'o', "output", "PLACE", "a folder, or an archive ending with .tar, instead of the store",
         "@file"},
        {0, "as", "FORMAT", "the format: oci", "oci"},
        {0, "strategy", "STRATEGY",
         "when there is such a package: overwrite (the default), merge, abort",
         "overwrite merge abort"},
        {0, "dbg", NULL, "put the image with symbols beside it", NULL},
        {0, "no-kconfig", NULL, "leave the configuration out", NULL},
        {0},
};

static const char text[] =
        "A package is an image of the OCI image specification: the unikernel, its arguments, "
        "environment, labels and root file system, with what KraftKit and urunc look for. It is "
        "kept in the local store ('kraft pkg ls'); 'kraft run NAME' runs it. The same input gives "
        "the same digest; SOURCE_DATE_EPOCH dates it.\n\n"
        "merge keeps what a package of the same name holds for other platforms.";

static int check_words(const struct invocation *in)
{
	const char *as = option_value(in, "as"), *strategy = option_value(in, "strategy");
	static const char *const lists[] = {"env", "label"};
	const char *value;

	if (as && strcmp(as, "oci") != 0) {
		fail("--as %s: unknown format", as);
		hint("the format is oci");
		return EXIT_USAGE;
	}
	if (strategy && strcmp(strategy, "overwrite") != 0 && strcmp(strategy, "merge") != 0 &&
	    strcmp(strategy, "abort") != 0) {
		fail("--strategy %s: expected overwrite, merge or abort", strategy);
		return EXIT_USAGE;
	}
	if (in->operands.count > 1 || (in->operands.count && !is_folder(in->operands.item[0]))) {
		fail("'kraft pkg' takes a project's folder, and arguments of the program behind "
		     "--");
		hint("-a ARGUMENT gives one as well; see 'kraft help pkg'");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < 2; i++) {
		for (size_t at = 0; (value = option_next(in, lists[i], &at));) {
			if (strchr(value, '=') && *value != '=')
				continue;
			fail("--%s %s: expected NAME=VALUE", lists[i], value);
			return EXIT_USAGE;
		}
	}
	return 0;
}

static void add(struct strings *words, const char *option, const char *value)
{
	if (!value)
		return;
	strings_add(words, option);
	strings_add(words, value);
}

static void add_all(struct strings *words, const char *option, const struct strings *values)
{
	for (size_t i = 0; i < values->count; i++)
		add(words, option, values->item[i]);
}

/* What belongs into the package, as a machine would get it. */
static int collect(const struct invocation *in, struct machine_config *c, struct package *package)
{
	const char *value, *kernel = option_value(in, "kernel");

	for (size_t at = 0; (value = option_next(in, "args", &at));)
		strings_add(&c->arguments, value);
	c->own_arguments = in->has_rest;
	c->fixed_times = true;
	for (size_t i = 0; i < in->rest.count; i++)
		strings_add(&c->arguments, in->rest.item[i]);
	for (size_t at = 0; (value = option_next(in, "env", &at));)
		strings_add(&c->environment, value);
	for (size_t at = 0; (value = option_next(in, "label", &at));)
		strings_add(&c->labels, value);
	if ((value = option_value(in, "rootfs")))
		c->initrd = copy_string(value);
	c->network = MACHINE_NET_NONE;
	c->packer = fetch_program();
	if (!kernel)
		return run_project(in, in->operands.count ? in->operands.item[0] : NULL, false, c,
		                   package);
	c->image = copy_string(kernel);
	c->debug_image = format("%s.dbg", kernel);
	c->dotconfig = image_config(kernel);
	return 0;
}

/* Of a variable that is given twice the last one holds. */
static void drop_overridden(struct strings *list)
{
	for (size_t i = 0; i < list->count;) {
		size_t len = strcspn(list->item[i], "="), k = i + 1;

		while (k < list->count && (strncmp(list->item[k], list->item[i], len) != 0 ||
		                           list->item[k][len] != '='))
			k++;
		if (k < list->count)
			strings_remove(list, i);
		else
			i++;
	}
}

/* As it would stand behind -- on the image's command line. */
static char *program_words(const struct machine_config *c)
{
	struct machine_config only = {.arguments = c->arguments};
	char *line = machine_command_line(&only), *words;

	words = copy_string(starts_with(line, "-- ") ? line + 3 : line);
	free(line);
	return words;
}

static int make(const struct invocation *in, const struct machine_config *c, const char *initrd)
{
	const char *name = option_value(in, "name"), *output = option_value(in, "output");
	char *store = package_store(), *line = program_words(c);
	struct settings config = {0};
	struct strings words = {0};
	int status = 0;

	if (c->dotconfig)
		dotconfig_read(c->dotconfig, &config);
	const struct setting *version = settings_find(&config, "UK_FULLVERSION");

	strings_add(&words, "pack");
	add(&words, "--to", output ? output : store);
	add(&words, "--name", name ? name : c->project ? c->project : path_base(c->image));
	add(&words, "--strategy", option_value(in, "strategy"));
	add(&words, "--kernel", c->image);
	if (option_given(in, "dbg") && !is_file(c->debug_image)) {
		fail("there is no image with symbols %s", c->debug_image);
		status = EXIT_FAILED;
	} else if (option_given(in, "dbg")) {
		add(&words, "--debug", c->debug_image);
	}
	add(&words, "--initrd", initrd);
	add(&words, "--platform", c->platform);
	add(&words, "--version", version ? version->value : NULL);
	add(&words, "--command-line", line);
	if (!option_given(in, "no-kconfig"))
		add(&words, "--config", c->dotconfig);
	add_all(&words, "--argument", &c->arguments);
	add_all(&words, "--env", &c->environment);
	add_all(&words, "--label", &c->labels);
	if (!status)
		status = package_run(&words, NULL);
	strings_free(&words);
	settings_free(&config);
	free(store);
	free(line);
	return status;
}

static int run(const struct invocation *in)
{
	struct machine_config c;
	struct image_facts facts;
	struct package package = {0};
	char *initrd = NULL, *scratch = NULL;
	int status = check_words(in);

	machine_config_init(&c);
	if (!status)
		status = collect(in, &c, &package);
	if (!status && image_examine(c.image, c.dotconfig, &facts))
		status = EXIT_FAILED;
	if (!status && !(scratch = folder_temporary("pkg"))) {
		fail("cannot make a temporary folder: %s", strerror(errno));
		status = EXIT_FAILED;
	} else if (!status) {
		status = decide_initrd(&c, scratch, &initrd) ? EXIT_FAILED : 0;
		drop_overridden(&c.environment);
		drop_overridden(&c.labels);
		if (!status)
			status = make(in, &c, initrd);
		(void)folder_remove(scratch);
	}
	package_close(&package, false);
	machine_config_free(&c);
	free(initrd);
	free(scratch);
	return status;
}

const struct command command_pkg = {
        .name = "pkg",
        .operands = "[PROJECT] [-- ARGUMENTS...]",
        .complete = "@folder",
        .summary = "make a package (OCI image) of an image",
        .text = text,
        .options = options,
        .run = run,
};
