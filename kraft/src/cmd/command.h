/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of kraft. Each stands in its own file as one constant `struct command`; the table of
 * them drives parsing, `kraft help`, the manual page and shell completion, so that none of these
 * can disagree. */
#ifndef KRAFT_COMMAND_H
#define KRAFT_COMMAND_H

#include "base/text.h"

struct option {
	char letter;          /* 0: no short form */
	const char *name;     /* without the dashes */
	const char *argument; /* how it is called in the help; NULL: a flag */
	const char *help;
	const char *values; /* completion: words, or "@file", "@library", "@component", "@target",
	                       "@machine" */
};

struct invocation;
struct command {
	const char *name;             /* "list update": words separated by one space */
	const char *operands;         /* "[NAME[@VERSION]...]"; NULL: none are allowed */
	const char *summary;          /* one line */
	const char *text;             /* paragraphs for the help; may be NULL */
	const struct option *options; /* ends with an entry without a name; may be NULL */
	const char *complete;         /* what operands complete to, as `values` above */
	int (*run)(const struct invocation *in); /* returns the exit status */
	bool raw; /* operands after the first are the program's: option parsing stops there */
};

struct given_option {
	const struct option *option;
	const char *value;
};

struct invocation {
	const struct command *command;
	struct strings operands;
	struct strings rest; /* what stood after -- */
	bool has_rest;       /* a -- was there */
	struct given_option *given;
	size_t given_count;
	bool yes;
};

extern const struct command *const commands[]; /* ends with NULL */
extern const struct option global_options[];

/* The last value given, NULL when not given; "" for a flag. */
const char *option_value(const struct invocation *in, const char *name);
bool option_given(const struct invocation *in, const char *name);
/* Which of `words` (ending with NULL) the option says; the first one when it is not given. 0, or
 * EXIT_USAGE after a message. */
int option_word(const struct invocation *in, const char *name, const char *const *words, int *out);
/* Values of an option that may be repeated: *at starts at 0; NULL at the end. */
const char *option_next(const struct invocation *in, const char *name, size_t *at);
const struct command *command_find(const char *name);
/* Returns 0 and fills in, or an exit status after a message. */
int command_parse(int argc, char **argv, struct invocation *in);

#define EXIT_USAGE 2

#endif
