/* SPDX-License-Identifier: BSD-3-Clause */
/* What this machine lacks for building and running images. Nothing is installed or fetched, and no
 * check takes longer than a few seconds. */
#ifndef KRAFT_INSPECT_DOCTOR_H
#define KRAFT_INSPECT_DOCTOR_H

#include "base/text.h"

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_MISSING };

struct finding {
	const char *name;
	enum health health;
	char *found; /* in a few words */
	char *mend;  /* the command that helps; NULL: nothing is to be done */
};

struct findings {
	struct finding *item;
	size_t count;
};

void doctor_examine(struct findings *findings);
void findings_free(struct findings *findings);
/* "ok", "warn", "missing" */
const char *health_name(enum health health);

/* --- for the parts of the examination --------------------------------------- */

/* Both texts are taken. */
void finding_add(struct findings *f, const char *name, enum health health, char *found, char *mend);
/* The command that installs Debian packages, for this user. */
char *install_command(const char *packages);
void doctor_programs(struct findings *findings); /* what builds and what runs */
void doctor_places(struct findings *findings);   /* folders, disks, what lies around */

#endif
