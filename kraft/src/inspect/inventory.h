/* SPDX-License-Identifier: BSD-3-Clause */
/* What a project's image is made of, as the build system knows it: the core, the selected libraries
 * and where each comes from, with the configuration and its options. */
#ifndef KRAFT_INSPECT_INVENTORY_H
#define KRAFT_INSPECT_INVENTORY_H

#include "project/kconfig.h"
#include "project/plan.h"

/* Members are NULL when there is no such thing. */
struct library {
	char *name;    /* "libposix_time" */
	char *option;  /* "LIBPOSIX_TIME": selects it; NULL: always there */
	char *base;    /* its folder */
	char *build;   /* its folder below the build folder */
	char *layer;   /* "mem", "drivers", …; "port" or "app" outside the core */
	char *version; /* its own; libraries of the core have the core's */
	char *licence; /* what its Makefile.uk says */
	char *url;     /* of the origin: an archive, or with a branch a git repository */
	char *branch;
	char *debian;          /* source packages that hold the same archive */
	char *archive;         /* the fetched file */
	struct strings sha256; /* one of them is the archive's */
	struct strings patches;
};

struct inventory {
	char *core; /* its folder */
	char *core_version;
	char *compiler; /* "gcc", "clang" */
	char *compiler_version;
	char *runtime; /* the compiler's own archive */
	char *image;   /* where it is or would be */
	struct library *item;
	size_t count;
	struct kconfig kconfig;
	struct settings values;
};

/* Needs a configured project. 0 or a negative errno after messages. */
int inventory_read(const struct plan *plan, struct inventory *inventory);
void inventory_free(struct inventory *inventory);
/* By "libposix_time", "posix_time" or "posix-time"; NULL when there is none. */
const struct library *inventory_find(const struct inventory *inventory, const char *name);
/* The same after a message with the nearest name. */
const struct library *inventory_need(const struct inventory *inventory, const char *name);
/* The library in whose folder a file stands; NULL when it is nobody's. */
const struct library *inventory_owner(const struct inventory *inventory, const char *file);
/* Is a library called `library` meant by what a person wrote? */
bool library_is(const char *library, const char *name);

#endif
