/* SPDX-License-Identifier: BSD-3-Clause */
/* How long an image's boot takes, by stage and init function: from the lines that an image with
 * LIBUKBOOT_BOOTCHART prints (unikraft/lib/boot/ukboot/chart.c). */
#ifndef KRAFT_INSPECT_BOOTCHART_H
#define KRAFT_INSPECT_BOOTCHART_H

#include "base/text.h"

#include <stdint.h>

struct boot_span {
	char *stage;        /* "machine", "early", "plat", "thread", "parameters", "lib", … */
	char *function;     /* NULL: the stage has no functions */
	char *library;      /* of the function; NULL: not known */
	double start, stop; /* since the machine's reset: nanoseconds or instructions */
};

struct bootchart {
	struct boot_span *item; /* by time */
	size_t count;
	double end;
	bool instructions; /* the unit */
	unsigned long lost;
};

/* Reads an image's output; `symbols` is the image with symbols, `image` the plain name, beside
 * which the objects may be. 0 or a negative errno after a message: -ENODATA when the output holds
 * no chart, or half of one. */
int bootchart_read(const char *output, const char *image, const char *symbols, bool instructions,
                   struct bootchart *chart);
void bootchart_free(struct bootchart *chart);
/* Does the image record its boot? */
bool bootchart_is_built_in(const char *symbols);
/* The picture, as SVG, appended. */
void bootchart_draw(const struct bootchart *chart, const char *title, struct text *out);
/* A number of the chart's unit for people: "1.25 ms", "312 µs", "12,345 instructions" */
char *bootchart_amount(const struct bootchart *chart, double amount);

#endif
