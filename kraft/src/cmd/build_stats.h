/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft build --stats: what the build system measured, from stats.json in the build folder. */
#ifndef KRAFT_CMD_BUILD_STATS_H
#define KRAFT_CMD_BUILD_STATS_H

#include "cmd/command.h"
#include "term/table.h"

/* The options --stats and --output; 0, or EXIT_USAGE after a message. */
int build_stats_options(const struct invocation *in, enum table_format *format);
/* 0, or an exit status after a message. */
int build_stats_show(const char *build_folder, enum table_format format);

#endif
