/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tool says to people: on standard error, one line per message, in the form
 * `FILE:LINE:COLUMN: error: WHAT`, followed by a hint what to do. Data goes to standard output and
 * never through here. */
#ifndef KRAFT_MESSAGE_H
#define KRAFT_MESSAGE_H

#include <stdbool.h>

struct place {
	const char *file; /* NULL: no place */
	int line;         /* from 1; 0: the whole file */
	int column;
};

/* Colours follow the terminal, NO_COLOR and --no-color. */
void message_setup(bool no_color, bool verbose, bool timestamps);
bool message_verbose(void);
bool message_color(int fd);

#define MESSAGE_FORMAT(a, b) __attribute__((format(printf, a, b)))
void say(const char *format, ...) MESSAGE_FORMAT(1, 2);
void detail(const char *format, ...) MESSAGE_FORMAT(1, 2); /* with --verbose only */
void warn(const char *format, ...) MESSAGE_FORMAT(1, 2);
void fail(const char *format, ...) MESSAGE_FORMAT(1, 2);
void hint(const char *format, ...)
        MESSAGE_FORMAT(1, 2); /* what to do next; belongs to the message before */
void warn_at(const struct place *p, const char *format, ...) MESSAGE_FORMAT(2, 3);
void fail_at(const struct place *p, const char *format, ...) MESSAGE_FORMAT(2, 3);

#endif
