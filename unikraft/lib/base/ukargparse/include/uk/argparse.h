/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Splits a line into arguments, in place. Quotation marks ('...' and "...") hold text together and
 * disappear; an unterminated one reaches to the end. No memory is taken; the arguments point into
 * the line. Any context.
 */
#ifndef UK_ARGPARSE_H
#define UK_ARGPARSE_H

#ifdef __cplusplus
extern "C" {
#endif

/* The next argument at *line, which then points behind it; NULL at the end. `separator` divides
 * arguments; 0 stands for white space. */
char *uk_nextarg_r(const char **line, int separator);

/* The arguments of a line of at most maxlen bytes; the number found, at most maxcount. A further
 * element of argv, when there is room, is NULL. */
int uk_argnparse(char *line, unsigned long maxlen, char *argv[], int maxcount);

#define uk_argparse(line, argv, maxcount) uk_argnparse((line), ~0UL, (argv), (maxcount))

#ifdef __cplusplus
}
#endif

#endif /* UK_ARGPARSE_H */
