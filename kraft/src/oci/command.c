/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft-fetch oci: the operations on packages as a command line, for bin/kraft. */
#include <getopt.h>
#include <string.h>

#include "oci/command.h"
#include "oci/oci.h"
#include "term/message.h"

#define EXIT_USAGE 2

struct words {
	const char *from, *ref;
	struct oci_pack_request pack;
};

enum {
	FROM = 256,
	REF,
	TO,
	NAME,
	STRATEGY,
	KERNEL,
	DEBUG,
	INITRD,
	DOTCONFIG,
	PLATFORM,
	ARCHITECTURE,
	VERSION,
	COMMAND_LINE,
	ARGUMENT,
	VARIABLE,
	LABEL
};

static const struct option options[] = {
        {"from", required_argument, NULL, FROM},
        {"ref", required_argument, NULL, REF},
        {"to", required_argument, NULL, TO},
        {"name", required_argument, NULL, NAME},
        {"strategy", required_argument, NULL, STRATEGY},
        {"kernel", required_argument, NULL, KERNEL},
        {"debug", required_argument, NULL, DEBUG},
        {"initrd", required_argument, NULL, INITRD},
        {"config", required_argument, NULL, DOTCONFIG},
        {"platform", required_argument, NULL, PLATFORM},
        {"architecture", required_argument, NULL, ARCHITECTURE},
        {"version", required_argument, NULL, VERSION},
        {"command-line", required_argument, NULL, COMMAND_LINE},
        {"argument", required_argument, NULL, ARGUMENT},
        {"env", required_argument, NULL, VARIABLE},
        {"label", required_argument, NULL, LABEL},
        {0},
};

static int read_option(struct words *w, int option)
{
	struct oci_pack_request *p = &w->pack;
	const char **const fields[] = {&w->from,        &w->ref,      &p->to,           &p->name,
	                               &p->strategy,    &p->kernel,   &p->debug,        &p->initrd,
	                               &p->dotconfig,   &p->platform, &p->architecture, &p->version,
	                               &p->command_line};

	if (option == ARGUMENT)
		strings_add(&p->arguments, optarg);
	else if (option == VARIABLE)
		strings_add(&p->environment, optarg);
	else if (option == LABEL)
		strings_add(&p->labels, optarg);
	else if (option >= FROM && option <= COMMAND_LINE)
		*fields[option - FROM] = optarg;
	else
		return EXIT_USAGE;
	return 0;
}

static int incomplete(const char *command)
{
	fail("oci %s: an option is missing", command);
	hint("see 'kraft-fetch --help'");
	return EXIT_USAGE;
}

static int carry_out(const char *command, const struct words *w, const char *operand)
{
	const struct oci_pack_request *p = &w->pack;
	int error;

	if (strcmp(command, "pack") == 0) {
		if (!p->to || !p->name || !p->kernel)
			return incomplete(command);
		error = oci_pack(p);
	} else if (!w->from) {
		return incomplete(command);
	} else if (strcmp(command, "list") == 0) {
		error = oci_list(w->from);
	} else if (strcmp(command, "info") == 0) {
		error = oci_info(w->from, w->ref);
	} else if (strcmp(command, "copy") == 0 && p->to) {
		error = oci_copy(w->from, w->ref, p->to, p->name, p->strategy);
	} else if (strcmp(command, "remove") == 0 && w->ref) {
		error = oci_remove(w->from, w->ref);
	} else if (strcmp(command, "unpack") == 0 && operand) {
		error = oci_unpack(w->from, w->ref, operand);
	} else {
		return incomplete(command);
	}
	return error ? 1 : 0;
}

int oci_command(int argc, char **argv)
{
	struct words w = {.pack = {.strategy = "overwrite",
	                           .platform = "qemu",
	                           .architecture = "x86_64",
	                           .version = "",
	                           .command_line = ""}};
	int option, status = argc > 1 ? 0 : EXIT_USAGE;

	while (!status && (option = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1)
		status = read_option(&w, option);
	if (argc <= 1)
		status = incomplete("");
	else if (!status)
		status = carry_out(argv[1], &w, optind < argc - 1 ? argv[1 + optind] : NULL);
	strings_free(&w.pack.arguments);
	strings_free(&w.pack.environment);
	strings_free(&w.pack.labels);
	return status;
}
