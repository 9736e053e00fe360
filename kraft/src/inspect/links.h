/* SPDX-License-Identifier: BSD-3-Clause */
/* Which library of an image uses which symbols of another. The graph is that of the linker:
 * sections of objects, joined by relocations; only what can be reached from the entry or from a
 * table that the link keeps counts, so that a call in a function that was dropped is no use. */
#ifndef KRAFT_INSPECT_LINKS_H
#define KRAFT_INSPECT_LINKS_H

#include "inspect/objects.h"

struct link {
	size_t from, to; /* indices into `library` */
	struct strings symbols;
};

struct links {
	struct strings library; /* those with something in the image, in the order of the link */
	struct link *item;      /* sorted by from, to */
	size_t count;
	struct link_graph *graph; /* for links_chain() */
};

/* `image` has symbols (IMAGE.dbg); `index` must outlive the links. 0 or a negative errno without a
 * message, as size_measure(). */
int links_read(const char *image, const struct object_index *index, struct links *links);
void links_free(struct links *links);
/* How the first symbol of a library is reached: "x86_entry32 (libx86_64arch)", … one by one. */
void links_chain(const struct links *links, size_t library, struct strings *out);
/* Index of a library in `library`, or -1. */
long links_find(const struct links *links, const char *library);
/* Was something of the library compiled from its origin (or from its own folder) linked? */
bool links_has_part(const struct links *links, size_t library, bool of_origin);

#endif
