/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft size: what the bytes of an image are, and what changed between two. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/session.h"
#include "inspect/inventory.h"
#include "inspect/size.h"
#include "term/message.h"
#include "term/table.h"

static const struct option options[] = {
        {'d', "diff", "OTHER", "what is larger or smaller than in this image", "@file"},
        {0, "depth", "N", "1 libraries (the default), 2 objects, 3 symbols", "1 2 3"},
        {'l', "library", "LIBRARY", "only this library, down to its objects", "@library"},
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

/* One line of the output and all below it. */
struct leaf {
	struct size_part part;
	uint64_t before; /* in the other image */
};

struct view {
	struct table *table;
	enum table_format format;
	int depth;
	bool diff;
};

static uint64_t weight(const struct leaf *l, bool diff)
{
	uint64_t now = size_total(&l->part);

	if (!diff)
		return now;
	return now > l->before ? now - l->before : l->before - now;
}

static int heavier(const void *a, const void *b, bool diff)
{
	uint64_t x = weight(a, diff), y = weight(b, diff);

	if (x != y)
		return x > y ? -1 : 1;
	return size_compare(&((const struct leaf *)a)->part, &((const struct leaf *)b)->part, 3);
}

static int by_size(const void *a, const void *b)
{
	return heavier(a, b, false);
}

static int by_change(const void *a, const void *b)
{
	return heavier(a, b, true);
}

static void add_row(const struct view *v, const struct leaf *l, int level)
{
	uint64_t now = size_total(&l->part);
	int width = v->format == TABLE_TEXT ? 9 : 0;
	const char *names[] = {"total", l->part.library, l->part.object, l->part.symbol};
	char *number[5], *name = format("%*s%s", level > 0 ? 2 * level - 2 : 0, "", names[level]);

	if (v->diff) {
		number[0] = format("%+*lld", width, (long long)(now - l->before));
		number[1] = format("%*llu", width, (unsigned long long)l->before);
		number[2] = format("%*llu", width, (unsigned long long)now);
	} else {
		number[0] = format("%*llu", width, (unsigned long long)now);
		for (int i = 0; i < SIZE_KINDS; i++)
			number[i + 1] =
			        format("%*llu", width, (unsigned long long)l->part.bytes[i]);
	}
	int count = v->diff ? 3 : 5;
	const char *values[8];

	for (int i = 0; i < count; i++)
		values[i] = number[i];
	/* Programs get a row per leaf with all its names, people a tree. */
	if (v->format == TABLE_TEXT)
		values[count] = name;
	for (int i = 0; i < 3 && v->format != TABLE_TEXT; i++)
		values[count + i] = i < v->depth ? names[i + 1] : NULL;
	table_row(v->table, level == 1 ? 36 : 0, values);
	for (int i = 0; i < count; i++)
		free(number[i]);
	free(name);
}

static void add_up(struct leaf *sum, const struct leaf *l)
{
	for (int i = 0; i < SIZE_KINDS; i++)
		sum->part.bytes[i] += l->part.bytes[i];
	sum->before += l->before;
}

/* The leaves are sorted by name; each level shows its groups, the heaviest first. */
static void add_level(const struct view *v, const struct leaf *leaf, size_t count, int level)
{
	struct leaf *group = need_zeroed((count + 1) * sizeof(*group));
	size_t groups = 0;

	for (size_t i = 0; i < count; i++) {
		if (i && size_compare(&leaf[i - 1].part, &leaf[i].part, level) == 0)
			add_up(&group[groups - 1], &leaf[i]);
		else
			group[groups++] = leaf[i];
	}
	qsort(group, groups, sizeof(*group), v->diff ? by_change : by_size);
	for (size_t i = 0; i < groups; i++) {
		size_t first = 0, last;

		if (v->diff && !weight(&group[i], true) && level == v->depth)
			continue;
		if (v->format == TABLE_TEXT || level == v->depth)
			add_row(v, &group[i], level);
		if (level == v->depth)
			continue;
		while (size_compare(&leaf[first].part, &group[i].part, level))
			first++;
		for (last = first; last < count; last++)
			if (size_compare(&leaf[last].part, &group[i].part, level))
				break;
		add_level(v, leaf + first, last - first, level + 1);
	}
	free(group);
}

/* Both lists, sorted by name, as one. With a diff, what is the same in both is left out. */
static size_t merge(const struct size_parts *now, const struct size_parts *before, bool diff,
                    struct leaf *leaf)
{
	size_t count = 0, i = 0, k = 0;

	while (i < now->count || k < before->count) {
		int order = i == now->count      ? 1
		            : k == before->count ? -1
		                                 : size_compare(&now->item[i], &before->item[k], 3);
		struct leaf *l = &leaf[count];

		*l = (struct leaf){0};
		l->part = order <= 0 ? now->item[i] : before->item[k];
		if (order > 0)
			memset(l->part.bytes, 0, sizeof(l->part.bytes));
		if (order >= 0)
			l->before = size_total(&before->item[k]);
		i += order <= 0;
		k += order >= 0;
		count += !diff || weight(l, true) != 0;
	}
	return count;
}

/* IMAGE or IMAGE.dbg → the file with symbols and the plain name; 0 or -errno after a message. */
static int find_image(const char *name, char **image, char **symbols)
{
	*image = ends_with(name, ".dbg") ? copy_bytes(name, strlen(name) - 4) : copy_string(name);
	*symbols = format("%s.dbg", *image);
	if (is_file(*symbols))
		return 0;
	free(*symbols);
	*symbols = copy_string(name);
	if (is_file(name))
		return 0;
	fail("there is no image %s", name);
	return -ENOENT;
}

/* The objects of the image itself, else (an image that was put aside) `others`. */
static int measure(const char *name, struct object_index *own, const struct object_index *others,
                   struct size_parts *parts)
{
	char *image, *symbols;
	int error = find_image(name, &image, &symbols), objects = 0;

	if (!error)
		error = size_check(symbols);
	else
		goto out;
	if (error == -EINVAL) {
		fail("%s is no image", symbols);
		hint("an image is what 'kraft build' writes into the build folder");
	} else if (error == -ENODATA) {
		fail("%s has no symbols", symbols);
		hint("'kraft build' writes IMAGE.dbg beside IMAGE");
	} else if (error) {
		fail("%s: %s", symbols, strerror(-error));
	} else {
		objects = objects_read(image, own);
	}
	if (!error && objects && !others) {
		error = objects;
		if (objects == -ESTALE)
			fail("objects that %s was linked from are gone: %s", name, own->missing);
		else
			fail("the objects that %s was linked from are not beside it", name);
		hint(objects == -ESTALE
		             ? "kraft build"
		             : "name the image in its build folder: kraft size build/IMAGE");
	}
	if (!error)
		error = size_measure(symbols, objects && others ? others : own, parts);
out:
	free(symbols);
	free(image);
	return error;
}

static size_t only_library(struct leaf *leaf, size_t count, const char *name)
{
	struct strings known = {0};
	const char *nearest;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const char *library = leaf[i].part.library;

		strings_add_new(&known, library + (starts_with(library, "lib") ? 3 : 0));
		if (library_is(leaf[i].part.library, name))
			leaf[kept++] = leaf[i];
	}
	if (!kept) {
		nearest = did_you_mean(name, &known);
		fail("the image has no library '%s'", name);
		if (nearest)
			hint("did you mean '%s'?", nearest);
	}
	strings_free(&known);
	return kept;
}

static void show(struct view *v, const struct leaf *leaf, size_t count)
{
	static const char *const tree[] = {"    TOTAL", "     CODE", "CONSTANTS", "     DATA",
	                                   "     ZERO", "NAME",      NULL};
	static const char *const tree_diff[] = {"   CHANGE", "   BEFORE", "      NOW", "NAME",
	                                        NULL};
	static const char *const flat[] = {"TOTAL",   "CODE",   "CONSTANTS", "DATA", "ZERO",
	                                   "LIBRARY", "OBJECT", "SYMBOL",    NULL};
	static const char *const flat_diff[] = {"CHANGE", "BEFORE", "NOW", "LIBRARY",
	                                        "OBJECT", "SYMBOL", NULL};
	bool text = v->format == TABLE_TEXT;
	struct leaf sum = {0};

	v->table = table_new(text ? (v->diff ? tree_diff : tree) : (v->diff ? flat_diff : flat));
	add_level(v, leaf, count, 1);
	for (size_t i = 0; i < count; i++)
		add_up(&sum, &leaf[i]);
	if (text && count)
		add_row(v, &sum, 0);
	table_print(v->table, v->format, "both images are alike");
	table_free(v->table);
}

static char *image_of(const struct invocation *in)
{
	struct session s = {0};
	char *image = NULL;

	if (in->operands.count)
		return copy_string(in->operands.item[0]);
	if (session_plan(in, &s) == 0) {
		image = plan_image(&s.plan);
		if (!image || !is_file(image)) {
			fail("there is no image yet");
			hint("kraft build");
			free(image);
			image = NULL;
		}
	}
	session_close(&s);
	return image;
}

static int compare(const struct invocation *in, struct view *v, const char *image)
{
	const char *other = option_value(in, "diff"), *library = option_value(in, "library");
	struct size_parts now = {0}, before = {0};
	struct object_index own = {0}, others = {0};
	struct leaf *leaf = NULL;
	int status = EXIT_FAILED;
	size_t count;

	if (measure(image, &own, NULL, &now) || (other && measure(other, &others, &own, &before)))
		goto out;
	size_sum(&now, 3);
	size_sum(&before, 3);
	leaf = need_zeroed((now.count + before.count + 1) * sizeof(*leaf));
	count = merge(&now, &before, v->diff, leaf);
	if (library && count)
		count = only_library(leaf, count, library);
	if (!library || count) {
		show(v, leaf, count);
		status = 0;
	}
out:
	free(leaf);
	size_free(&now);
	size_free(&before);
	objects_free(&own);
	objects_free(&others);
	return status;
}

static int run(const struct invocation *in)
{
	const char *depth = option_value(in, "depth");
	struct view v = {.depth = option_value(in, "library") ? 2 : 1,
	                 .diff = option_given(in, "diff")};
	char *image;
	int status;

	if (table_format_parse(option_value(in, "output"), &v.format))
		return EXIT_USAGE;
	if (depth) {
		if (strlen(depth) != 1 || *depth < '1' || *depth > '3') {
			fail("--depth takes 1 (libraries), 2 (objects) or 3 (symbols), not '%s'",
			     depth);
			return EXIT_USAGE;
		}
		v.depth = *depth - '0';
	}
	if (in->operands.count > 1) {
		fail("'kraft size' takes one image");
		hint("two images are compared by: kraft size %s --diff %s", in->operands.item[0],
		     in->operands.item[1]);
		return EXIT_USAGE;
	}
	image = image_of(in);
	if (!image)
		return EXIT_FAILED;
	status = compare(in, &v, image);
	free(image);
	return status;
}

const struct command command_size = {
        .name = "size",
        .operands = "[IMAGE]",
        .summary = "Show which library, object and symbol an image's bytes belong to",
        .text = "Bytes in memory, of the application's image or of IMAGE in its build folder. "
                "ZERO takes no room in the file.\n"
                "(link) is what no library brings: tables, strings merged over all libraries, "
                "gaps.\n"
                "For --diff an image that was put aside before a change will do: cp "
                "build/IMAGE.dbg before.dbg.",
        .options = options,
        .complete = "@file",
        .run = run,
};
