/* SPDX-License-Identifier: BSD-3-Clause */
/* Child processes. */
#ifndef KRAFT_PROCESS_H
#define KRAFT_PROCESS_H

#include "text.h"

struct process {
	const char *const *argv;
	const char *folder;           /* NULL: here */
	const char *const *variables; /* NAME=VALUE, NULL-terminated, added to the environment; NAME
	                                 alone removes it */
	struct text *output;          /* gets standard output; NULL: inherited */
	struct text *errors; /* gets standard error; may be the same as output; NULL: inherited */
	/* Called for each line of standard output and error as it arrives (instead of the two
	 * above). */
	void (*line)(void *context, const char *line, bool is_error);
	void *context;
	bool quiet;                /* output and errors go nowhere */
	unsigned int milliseconds; /* a program that runs longer is killed; 0: no limit */
};

/* Waits for the end. The exit status, 128 + number when killed by a signal, 127 when the program is
 * not there, or a negative errno (-ETIMEDOUT). SIGINT reaches the child as it shares the terminal.
 */
int process_run(const struct process *p);
/* Shows a command as one could type it. */
char *process_show(const char *const *argv);

#endif
