/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft: builds and runs programs as unikernels. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "term/message.h"

int main(int argc, char **argv)
{
	struct invocation in;
	int status;

	setlocale(LC_CTYPE, "");
	message_setup(false, false, false);
	status = command_parse(argc, argv, &in);
	if (status >= 0)
		return status;
	message_setup(option_given(&in, "no-color"), option_given(&in, "verbose"),
	              option_given(&in, "timestamps"));
	in.yes = option_given(&in, "yes");
	status = in.command->run(&in);
	if (fflush(stdout) || ferror(stdout)) {
		fail("standard output cannot be written");
		return status ? status : 1;
	}
	return status;
}
