/* SPDX-License-Identifier: BSD-3-Clause */
/* Which version of which origin a folder of the workspace holds. Noted when a component is brought;
 * a git repository is asked itself, as people check out other versions by hand. */
#ifndef KRAFT_INDEX_INSTALLED_H
#define KRAFT_INDEX_INSTALLED_H

#include "index/index.h"

struct installed {
	char *origin;   /* as `source` or an origin is written; NULL: not known */
	char *version;  /* as the origin calls it; NULL: not known */
	char *commit;   /* of a git repository; NULL: it is none */
	bool untouched; /* the commit is the one that was brought */
};

void installed_read(const struct workspace *w, enum component_type type, const char *name,
                    const char *folder, struct installed *out);
void installed_free(struct installed *i);
/* A failure costs the knowledge only. */
void installed_note(const struct workspace *w, const struct component *c, const char *version);
/* Does the folder stand at this branch or tag (of its own repository)? */
bool folder_is_at(const char *folder, const struct installed *i, const char *version);
/* Is everything in a git repository as its commit says? Files that git ignores do not count. */
bool folder_is_clean(const char *folder);

#endif
