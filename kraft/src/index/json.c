/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing the index file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>

#include "base/file.h"
#include "index/json.h"
#include "term/message.h"

static const char *const type_names[TYPE_COUNT] = {"core", "lib", "app", "plat", "arch"};
static const char *const kind_names[] = {"built-in", "folder", "git", "archive", "index"};

const char *component_type_name(enum component_type type)
{
	return type_names[type];
}

const char *origin_kind_name(enum origin_kind kind)
{
	return kind_names[kind];
}

static int find(const char *const *names, int count, const char *name)
{
	for (int i = 0; name && i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static char *copy_member(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? copy_string(s) : NULL;
}

static bool read_component(const json_t *o, struct component *c)
{
	int type = find(type_names, TYPE_COUNT, json_string_value(json_object_get(o, "type")));
	int kind = find(kind_names, 5, json_string_value(json_object_get(o, "kind")));
	json_t *version;
	size_t i;

	memset(c, 0, sizeof(*c));
	c->name = copy_member(o, "name");
	c->location = copy_member(o, "location");
	if (type < 0 || !c->name || !component_name_valid(c->name) || !c->location) {
		component_free(c);
		return false;
	}
	c->type = type;
	c->description = copy_member(o, "description");
	c->origin = copy_member(o, "origin");
	if (!c->origin)
		c->origin = copy_string(c->location);
	c->kind = kind < 0 ? origin_kind_of(c->location) : (enum origin_kind)kind;
	c->released = json_integer_value(json_object_get(o, "released"));
	c->checked = json_integer_value(json_object_get(o, "checked"));
	json_array_foreach(json_object_get(o, "versions"), i, version)
	{
		if (json_is_string(version))
			strings_add(&c->versions, json_string_value(version));
	}
	return true;
}

int json_read_index(const char *path, struct index *out)
{
	json_error_t problem;
	json_t *root, *item;
	int error = 0;
	size_t i;

	if (!is_file(path))
		return -ENOENT;
	root = json_load_file(path, 0, &problem);
	if (!root) {
		fail_at(&(struct place){path, problem.line, problem.column}, "this is no index: %s",
		        problem.text);
		return -EINVAL;
	}
	if (!json_is_array(json_object_get(root, "components"))) {
		fail_at(&(struct place){path, 1, 1}, "this is no index: no list of components");
		error = -EINVAL;
	}
	json_array_foreach(json_object_get(root, "components"), i, item)
	{
		struct component c;

		if (read_component(item, &c))
			index_add(out, &c);
		else
			warn_at(&(struct place){path, 0, 0},
			        "component %zu has no valid type, name or location and is left out",
			        i + 1);
	}
	json_decref(root);
	return error;
}

static json_t *string_or_null(const char *s)
{
	json_t *value = s ? json_string(s) : NULL;

	return value ? value : json_null();
}

int json_write_index(const char *path, const struct index *index)
{
	json_t *root = json_object(), *list = json_array();
	int error;
	char *out;

	json_object_set_new(root, "format", json_integer(1));
	json_object_set_new(root, "components", list);
	for (size_t i = 0; i < index->count; i++) {
		const struct component *c = &index->item[i];
		json_t *o = json_object(), *versions = json_array();

		json_object_set_new(o, "type", json_string(type_names[c->type]));
		json_object_set_new(o, "name", string_or_null(c->name));
		json_object_set_new(o, "description", string_or_null(c->description));
		json_object_set_new(o, "origin", string_or_null(c->origin));
		json_object_set_new(o, "location", string_or_null(c->location));
		json_object_set_new(o, "kind", json_string(kind_names[c->kind]));
		for (size_t k = 0; k < c->versions.count; k++)
			json_array_append_new(versions, string_or_null(c->versions.item[k]));
		json_object_set_new(o, "versions", versions);
		json_object_set_new(o, "released", json_integer(c->released));
		json_object_set_new(o, "checked", json_integer(c->checked));
		json_array_append_new(list, o);
	}
	out = need(json_dumps(root, JSON_INDENT(2)));
	json_decref(root);
	error = file_write(path, out, strlen(out));
	if (error)
		fail("%s cannot be written: %s", path, strerror(-error));
	free(out);
	return error;
}
