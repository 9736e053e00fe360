/* SPDX-License-Identifier: BSD-3-Clause */
/* The emulator as a child: start, signals, messages, end. */
#ifndef KRAFT_MACHINE_SUPERVISE_H
#define KRAFT_MACHINE_SUPERVISE_H

#include <sys/types.h>

#include "base/text.h"

struct child {
	pid_t pid;
	int errors; /* reads its standard error */
	int signal; /* that asked us to end it, 0: none */
	int status; /* of waitpid() */
};

/* Runs argv in `folder` with `input` as its standard input; the child ends with us. 0 or a negative
 * errno, prints nothing. */
int supervise_start(struct child *child, char *const *argv, const char *folder, int input);
/* Until it has ended. SIGINT, SIGTERM and SIGHUP end it, and so does the end of whoever reads our
 * standard output (`signal` is SIGPIPE then); a second one kills it. Its own messages go
 * to standard error, except those about signals that we sent. */
void supervise_wait(struct child *child);

#endif
