/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of strings, and the nearest of them to a misspelled word. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

void strings_take(struct strings *l, char *s)
{
	if (l->count + 2 > l->size) {
		l->size = l->size ? l->size * 2 : 16;
		l->item = need(realloc(l->item, l->size * sizeof(*l->item)));
	}
	l->item[l->count++] = s;
	l->item[l->count] = NULL;
}

void strings_add(struct strings *l, const char *s)
{
	strings_take(l, copy_string(s));
}

void strings_addf(struct strings *l, const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_addv(&t, format, args);
	va_end(args);
	strings_take(l, t.data);
}

bool strings_has(const struct strings *l, const char *s)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->item[i], s) == 0)
			return true;
	return false;
}

void strings_move(struct strings *l, struct strings *from)
{
	for (size_t i = 0; i < from->count; i++)
		strings_add(l, from->item[i]);
	strings_free(from);
}

bool strings_add_new(struct strings *l, const char *s)
{
	if (strings_has(l, s))
		return false;
	strings_add(l, s);
	return true;
}

void strings_remove(struct strings *l, size_t index)
{
	free(l->item[index]);
	memmove(l->item + index, l->item + index + 1, (l->count - index) * sizeof(*l->item));
	l->count--;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *l)
{
	if (l->count > 1)
		qsort(l->item, l->count, sizeof(*l->item), compare);
}

void strings_free(struct strings *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->item[i]);
	free(l->item);
	memset(l, 0, sizeof(*l));
}

char *strings_join(const struct strings *l, const char *separator)
{
	struct text t = {0};

	text_add(&t, "");
	for (size_t i = 0; i < l->count; i++)
		text_addf(&t, "%s%s", i ? separator : "", l->item[i]);
	return t.data;
}

void strings_split(struct strings *l, const char *s, const char *separators)
{
	for (;;) {
		size_t len;

		s += strspn(s, separators);
		len = strcspn(s, separators);
		if (!len)
			return;
		strings_take(l, copy_bytes(s, len));
		s += len;
	}
}

bool strings_split_words(struct strings *l, const char *s)
{
	struct text word = {0};
	bool inside = false;
	char quote = 0;

	for (; *s; s++) {
		if (quote ? *s == quote : (*s == '"' || *s == '\'')) {
			quote = quote ? 0 : *s;
			inside = true;
		} else if (*s == '\\' && s[1] && quote != '\'') {
			text_add_bytes(&word, ++s, 1);
			inside = true;
		} else if (!quote && isspace((unsigned char)*s)) {
			if (inside)
				strings_add(l, word.data ? word.data : "");
			text_free(&word);
			inside = false;
		} else {
			text_add_bytes(&word, s, 1);
			inside = true;
		}
	}
	if (inside)
		strings_add(l, word.data ? word.data : "");
	text_free(&word);
	return !quote;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Changes (insert, delete, replace, swap neighbours) that turn one word into the other. */
static size_t distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), width = lb + 1, result;
	size_t *d = need_zeroed((la + 1) * width * sizeof(*d));

	for (size_t i = 0; i <= la; i++) {
		for (size_t j = 0; j <= lb; j++) {
			size_t *cell = d + i * width + j;

			if (!i || !j) {
				*cell = i + j;
				continue;
			}
			*cell = least(cell[-(ptrdiff_t)width], cell[-1]) + 1;
			*cell = least(*cell, cell[-(ptrdiff_t)width - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				*cell = least(*cell, cell[-2 * (ptrdiff_t)width - 2] + 1);
		}
	}
	result = d[la * width + lb];
	free(d);
	return result;
}

/* The beginning of a word, of three letters or more: somebody abbreviates. */
static bool abbreviates(const char *word, const char *candidate)
{
	size_t length = strlen(word);

	return length >= 3 + strspn(word, "-") && strncasecmp(word, candidate, length) == 0;
}

const char *did_you_mean(const char *word, const struct strings *candidates)
{
	const char *best = NULL;
	size_t limit = strlen(word) / 3 + 1, nearest = limit + 1;

	for (size_t i = 0; i < candidates->count; i++) {
		const char *candidate = candidates->item[i];
		size_t d = strcasecmp(word, candidate) == 0 ? 0 : distance(word, candidate);

		if (d > 1 && abbreviates(word, candidate))
			d = 1;
		if (d < nearest) {
			nearest = d;
			best = candidate;
		}
	}
	return best;
}
