/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking many origins at the same time. */
#ifndef KRAFT_INDEX_ASK_H
#define KRAFT_INDEX_ASK_H

#include "index/index.h"

struct answer {
	const char *origin;
	struct index found;
	int error; /* 0, or it did not answer; messages have been printed */
};

/* One child per origin, some at a time, each with a time limit (KRAFT_ORIGIN_TIMEOUT seconds, 30).
 * What they say is shown in the order of the origins. `answers` has a place for each, with `origin`
 * set. */
void origins_ask(struct answer *answers, size_t count);

#endif
