/* SPDX-License-Identifier: BSD-3-Clause */
/* Volumes of a composition: folders, and named ones, which `kraft volume` knows as well. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compose/compose.h"
#include "machine/volume.h"
#include "machine/volume_folder.h"

static const char *const top_keys[] = {"name", "external", "driver", "labels", NULL};
static const char *const top_refused[] = {"driver_opts", NULL};
static const char *const volume_keys[] = {"type", "source", "target", "read_only", NULL};
static const char *const volume_refused[] = {"bind", "volume", "tmpfs", "consistency", NULL};

/* --- at the top ------------------------------------------------------------------------ */

static void read_named(struct reader *r, const struct composition *c, const struct node *key,
                       const struct node *n, struct compose_volume *v)
{
	const struct node *driver = node_get(n, "driver"), *at = node_get(n, "name");
	char *value;

	v->name = copy_string(key->scalar);
	v->place = node_place(r->file, key);
	if (!node_is_null(n) && !compose_keys(r, n, "a volume", top_keys, top_refused))
		return;
	value = driver ? compose_scalar(r, driver, "a driver") : NULL;
	v->driver = value && strcmp(value, "local") != 0 ? machine_share_driver(value)
	                                                 : MACHINE_SHARE_9PFS;
	if (v->driver == MACHINE_SHARE_ANY) {
		reader_fail(r, driver, "the driver '%s' is not supported", value);
		hint("'local' and '9pfs' are the same; 'virtiofs' is the other");
	}
	free(value);
	value = compose_scalar(r, node_get(n, "external"), "external");
	v->external = value && strcmp(value, "true") == 0;
	free(value);
	v->real = at ? compose_scalar(r, at, "a name") : NULL;
	if (!v->real && v->external)
		v->real = copy_string(v->name);
	if (!v->real)
		v->real = format("%s_%s", c->name, v->name);
	if (!volume_is_name(v->real))
		reader_fail(r, at ? at : key, "'%s' is no name for a volume", v->real);
}

void compose_read_volumes(struct reader *r, struct composition *c, const struct node *n)
{
	if (node_is_null(n))
		return;
	if (n->kind != NODE_MAP) {
		reader_fail(r, n, "volumes must be a map");
		return;
	}
	c->volumes = need_zeroed((n->count + 1) * sizeof *c->volumes);
	for (size_t i = 0; i < n->count; i++)
		read_named(r, c, n->key[i], n->child[i], &c->volumes[c->volume_count++]);
}

/* --- of a service ------------------------------------------------------------------------ */

/* A path begins with '.', '/' or '~'; everything else names a volume of the file. */
static char *find_source(struct reader *r, const struct composition *c, const struct node *n,
                         const char *source)
{
	struct strings names = {0};
	const char *nearest;
	char *found = NULL;

	if (*source && strchr("./~", *source)) {
		char *path = *source == '~' ? copy_string(source) : path_join(c->folder, source);

		found = path_absolute(path);
		free(path);
		return found;
	}
	for (size_t i = 0; i < c->volume_count && !found; i++) {
		strings_add(&names, c->volumes[i].name);
		if (strcmp(c->volumes[i].name, source) == 0)
			found = copy_string(c->volumes[i].real ? c->volumes[i].real : source);
	}
	if (!found) {
		nearest = did_you_mean(source, &names);
		reader_fail(r, n, "there is no volume '%s'", source);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		else
			hint("name it under 'volumes' at the top; a folder is written ./%s",
			     source);
	}
	strings_free(&names);
	return found;
}

static void add_volume(struct reader *r, const struct composition *c, const struct node *n,
                       const char *source, const char *rest, struct compose_service *s)
{
	char *found = find_source(r, c, n, source);

	if (found)
		strings_addf(&s->volumes, "%s:%s", found, rest);
	free(found);
}

static void read_long(struct reader *r, const struct composition *c, const struct node *n,
                      struct compose_service *s)
{
	char *source, *target, *read_only, *type, *rest;

	if (!compose_keys(r, n, "a volume", volume_keys, volume_refused))
		return;
	type = compose_scalar(r, node_get(n, "type"), "a type");
	source = compose_scalar(r, node_get(n, "source"), "a folder");
	target = compose_scalar(r, node_get(n, "target"), "a folder");
	read_only = compose_scalar(r, node_get(n, "read_only"), "read_only");
	if (type && strcmp(type, "bind") != 0 && strcmp(type, "volume") != 0) {
		reader_fail(r, node_get(n, "type"), "a volume of the type '%s' is not supported",
		            type);
		hint("'bind' shares a folder, 'volume' a named volume");
	} else if (source && target) {
		bool bind = type && strcmp(type, "bind") == 0 && !strchr("./~", *source);
		char *path = bind ? format("./%s", source) : copy_string(source);

		rest = format("%s%s", target,
		              read_only && strcmp(read_only, "true") == 0 ? ":ro" : "");
		add_volume(r, c, n, path, rest, s);
		free(rest);
		free(path);
	} else {
		reader_fail(r, n, "a volume needs a source and a target");
	}
	free(type);
	free(source);
	free(target);
	free(read_only);
}

/* SOURCE:PATH[:ro]; a folder is seen from the file's. */
void compose_read_mounts(struct reader *r, const struct composition *c, const struct node *n,
                         struct compose_service *s)
{
	if (node_is_null(n))
		return;
	s->volumes_place = node_place(r->file, n);
	if (n->kind != NODE_LIST)
		reader_fail(r, n, "volumes must be a list");
	for (size_t i = 0; n->kind == NODE_LIST && i < n->count; i++) {
		char *value, *colon;

		if (n->child[i]->kind == NODE_MAP) {
			read_long(r, c, n->child[i], s);
			continue;
		}
		value = compose_scalar(r, n->child[i], "a volume");
		colon = value ? strchr(value, ':') : NULL;
		if (colon) {
			*colon = '\0';
			add_volume(r, c, n->child[i], value, colon + 1, s);
		} else if (value) {
			reader_fail(r, n->child[i], "'%s' is no volume: SOURCE:PATH", value);
		}
		free(value);
	}
}

/* --- making and removing --------------------------------------------------------------------- */

static bool is_used(const struct composition *c, const struct compose_volume *v,
                    const size_t *order, size_t count)
{
	size_t len = strlen(v->real);

	for (size_t i = 0; i < count; i++) {
		const struct strings *mounts = &c->services[order[i]].volumes;

		for (size_t k = 0; k < mounts->count; k++)
			if (strncmp(mounts->item[k], v->real, len) == 0 &&
			    mounts->item[k][len] == ':')
				return true;
	}
	return false;
}

int compose_volumes_up(const struct composition *c, const size_t *order, size_t count)
{
	int error = 0;

	for (size_t i = 0; i < c->volume_count && !error; i++) {
		const struct compose_volume *v = &c->volumes[i];
		char *folder = volume_folder(v->real);
		bool there = is_folder(folder);

		free(folder);
		if (there || !is_used(c, v, order, count))
			continue;
		if (v->external) {
			fail_at(&v->place, "there is no volume '%s'", v->real);
			hint("'kraft volume create %s' makes it", v->real);
			error = -ENOENT;
		} else {
			error = volume_create(v->real, v->driver);
			if (!error)
				say("made the volume %s", v->real);
		}
	}
	return error;
}

int compose_volumes_remove(const struct composition *c)
{
	int error = 0;

	for (size_t i = 0; i < c->volume_count; i++) {
		const struct compose_volume *v = &c->volumes[i];
		char *folder = volume_folder(v->real);
		int failed = v->external || !is_folder(folder) ? 1 : volume_remove(v->real);

		free(folder);
		if (failed == 0)
			say("removed the volume %s", v->real);
		error = error ? error : failed < 0 ? failed : 0;
	}
	return error;
}
