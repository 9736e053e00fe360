/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft.lock: what exactly went into an image. kraft.yaml says what is wanted; this file, which
 * stands beside it, says what was taken. `kraft build` writes it, `kraft build --locked` demands
 * it, and a missing component is brought in the state that it names. */
#ifndef KRAFT_LOCK_H
#define KRAFT_LOCK_H

#include "index/index.h"
#include "project/plan.h"

struct locked {
	enum component_type type;
	char *name;
	char *version;           /* as the origin calls it */
	char *origin;            /* "built-in", an address, a folder as seen from kraft.yaml */
	char *commit;            /* of a git repository; else NULL */
	char *content;           /* sha256 of the folder; NULL: the commit says it all */
	struct strings archives; /* "FILE SHA256" of the origin archives, in order of FILE */
};

struct lock {
	char *tool;     /* version of kraft */
	char *compiler; /* first line of what its --version says */
	struct locked *item;
	size_t count;
};

/* Reads the lock file of a project. -ENOENT silently; -EINVAL after a message with line. */
int lock_read(const struct project *p, struct lock *out);
/* The state that the folders of the plan are in now. A component of which another target alone
 * knows is taken from `old`, which may be NULL. 0 or a negative errno after a
 * message. */
int lock_now(const struct workspace *w, const struct plan *plan, const struct lock *old,
             struct lock *out);
/* 1 when the file was changed, 0 when it says the same already, or a negative errno after a
 * message. */
int lock_write(const struct project *p, const struct lock *l);
/* Says each difference as an error at its line in the lock file; their number. Archives that are
 * not there yet are no difference. */
int lock_compare(const struct project *p, const struct lock *wanted, const struct lock *is);
const struct locked *lock_find(const struct lock *l, enum component_type type, const char *name);
void lock_free(struct lock *l);

/* After a build: writes the file when something else went in than it says. 0 or a negative errno
 * after a message. */
int lock_update(const struct workspace *w, const struct plan *plan);
/* Before a build that must use what is locked: 0, or a negative errno after saying what differs. */
int lock_check(const struct workspace *w, const struct plan *plan);

#endif
