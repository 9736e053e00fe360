/* SPDX-License-Identifier: BSD-3-Clause */
/* Output of the build: on a terminal one line that moves, otherwise one quiet line per step.
 * Warnings and errors are always shown in full. */
#ifndef KRAFT_PROGRESS_H
#define KRAFT_PROGRESS_H

#include <stdbool.h>

struct progress;
/* `rules`: the file of rules to count the steps of a full build in; NULL: their number is not
 * known. */
struct progress *progress_new(const char *rules, bool plain);
void progress_line(void *progress, const char *line, bool is_error);
void progress_end(struct progress *p);

#endif
