/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the machine gets its packages from, turned into entries for source packages. Understands
 * one-line lists (sources.list(5)) and deb822 stanzas (.sources). */
#ifndef KRAFT_ORIGIN_APT_SOURCES_H
#define KRAFT_ORIGIN_APT_SOURCES_H

#include "base/text.h"

/* One configured pair of address and suite. */
struct apt_entry {
	char *uri;
	char *suite;
	char *components; /* separated by blanks */
	char *options;    /* "signed-by=…" and the like, separated by blanks; may be "" */
};

struct apt_entries {
	struct apt_entry *entry;
	size_t count;
};

void apt_parse_list(const char *content, struct apt_entries *entries);
void apt_parse_deb822(const char *content, struct apt_entries *entries);
/* All of the folder's sources.list, sources.list.d (files .list and .sources). */
void apt_read_configured(const char *folder, struct apt_entries *entries);
void apt_entries_free(struct apt_entries *entries);

/* deb-src lines: for an address that serves a Debian release, the releases that hold versions we
 * pin; for any other its own suite. Each address and suite once; security and update pockets are
 * left out, as they carry no other upstream archives. */
char *apt_source_lines(const struct apt_entries *entries);

#endif
