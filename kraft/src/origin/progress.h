/* SPDX-License-Identifier: BSD-3-Clause */
/* How far a download is, on standard error: a bar on a terminal, one line at the end elsewhere. */
#ifndef KRAFT_ORIGIN_PROGRESS_H
#define KRAFT_ORIGIN_PROGRESS_H

#include <stdbool.h>

struct progress {
	const char *name;
	bool bar;
	long long last; /* milliseconds of the last drawing */
	long long begun;
};

void progress_begin(struct progress *p, const char *name, bool quiet);
/* total 0: unknown */
void progress_update(struct progress *p, long long now, long long total);
/* Removes the bar. */
void progress_end(struct progress *p);

#endif
