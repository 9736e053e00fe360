/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft bootchart: where the time of a boot goes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/session.h"
#include "inspect/bootchart.h"
#include "machine/observe.h"
#include "term/message.h"
#include "term/table.h"

#define PATIENCE 60 /* seconds */

static const struct option options[] = {
        {'f', "file", "FILE", "write the picture (SVG) to FILE", "@file"},
        {'o', "output", "FORMAT", "table, json, yaml, or svg: the picture alone",
         "table json yaml svg"},
        {'i', "instructions", NULL, "count instructions instead of time: the same at each boot",
         NULL},
        {0, "machine", "MODEL", "microvm (the default), q35 or pc", "microvm q35 pc"},
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

/* What is to be booted. */
struct subject {
	char *image;
	char *symbols;
	char *project; /* how its folder is named in commands: "" or " -w FOLDER"; NULL: an image */
};

static int find_image(const struct invocation *in, struct subject *s)
{
	const char *given = in->operands.count ? in->operands.item[0] : NULL;
	const char *folder = given ? given : option_value(in, "workdir");
	struct session session = {0};
	int error = 0;

	if (given && is_file(given)) {
		s->image = ends_with(given, ".dbg") ? copy_bytes(given, strlen(given) - 4)
		                                    : copy_string(given);
	} else if (given && !is_folder(given)) {
		fail("there is neither an image nor an application %s", given);
		error = -ENOENT;
	} else {
		s->project = folder ? format(" -w %s", folder) : copy_string("");
		error = session_plan_in(in, folder, &session);
		if (!error)
			s->image = plan_image(&session.plan);
		session_close(&session);
		if (!error && (!s->image || !is_file(s->image))) {
			fail("there is no image yet");
			hint("kraft build%s", s->project);
			error = -ENOENT;
		}
	}
	if (!error)
		s->symbols = format("%s.dbg", s->image);
	return error;
}

static int check_image(const struct subject *s)
{
	if (!is_file(s->symbols)) {
		fail("there is no %s, which names the functions", s->symbols);
		hint("'kraft build' writes IMAGE.dbg beside IMAGE");
		return -ENOENT;
	}
	if (bootchart_is_built_in(s->symbols))
		return 0;
	fail("the image does not record its boot");
	if (s->project)
		hint("kraft set%s LIBUKBOOT_BOOTCHART && kraft build%s", s->project, s->project);
	else
		hint("in its application's folder: kraft set LIBUKBOOT_BOOTCHART && kraft build");
	return -ENOTSUP;
}

/* Numbers of tables for people have units; those for programs are whole nanoseconds or
 * instructions. */
static char *number(const struct bootchart *c, double amount, bool text)
{
	return text ? bootchart_amount(c, amount) : format("%.0f", amount);
}

static void add_row(struct table *t, const struct bootchart *c, bool text, const char *stage,
                    const struct boot_span *s, double start, double stop)
{
	char *from = number(c, start, text), *took = number(c, stop - start, text);
	char *share = format(text ? "%.1f %%" : "%.4f",
	                     c->end > 0 ? (stop - start) / c->end * (text ? 100 : 1) : 0);

	table_row(t, s ? 0 : 36,
	          (const char *[]){stage, s ? s->function : NULL, from, took, share,
	                           s ? s->library : NULL});
	free(from);
	free(took);
	free(share);
}

static void show_table(const struct bootchart *c, enum table_format form)
{
	static const char *const columns[] = {"STAGE", "FUNCTION", "START", "TOOK",
	                                      "SHARE", "LIBRARY",  NULL};
	bool text = form == TABLE_TEXT;
	struct table *t = table_new(columns);

	for (size_t i = 0; i < c->count;) {
		size_t last = i;

		while (last + 1 < c->count &&
		       strcmp(c->item[last + 1].stage, c->item[i].stage) == 0)
			last++;
		/* A stage, then its functions. */
		add_row(t, c, text, c->item[i].stage, NULL, c->item[i].start, c->item[last].stop);
		for (; i <= last; i++)
			if (c->item[i].function)
				add_row(t, c, text, text ? "" : c->item[i].stage, &c->item[i],
				        c->item[i].start, c->item[i].stop);
	}
	add_row(t, c, text, "total", NULL, 0, c->end);
	table_print(t, form, NULL);
	table_free(t);
}

static int show(const struct invocation *in, const struct subject *s, const struct bootchart *c,
                enum table_format form, bool picture)
{
	const char *file = option_value(in, "file");
	struct text svg = {0};
	int error = 0;

	bootchart_draw(c, path_base(s->image), &svg);
	if (file) {
		error = file_write(file, svg.data, svg.len);
		if (error)
			fail("%s cannot be written: %s", file, strerror(-error));
	}
	if (!error && picture && !file)
		fwrite(svg.data, 1, svg.len, stdout);
	else if (!error && !picture)
		show_table(c, form);
	if (!error && c->lost) {
		warn("%lu spans found no room in the record", c->lost);
		hint("kraft set LIBUKBOOT_BOOTCHART_SPANS=%zu", c->count + (size_t)c->lost);
	}
	text_free(&svg);
	return error;
}

static int chart(const struct invocation *in, const struct subject *s, enum table_format form,
                 bool picture)
{
	struct observation o = {.image = s->image,
	                        .model = option_value(in, "machine"),
	                        .parameter = "bootchart.report=end",
	                        .instructions = option_given(in, "instructions"),
	                        .no_accel = option_given(in, "disable-acceleration"),
	                        .seconds = PATIENCE};
	struct text output = {0};
	struct bootchart c;
	int error = machine_observe(&o, &output);

	if (!error)
		error = bootchart_read(output.data, s->image, s->symbols, o.instructions, &c);
	if (error && output.len)
		fprintf(stderr, "%s\n", output.data);
	if (!error) {
		error = show(in, s, &c, form, picture);
		bootchart_free(&c);
	}
	text_free(&output);
	return error;
}

static int run(const struct invocation *in)
{
	const char *output = option_value(in, "output");
	bool picture = output && strcmp(output, "svg") == 0;
	struct subject s = {0};
	enum table_format form;
	int error;

	if (table_format_parse(picture ? NULL : output, &form))
		return EXIT_USAGE;
	if (in->operands.count > 1) {
		fail("'kraft bootchart' takes one image or project");
		return EXIT_USAGE;
	}
	error = find_image(in, &s);
	if (!error)
		error = check_image(&s);
	if (!error)
		error = chart(in, &s, form, picture);
	free(s.image);
	free(s.symbols);
	free(s.project);
	return error ? EXIT_FAILED : 0;
}

const struct command command_bootchart = {
        .name = "bootchart",
        .operands = "[IMAGE|PROJECT]",
        .summary = "Boot an image and show how long each init function takes",
        .text = "The image must be built with LIBUKBOOT_BOOTCHART. It is booted to the point where "
                "its program would start, and no further.\n"
                "'machine' is all from the machine's reset to ukboot: firmware, entry, platform. "
                "With --instructions waiting costs the\nnanoseconds that it lasts.",
        .options = options,
        .complete = "@file",
        .run = run,
};
