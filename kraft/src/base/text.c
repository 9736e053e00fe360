/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing strings. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void *need(void *p)
{
	if (!p) {
		fputs("kraft: error: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

void *need_zeroed(size_t size)
{
	return need(calloc(1, size ? size : 1));
}

char *copy_string(const char *s)
{
	return need(strdup(s));
}

char *copy_bytes(const char *s, size_t len)
{
	return need(strndup(s, len));
}

static void text_reserve(struct text *t, size_t more)
{
	size_t want = t->len + more + 1;

	if (want <= t->size)
		return;
	t->size = want < 128 ? 128 : want * 2;
	t->data = need(realloc(t->data, t->size));
}

void text_add_bytes(struct text *t, const void *s, size_t len)
{
	text_reserve(t, len);
	if (len)
		memcpy(t->data + t->len, s, len);
	t->len += len;
	t->data[t->len] = 0;
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_addv(struct text *t, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return;
	text_reserve(t, len);
	vsnprintf(t->data + t->len, len + 1, format, args);
	t->len += len;
}

void text_addf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_addv(t, format, args);
	va_end(args);
}

void text_replace(struct text *t, size_t at, size_t old, const char *s, size_t len)
{
	text_reserve(t, len);
	memmove(t->data + at + len, t->data + at + old, t->len - at - old);
	if (len)
		memcpy(t->data + at, s, len);
	t->len = t->len - old + len;
	t->data[t->len] = 0;
}

void text_free(struct text *t)
{
	free(t->data);
	memset(t, 0, sizeof(*t));
}

char *format(const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_addv(&t, format, args);
	va_end(args);
	return t.data ? t.data : copy_string("");
}

bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *s, const char *suffix)
{
	size_t len = strlen(s), end = strlen(suffix);

	return len >= end && strcmp(s + len - end, suffix) == 0;
}

char *trim(char *s)
{
	size_t len;

	while (isspace((unsigned char)*s))
		s++;
	for (len = strlen(s); len && isspace((unsigned char)s[len - 1]); len--)
		s[len - 1] = 0;
	return s;
}

char *symbol_name(const char *name)
{
	char *symbol = copy_string(name);

	for (char *c = symbol; *c; c++)
		*c = isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_';
	return symbol;
}
