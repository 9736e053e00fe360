/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft symbolize: source lines for a backtrace. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cmd/command.h"
#include "machine/backtrace.h"
#include "term/message.h"

static int run(const struct invocation *in)
{
	char *tool = find_program("addr2line");

	if (in->operands.count != 1) {
		fail("'kraft symbolize' takes one image with debugging information (the file "
		     ".dbg)");
		return EXIT_USAGE;
	}
	if (!tool) {
		fail("addr2line is not installed");
		hint("apt-get install binutils");
		return 1;
	}
	free(tool);
	if (!is_file(in->operands.item[0])) {
		fail("there is no image %s", in->operands.item[0]);
		return 1;
	}
	backtrace_copy(stdin, in->operands.item[0], stdout);
	return 0;
}

const struct command command_symbolize = {
        .name = "symbolize",
        .operands = "IMAGE.dbg",
        .summary = "add source lines to a backtrace on standard input",
        .text = "'kraft logs MACHINE | kraft symbolize build/IMAGE.dbg' shows where a machine "
                "crashed; 'kraft run' does it by "
                "itself.",
        .complete = "@file",
        .run = run,
};
