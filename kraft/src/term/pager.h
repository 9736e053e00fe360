/* SPDX-License-Identifier: BSD-3-Clause */
/* Long output on a terminal: a pager shows it. */
#ifndef KRAFT_PAGER_H
#define KRAFT_PAGER_H

#include "base/text.h"

/* Writes `text` to standard output: by the pager (KRAFT_PAGER, else PAGER, else less or more; empty
 * or `cat` for none) when that is a terminal with fewer lines than it needs, else as it is. */
void pager_show(const struct text *text);

#endif
