/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "term/message.h"
#include "term/pager.h"
#include "term/table.h"

struct row {
	int color;
	char **value;
};

struct table {
	const char *const *columns;
	size_t width;
	struct row *rows;
	size_t count;
};

struct table *table_new(const char *const *columns)
{
	struct table *t = need_zeroed(sizeof(*t));

	t->columns = columns;
	while (columns[t->width])
		t->width++;
	return t;
}

void table_row(struct table *t, int color, const char *const *values)
{
	struct row *row;

	t->rows = need(realloc(t->rows, (t->count + 1) * sizeof(*t->rows)));
	row = &t->rows[t->count++];
	row->color = color;
	row->value = need_zeroed(t->width * sizeof(char *));
	for (size_t i = 0; i < t->width; i++)
		row->value[i] = values[i] ? copy_string(values[i]) : NULL;
}

void table_free(struct table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < t->width; k++)
			free(t->rows[i].value[k]);
		free(t->rows[i].value);
	}
	free(t->rows);
	free(t);
}

void json_quote(struct text *out, const char *s)
{
	text_add(out, "\"");
	for (; *s; s++) {
		unsigned char c = *s;

		if (c == '"' || c == '\\')
			text_addf(out, "\\%c", c);
		else if (c < 0x20)
			text_addf(out, "\\u%04x", c);
		else
			text_add_bytes(out, s, 1);
	}
	text_add(out, "\"");
}

static void add_key(struct text *out, const char *column)
{
	for (; *column; column++) {
		char c = *column == ' ' || *column == '-' ? '_' : tolower((unsigned char)*column);

		text_add_bytes(out, &c, 1);
	}
}

/* YAML is a superset of JSON's strings, so both quote alike. */
static void print_data(const struct table *t, bool yaml)
{
	struct text out = {0};

	text_add(&out, yaml ? (t->count ? "" : "[]\n") : "[");
	for (size_t i = 0; i < t->count; i++) {
		text_add(&out, yaml ? "" : i ? ",\n  {" : "\n  {");
		for (size_t k = 0; k < t->width; k++) {
			const char *value = t->rows[i].value[k];

			text_add(&out, yaml ? (k ? "  " : "- ") : k ? ", \"" : "\"");
			add_key(&out, t->columns[k]);
			text_add(&out, yaml ? ": " : "\": ");
			if (value)
				json_quote(&out, value);
			else
				text_add(&out, "null");
			text_add(&out, yaml ? "\n" : "");
		}
		text_add(&out, yaml ? "" : "}");
	}
	text_add(&out, yaml ? "" : t->count ? "\n]\n" : "]\n");
	fwrite(out.data, 1, out.len, stdout);
	text_free(&out);
}

/* Columns on the screen: the bytes that begin a character of UTF-8. */
static size_t screen_width(const char *s)
{
	size_t width = 0;

	for (; *s; s++)
		width += ((unsigned char)*s & 0xc0) != 0x80;
	return width;
}

static void add_text(const struct table *t, struct text *out)
{
	size_t *width = need_zeroed(t->width * sizeof(*width));
	bool color = message_color(1);

	for (size_t k = 0; k < t->width; k++)
		width[k] = strlen(t->columns[k]);
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < t->width; k++) {
			const char *value = t->rows[i].value[k];

			if (value && screen_width(value) > width[k])
				width[k] = screen_width(value);
		}
	}
	for (size_t k = 0; k + 1 < t->width; k++)
		text_addf(out, "%-*s  ", (int)width[k], t->columns[k]);
	text_addf(out, "%s\n", t->columns[t->width - 1]);
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < t->width; k++) {
			const char *value = t->rows[i].value[k] ? t->rows[i].value[k] : "-";
			bool paint = !k && color && t->rows[i].color;

			if (paint)
				text_addf(out, "\033[%dm", t->rows[i].color);
			if (k + 1 < t->width)
				text_addf(out, "%s%*s  ", value,
				          (int)(width[k] - screen_width(value)), "");
			else
				text_addf(out, "%s\n", value);
			if (paint)
				text_add(out, "\033[0m");
		}
	}
	free(width);
}

static void print(struct table *t, enum table_format format, const char *if_empty, bool paged)
{
	struct text out = {0};

	if (format != TABLE_TEXT) {
		print_data(t, format == TABLE_YAML);
	} else if (t->count) {
		add_text(t, &out);
		if (paged)
			pager_show(&out);
		else
			fwrite(out.data, 1, out.len, stdout);
	} else if (if_empty) {
		say("%s", if_empty);
	}
	text_free(&out);
}

void table_print(struct table *t, enum table_format format, const char *if_empty)
{
	print(t, format, if_empty, false);
}

void table_page(struct table *t, enum table_format format, const char *if_empty)
{
	print(t, format, if_empty, true);
}

int table_format_parse(const char *name, enum table_format *format)
{
	static const char *const names[] = {"table", "json", "yaml"};

	*format = TABLE_TEXT;
	for (int i = 0; name && i < 3; i++) {
		if (strcmp(name, names[i]) == 0) {
			*format = i;
			return 0;
		}
	}
	if (!name)
		return 0;
	fail("unknown output format '%s'", name);
	hint("use table, json or yaml");
	return -EINVAL;
}
