/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables on standard output: aligned columns for people, JSON or YAML for programs. */
#ifndef KRAFT_TABLE_H
#define KRAFT_TABLE_H

#include "base/text.h"

enum table_format { TABLE_TEXT, TABLE_JSON, TABLE_YAML };

struct table;
/* Column names are upper case; as JSON keys they are lower case with _ for spaces and -. */
struct table *table_new(const char *const *columns);
/* One value per column, NULL for none. `color`: 0 or an ANSI colour (32 green, 31 red) of the first
 * column. */
void table_row(struct table *t, int color, const char *const *values);
void table_print(struct table *t, enum table_format format, const char *if_empty);
/* The same; a table that is longer than the terminal is shown by a pager. */
void table_page(struct table *t, enum table_format format, const char *if_empty);
void table_free(struct table *t);
/* "table", "json", "yaml" → *format; -EINVAL, prints the error. NULL is a table. */
int table_format_parse(const char *name, enum table_format *format);
/* A string quoted for JSON, appended. */
void json_quote(struct text *out, const char *s);

#endif
