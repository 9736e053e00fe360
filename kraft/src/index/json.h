/* SPDX-License-Identifier: BSD-3-Clause */
/* The index as JSON: {"format": 1, "components": [{type, name, description, origin, location, kind,
 * versions, released, checked}]}. */
#ifndef KRAFT_INDEX_JSON_H
#define KRAFT_INDEX_JSON_H

#include "index/index.h"

/* Appends what the file holds. -ENOENT silently, otherwise after a message; nothing was added then.
 */
int json_read_index(const char *path, struct index *out);
int json_write_index(const char *path, const struct index *index);

#endif
