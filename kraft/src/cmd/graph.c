/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft graph: the libraries of an image and why each is in it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/graph.h"
#include "cmd/session.h"
#include "term/message.h"

static const struct option options[] = {
        {'o', "output", "FORMAT", "tree (the default), dot, svg or json", "tree dot svg json"},
        {0, "why", "LIBRARY", "who chose this library, and how the link came to it", "@library"},
        {'e', "edges", "KIND", "select (the default): the configuration; symbols: the link; both",
         "select symbols both"},
        {'d', "depth", "N", "so many levels", NULL},
        {'a', "all", NULL, "also edges that a longer way implies, and those that lead back", NULL},
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

enum form { FORM_TREE, FORM_DOT, FORM_SVG, FORM_JSON };

/* Through a file: the program's input is not ours to feed. */
static int draw_svg(const struct text *source)
{
	const char *folder = getenv("TMPDIR");
	char *path = format("%s/kraft-graph.XXXXXX", folder && *folder ? folder : "/tmp");
	char *dot = find_program("dot");
	int fd = -1, status = EXIT_FAILED;

	if (!dot) {
		fail("graphviz, which draws the picture, is not installed");
		hint("as root: apt-get install graphviz");
	} else if ((fd = mkstemp(path)) < 0 ||
	           write(fd, source->data, source->len) != (ssize_t)source->len) {
		fail("%s: %s", path, strerror(errno));
	} else {
		const char *const argv[] = {dot, "-Tsvg", path, NULL};

		fflush(stdout);
		status = process_run(&(struct process){.argv = argv}) ? EXIT_FAILED : 0;
		if (status)
			fail("graphviz could not draw the picture");
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	free(dot);
	free(path);
	return status;
}

static int show(const struct graph_view *v, enum form form)
{
	struct text source = {0};
	int status = 0;

	if (form == FORM_TREE) {
		graph_print_tree(v);
	} else if (form == FORM_JSON) {
		graph_print_json(v);
	} else {
		graph_draw(v, &source);
		if (form == FORM_SVG)
			status = draw_svg(&source);
		else
			fwrite(source.data, 1, source.len, stdout);
	}
	text_free(&source);
	return status;
}

static int show_graph(const struct invocation *in, const struct plan *plan, enum form form,
                      int kind, unsigned int depth)
{
	static const unsigned int kinds[] = {GRAPH_SELECTS, GRAPH_SYMBOLS,
	                                     GRAPH_SELECTS | GRAPH_SYMBOLS};
	const char *why = option_value(in, "why");
	const struct library *library = NULL;
	struct inventory inventory;
	int status = EXIT_FAILED;
	struct graph graph;

	if (inventory_read(plan, &inventory))
		return EXIT_FAILED;
	if ((why && !(library = inventory_need(&inventory, why))) ||
	    graph_make(&inventory, &graph)) {
		inventory_free(&inventory);
		return EXIT_FAILED;
	}
	struct graph_view v = {&inventory, plan, &graph, depth};

	if (!graph.built && (kinds[kind] & GRAPH_SYMBOLS)) {
		fail("which symbols are used is known when the image is built");
		hint("kraft build");
	} else if (why) {
		(form == FORM_JSON ? graph_print_why_json : graph_print_why)(&v, library);
		status = 0;
	} else {
		graph_choose(&graph, kinds[kind], !option_given(in, "all"));
		status = show(&v, form);
	}
	if (!status && !graph.built) {
		warn("the image is not built: this is what the configuration says");
		hint("'kraft build' adds sizes and symbols");
	}
	graph_free(&graph);
	inventory_free(&inventory);
	return status;
}

static int run(const struct invocation *in)
{
	static const char *const forms[] = {"tree", "dot", "svg", "json", NULL}, *const edges[] = {
	                                                                                 "select",
	                                                                                 "symbols",
	                                                                                 "both",
	                                                                                 NULL};
	const char *depth = option_value(in, "depth");
	struct session s = {0};
	int form, kind, status = EXIT_FAILED;
	char *end;

	if (option_word(in, "output", forms, &form) || option_word(in, "edges", edges, &kind))
		return EXIT_USAGE;
	unsigned long levels = depth ? strtoul(depth, &end, 10) : 0;

	if (depth && (!levels || levels > 1000 || *end)) {
		fail("--depth takes a number of levels, not '%s'", depth);
		return EXIT_USAGE;
	}
	if (option_given(in, "why") && (form == FORM_DOT || form == FORM_SVG)) {
		fail("--why is text or json");
		return EXIT_USAGE;
	}
	if (in->operands.count > 1) {
		fail("'kraft graph' takes one project");
		return EXIT_USAGE;
	}
	if (session_plan_in(in, in->operands.count ? in->operands.item[0] : NULL, &s) == 0)
		status = show_graph(in, &s.plan, form, kind, (unsigned int)levels);
	session_close(&s);
	return status;
}

const struct command command_graph = {
        .name = "graph",
        .operands = "[PROJECT]",
        .summary = "Show the libraries of an image and why each is in it",
        .text = "The tree follows the configuration (who selects whom) and says which symbols are "
                "used. With -e symbols it follows the\nlink. What a longer way implies is left "
                "out, and a library's own tree is shown once.\n"
                "A picture: kraft graph -o svg > graph.svg",
        .options = options,
        .complete = "@folder",
        .run = run,
};
