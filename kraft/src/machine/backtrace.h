/* SPDX-License-Identifier: BSD-3-Clause */
/* Source lines for the backtrace that an image prints when it crashes: "  #2 0x10f3a2 name+0x1c".
 */
#ifndef KRAFT_MACHINE_BACKTRACE_H
#define KRAFT_MACHINE_BACKTRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Number and address in a line of a backtrace; false when it is another line. */
bool backtrace_parse(const char *line, unsigned int *frame, uint64_t *address);
/* "function at file:line (inlined by …)" of an address in an image with debugging information, by
 * addr2line; the caller frees it. NULL when nothing is known. `frame` 0 is where it happened,
 * others are return addresses. */
char *backtrace_place(const char *image, uint64_t address, unsigned int frame);
/* Copies lines, with the place added to those of a backtrace. */
void backtrace_copy(FILE *in, const char *image, FILE *out);
/* Prints the places of the last backtrace in a log on standard error; nothing when there is none.
 */
void backtrace_explain(const char *log, const char *image);

#endif
