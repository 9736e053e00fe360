/* SPDX-License-Identifier: BSD-3-Clause */
/* The target's libc: a small application that has musl alone is prepared, as any build
 * would do it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "port/headers.h"
#include "project/plan.h"
#include "term/message.h"

static const char project_text[] = "specification: '0.5'\nname: headers\nunikraft: {}\n"
                                   "targets:\n  - architecture: x86_64\n    platform: kvm\n"
                                   "libraries:\n  musl:\n";

static void discard(void *context, const char *line, bool is_error)
{
	(void)context;
	(void)is_error;
	detail("%s", line);
}

static int prepare(const struct workspace *w, const char *folder, struct project *p,
                   struct plan *plan)
{
	static const char *const words[] = {"prepare", NULL};
	char *file = path_join(folder, "kraft.yaml"), *make = path_join(folder, "Makefile.uk");
	int error = folder_make(folder);

	if (!error)
		error = file_write(file, project_text, sizeof(project_text) - 1);
	if (!error)
		error = file_write(make, "", 0);
	if (!error)
		error = project_load(folder, p);
	if (!error)
		error = plan_make(w, p, &p->targets[0], plan);
	if (!error)
		error = configure(plan, true);
	if (!error && plan_run(plan, words, discard, NULL))
		error = -EIO;
	free(file);
	free(make);
	return error;
}

/* The compiler's stddef.h and the like come first, as in a build. */
static void add_compiler(struct strings *folders)
{
	const char *const argv[] = {"cc", "-print-file-name=include", NULL};
	struct text out = {0};

	if (process_run(&(struct process){.argv = argv, .output = &out}) == 0 && out.len)
		strings_add(folders, trim(out.data));
	text_free(&out);
}

static char *symbols_of(const struct plan *plan, const char *library)
{
	for (size_t i = 0; i < plan->names.count; i++)
		if (strcmp(plan->names.item[i], library) == 0)
			return path_join(plan->folders.item[i], "symbols.uk");
	return NULL;
}

int target_headers(const struct workspace *w, const char *scratch, struct strings *folders,
                   char **symbols)
{
	char *folder = path_join(scratch, "headers"), *made, *origin;
	struct strings tops = {0};
	struct project p = {0};
	struct plan plan = {0};
	int error = prepare(w, folder, &p, &plan);

	if (!error) {
		made = path_join(plan.build, "libmusl/include");
		origin = path_join(plan.build, "libmusl/origin");
		folder_list(origin, &tops);
		if (is_folder(made) && tops.count == 1) {
			strings_add(folders, made);
			strings_addf(folders, "%s/%s/include", origin, tops.item[0]);
			add_compiler(folders);
			*symbols = symbols_of(&plan, "musl");
		} else {
			error = -ENOENT;
		}
		free(made);
		free(origin);
	}
	strings_free(&tops);
	plan_free(&plan);
	project_free(&p);
	free(folder);
	return error;
}
