/* SPDX-License-Identifier: BSD-3-Clause */
/* Changing kraft.yaml as one step: read, edit the text, check that it still loads, write. */
#ifndef KRAFT_EDIT_PROJECT_H
#define KRAFT_EDIT_PROJECT_H

#include "base/text.h"

/* `edit` changes the text and returns 0, 1 (nothing to change) or a negative errno after a message.
 * The exit status. */
int edit_project(const char *folder, int (*edit)(struct text *text, void *context), void *context);

#endif
