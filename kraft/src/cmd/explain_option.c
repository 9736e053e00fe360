/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: options of the configuration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/explain.h"
#include "inspect/reasons.h"

void print_indented(const char *text, const char *indent)
{
	while (text && *text) {
		size_t len = strcspn(text, "\n");

		printf("%s%.*s\n", indent, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void print_reasons(const struct subject *s, const char *option, const char *indent)
{
	struct reasons reasons;

	if (!s->has_project)
		return;
	reasons_find(&s->kconfig, &s->values, &s->session.plan, option, &reasons);
	for (size_t i = 0; i < reasons.count; i++) {
		char *text = reason_text(&reasons.item[i]);

		printf("%s%s\n", indent, text);
		free(text);
	}
	reasons_free(&reasons);
}

static void print_definition(const struct kconfig_symbol *symbol)
{
	printf("  defined at %s:%d\n", symbol->place.file, symbol->place.line);
	if (symbol->prompt)
		printf("  %s%s%s\n", symbol->prompt, symbol->type ? ", " : "",
		       symbol->type ? symbol->type : "");
	print_indented(symbol->help, "    ");
	for (size_t i = 0; i < symbol->depends.count; i++)
		printf("  depends on %s\n", symbol->depends.item[i]);
	for (size_t i = 0; i < symbol->defaults.count; i++)
		printf("  default %s\n", symbol->defaults.item[i]);
	for (size_t i = 0; i < symbol->selects.count; i++)
		printf("  selects %s\n", symbol->selects.item[i]);
	for (size_t i = 0; i < symbol->implies.count; i++)
		printf("  implies %s\n", symbol->implies.item[i]);
}

bool explain_option(const struct subject *s, const char *name)
{
	const struct setting *value;
	bool found = false;

	if (starts_with(name, "CONFIG_"))
		name += strlen("CONFIG_");
	value = settings_find(&s->values, name);
	for (size_t i = 0; i < s->kconfig.count; i++) {
		const struct kconfig_symbol *symbol = &s->kconfig.item[i];

		if (strcmp(symbol->name, name) != 0)
			continue;
		if (!found && s->has_project)
			printf("CONFIG_%s = %s\n", name, value ? value->value : "not set");
		else
			printf("%sCONFIG_%s\n", found ? "also " : "", name);
		if (!found)
			print_reasons(s, name, "  ");
		print_definition(symbol);
		found = true;
	}
	fflush(stdout);
	if (found && s->has_project && (!value || strcmp(value->value, "n") == 0))
		kconfig_explain(&s->kconfig, &s->values, name);
	return found;
}
