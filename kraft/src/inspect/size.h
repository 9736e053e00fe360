/* SPDX-License-Identifier: BSD-3-Clause */
/* The bytes of an image in memory, divided among libraries, objects and symbols. The parts add up
 * to the whole. */
#ifndef KRAFT_INSPECT_SIZE_H
#define KRAFT_INSPECT_SIZE_H

#include "inspect/objects.h"

enum size_kind { SIZE_CODE, SIZE_CONSTANT, SIZE_DATA, SIZE_ZERO, SIZE_KINDS };

struct size_part {
	char *library;
	char *object;
	char *symbol;
	uint64_t bytes[SIZE_KINDS];
};

struct size_parts {
	struct size_part *item;
	size_t count;
};

/* 0, -ENODATA for an image without symbols, -EINVAL for what is no image, or another negative
 * errno; without a message. */
int size_check(const char *image);
/* `image` has symbols (IMAGE.dbg). Appends; 0 or a negative errno, without a message: -ENODATA when
 * it has no symbols. */
int size_measure(const char *image, const struct object_index *index, struct size_parts *out);
/* Adds up what is the same to the given depth: 1 libraries, 2 objects, 3 symbols; sorted by name.
 */
void size_sum(struct size_parts *parts, int depth);
uint64_t size_total(const struct size_part *part);
/* Order of the tree to that depth. */
int size_compare(const struct size_part *a, const struct size_part *b, int depth);
void size_free(struct size_parts *parts);

#endif
