/* SPDX-License-Identifier: BSD-3-Clause */
/* In which order services start: what they depend on first. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compose/compose.h"

enum mark { NEW, OPEN, DONE };

struct walk {
	const struct composition *c;
	enum mark *marks;
	size_t *order; /* also the path of those that are open, from its end */
	size_t count;
	size_t *path;
	size_t depth;
};

static size_t index_of(const struct composition *c, const struct compose_service *s)
{
	return (size_t)(s - c->services);
}

static void fail_cycle(const struct walk *w, size_t again, const struct place *place)
{
	struct text cycle = {0};
	size_t from = 0;

	while (w->path[from] != again)
		from++;
	for (size_t i = from; i < w->depth; i++)
		text_addf(&cycle, "%s -> ", w->c->services[w->path[i]].name);
	fail_at(place, "the services depend on each other in a circle: %s%s", cycle.data,
	        w->c->services[again].name);
	text_free(&cycle);
}

static int visit(struct walk *w, size_t number)
{
	const struct compose_service *s = &w->c->services[number];
	int error = 0;

	if (w->marks[number] == DONE)
		return 0;
	w->marks[number] = OPEN;
	w->path[w->depth++] = number;
	for (size_t i = 0; i < s->depend_count && !error; i++) {
		const struct compose_service *other = compose_service(w->c, s->depends[i].service);

		if (!other)
			continue;
		size_t next = index_of(w->c, other);

		if (w->marks[next] == OPEN) {
			fail_cycle(w, next, &s->depends[i].place);
			error = -ELOOP;
		} else {
			error = visit(w, next);
		}
	}
	w->depth--;
	w->marks[number] = DONE;
	w->order[w->count++] = number;
	return error;
}

static void walk_begin(struct walk *w, const struct composition *c)
{
	size_t size = (c->service_count + 1) * sizeof(size_t);

	*w = (struct walk){.c = c,
	                   .marks = need_zeroed((c->service_count + 1) * sizeof *w->marks),
	                   .order = need_zeroed(size),
	                   .path = need_zeroed(size)};
}

static void walk_end(struct walk *w)
{
	free(w->marks);
	free(w->path);
}

static void fail_unknown(const struct composition *c, const char *name, const struct place *place)
{
	struct strings names = {0};
	struct text all = {0};
	const char *nearest;

	for (size_t i = 0; i < c->service_count; i++) {
		strings_add(&names, c->services[i].name);
		text_addf(&all, "%s%s", i ? ", " : "", c->services[i].name);
	}
	nearest = did_you_mean(name, &names);
	if (place)
		fail_at(place, "there is no service '%s'", name);
	else
		fail("%s has no service '%s'", c->shown, name);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("its services are: %s", all.data ? all.data : "");
	strings_free(&names);
	text_free(&all);
}

void compose_check_order(struct reader *r, const struct composition *c)
{
	struct walk w;
	int error = 0;

	for (size_t i = 0; i < c->service_count; i++) {
		const struct compose_service *s = &c->services[i];

		for (size_t k = 0; k < s->depend_count; k++) {
			const struct compose_service *other =
			        compose_service(c, s->depends[k].service);

			if (other && s->depends[k].condition == COMPOSE_HEALTHY &&
			    !other->health.given) {
				fail_at(&s->depends[k].place,
				        "'%s' has no healthcheck, so nobody knows when it is "
				        "healthy",
				        other->name);
				hint("give it one, or wait for service_started");
				r->errors++;
			}
			if (other || !s->depends[k].required)
				continue;
			fail_unknown(c, s->depends[k].service, &s->depends[k].place);
			r->errors++;
		}
	}
	walk_begin(&w, c);
	for (size_t i = 0; i < c->service_count && !error; i++)
		error = visit(&w, i);
	if (error)
		r->errors++;
	walk_end(&w);
	free(w.order);
}

static bool active(const struct compose_service *s, const struct strings *profiles)
{
	for (size_t i = 0; i < s->profiles.count; i++)
		if (strings_has(profiles, s->profiles.item[i]) || strings_has(profiles, "*"))
			return true;
	return !s->profiles.count;
}

int compose_order(const struct composition *c, const struct strings *named,
                  const struct strings *profiles, size_t **order, size_t *count)
{
	struct walk w;
	int error = 0;

	walk_begin(&w, c);
	for (size_t i = 0; i < named->count && !error; i++) {
		const struct compose_service *s = compose_service(c, named->item[i]);

		if (s) {
			error = visit(&w, index_of(c, s));
		} else {
			fail_unknown(c, named->item[i], NULL);
			error = -ENOENT;
		}
	}
	for (size_t i = 0; i < c->service_count && !named->count && !error; i++)
		if (active(&c->services[i], profiles))
			error = visit(&w, i);
	walk_end(&w);
	*order = w.order;
	*count = w.count;
	if (!error && !w.count) {
		fail("no service is to be started");
		hint("every service has a profile: --profile NAME makes one active");
		error = -ENOENT;
	}
	return error;
}
