/* SPDX-License-Identifier: BSD-3-Clause */
/* Why a configuration symbol is not in force: evaluates its conditions against the values. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/kconfig.h"

struct parser {
	const char *at;
	const struct settings *values;
};

static bool or_of(struct parser *p);

static void blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t");
}

static void value_of(struct parser *p, char *out, size_t size)
{
	const struct setting *s;
	size_t len = 0;
	char quote = *p->at == '"' || *p->at == '\'' ? *p->at++ : 0;

	while (p->at[len] && (quote ? p->at[len] != quote
	                            : isalnum((unsigned char)p->at[len]) || p->at[len] == '_'))
		len++;
	len = len < size ? len : size - 1;
	memcpy(out, p->at, len);
	out[len] = 0;
	p->at += len + (quote && p->at[len]);
	if (quote || strcmp(out, "y") == 0 || strcmp(out, "n") == 0)
		return;
	s = settings_find(p->values, out);
	if (s || !isdigit((unsigned char)out[0])) {
		const char *value = s ? s->value : "n";

		strncpy(out, value, size - 1);
		out[size - 1] = 0;
	}
}

static bool primary(struct parser *p)
{
	char left[128], right[128];
	bool unequal, result;

	blanks(p);
	if (*p->at == '!') {
		p->at++;
		return !primary(p);
	}
	if (*p->at == '(') {
		p->at++;
		result = or_of(p);
		blanks(p);
		p->at += *p->at == ')';
		return result;
	}
	value_of(p, left, sizeof(left));
	blanks(p);
	if (*p->at != '=' && strncmp(p->at, "!=", 2) != 0)
		return strcmp(left, "y") == 0;
	unequal = *p->at == '!';
	p->at += 1 + unequal;
	blanks(p);
	value_of(p, right, sizeof(right));
	return (strcmp(left, right) == 0) != unequal;
}

static bool and_of(struct parser *p)
{
	bool result = primary(p);

	for (blanks(p); strncmp(p->at, "&&", 2) == 0; blanks(p)) {
		p->at += 2;
		result = primary(p) && result;
	}
	return result;
}

static bool or_of(struct parser *p)
{
	bool result = and_of(p);

	for (blanks(p); strncmp(p->at, "||", 2) == 0; blanks(p)) {
		p->at += 2;
		result = and_of(p) || result;
	}
	return result;
}

bool kconfig_holds(const char *condition, const struct settings *values)
{
	struct parser p = {condition, values};

	return or_of(&p);
}

/* Cuts "A && (B || C)" at the top level, so that only what fails is shown. */
static void split_and(const char *condition, struct strings *out)
{
	const char *start = condition;
	int depth = 0;

	for (const char *c = condition;; c++) {
		depth += (*c == '(') - (*c == ')');
		if (*c && !(depth == 0 && strncmp(c, "&&", 2) == 0) &&
		    !(depth == 0 && strncmp(c, "||", 2) == 0))
			continue;
		if (*c == '|') { /* an alternative cannot be split */
			strings_free(out);
			strings_add(out, condition);
			return;
		}
		char *part = copy_bytes(start, c - start);

		strings_add(out, trim(part));
		free(part);
		if (!*c)
			return;
		start = ++c + 1;
	}
}

static void explain(const struct kconfig *k, const struct settings *values, const char *name,
                    int depth, struct strings *seen);

static void explain_symbol(const struct kconfig *k, const struct kconfig_symbol *symbol,
                           const struct settings *values, int depth, struct strings *seen)
{
	char *shown = path_short(symbol->place.file);

	for (size_t i = 0; i < symbol->depends.count; i++) {
		struct strings parts = {0};

		if (kconfig_holds(symbol->depends.item[i], values))
			continue;
		split_and(symbol->depends.item[i], &parts);
		for (size_t j = 0; j < parts.count; j++) {
			const char *part = parts.item[j];

			if (kconfig_holds(part, values))
				continue;
			hint("%*s%s depends on %s, which does not hold (%s:%d)", depth * 2, "",
			     symbol->name, part, shown, symbol->place.line);
			if (!part[strspn(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")])
				explain(k, values, part, depth + 1, seen);
		}
		strings_free(&parts);
	}
	free(shown);
}

static void explain(const struct kconfig *k, const struct settings *values, const char *name,
                    int depth, struct strings *seen)
{
	const struct kconfig_symbol *symbol = NULL;
	bool unmet = false;

	if (strings_has(seen, name)) {
		hint("%*sand so on in a circle: nothing can switch %s on", depth * 2, "", name);
		return;
	}
	if (depth > 8)
		return;
	strings_add(seen, name);
	for (size_t i = 0; i < k->count; i++) {
		if (strcmp(k->item[i].name, name))
			continue;
		symbol = &k->item[i];
		for (size_t j = 0; j < symbol->depends.count; j++)
			unmet |= !kconfig_holds(symbol->depends.item[j], values);
		explain_symbol(k, symbol, values, depth, seen);
	}
	/* Only what is being explained right now closes a circle. */
	strings_remove(seen, seen->count - 1);
	if (!symbol) {
		struct strings names = {0};
		const char *nearest;

		for (size_t i = 0; i < k->count; i++)
			strings_add(&names, k->item[i].name);
		nearest = did_you_mean(name, &names);
		hint("%*sno library of this project has an option %s%s%s%s", depth * 2, "", name,
		     nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
		strings_free(&names);
	} else if (!unmet && depth) {
		hint("%*s%s can be switched on", depth * 2, "", name);
	} else if (!unmet && !symbol->has_prompt && !symbol->in_choice) {
		hint("%s has no prompt: it can only be selected by others", name);
	} else if (!unmet && symbol->in_choice) {
		hint("%s is one of a choice, and another of it was taken", name);
	} else if (!unmet) {
		hint("another option selects %s or limits its value", name);
	}
}

void kconfig_explain(const struct kconfig *k, const struct settings *values, const char *name)
{
	struct strings seen = {0};

	explain(k, values, name, 0, &seen);
	strings_free(&seen);
}
