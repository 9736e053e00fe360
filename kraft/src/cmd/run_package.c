/* SPDX-License-Identifier: BSD-3-Clause */
/* From a package to a machine. */
#include <stdlib.h>
#include <string.h>

#include "cmd/run.h"
#include "cmd/session.h"
#include "term/message.h"

static void set(char **field, const char *value)
{
	if (!value)
		return;
	free(*field);
	*field = copy_string(value);
}

/* KraftKit's packages may have boot parameters in front of a --. */
static void add_arguments(const struct package *package, struct machine_config *c)
{
	size_t separator = 0;

	while (separator < package->arguments.count &&
	       strcmp(package->arguments.item[separator], "--") != 0)
		separator++;
	for (size_t i = 0; i < package->arguments.count; i++) {
		bool parameter = separator < package->arguments.count && i < separator;

		if (i != separator)
			strings_add(parameter ? &c->parameters : &c->arguments,
			            package->arguments.item[i]);
	}
}

int run_package(const char *reference, bool debug, struct machine_config *c,
                struct package *package)
{
	struct strings environment = {0}, labels = {0};

	if (package_open(reference, package))
		return EXIT_FAILED;
	if (debug && !package->debug) {
		fail("the package %s holds no image with symbols", package->name);
		hint("'kraft pkg --dbg' puts it there");
		return EXIT_FAILED;
	}
	set(&c->image, debug ? package->debug : package->kernel);
	set(&c->debug_image, package->debug);
	set(&c->dotconfig, package->dotconfig);
	set(&c->project, package->name);
	if (!c->initrd)
		set(&c->initrd, package->initrd);
	if (!c->arguments.count && !c->own_arguments)
		add_arguments(package, c);
	strings_move(&environment, &package->environment);
	strings_move(&environment, &c->environment);
	c->environment = environment;
	strings_move(&labels, &package->labels);
	strings_move(&labels, &c->labels);
	c->labels = labels;
	return 0;
}
