/* SPDX-License-Identifier: BSD-3-Clause */
/* Which further libraries a component needs, read from the text of its Config.uk. */
#ifndef KRAFT_INDEX_DEPENDS_H
#define KRAFT_INDEX_DEPENDS_H

#include "index/index.h"

/* Symbols LIB… that a Config.uk selects, implies or depends on (not those after a `!`); each once.
 */
void config_wants(const char *config_uk, struct strings *symbols);
/* The component whose Kconfig symbol this is, from the workspace or the index: its name, NULL when
 * nobody's. Symbols of the library OS itself have no component. The caller frees it. */
char *symbol_library(const struct workspace *w, const struct index *index, const char *symbol);

#endif
