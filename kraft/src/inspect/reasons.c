/* SPDX-License-Identifier: BSD-3-Clause */
/* Reasons of a value, found in the definitions of all options. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/reasons.h"

bool kconfig_active(const struct kconfig_symbol *symbol, const struct settings *values)
{
	for (size_t i = 0; i < symbol->depends.count; i++)
		if (!kconfig_holds(symbol->depends.item[i], values))
			return false;
	return true;
}

char *kconfig_clause(const char *text, const char **condition)
{
	const char *at = strstr(text, " if ");
	char *name;

	*condition = at ? at + 4 + strspn(at + 4, " \t") : NULL;
	name = at ? copy_bytes(text, at - text) : copy_string(text);
	name[strcspn(name, "#")] = 0;
	return memmove(name, trim(name), strlen(trim(name)) + 1);
}

static void add(struct reasons *out, struct reason r)
{
	out->item = need(realloc(out->item, (out->count + 1) * sizeof(*out->item)));
	out->item[out->count++] = r;
}

static bool is_set(const struct settings *values, const char *name)
{
	const struct setting *s = settings_find(values, name);

	return s && strcmp(s->value, "n") != 0 && s->value[0];
}

static void find_among(const struct strings *clauses, enum reason_kind kind,
                       const struct kconfig_symbol *symbol, const struct settings *values,
                       const char *option, struct reasons *out)
{
	for (size_t i = 0; i < clauses->count; i++) {
		const char *condition;
		char *name = kconfig_clause(clauses->item[i], &condition);

		if (strcmp(name, option) == 0 && (!condition || kconfig_holds(condition, values)))
			add(out, (struct reason){kind, symbol->name, condition, symbol->place});
		free(name);
	}
}

/* A default counts when its text is the value. */
static void find_default(const struct kconfig_symbol *symbol, const struct settings *values,
                         struct reasons *out)
{
	const struct setting *value = settings_find(values, symbol->name);

	for (size_t i = 0; i < symbol->defaults.count; i++) {
		const char *condition;
		char *text = kconfig_clause(symbol->defaults.item[i], &condition), *plain = text;
		bool same;

		if (condition && !kconfig_holds(condition, values)) {
			free(text);
			continue;
		}
		if (*plain == '"' && ends_with(plain + 1, "\"")) {
			plain[strlen(plain) - 1] = 0;
			plain++;
		}
		same = strcmp(plain, value->value) == 0 ||
		       (settings_find(values, plain) &&
		        strcmp(settings_find(values, plain)->value, value->value) == 0);
		if (same)
			add(out, (struct reason){REASON_DEFAULT, NULL, condition, symbol->place});
		free(text);
		return; /* only the first that applies */
	}
}

void reasons_find(const struct kconfig *k, const struct settings *values, const struct plan *plan,
                  const char *option, struct reasons *out)
{
	const struct setting *asked = plan ? settings_find(&plan->asked, option) : NULL;

	memset(out, 0, sizeof(*out));
	if (!settings_find(values, option))
		return;
	if (asked)
		add(out, (struct reason){REASON_ASKED, NULL, NULL, asked->place});
	for (size_t i = 0; is_set(values, option) && i < k->count; i++) {
		const struct kconfig_symbol *symbol = &k->item[i];

		if (!is_set(values, symbol->name) || !kconfig_active(symbol, values))
			continue;
		find_among(&symbol->selects, REASON_SELECT, symbol, values, option, out);
		find_among(&symbol->implies, REASON_IMPLY, symbol, values, option, out);
	}
	for (size_t i = 0; i < k->count; i++)
		if (strcmp(k->item[i].name, option) == 0 && kconfig_active(&k->item[i], values))
			find_default(&k->item[i], values, out);
	if (!out->count && is_set(values, option))
		add(out, (struct reason){REASON_MENU, NULL, NULL, {0}});
}

void reasons_free(struct reasons *reasons)
{
	free(reasons->item);
	*reasons = (struct reasons){0};
}

const char *reason_name(enum reason_kind kind)
{
	static const char *const names[] = {"kraft.yaml", "select", "imply", "default", "menu"};

	return names[kind];
}

char *reason_text(const struct reason *r)
{
	char *file = r->place.file ? path_short(r->place.file) : NULL;
	char *where = file ? format(r->place.line ? " (%s:%d)" : " (%s)", file, r->place.line)
	                   : copy_string("");
	const char *when = r->condition ? " if " : "",
	           *condition = r->condition ? r->condition : "";
	char *text = NULL;

	switch (r->kind) {
	case REASON_ASKED:
		text = format("asked for%s", where);
		break;
	case REASON_SELECT:
		text = format("selected by %s%s%s%s", r->by, when, condition, where);
		break;
	case REASON_IMPLY:
		text = format("implied by %s%s%s%s", r->by, when, condition, where);
		break;
	case REASON_DEFAULT:
		text = format("the default%s%s%s", when, condition, where);
		break;
	case REASON_MENU:
		text = copy_string("set in .config");
		break;
	}
	free(where);
	free(file);
	return text;
}
