/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft up: from nothing to a running application in one step. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/build.h"
#include "cmd/command.h"
#include "cmd/init.h"
#include "cmd/run.h"
#include "term/message.h"

static const struct option options[] = {
        {'t', "template", "NAME", "the application to start from", "@application"},
        {'p', "port", "HOST:GUEST", "forward a port when it runs (may be repeated)", NULL},
        {'m', "arch", "ARCHITECTURE", "the target with this architecture (x86_64)", "x86_64"},
        {0, "plat", "PLATFORM", "the target with this platform (kvm)", "kvm qemu"},
        {'w', "workdir", "FOLDER", "make it in this folder", "@folder"},
        {'M', "memory", "SIZE", "memory of the machine, such as 64Mi", NULL},
        {'d', "detach", NULL, "run it in the background", NULL},
        {'j', "jobs", "N", "compile N files at the same time", NULL},
        {'F', "force", NULL, "overwrite files that exist", NULL},
        {0, "no-progress", NULL, "one line per step instead of a bar", NULL},
        {0, "no-run", NULL, "only build it", NULL},
        {0},
};

static int build(const struct invocation *in, const char *folder)
{
	struct session s = {0};
	int status = EXIT_FAILED;

	if (session_plan_in(in, folder, &s) == 0 &&
	    (configured(&s.plan) || configure(&s.plan, false) == 0))
		status = build_project(&s, in, NULL);
	session_close(&s);
	return status;
}

static int boot(const struct invocation *in, const char *folder)
{
	const char *memory = option_value(in, "memory"), *port;
	struct machine_config c;
	struct package package = {0};
	int status = EXIT_FAILED;
	size_t at = 0;

	machine_config_init(&c);
	c.packer = fetch_program();
	c.detach = option_given(in, "detach");
	for (size_t i = 0; i < in->rest.count; i++)
		strings_add(&c.arguments, in->rest.item[i]);
	while ((port = option_next(in, "port", &at))) {
		if (machine_add_port(&c, port)) {
			fail("'%s' is no port: write HOST:GUEST", port);
			goto out;
		}
	}
	if (memory && machine_parse_memory(memory, &c.memory)) {
		fail("'%s' is no size: write it like 64M or 1G", memory);
		goto out;
	}
	status = run_project(in, folder, false, &c, &package);
	if (!status)
		status = machine_run(&c);
out:
	package_close(&package, false);
	machine_config_free(&c);
	return status;
}

static int run(const struct invocation *in)
{
	const char *name = in->operands.item[0], *where = option_value(in, "workdir");
	char *folder = path_absolute(where ? where : name), *file = project_file(folder),
	     *made = NULL;
	int status;

	/* a second `up` goes on where the first ended */
	if (file && !option_given(in, "force"))
		say("using the application in %s", folder);
	else if (init_project(in, name, &made))
		return EXIT_FAILED;
	status = build(in, folder);
	if (!status && !option_given(in, "no-run"))
		status = boot(in, folder);
	free(made);
	free(file);
	free(folder);
	return status;
}

const struct command command_up = {
        .name = "up",
        .operands = "NAME [-- ARGUMENT...]",
        .summary = "Make, configure, build and run an application",
        .text = "kraft up hello -t helloworld",
        .options = options,
        .run = run,
};
