/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts about what a library was made from: names, versions and package URLs. */
#ifndef KRAFT_INSPECT_ORIGIN_FACTS_H
#define KRAFT_INSPECT_ORIGIN_FACTS_H

#include "inspect/inventory.h"

/* The folder of the unpacked source (the one top folder of an archive); NULL without an origin. The
 * caller frees it, as in all of these. */
char *origin_folder(const struct library *l);
/* What its Makefile.uk says, else what the archive's name or the branch tells; NULL: unknown. */
char *origin_version(const struct library *l);
/* Is the archive of the kind that stands at the address? The distribution's may be another one. */
bool origin_is_at_url(const struct library *l);
/* "pkg:github/esnet/iperf@3.9", "pkg:generic/musl@1.2.3?checksum=…&download_url=…". */
char *origin_purl(const struct library *l, const char *version, const char *sha256);
/* A package URL of type generic for what comes from nowhere; namespace and version may be NULL. */
char *generic_purl(const char *space, const char *name, const char *version);
/* SHA-256 of files as hexadecimal text, in the same order, "" for a file that cannot be read. 0 or
 * a negative errno after a message. */
int hash_files(const struct strings *paths, struct strings *hashes);

#endif
