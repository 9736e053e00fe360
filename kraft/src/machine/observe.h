/* SPDX-License-Identifier: BSD-3-Clause */
/* One boot of an image for measuring: a machine that nobody else sees, until it ends by itself. */
#ifndef KRAFT_MACHINE_OBSERVE_H
#define KRAFT_MACHINE_OBSERVE_H

#include "machine/machine.h"

struct observation {
	const char *image;
	const char *model;     /* NULL: the default */
	const char *parameter; /* one more for the image */
	bool instructions;     /* the clock counts instructions: repeatable, and always emulated */
	bool no_accel;
	unsigned int seconds; /* at most */
};

/* The console's text is appended. 0 or a negative errno after a message. */
int machine_observe(const struct observation *o, struct text *output);

#endif
