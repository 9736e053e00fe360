/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and editing ~/.kraftrc. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/rc.h"
#include "term/message.h"

struct cursor {
	const char *file, *text, *at;
	struct text value;     /* the last string read */
	struct strings values; /* the last array read */
	bool is_array, is_string;
	size_t start, end;
};

static int fault(struct cursor *c, const char *what)
{
	struct place p = {c->file, 1, 1};

	for (const char *s = c->text; s < c->at; s++) {
		p.column = *s == '\n' ? 1 : p.column + 1;
		p.line += *s == '\n';
	}
	fail_at(&p, "%s", what);
	return -EINVAL;
}

static void skip(struct cursor *c, bool lines)
{
	for (;; c->at++) {
		if (*c->at == '#')
			c->at += strcspn(c->at, "\n");
		if (!*c->at || !isspace((unsigned char)*c->at) || (*c->at == '\n' && !lines))
			return;
	}
}

static int read_string(struct cursor *c)
{
	char quote = *c->at++;

	c->value.len = 0;
	text_add(&c->value, "");
	for (; *c->at != quote; c->at++) {
		char ch = *c->at;

		if (!ch || ch == '\n')
			return fault(c, "a string is not closed");
		if (ch == '\\' && quote == '"') {
			ch = *++c->at;
			if (ch == 'n')
				ch = '\n';
			else if (ch == 't')
				ch = '\t';
			else if (ch != '"' && ch != '\\')
				return fault(c, "unknown escape in a string");
		}
		text_add_bytes(&c->value, &ch, 1);
	}
	c->at++;
	return 0;
}

static int read_value(struct cursor *c)
{
	size_t len;

	c->start = c->at - c->text;
	c->is_array = *c->at == '[';
	c->is_string = *c->at == '"' || *c->at == '\'';
	strings_free(&c->values);
	if (c->is_array) {
		c->at++;
		for (;;) {
			skip(c, true);
			if (*c->at == ']')
				break;
			if (*c->at != '"' && *c->at != '\'')
				return fault(c, "expected a string in quotes, or ]");
			if (read_string(c))
				return -EINVAL;
			strings_add(&c->values, c->value.data);
			skip(c, true);
			if (*c->at == ',')
				c->at++;
			else if (*c->at != ']')
				return fault(c, "expected , or ] after a string");
		}
		c->at++;
	} else if (c->is_string) {
		if (read_string(c))
			return -EINVAL;
	} else {
		len = strcspn(c->at, " \t\r\n#");
		c->value.len = 0;
		text_add_bytes(&c->value, c->at, len);
		c->at += len;
		if (!len)
			return fault(c, "expected a value after =");
	}
	c->end = c->at - c->text;
	return 0;
}

static const struct {
	const char *name, *expected;
} settings[] = {{"list.origins", "an array of strings"},
                {"fetch.mirrors", "an array of strings"},
                {"fetch.prioritize_origin", "true or false"},
                {"configure.platform", "a string"},
                {"configure.architecture", "a string"}};

/* A known name with a value of another type is an error, an unknown name a warning: other versions
 * may know it. */
static int refuse(struct cursor *c, const char *name)
{
	struct place p = {c->file, 1, 1};
	struct strings names = {0};
	const char *nearest;

	for (size_t i = 0; i < c->start; i++) {
		p.column = c->text[i] == '\n' ? 1 : p.column + 1;
		p.line += c->text[i] == '\n';
	}
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		strings_add(&names, settings[i].name);
		if (strcmp(settings[i].name, name))
			continue;
		fail_at(&p, "'%s' must be %s", name, settings[i].expected);
		strings_free(&names);
		return -EINVAL;
	}
	warn_at(&p, "unknown setting '%s'", name);
	nearest = did_you_mean(name, &names);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	strings_free(&names);
	return 0;
}

static bool is_boolean(const struct cursor *c)
{
	return !c->is_array && !c->is_string && c->value.data &&
	       (strcmp(c->value.data, "true") == 0 || strcmp(c->value.data, "false") == 0);
}

static int take(struct cursor *c, struct rc *rc, const char *table, const char *key)
{
	char *name = format("%s%s%s", table, *table ? "." : "", key);
	int error = 0;

	if (strcmp(name, "list.origins") == 0 && c->is_array) {
		for (size_t i = 0; i < c->values.count; i++)
			strings_add_new(&rc->origins, c->values.item[i]);
		rc->list_start = c->start;
		rc->list_end = c->end;
	} else if (strcmp(name, "fetch.mirrors") == 0 && c->is_array) {
		for (size_t i = 0; i < c->values.count; i++)
			strings_add(&rc->mirrors, c->values.item[i]);
	} else if (strcmp(name, "fetch.prioritize_origin") == 0 && is_boolean(c)) {
		rc->prioritize_origin = strcmp(c->value.data, "true") == 0;
	} else if (strcmp(name, "configure.platform") == 0 && c->is_string) {
		free(rc->platform);
		rc->platform = copy_string(c->value.data);
	} else if (strcmp(name, "configure.architecture") == 0 && c->is_string) {
		free(rc->architecture);
		rc->architecture = copy_string(c->value.data);
	} else {
		error = refuse(c, name);
	}
	free(name);
	return error;
}

static int parse(struct cursor *c, struct rc *rc)
{
	char table[64] = "", key[64];

	for (;;) {
		size_t len;

		skip(c, true);
		if (!*c->at)
			return 0;
		if (*c->at == '[') {
			len = strcspn(++c->at, "]\n");
			if (c->at[len] != ']' || len >= sizeof(table))
				return fault(c, "expected [TABLE]");
			memcpy(table, c->at, len);
			table[len] = 0;
			c->at += len + 1;
			if (strcmp(table, "list") == 0)
				rc->table_end = c->at - c->text;
		} else {
			/* dotted keys are the other way to write a table */
			len = strspn(c->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			                    "0123456789_-.");
			if (!len || len >= sizeof(key))
				return fault(c, "expected KEY = VALUE or [TABLE]");
			memcpy(key, c->at, len);
			key[len] = 0;
			c->at += len;
			skip(c, false);
			if (*c->at != '=')
				return fault(c, "expected = after a key");
			c->at++;
			skip(c, false);
			if (read_value(c))
				return -EINVAL;
			if (take(c, rc, table, key))
				return -EINVAL;
		}
		skip(c, false);
		if (*c->at && *c->at != '\n')
			return fault(c, "unexpected text at the end of the line");
	}
}

static int load(struct rc *rc, struct text *text)
{
	const char *variable = getenv("KRAFTRC");
	struct cursor c = {0};
	int error;

	memset(rc, 0, sizeof(*rc));
	rc->file = path_absolute(variable && *variable ? variable : "~/.kraftrc");
	error = file_read(rc->file, text);
	if (error == -ENOENT)
		return 0;
	if (error) {
		fail("%s cannot be read: %s", rc->file, strerror(-error));
		return error;
	}
	c.file = rc->file;
	c.text = c.at = text->data;
	error = parse(&c, rc);
	text_free(&c.value);
	strings_free(&c.values);
	return error;
}

int rc_load(struct rc *rc)
{
	struct text text = {0};
	int error = load(rc, &text);

	text_free(&text);
	return error;
}

void rc_free(struct rc *rc)
{
	strings_free(&rc->origins);
	strings_free(&rc->mirrors);
	free(rc->file);
	free(rc->platform);
	free(rc->architecture);
	memset(rc, 0, sizeof(*rc));
}

static void write_origins(const struct rc *rc, struct text *text)
{
	struct text list = {0};

	text_add(&list, "[\n");
	for (size_t i = 0; i < rc->origins.count; i++) {
		text_add(&list, "  \"");
		for (const char *s = rc->origins.item[i]; *s; s++)
			text_addf(&list, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
		text_add(&list, "\",\n");
	}
	text_add(&list, "]");
	if (rc->list_end) {
		text_replace(text, rc->list_start, rc->list_end - rc->list_start, list.data,
		             list.len);
	} else if (rc->table_end) {
		char *line = format("\norigins = %s", list.data);

		text_replace(text, rc->table_end, 0, line, strlen(line));
		free(line);
	} else {
		text_addf(text, "%s[list]\norigins = %s\n",
		          !text->len                    ? ""
		          : ends_with(text->data, "\n") ? "\n"
		                                        : "\n\n",
		          list.data);
	}
	text_free(&list);
}

int rc_edit_origins(const struct strings *add, const struct strings *remove, int *changed)
{
	const char *variable = getenv("KRAFTRC");
	char *file = path_absolute(variable && *variable ? variable : "~/.kraftrc");
	char *folder = path_folder(file);
	struct text text = {0};
	struct rc rc = {0};
	int lock, error;

	*changed = 0;
	folder_make(folder);
	/* the folder is what is locked: the file itself is exchanged by the write */
	lock = file_lock(folder);
	error = lock < 0 ? lock : load(&rc, &text);
	if (lock < 0)
		fail("%s cannot be locked: %s", folder, strerror(-lock));
	if (error)
		goto out;
	for (size_t i = 0; i < add->count; i++)
		*changed += strings_add_new(&rc.origins, add->item[i]);
	for (size_t i = 0; i < remove->count; i++) {
		for (size_t k = rc.origins.count; k > 0; k--) {
			if (strcmp(rc.origins.item[k - 1], remove->item[i]) == 0) {
				strings_remove(&rc.origins, k - 1);
				++*changed;
			}
		}
	}
	if (*changed) {
		write_origins(&rc, &text);
		error = file_write(file, text.data, text.len);
		if (error)
			fail("%s cannot be written: %s", file, strerror(-error));
	}
out:
	file_unlock(lock);
	rc_free(&rc);
	text_free(&text);
	free(folder);
	free(file);
	return error;
}
