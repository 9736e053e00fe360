/* SPDX-License-Identifier: BSD-3-Clause */
/* Origins: archives of source code, pinned by checksums, from the first of several places that has
 * them.
 *
 * bin/kraft-fetch is the program around these functions; bin/kraft does not link them (HTTP and
 * archives are slow to start). Functions return 0 or a negative errno and have then printed one
 * message on stderr. */
#ifndef KRAFT_ORIGIN_H
#define KRAFT_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "origin/hash.h"

#define ORIGIN_MAX_PINS 16

struct origin_pin {
	enum hash_algorithm algorithm;
	char hex[HASH_HEX_MAX];
};

/* Everything that is known about one archive before it is here. Strings are borrowed. */
struct origin_request {
	const char *name; /* shown to people */
	struct origin_pin
	        pins[ORIGIN_MAX_PINS]; /* any one must match; none: a warning prints the hash */
	size_t pin_count;
	const char *debian[ORIGIN_MAX_PINS]; /* source packages PKG=VERSION that hold the same
	                                        archive */
	size_t debian_count;
	const char **urls;
	size_t url_count;
	const char *output; /* gets the archive when it is complete and correct, never before */
	bool unpinned;      /* nothing is pinned, and that is as it should be */
	bool quiet;
};

/* Cache, mirrors, the distribution's source archive, upstream addresses. -ENOENT when no place has
 * it, -EBADMSG when the only archives found had another checksum. */
int origin_get(const struct origin_request *request);

/* Unpacks into a folder that must not exist yet (or be empty); all or nothing. Refuses what would
 * land outside of it. Prints the top-level names, one a line. */
int origin_unpack(const char *archive, const char *folder);
int origin_unpack_quietly(const char *archive, const char *folder); /* prints no names */
/* The same for a root file system: symbolic links may say anything, as the image will read them. */
int origin_unpack_rootfs(const char *archive, const char *folder);
int origin_list(const char *archive, bool top_only);
/* A directory as a cpio archive (newc) for an initrd; sorted, owned by root, so that the same input
 * gives the same bytes. `time`: seconds since 1970 that all its files get; -1: their own. */
int origin_pack(const char *folder, const char *output, long long time);

#endif
