/* SPDX-License-Identifier: BSD-3-Clause */
/* Root file systems: from what people have (a folder, an archive, a Dockerfile) to the cpio archive
 * that an image takes as its initrd. Part of bin/kraft-fetch. Functions return 0 or a negative
 * errno and have then printed one message. */
#ifndef KRAFT_ROOTFS_H
#define KRAFT_ROOTFS_H

#include "base/text.h"

/* What a Dockerfile says besides files. */
struct rootfs_facts {
	struct strings arguments;   /* ENTRYPOINT and CMD */
	struct strings environment; /* NAME=VALUE */
	struct strings labels;      /* NAME=VALUE */
};
void rootfs_facts_free(struct rootfs_facts *facts);

/* Writes `output`. `time`: seconds since 1970 that all files get; -1: their own. */
int rootfs_make(const char *source, const char *output, long long time, struct rootfs_facts *facts);

/* kraft-fetch rootfs [--time SECONDS] [--facts FILE] SOURCE OUTPUT; returns the exit status. */
int rootfs_command(int argc, char **argv);

/* Does a file of this name hold a Dockerfile? */
bool dockerfile_named(const char *path);
/* Carries a Dockerfile out below the folder `scratch`; *tree is the folder with the result, which
 * the caller frees. */
int dockerfile_build(const char *dockerfile, const char *scratch, char **tree,
                     struct rootfs_facts *facts);

#endif
