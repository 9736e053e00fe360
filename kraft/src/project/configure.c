/* SPDX-License-Identifier: BSD-3-Clause */
/* .config from kraft.yaml. The new file is made beside the old one and taken over only when every
 * value asked for is in force in it. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "project/kconfig.h"
#include "project/plan.h"

static bool is_number(const char *s)
{
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		return s[2] && !s[2 + strspn(s + 2, "0123456789abcdefABCDEF")];
	s += *s == '-';
	return *s && !s[strspn(s, "0123456789")];
}

static void add_line(struct text *out, const struct setting *s)
{
	if (strcmp(s->value, "n") == 0) {
		text_addf(out, "# CONFIG_%s is not set\n", s->name);
	} else if (strcmp(s->value, "y") == 0 || is_number(s->value)) {
		text_addf(out, "CONFIG_%s=%s\n", s->name, s->value);
	} else {
		text_addf(out, "CONFIG_%s=\"", s->name);
		for (const char *c = s->value; *c; c++)
			text_addf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
		text_add(out, "\"\n");
	}
}

/* What was asked for, as text: kept in the build folder, compared to see whether kraft.yaml says
 * something new. */
static void asked_text(const struct plan *plan, struct text *out)
{
	for (size_t i = 0; i < plan->asked.count; i++)
		add_line(out, &plan->asked.item[i]);
	for (size_t i = 0; i < plan->folders.count; i++)
		text_addf(out, "# with %s\n", plan->folders.item[i]);
	text_addf(out, "# of %s\n", plan->core);
	if (plan->project->base)
		text_addf(out, "# from %s\n", plan->project->sources);
}

static char *state_file(const struct plan *plan, const char *name)
{
	return format("%s/.kraft/%s", plan->build, name);
}

/* Whether what was asked for at the last configuration is what is asked for now; `otherwise`
 * without a record. */
static bool asked_is_same(const struct plan *plan, bool otherwise)
{
	char *path = state_file(plan, "asked");
	struct text now = {0}, then = {0};
	bool same = otherwise;

	asked_text(plan, &now);
	if (is_file(path))
		same = file_read(path, &then) == 0 && then.len == now.len &&
		       memcmp(then.data, now.data, now.len) == 0;
	text_free(&now);
	text_free(&then);
	free(path);
	return same;
}

bool configured(const struct plan *plan)
{
	return is_file(plan->config) && asked_is_same(plan, false);
}

bool configured_otherwise(const struct plan *plan)
{
	return !asked_is_same(plan, true);
}

/* Everything that people want now; the later one holds: defconfig, kraft.yaml, command line. */
static void collect_wishes(const struct plan *plan, bool fresh, struct settings *wishes)
{
	const struct settings *const parts[] = {&plan->asked, &plan->given};

	if (plan->defconfig && (fresh || !is_file(plan->config)))
		(void)defconfig_read(plan->defconfig, wishes);
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < parts[k]->count; i++)
			settings_add(wishes, parts[k]->item[i].name, parts[k]->item[i].value,
			             &parts[k]->item[i].place);
}

/* The old .config, without what kraft.yaml asked for earlier, and the new wishes after it. */
static void write_wishes(const struct plan *plan, bool fresh, const struct settings *wishes,
                         struct text *out)
{
	struct settings old = {0}, earlier = {0};
	char *path = state_file(plan, "asked");

	if (!fresh)
		dotconfig_read(plan->config, &old);
	dotconfig_read(path, &earlier);
	for (size_t i = 0; i < old.count; i++)
		if (!settings_find(&earlier, old.item[i].name) &&
		    !settings_find(wishes, old.item[i].name))
			add_line(out, &old.item[i]);
	for (size_t i = 0; i < wishes->count; i++)
		add_line(out, &wishes->item[i]);
	settings_free(&old);
	settings_free(&earlier);
	free(path);
}

static bool same_value(const char *asked, const char *got)
{
	if (strcmp(asked, got) == 0)
		return true;
	if (is_number(asked) && is_number(got))
		return strtoll(asked, NULL, 0) == strtoll(got, NULL, 0);
	return false;
}

/* Every wish that did not come true is one error with its reason. */
static int check_wishes(const struct plan *plan, const struct settings *wishes, const char *config)
{
	char *root = path_join(plan->core, "Config.uk"),
	     *folder = path_join(plan->build, "uk/kconfig");
	struct settings got = {0};
	struct kconfig k = {0};
	int errors = 0;

	dotconfig_read(config, &got);
	for (size_t i = 0; i < wishes->count; i++) {
		const struct setting *asked = &wishes->item[i];
		const struct setting *value = settings_find(&got, asked->name);
		const char *is = value ? value->value : "n";

		if (same_value(asked->value, is) || (!*asked->value && !value))
			continue;
		if (!errors++)
			kconfig_read(root, folder, &k);
		fail_at(&asked->place, "CONFIG_%s=%s was asked for and is %s%s", asked->name,
		        asked->value, value ? "" : "not set", value ? is : "");
		kconfig_explain(&k, &got, asked->name);
	}
	kconfig_free(&k);
	settings_free(&got);
	free(folder);
	free(root);
	return errors ? -EINVAL : 0;
}

struct front_end {
	struct text errors;
	int circles;
};

/* FILE:LINE:error: recursive dependency detected!, and FILE:LINE:<tab>symbol A is selected by B for
 * each step around. True when the line was one of these. */
static bool circle_line(struct front_end *f, const char *line)
{
	static const char start[] = "error: recursive dependency detected!";
	const char *step = strstr(line, ":\tsymbol "), *colon = strchr(line, ':');
	struct place p = {.column = 1};
	char *file;

	if (starts_with(line, "For a resolution refer to") ||
	    starts_with(line, "subsection \"Kconfig recursive"))
		return true;
	if (!colon || (!strstr(line, start) && !step))
		return false;
	file = copy_bytes(line, colon - line);
	p.file = file;
	p.line = atoi(colon + 1);
	if (step) {
		hint("%s (%s:%d)", step + strlen(":\tsymbol "), file, p.line);
	} else {
		fail_at(&p, "options depend on each other in a circle");
		f->circles++;
	}
	free(file);
	return true;
}

/* Kconfig reports at length what it writes; only what it complains about is news. */
static void front_end_line(void *context, const char *line, bool is_error)
{
	struct front_end *f = context;

	if (circle_line(f, line))
		return;
	detail("%s", line);
	if (is_error || strstr(line, "warning") || strstr(line, "error"))
		text_addf(&f->errors, "%s\n", line);
}

static int run_kconfig(const struct plan *plan, const char *wishes, const char *config)
{
	char *output = format("C=%s", config), *input = format("UK_DEFCONFIG=%s", wishes);
	const char *const words[] = {output, input, "defconfig", NULL};
	struct front_end f = {0};
	int status = plan_run(plan, words, front_end_line, &f);

	if (status || !is_file(config)) {
		if (f.errors.len)
			fputs(f.errors.data, stderr);
		fail("the configuration could not be made (status %d)", status);
		hint("'kraft -v configure' shows the command");
		status = status ? status : 1;
	}
	status += f.circles; /* of which the front end only warns */
	text_free(&f.errors);
	free(output);
	free(input);
	return status ? -EIO : 0;
}

int configure(const struct plan *plan, bool fresh)
{
	char *folder = format("%s/.kraft", plan->build), *wishes = state_file(plan, "wishes");
	char *config = state_file(plan, "config"), *asked = state_file(plan, "asked");
	struct text text = {0}, now = {0};
	struct settings wanted = {0};
	int error = folder_make(folder);

	if (error) {
		fail("%s cannot be made: %s", folder, strerror(-error));
		goto out;
	}
	collect_wishes(plan, fresh, &wanted);
	write_wishes(plan, fresh, &wanted, &text);
	error = file_write(wishes, text.data, text.len);
	if (!error) {
		unlink(config);
		error = run_kconfig(plan, wishes, config);
	}
	if (!error)
		error = check_wishes(plan, &wanted, config);
	if (!error) {
		text.len = 0;
		error = file_read(config, &text);
		if (!error)
			error = file_update(plan->config, text.data, text.len);
		asked_text(plan, &now);
		if (error >= 0)
			error = file_update(asked, now.data, now.len);
		if (error < 0)
			fail("%s cannot be written: %s", plan->config, strerror(-error));
	}
out:
	unlink(config);
	text_free(&text);
	text_free(&now);
	settings_free(&wanted);
	free(folder);
	free(wishes);
	free(config);
	free(asked);
	return error < 0 ? error : 0;
}
