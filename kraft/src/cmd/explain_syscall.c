/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: system calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/explain.h"

/* "have", "stub" or NULL, as the link reported. */
static const char *state_in_image(const struct subject *s, const char *name)
{
	char *path = format("%s.syscalls", s->has_inventory ? s->inventory.image : "");
	char *have = format("have %s\n", name), *stub = format("stub %s\n", name);
	struct text text = {0}, lines = {0};
	const char *state = NULL;

	if (s->has_inventory && file_read(path, &text) == 0) {
		text_addf(&lines, "\n%s", text.data ? text.data : "");
		if (strstr(lines.data, have))
			state = "have";
		else if (strstr(lines.data, stub))
			state = "stub";
		else
			state = "none";
	}
	text_free(&text);
	text_free(&lines);
	free(have);
	free(stub);
	free(path);
	return state;
}

static void print_image(const struct subject *s, const char *name, bool here)
{
	const char *state = state_in_image(s, name);

	if (!state)
		return;
	if (strcmp(state, "have") == 0)
		puts("  the image has it");
	else if (strcmp(state, "stub") == 0)
		puts("  the image calls it, and it answers ENOSYS");
	else
		printf("  nothing in the image calls it%s\n", here ? ", so it is left out" : "");
}

static bool is_here(const struct subject *s, const struct syscall_provider *p)
{
	if (!s->has_inventory || !inventory_find(&s->inventory, p->library))
		return false;
	for (size_t i = 0; i < p->options.count; i++) {
		const struct setting *value = settings_find(&s->values, p->options.item[i]);

		if (!value || strcmp(value->value, "y") != 0)
			return false;
	}
	return true;
}

static void print_provider(const struct subject *s, const struct syscall_provider *p)
{
	char *folder = path_short(p->folder);
	bool here = is_here(s, p);

	if (p->prototype) {
		char *file = path_short(p->file);

		printf("  %s\n    at %s:%d\n", p->prototype, file, p->line);
		free(file);
	}
	if (here)
		printf("  provided by %s (%s)\n", p->library, folder);
	else if (s->has_project)
		printf("  missing here: %s would provide it\n    kraft set", p->library);
	else
		printf("  %s provides it (%s)\n    with", p->library, folder);
	for (size_t i = 0; !here && i < p->options.count; i++)
		printf(" %s", p->options.item[i]);
	if (!here)
		putchar('\n');
	free(folder);
}

bool explain_syscall(const struct subject *s, const char *name)
{
	const struct syscall *call = syscalls_find(&s->syscalls, name);
	struct syscall_provider provider;
	bool provided;

	if (!call)
		return false;
	printf("%s: system call %d with %d argument%s\n", call->name, call->number, call->arguments,
	       call->arguments == 1 ? "" : "s");
	provided = syscall_provider(&s->folders, call->name, &provider);
	if (provided)
		print_provider(s, &provider);
	else
		puts("  no library provides it: it answers ENOSYS");
	print_image(s, call->name, provided && is_here(s, &provider));
	syscall_provider_free(&provider);
	return true;
}
