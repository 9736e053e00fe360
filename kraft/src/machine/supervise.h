/* SPDX-License-Identifier: BSD-3-Clause */
/* The emulator as a child: start, signals, messages, end. */
#ifndef KRAFT_MACHINE_SUPERVISE_H
#define KRAFT_MACHINE_SUPERVISE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/text.h"

#define SUPERVISE_HELPERS_MAX 16

struct child {
	pid_t pid;
	int errors; /* reads its standard error */
	int signal; /* that asked us to end it, 0: none */
	int status; /* of waitpid() */
	/* Processes without which it cannot go on: it is ended when one fails. The caller's, at
	 * most SUPERVISE_HELPERS_MAX. */
	const pid_t *helpers;
	size_t helper_count;
	bool helper_failed;
};

/* child->helpers are set before. Runs argv in `folder` with `input` as its standard input; the
 * child ends with us. 0 or a negative errno, prints nothing. */
int supervise_start(struct child *child, char *const *argv, const char *folder, int input);
/* Until it has ended. SIGINT, SIGTERM and SIGHUP end it, and so does the end of whoever reads our
 * standard output (`signal` is SIGPIPE then); a second one kills it. Its own messages go
 * to standard error, except those about signals that we sent. */
void supervise_wait(struct child *child);

#endif
