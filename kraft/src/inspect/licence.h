/* SPDX-License-Identifier: BSD-3-Clause */
/* Licences of source trees, as SPDX identifiers: from their licence files, by passages that only
 * the text of that licence has, else from SPDX lines when all of their sources have one. What is
 * not recognised is not guessed. */
#ifndef KRAFT_INSPECT_LICENCE_H
#define KRAFT_INSPECT_LICENCE_H

#include "base/text.h"

struct licences {
	struct strings ids; /* all of them hold, each for a part of the tree; empty: unknown */
	char *source; /* the file they were found in, below the folder; NULL: none was found */
};

/* Licences whose text stands in `text`, each once. An entry with a blank is no identifier but says
 * what is known (the GPL's text does not tell whether a later version may be chosen). */
void licence_detect(const char *text, struct strings *ids);
/* Of an unpacked origin or a library's own folder. */
void licence_of_folder(const char *folder, struct licences *out);
void licences_free(struct licences *l);

#endif
