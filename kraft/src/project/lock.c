/* SPDX-License-Identifier: BSD-3-Clause */
/* The lock file: JSON with one value a line and in a fixed order, so that a difference in version
 * control shows what changed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>

#include "base/file.h"
#include "project/lock.h"
#include "term/message.h"

#define FORMAT 1

static char *lock_path(const struct project *p)
{
	return path_join(p->folder, "kraft.lock");
}

void lock_free(struct lock *l)
{
	for (size_t i = 0; i < l->count; i++) {
		free(l->item[i].name);
		free(l->item[i].version);
		free(l->item[i].origin);
		free(l->item[i].commit);
		free(l->item[i].content);
		strings_free(&l->item[i].archives);
	}
	free(l->item);
	free(l->tool);
	free(l->compiler);
	memset(l, 0, sizeof(*l));
}

const struct locked *lock_find(const struct lock *l, enum component_type type, const char *name)
{
	for (size_t i = 0; l && i < l->count; i++)
		if (l->item[i].type == type && strcmp(l->item[i].name, name) == 0)
			return &l->item[i];
	return NULL;
}

static char *copy_member(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? copy_string(s) : NULL;
}

static bool read_component(const json_t *o, struct locked *c)
{
	const char *type = json_string_value(json_object_get(o, "type")), *file;
	json_t *hash;

	memset(c, 0, sizeof(*c));
	c->name = copy_member(o, "name");
	if (!c->name || !type || !component_name_valid(c->name)) {
		free(c->name);
		return false;
	}
	c->type = strcmp(type, "core") == 0  ? TYPE_CORE
	          : strcmp(type, "app") == 0 ? TYPE_APP
	                                     : TYPE_LIB;
	c->version = copy_member(o, "version");
	c->origin = copy_member(o, "origin");
	c->commit = copy_member(o, "commit");
	c->content = copy_member(o, "content");
	json_object_foreach(json_object_get(o, "archives"), file, hash)
	{
		if (json_is_string(hash))
			strings_addf(&c->archives, "%s %s", file, json_string_value(hash));
	}
	strings_sort(&c->archives);
	return true;
}

static int read_components(const struct place *p, const json_t *list, struct lock *out)
{
	json_t *item;
	size_t i;

	if (!json_is_array(list)) {
		fail_at(p, "this is no lock file: no list of components");
		return -EINVAL;
	}
	out->item = need_zeroed((json_array_size(list) + 1) * sizeof(*out->item));
	json_array_foreach(list, i, item)
	{
		if (!read_component(item, &out->item[out->count++])) {
			out->count--;
			fail_at(p, "this is no lock file: component %zu has no name", i + 1);
			return -EINVAL;
		}
	}
	return 0;
}

int lock_read(const struct project *p, struct lock *out)
{
	char *path = lock_path(p), *shown = path_short(path);
	struct place place = {shown, 1, 1};
	json_error_t problem;
	json_t *root = NULL;
	int error = 0;

	memset(out, 0, sizeof(*out));
	if (!is_file(path)) {
		error = -ENOENT;
	} else if (!(root = json_load_file(path, 0, &problem))) {
		place.line = problem.line > 0 ? problem.line : 1;
		place.column = problem.column > 0 ? problem.column : 1;
		fail_at(&place, "this is no lock file: %s", problem.text);
		error = -EINVAL;
	} else if (json_integer_value(json_object_get(root, "format")) != FORMAT) {
		fail_at(&place, "this lock file has a format that this version does not know");
		error = -EINVAL;
	} else {
		out->tool = copy_member(root, "kraft");
		out->compiler = copy_member(root, "compiler");
		error = read_components(&place, json_object_get(root, "components"), out);
	}
	if (error == -EINVAL) {
		hint("take it from version control again, or write a new one: rm %s; kraft lock",
		     shown);
		lock_free(out);
	}
	json_decref(root);
	free(shown);
	free(path);
	return error;
}

/* --- writing ------------------------------------------------------------------ */

static void member(json_t *o, const char *key, const char *value)
{
	if (value)
		json_object_set_new(o, key, json_string(value));
}

static json_t *write_component(const struct locked *c)
{
	json_t *o = json_object(), *archives = json_object();

	member(o, "type", component_type_name(c->type));
	member(o, "name", c->name);
	member(o, "version", c->version);
	member(o, "origin", c->origin);
	member(o, "commit", c->commit);
	member(o, "content", c->content);
	for (size_t i = 0; i < c->archives.count; i++) {
		char *file = copy_string(c->archives.item[i]), *blank = strrchr(file, ' ');

		*blank++ = 0;
		member(archives, file, blank);
		free(file);
	}
	if (c->archives.count)
		json_object_set(o, "archives", archives);
	json_decref(archives);
	return o;
}

int lock_write(const struct project *p, const struct lock *l)
{
	char *path = lock_path(p), *data;
	json_t *root = json_object(), *list = json_array();
	struct text text = {0};
	int error;

	json_object_set_new(root, "format", json_integer(FORMAT));
	member(root, "kraft", l->tool);
	member(root, "compiler", l->compiler);
	for (size_t i = 0; i < l->count; i++)
		json_array_append_new(list, write_component(&l->item[i]));
	json_object_set_new(root, "components", list);
	data = need(json_dumps(root, JSON_INDENT(2)));
	text_addf(&text, "%s\n", data);
	error = file_update(path, text.data, text.len);
	if (error < 0)
		fail("%s cannot be written: %s", path, strerror(-error));
	text_free(&text);
	free(data);
	json_decref(root);
	free(path);
	return error;
}

/* --- comparing ---------------------------------------------------------------- */

struct comparison {
	struct text text; /* of the lock file, to find lines in */
	char *shown;
	int differences;
};

/* The line on which a value stands, after the component's name. */
static struct place place_of(const struct comparison *c, const char *name, const char *value)
{
	char *quoted = name ? format("\"name\": \"%s\"", name) : NULL;
	const char *at = quoted && c->text.data ? strstr(c->text.data, quoted) : c->text.data;
	const char *hit = at && value ? strstr(at, value) : NULL;
	struct place p = {c->shown, 1, 1};

	at = hit ? hit : at;
	for (const char *s = c->text.data; at && s < at; s++) {
		p.column = *s == '\n' ? 1 : p.column + 1;
		p.line += *s == '\n';
	}
	free(quoted);
	return p;
}

static void differ(struct comparison *c, const char *name, const char *what, const char *wanted,
                   const char *is)
{
	struct place p = place_of(c, name, wanted);

	fail_at(&p, "%s%s%s is locked to %s and is %s", name ? name : "", name ? ": " : "", what,
	        wanted ? wanted : "nothing", is ? is : "not there");
	c->differences++;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_local(const char *origin)
{
	return !origin || (!strstr(origin, "://") && !starts_with(origin, "git@"));
}

static const char *hash_of(const struct strings *archives, const char *entry)
{
	size_t len = strcspn(entry, " ") + 1;

	for (size_t i = 0; i < archives->count; i++)
		if (strncmp(archives->item[i], entry, len) == 0)
			return archives->item[i] + len;
	return NULL;
}

static void compare_archives(struct comparison *c, const struct locked *a, const struct locked *b)
{
	for (size_t i = 0; i < a->archives.count; i++) {
		const char *wanted = a->archives.item[i], *is = hash_of(&b->archives, wanted);
		char *file = copy_bytes(wanted, strcspn(wanted, " "));

		if (is && strcmp(is, wanted + strlen(file) + 1))
			differ(c, a->name, file, wanted + strlen(file) + 1, is);
		free(file);
	}
	for (size_t i = 0; a->archives.count && i < b->archives.count; i++) {
		char *file = copy_bytes(b->archives.item[i], strcspn(b->archives.item[i], " "));

		if (!hash_of(&a->archives, b->archives.item[i]))
			differ(c, a->name, file, NULL, b->archives.item[i] + strlen(file) + 1);
		free(file);
	}
}

/* A folder of this machine may stand elsewhere on another; its content must be the same. */
static void compare_component(struct comparison *c, const struct locked *a, const struct locked *b)
{
	if (!same(a->origin, b->origin) && !(is_local(a->origin) && is_local(b->origin)))
		differ(c, a->name, "the origin", a->origin, b->origin);
	else if (!same(a->commit, b->commit))
		differ(c, a->name, "the commit", a->commit, b->commit);
	else if (!same(a->content, b->content) && !a->content)
		differ(c, a->name, "the commit", a->commit, "changed since then");
	else if (!same(a->content, b->content))
		differ(c, a->name, "the content", a->content, b->content);
	else if (!a->commit && !same(a->version, b->version))
		differ(c, a->name, "the version", a->version, b->version);
	compare_archives(c, a, b);
}

int lock_compare(const struct project *p, const struct lock *wanted, const struct lock *is)
{
	char *path = lock_path(p);
	struct comparison c = {.shown = path_short(path)};

	(void)file_read(path, &c.text);
	if (!same(wanted->tool, is->tool))
		differ(&c, NULL, "kraft", wanted->tool, is->tool);
	if (!same(wanted->compiler, is->compiler))
		differ(&c, NULL, "the compiler", wanted->compiler, is->compiler);
	for (size_t i = 0; i < is->count; i++) {
		const struct locked *b = &is->item[i], *a = lock_find(wanted, b->type, b->name);

		if (a)
			compare_component(&c, a, b);
		else
			differ(&c, b->name, "this component", NULL, "used");
	}
	for (size_t i = 0; i < wanted->count; i++)
		if (!lock_find(is, wanted->item[i].type, wanted->item[i].name))
			differ(&c, wanted->item[i].name, "this component", "be used", "no longer");
	text_free(&c.text);
	free(c.shown);
	free(path);
	return c.differences;
}
