/* SPDX-License-Identifier: BSD-3-Clause */
/* The index in memory: loading, updating, finding. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/ask.h"
#include "index/index.h"
#include "index/json.h"
#include "index/rc.h"
#include "term/message.h"

bool component_name_valid(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789_-+.";

	return isalnum((unsigned char)name[0]) && !name[strspn(name, letters)];
}

void component_free(struct component *c)
{
	free(c->name);
	free(c->description);
	free(c->origin);
	free(c->location);
	strings_free(&c->versions);
	memset(c, 0, sizeof(*c));
}

void index_free(struct index *index)
{
	for (size_t i = 0; i < index->count; i++)
		component_free(&index->item[i]);
	free(index->item);
	memset(index, 0, sizeof(*index));
}

void index_add(struct index *index, struct component *c)
{
	index->item = need(realloc(index->item, (index->count + 1) * sizeof(*index->item)));
	index->item[index->count++] = *c;
}

static struct component copy_component(const struct component *c)
{
	struct component copy = *c;

	copy.name = copy_string(c->name);
	copy.description = c->description ? copy_string(c->description) : NULL;
	copy.origin = copy_string(c->origin);
	copy.location = copy_string(c->location);
	memset(&copy.versions, 0, sizeof(copy.versions));
	for (size_t i = 0; i < c->versions.count; i++)
		strings_add(&copy.versions, c->versions.item[i]);
	return copy;
}

/* What an origin that does not answer offered the last time. */
static void keep_old(const struct index *old, const char *origin, struct index *out)
{
	for (size_t i = 0; i < old->count; i++) {
		if (strcmp(old->item[i].origin, origin) == 0) {
			struct component copy = copy_component(&old->item[i]);

			index_add(out, &copy);
		}
	}
}

/* Those that are not folders of this machine, all at once. */
static void ask_remote(struct answer *answers, size_t count, bool only_local)
{
	struct answer *remote = need_zeroed((count + 1) * sizeof *remote);
	size_t *place = need_zeroed((count + 1) * sizeof *place), n = 0;

	for (size_t i = 0; i < count && !only_local; i++) {
		if (origin_kind_of(answers[i].origin) == ORIGIN_FOLDER)
			continue;
		place[n] = i;
		remote[n++].origin = answers[i].origin;
	}
	if (n)
		origins_ask(remote, n);
	for (size_t i = 0; i < n; i++)
		answers[place[i]] = remote[i];
	free(remote);
	free(place);
}

static int build(const struct workspace *w, bool only_local, struct index *out, int *failures)
{
	struct index old = {0};
	struct answer *answers;
	struct rc rc;
	int error = rc_load(&rc);

	*failures = 0;
	if (error)
		return error;
	if (is_file(w->index))
		json_read_index(w->index, &old);
	answers = need_zeroed((rc.origins.count + 1) * sizeof *answers);
	for (size_t i = 0; i < rc.origins.count; i++)
		answers[i].origin = rc.origins.item[i];
	ask_remote(answers, rc.origins.count, only_local);
	for (size_t i = 0; i < rc.origins.count; i++) {
		struct answer *a = &answers[i];

		if (origin_kind_of(a->origin) == ORIGIN_FOLDER)
			a->error = origin_scan(a->origin, &a->found);
		else if (only_local)
			continue;
		if (a->error) {
			++*failures;
			index_free(&a->found);
			keep_old(&old, a->origin, out);
			continue;
		}
		for (size_t k = 0; k < a->found.count; k++)
			index_add(out, &a->found.item[k]);
		free(a->found.item);
	}
	free(answers);
	builtin_scan(out);
	index_free(&old);
	rc_free(&rc);
	return 0;
}

/* What came with the tool is looked at directly: the file may have been written by another version
 * of it. */
static void renew_builtin(struct index *index)
{
	struct index now = {0};
	size_t kept = 0;

	builtin_scan(&now);
	for (size_t i = 0; i < index->count; i++) {
		struct component *old = &index->item[i];
		struct component *same;

		if (old->kind != ORIGIN_BUILTIN) {
			index->item[kept++] = *old;
			continue;
		}
		same = index_find(&now, old->type, old->name);
		if (same)
			same->checked = old->checked;
		component_free(old);
	}
	index->count = kept;
	for (size_t i = 0; i < now.count; i++)
		index_add(index, &now.item[i]);
	free(now.item);
}

int index_load(const struct workspace *w, struct index *index)
{
	int failures, error;

	memset(index, 0, sizeof(*index));
	if (!is_file(w->index))
		return build(w, true, index, &failures);
	error = json_read_index(w->index, index);
	if (!error)
		renew_builtin(index);
	return error;
}

int index_update(const struct workspace *w, int *failures)
{
	struct index index = {0};
	int error = workspace_make(w), lock;

	*failures = 0;
	if (error)
		return error;
	lock = file_lock(w->lock);
	if (lock < 0) {
		fail("%s cannot be locked: %s", w->lock, strerror(-lock));
		return lock;
	}
	error = build(w, false, &index, failures);
	if (!error)
		error = json_write_index(w->index, &index);
	file_unlock(lock);
	index_free(&index);
	return error;
}

struct component *index_find(const struct index *index, int type, const char *name)
{
	for (size_t i = 0; i < index->count; i++) {
		struct component *c = &index->item[i];

		if ((type < 0 || (int)c->type == type) && strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

/* C libraries that projects and ports of other places name, and what there is in their stead. */
static const struct {
	const char *name, *symbol, *library;
} stand_ins[] = {
        {"newlib", "LIBNEWLIBC", "musl"},
        {"pthread-embedded", "LIBPTHREAD_EMBEDDED", "musl"},
};

struct component *index_library(const struct index *index, const char *name, bool *stands_in)
{
	struct component *c = index_find(index, TYPE_LIB, name);

	*stands_in = false;
	for (size_t i = 0; i < index->count && !c; i++) {
		struct component *other = &index->item[i];
		char *folder = other->type == TYPE_LIB
		                       ? folder_plain_name(path_base(other->location))
		                       : NULL;

		if (folder && strcmp(folder, name) == 0)
			c = other;
		free(folder);
	}
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins && !c; i++) {
		if (strcmp(stand_ins[i].name, name) == 0)
			c = index_find(index, TYPE_LIB, stand_ins[i].library);
		*stands_in = c;
	}
	return c;
}

const char *symbol_stand_in(const char *symbol)
{
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		if (strcmp(stand_ins[i].symbol, symbol) == 0)
			return stand_ins[i].library;
	return NULL;
}

struct component *index_need(const struct index *index, int type, const char *name)
{
	bool stands_in;
	struct component *c = type == TYPE_LIB ? index_library(index, name, &stands_in)
	                                       : index_find(index, type, name);
	struct strings names = {0};
	const char *nearest;

	if (c)
		return c;
	for (size_t i = 0; i < index->count; i++)
		if (type < 0 || (int)index->item[i].type == type)
			strings_add_new(&names, index->item[i].name);
	fail("unknown %s '%s'", type < 0 ? "component" : component_type_name(type), name);
	nearest = did_you_mean(name, &names);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("'kraft list' shows what is known, 'kraft list update' asks the origins "
		     "again, "
		     "'kraft list add' names another origin");
	strings_free(&names);
	return NULL;
}

int wanted_parse(const char *text, struct wanted *out)
{
	size_t len;

	memset(out, 0, sizeof(*out));
	out->type = -1;
	for (int i = 0; i < TYPE_COUNT; i++) {
		const char *name = component_type_name(i);

		len = strlen(name);
		if (strncmp(text, name, len) == 0 && (text[len] == '/' || text[len] == '-')) {
			out->type = i;
			text += len + 1;
			break;
		}
	}
	len = strcspn(text, "@=<>^~!");
	out->name = copy_bytes(text, len);
	text += len;
	if (*text == '@')
		text++;
	else if (starts_with(text, "=="))
		text += 2;
	if (*text)
		out->version = copy_string(text);
	if (!out->name[0] || strchr(out->name, '/') || out->name[0] == '.') {
		fail("'%s' is no component's name", out->name);
		hint("a component is written [lib/|app/]NAME[@VERSION]");
		wanted_free(out);
		return -EINVAL;
	}
	return 0;
}

void wanted_free(struct wanted *w)
{
	free(w->name);
	free(w->version);
	memset(w, 0, sizeof(*w));
}
