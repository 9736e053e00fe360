/* SPDX-License-Identifier: BSD-3-Clause */
/* Which object of which library defines a symbol: an index over the objects that an image was
 * linked from. The linked image names sources of local symbols only, and without their folder. */
#ifndef KRAFT_INSPECT_OBJECTS_H
#define KRAFT_INSPECT_OBJECTS_H

#include "base/text.h"
#include "inspect/elf.h"

struct object {
	char *library;             /* "libmusl", "libgcc" */
	char *name;                /* "src/string/memcpy.o", as seen from the library's folder */
	bool of_origin;            /* compiled from the fetched source */
	const unsigned char *data; /* the ELF file */
	size_t len;
	size_t section_count;
};

struct definition {
	const char *name;
	const char *file;
	size_t object;
	unsigned int section; /* SHN_COMMON as in the file */
	uint64_t size;        /* 0: not stated, as for labels in assembly */
	uint64_t extent;      /* up to the end of its section */
	unsigned char bind;
};

struct object_index {
	struct object *object;
	size_t count;
	struct definition *definition; /* sorted by name */
	size_t definition_count;
	struct mapping *mapping; /* what the names point into */
	size_t mapping_count;
	char *missing; /* the first object that was linked and is not there now; NULL: none */
};

/* Finds the objects through IMAGE.rsp and the lists in the build folder around it. Without a
 * message: -ENOENT when none of them is there, -ESTALE when some are not (the others are read). */
int objects_read(const char *image, struct object_index *index);
void objects_free(struct object_index *index);
/* The definitions of a name, one by one; NULL at the end. */
const struct definition *objects_first(const struct object_index *index, const char *name);
const struct definition *objects_next(const struct object_index *index, const struct definition *d);
/* The object that defines `s` of an image; `last`: where the local symbol before
 * it came from, which decides between equals; NULL for others. NULL when none does. */
const struct definition *objects_find(const struct object_index *index, const struct elf_symbol *s,
                                      const struct definition *last);

#endif
