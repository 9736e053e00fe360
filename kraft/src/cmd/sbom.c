/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft sbom: the software bill of materials of an image. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "cmd/session.h"
#include "inspect/sbom.h"
#include "term/message.h"
#include "term/table.h"

static const struct option options[] = {
        {'o', "output", "FORMAT", "json: CycloneDX 1.5 (the default); table: for reading",
         "json table"},
        {'f', "file", "FILE", "write to this file", "@file"},
        {0, "timestamp", NULL,
         "say when (SOURCE_DATE_EPOCH, else now); else the same image gives "
         "the same document",
         NULL},
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0},
};

static char *time_text(void)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	time_t now = given && *given ? (time_t)strtoll(given, NULL, 10) : time(NULL);
	struct tm tm;
	char text[32];

	if (!gmtime_r(&now, &tm) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return NULL;
	return copy_string(text);
}

static void show_table(const struct sbom *s)
{
	static const char *const columns[] = {"NAME", "VERSION", "LICENCE", "ORIGIN", NULL};
	struct table *t = table_new(columns);

	for (size_t i = 0; i < s->count; i++) {
		const struct sbom_part *part = &s->item[i];
		struct text licence = {0};

		for (size_t k = 0; k < part->licences.count; k++)
			text_addf(&licence, "%s%s", k ? " AND " : "", part->licences.item[k]);
		table_row(t, part->licences.count ? 0 : 33,
		          (const char *[]){part->name, part->version,
		                           licence.data ? licence.data : "unknown",
		                           part->of_origin ? part->library->url : NULL});
		text_free(&licence);
	}
	table_print(t, TABLE_TEXT, NULL);
	table_free(t);
}

static void warn_unknown(const struct sbom *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct sbom_part *part = &s->item[i];

		if (part->licences.count)
			continue;
		warn("the licence of %s is unknown: %s%s", part->name,
		     part->licence_source ? part->licence_source : "it has no licence file",
		     part->licence_source ? " has no text that is known here" : "");
		if (part->library) {
			char *name = symbol_name(part->library->name);

			hint("say it in its Makefile.uk: %s_LICENSE := SPDX-IDENTIFIER", name);
			free(name);
		}
	}
}

static int write_document(const struct invocation *in, const struct sbom *s)
{
	char *timestamp = option_given(in, "timestamp") ? time_text() : NULL;
	const char *file = option_value(in, "file");
	struct text document = {0};
	int error = sbom_write(s, timestamp, &document);

	if (!error && file) {
		error = file_write(file, document.data, document.len);
		if (error)
			fail("%s cannot be written: %s", file, strerror(-error));
	} else if (!error) {
		fwrite(document.data, 1, document.len, stdout);
	}
	text_free(&document);
	free(timestamp);
	return error ? EXIT_FAILED : 0;
}

/* Would `make` do something? */
static bool outdated(const struct plan *plan)
{
	static const char *const words[] = {"-s", "-q", "images", NULL};
	struct strings argv = {0};
	int status;

	for (size_t i = 0; i < plan->make.count; i++)
		strings_add(&argv, plan->make.item[i]);
	for (size_t i = 0; words[i]; i++)
		strings_add(&argv, words[i]);
	strings_addf(&argv, "C=%s", plan->config);
	status = process_run(
	        &(struct process){.argv = (const char *const *)argv.item, .quiet = true});
	strings_free(&argv);
	return status != 0;
}

static int make_document(const struct invocation *in, const struct plan *plan, bool table)
{
	struct inventory inventory;
	struct graph graph = {0};
	struct sbom sbom = {0};
	int status = EXIT_FAILED;

	if (inventory_read(plan, &inventory))
		return EXIT_FAILED;
	if (graph_make(&inventory, &graph))
		goto out;
	if (!graph.built || !is_file(inventory.image)) {
		fail("there is no image yet, so nothing went into it");
		hint("kraft build");
		goto out;
	}
	if (outdated(plan)) {
		warn("the image is older than its sources or its configuration");
		hint("kraft build");
	}
	if (sbom_make(plan, &inventory, &graph, &sbom) == 0) {
		warn_unknown(&sbom);
		status = 0;
		if (table)
			show_table(&sbom);
		else
			status = write_document(in, &sbom);
	}
out:
	sbom_free(&sbom);
	graph_free(&graph);
	inventory_free(&inventory);
	return status;
}

static int run(const struct invocation *in)
{
	const char *output = option_value(in, "output");
	bool table = output && strcmp(output, "table") == 0;
	struct session s = {0};
	int status = EXIT_FAILED;

	if (output && !table && strcmp(output, "json") != 0) {
		fail("unknown output format '%s'", output);
		hint("use json or table");
		return EXIT_USAGE;
	}
	if (table && option_given(in, "file")) {
		fail("--file is for the document: leave '-o table' away");
		return EXIT_USAGE;
	}
	if (in->operands.count > 1) {
		fail("'kraft sbom' takes one project");
		return EXIT_USAGE;
	}
	if (session_plan_in(in, in->operands.count ? in->operands.item[0] : NULL, &s) == 0)
		status = make_document(in, &s.plan, table);
	session_close(&s);
	return status;
}

const struct command command_sbom = {
        .name = "sbom",
        .operands = "[PROJECT]",
        .summary = "Write the software bill of materials of an image (CycloneDX)",
        .text = "Every part that was linked: the core, libraries with version, licence, origin and "
                "checksum, the compiler's runtime; and who\nneeds whom. A licence is recognised "
                "by its text in the fetched source; one that is not is said to be unknown.",
        .options = options,
        .complete = "@folder",
        .run = run,
};
