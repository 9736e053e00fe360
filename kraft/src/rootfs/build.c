/* SPDX-License-Identifier: BSD-3-Clause */
/* Carrying a Dockerfile out as far as that needs no command to run: FROM scratch, COPY, ADD, and
 * what describes the result. A stage is made when something is copied from it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "rootfs/dockerfile.h"

struct build {
	struct dockerfile *d;
	const char *scratch;
	struct strings global; /* ARG before the first FROM */
};

/* Of one stage while it is carried out. */
struct state {
	struct build *build;
	struct stage *stage;
	struct variables variables;
	char *directory; /* WORKDIR */
	struct strings entrypoint, command, labels;
};

static int make_stage(struct build *b, struct stage *stage);

static void state_free(struct state *s)
{
	strings_free(&s->variables.arguments);
	strings_free(&s->variables.environment);
	strings_free(&s->entrypoint);
	strings_free(&s->command);
	strings_free(&s->labels);
	free(s->directory);
}

/* By name, or number; only one that stands before `limit`. */
static struct stage *find_stage(const struct build *b, const char *name, const struct stage *limit)
{
	struct dockerfile *d = b->d;
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	for (size_t i = 0; i < d->stage_count && &d->stages[i] < limit; i++)
		if ((d->stages[i].name && strcasecmp(d->stages[i].name, name) == 0) ||
		    (*name && !*end && number == i))
			return &d->stages[i];
	return NULL;
}

/* --- instructions ----------------------------------------------------------------------- */

/* NAME=VALUE …, or the old form NAME VALUE, which ENV and LABEL have. */
static int set_pairs(struct state *s, const struct instruction *i, struct strings *list)
{
	struct place place = dockerfile_place(s->build->d, i);
	int error = i->words.count ? 0 : -EINVAL;

	if (!error && !strchr(i->words.item[0], '=')) {
		size_t len = strcspn(i->text, " \t");
		char *name = copy_bytes(i->text, len),
		     *value = variables_expand(
		             &s->variables, i->text + len + strspn(i->text + len, " \t"), &place);

		error = value ? 0 : -EINVAL;
		if (!error)
			variables_set(list, name, value);
		free(name);
		free(value);
		return error;
	}
	for (size_t k = 0; k < i->words.count && !error; k++) {
		char *word = variables_expand(&s->variables, i->words.item[k], &place),
		     *equals = word ? strchr(word, '=') : NULL;

		error = equals ? 0 : -EINVAL;
		if (!error) {
			*equals = '\0';
			variables_set(list, word, equals + 1);
		} else if (word) {
			fail_at(&place, "'%s' is not of the form NAME=VALUE", word);
		}
		free(word);
	}
	if (!i->words.count)
		fail_at(&place, "%s needs NAME=VALUE", i->name);
	return error;
}

/* ARG NAME, which takes the value from before the first FROM, or ARG NAME=DEFAULT. */
static int set_argument(struct variables *v, const struct strings *global,
                        const struct instruction *i, const struct place *place)
{
	for (size_t k = 0; k < i->words.count; k++) {
		char *word = variables_expand(v, i->words.item[k], place),
		     *equals = word ? strchr(word, '=') : NULL;
		size_t len = word ? strlen(word) : 0;

		if (!word)
			return -EINVAL;
		if (equals) {
			*equals = '\0';
			variables_set(&v->arguments, word, equals + 1);
		}
		for (size_t g = 0; !equals && g < global->count; g++)
			if (strncmp(global->item[g], word, len) == 0 && global->item[g][len] == '=')
				variables_set(&v->arguments, word, global->item[g] + len + 1);
		free(word);
	}
	return 0;
}

static int set_directory(struct state *s, const struct instruction *i)
{
	struct place place = dockerfile_place(s->build->d, i);
	char *path = variables_expand(&s->variables, trim(i->text), &place), *whole;

	if (!path || !*path) {
		if (path)
			fail_at(&place, "WORKDIR needs a folder");
		free(path);
		return -EINVAL;
	}
	whole = *path == '/' ? copy_string(path) : path_join(s->directory, path);
	free(path);
	free(s->directory);
	s->directory = whole;
	/* The folder is there afterwards even when nothing is copied into it. */
	return s->stage->tree ? copy_make_folder(&(struct copying){.to = s->stage->tree,
	                                                           .directory = "/",
	                                                           .place = place},
	                                         whole)
	                      : 0;
}

static int read_mode(const char *text, const struct place *place, int *mode)
{
	char *end;
	unsigned long value = text ? strtoul(text, &end, 8) : 0;

	*mode = text ? (int)value : -1;
	if (!text || (end != text && !*end && value <= 07777))
		return 0;
	fail_at(place, "--chmod=%s: expected an octal mode, such as 755", text);
	return -EINVAL;
}

static int check_flags(const struct instruction *i, const struct place *place)
{
	static const char *const known[] = {"from=", "chmod=", "chown=", "link"};
	const char *owner = instruction_flag(i, "chown");

	for (size_t k = 0; k < i->flags.count; k++) {
		bool good = false;

		for (size_t n = 0; n < sizeof known / sizeof *known; n++)
			good = good || starts_with(i->flags.item[k], known[n]);
		if (good)
			continue;
		fail_at(place, "--%s is not supported", i->flags.item[k]);
		return -EINVAL;
	}
	if (!owner || strcmp(owner, "0") == 0 || strcmp(owner, "0:0") == 0 ||
	    strcmp(owner, "root") == 0 || strcmp(owner, "root:root") == 0)
		return 0;
	fail_at(place, "--chown=%s: all files of an image belong to root", owner);
	return -EINVAL;
}

static int choose_source(struct state *s, const struct instruction *i, struct copying *c)
{
	const char *from = instruction_flag(i, "from");
	struct stage *stage = from ? find_stage(s->build, from, s->stage) : NULL;

	c->from = s->build->d->context;
	c->ignore = &s->build->d->ignore;
	if (!from)
		return 0;
	if (!stage) {
		fail_at(&c->place, "there is no stage '%s' before this one", from);
		hint("files of another image need a container engine: docker, podman or buildah");
		return -ENOENT;
	}
	int error = make_stage(s->build, stage);

	c->from = stage->tree;
	c->ignore = NULL;
	return error;
}

static int copy(struct state *s, const struct instruction *i)
{
	struct copying c = {.to = s->stage->tree,
	                    .directory = s->directory,
	                    .unpack = strcmp(i->name, "ADD") == 0,
	                    .place = dockerfile_place(s->build->d, i)};
	struct strings words = {0};
	int error = check_flags(i, &c.place);

	if (!error)
		error = read_mode(instruction_flag(i, "chmod"), &c.place, &c.mode);
	if (!error)
		error = choose_source(s, i, &c);
	for (size_t k = 0; k < i->words.count && !error; k++) {
		char *word = variables_expand(&s->variables, i->words.item[k], &c.place);

		error = word ? 0 : -EINVAL;
		if (word && (strstr(word, "://") || starts_with(word, "git@"))) {
			fail_at(&c.place, "%s: files are not fetched from addresses", i->name);
			hint("fetch '%s' before, and copy the file", word);
			error = -EINVAL;
		} else if (word && starts_with(word, "<<")) {
			fail_at(&c.place, "%s: here-documents are not supported", i->name);
			error = -EINVAL;
		}
		if (word)
			strings_take(&words, word);
	}
	if (!error && words.count < 2) {
		fail_at(&c.place, "expected %s SOURCE... DESTINATION", i->name);
		error = -EINVAL;
	}
	if (!error) {
		char *destination = copy_string(words.item[words.count - 1]);

		strings_remove(&words, words.count - 1);
		error = copy_files(&c, &words, destination);
		free(destination);
	}
	strings_free(&words);
	return error;
}

/* There is no shell in an image: the words of the shell form are the arguments as well. */
static int set_words(struct state *s, const struct instruction *i, struct strings *list)
{
	struct place place = dockerfile_place(s->build->d, i);

	strings_free(list);
	for (size_t k = 0; k < i->words.count; k++) {
		char *word = i->json ? copy_string(i->words.item[k])
		                     : variables_expand(&s->variables, i->words.item[k], &place);

		if (!word)
			return -EINVAL;
		strings_take(list, word);
	}
	return 0;
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static int carry_out(struct state *s, const struct instruction *i)
{
	/* They speak about processes of a container; an image has none of that. */
	static const char *const without_effect[] = {"EXPOSE",      "USER",  "STOPSIGNAL",
	                                             "HEALTHCHECK", "SHELL", "MAINTAINER",
	                                             "VOLUME",      NULL};
	struct place place = dockerfile_place(s->build->d, i);

	if (strcmp(i->name, "COPY") == 0 || strcmp(i->name, "ADD") == 0)
		return copy(s, i);
	if (strcmp(i->name, "ENV") == 0)
		return set_pairs(s, i, &s->variables.environment);
	if (strcmp(i->name, "LABEL") == 0)
		return set_pairs(s, i, &s->labels);
	if (strcmp(i->name, "ARG") == 0)
		return set_argument(&s->variables, &s->build->global, i, &place);
	if (strcmp(i->name, "WORKDIR") == 0)
		return set_directory(s, i);
	if (strcmp(i->name, "CMD") == 0)
		return set_words(s, i, &s->command);
	if (strcmp(i->name, "ENTRYPOINT") == 0)
		return set_words(s, i, &s->entrypoint);
	if (is_one_of(i->name, without_effect)) {
		detail("%s:%d: %s has no effect", s->build->d->shown, i->line, i->name);
		return 0;
	}
	fail_at(&place, "unknown instruction '%s'", i->name);
	return -EINVAL;
}

/* --- stages -------------------------------------------------------------------------------- */

static void copy_strings(struct strings *to, const struct strings *from)
{
	for (size_t i = 0; i < from->count; i++)
		strings_add(to, from->item[i]);
}

static void inherit(struct state *s, const struct stage *before)
{
	copy_strings(&s->variables.environment, &before->environment);
	copy_strings(&s->entrypoint, &before->entrypoint);
	copy_strings(&s->command, &before->command);
	copy_strings(&s->labels, &before->labels);
	free(s->directory);
	s->directory = copy_string(before->directory);
}

/* FROM scratch begins empty, FROM STAGE with its files and words. */
static int begin_stage(struct state *s, const char *base)
{
	struct build *b = s->build;
	struct stage *stage = s->stage, *before = find_stage(b, base, stage);
	int error;

	stage->tree = format("%s/stage%zu", b->scratch, (size_t)(stage - b->d->stages));
	if (!before)
		return folder_make(stage->tree);
	error = make_stage(b, before);
	if (!error)
		inherit(s, before);
	return error ? error : folder_copy(before->tree, stage->tree, NULL, false);
}

static void end_stage(struct state *s)
{
	struct stage *stage = s->stage;

	strings_move(&stage->environment, &s->variables.environment);
	strings_move(&stage->entrypoint, &s->entrypoint);
	strings_move(&stage->command, &s->command);
	strings_move(&stage->labels, &s->labels);
	stage->directory = s->directory;
	s->directory = NULL;
}

static char *base_of(const struct build *b, const struct stage *stage)
{
	const struct variables v = {.arguments = b->global};
	struct place place = dockerfile_place(b->d, stage->from);

	return variables_expand(&v, stage->from->words.item[0], &place);
}

static int make_stage(struct build *b, struct stage *stage)
{
	struct state s = {.build = b, .stage = stage, .directory = copy_string("/")};
	char *base = stage->tree ? NULL : base_of(b, stage);
	int error = stage->tree || base ? 0 : -EINVAL;

	if (base) {
		error = begin_stage(&s, base);
		for (size_t i = stage->first; i < stage->end && !error; i++)
			error = carry_out(&s, &b->d->item[i]);
		end_stage(&s);
	}
	free(base);
	state_free(&s);
	return error;
}

/* --- what needs an engine ------------------------------------------------------------------- */

static bool needs_engine(const struct build *b, const struct stage *stage, struct place *place,
                         char **why)
{
	const struct dockerfile *d = b->d;
	char *base = base_of(b, stage);
	struct stage *before = base ? find_stage(b, base, stage) : NULL;
	bool needed = false;

	if (base && !before && strcmp(base, "scratch") != 0) {
		*place = dockerfile_place(d, stage->from);
		*why = format("FROM %s brings another image", base);
		needed = true;
	}
	if (before)
		needed = needs_engine(b, before, place, why);
	for (size_t i = stage->first; i < stage->end && !needed; i++) {
		const struct instruction *at = &d->item[i];
		const char *from = instruction_flag(at, "from");
		struct stage *source = from ? find_stage(b, from, stage) : NULL;

		if (source) {
			needed = needs_engine(b, source, place, why);
		} else if (strcmp(at->name, "RUN") == 0 || strcmp(at->name, "ONBUILD") == 0) {
			*place = dockerfile_place(d, at);
			*why = format("%s runs a command", at->name);
			needed = true;
		} else if (from) {
			*place = dockerfile_place(d, at);
			*why = format(
			        "there is no stage '%s' before this one: it names another image",
			        from);
			needed = true;
		}
	}
	free(base);
	return needed;
}

/* What a stage says besides files; the engine's archive does not tell. */
static int read_words(struct build *b, struct stage *stage)
{
	static const char *const told[] = {"ENV", "LABEL", "ARG", "CMD", "ENTRYPOINT", NULL};
	struct state s = {.build = b, .stage = stage, .directory = copy_string("/")};
	char *base = base_of(b, stage);
	struct stage *before = base ? find_stage(b, base, stage) : NULL;
	int error = before && !before->directory ? read_words(b, before) : 0;

	if (!error && before)
		inherit(&s, before);
	for (size_t i = stage->first; i < stage->end && !error; i++)
		if (is_one_of(b->d->item[i].name, told))
			error = carry_out(&s, &b->d->item[i]);
	end_stage(&s);
	free(base);
	state_free(&s);
	return error;
}

static int read_globals(struct build *b)
{
	struct variables v = {0};
	struct strings none = {0};
	int error = 0;

	for (size_t i = 0; i < b->d->count && strcmp(b->d->item[i].name, "ARG") == 0 && !error;
	     i++) {
		struct place place = dockerfile_place(b->d, &b->d->item[i]);

		error = set_argument(&v, &none, &b->d->item[i], &place);
	}
	b->global = v.arguments;
	return error;
}

int dockerfile_build(const char *path, const char *scratch, char **tree, struct rootfs_facts *facts)
{
	struct dockerfile d;
	struct build b = {.d = &d, .scratch = scratch};
	struct place place;
	char *why = NULL;
	int error = dockerfile_read(path, &d);

	if (error)
		return error;
	struct stage *last = &d.stages[d.stage_count - 1];

	error = read_globals(&b);
	if (!error && needs_engine(&b, last, &place, &why)) {
		const char *engine = engine_find();

		if (engine) {
			error = engine_build(engine, path, &d, scratch, tree);
			if (!error)
				error = read_words(&b, last);
		} else {
			fail_at(&place, "%s, which needs a container engine, and none works here",
			        why);
			hint("install podman or buildah, or start docker; without one: FROM "
			     "scratch, "
			     "COPY and ADD of files that are there");
			error = -ENOTSUP;
		}
	} else if (!error) {
		error = make_stage(&b, last);
		*tree = last->tree ? copy_string(last->tree) : NULL;
	}
	strings_move(&facts->arguments, &last->entrypoint);
	strings_move(&facts->arguments, &last->command);
	strings_move(&facts->environment, &last->environment);
	strings_move(&facts->labels, &last->labels);
	strings_free(&b.global);
	free(why);
	dockerfile_free(&d);
	return error;
}
