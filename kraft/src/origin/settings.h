/* SPDX-License-Identifier: BSD-3-Clause */
/* The [fetch] section of ~/.kraftrc (TOML): mirrors = ["…"], prioritize_origin = true. */
#ifndef KRAFT_ORIGIN_SETTINGS_H
#define KRAFT_ORIGIN_SETTINGS_H

#include "base/text.h"

struct fetch_settings {
	struct strings mirrors;
	bool prioritize_origin; /* upstream addresses before mirrors and the distribution */
};

/* Of a text; what is not in [fetch] is skipped. */
void settings_parse(const char *toml, struct fetch_settings *settings);
/* $KRAFTRC or ~/.kraftrc, then $KRAFT_MIRRORS (separated by blanks or commas) in front. */
void settings_load(struct fetch_settings *settings);

#endif
