/* SPDX-License-Identifier: BSD-3-Clause */
/* ~/.kraftrc: a person's settings, in TOML. Read: tables, strings, booleans, numbers and arrays of
 * strings. Written: only [list] origins; everything else in the file stays as it is. */
#ifndef KRAFT_RC_H
#define KRAFT_RC_H

#include "base/text.h"

struct rc {
	char *file;
	struct strings origins;      /* [list] origins */
	struct strings mirrors;      /* [fetch] mirrors */
	bool prioritize_origin;      /* [fetch] prioritize_origin */
	char *platform;              /* [configure] platform; NULL: not set */
	char *architecture;          /* [configure] architecture */
	size_t list_start, list_end; /* where the array of origins stands; 0, 0: nowhere */
	size_t table_end;            /* after the line [list]; 0: there is none */
};

/* A missing file is an empty one. -EINVAL after a message. */
int rc_load(struct rc *rc);
void rc_free(struct rc *rc);
/* Adds and removes origins as one step, safe against others doing the same. *changed counts. */
int rc_edit_origins(const struct strings *add, const struct strings *remove, int *changed);

#endif
