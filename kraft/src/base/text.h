/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing strings and lists of strings. A tool that runs for a second has no use for a broken heap:
 * when memory runs out these functions print one line and end the program. */
#ifndef KRAFT_TEXT_H
#define KRAFT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Always terminated once something was added; zero-initialise. */
struct text {
	char *data;
	size_t len;
	size_t size;
};

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const void *s, size_t len);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *t, const char *format, va_list args);
/* Puts `len` bytes of `s` where `old` bytes at `at` stood. */
void text_replace(struct text *t, size_t at, size_t old, const char *s, size_t len);
void text_free(struct text *t);

/* `item` is terminated by a NULL, so that it serves as an argv; strings are copies. */
struct strings {
	char **item;
	size_t count;
	size_t size;
};

void strings_add(struct strings *l, const char *s);
void strings_addf(struct strings *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Takes ownership of `s`. */
void strings_take(struct strings *l, char *s);
/* Appends everything of `from`, which is empty afterwards. */
void strings_move(struct strings *l, struct strings *from);
/* Adds what is not there yet; true when it was added. */
bool strings_add_new(struct strings *l, const char *s);
bool strings_has(const struct strings *l, const char *s);
void strings_remove(struct strings *l, size_t index);
void strings_sort(struct strings *l);
void strings_free(struct strings *l);
/* All of them in one, "" for none. */
char *strings_join(const struct strings *l, const char *separator);
/* Splits at any of `separators`; empty parts are dropped. */
void strings_split(struct strings *l, const char *s, const char *separators);
/* Splits as a shell would: blanks separate, quotes group, a backslash takes the next character as
 * it is. False when a quote is not closed; the rest is a word then. */
bool strings_split_words(struct strings *l, const char *s);

void *need(void *p); /* ends the program when p is NULL */
void *need_zeroed(size_t size);
char *copy_string(const char *s);
char *copy_bytes(const char *s, size_t len);
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));

bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);
/* Removes white space at both ends, in place; returns the new beginning. */
char *trim(char *s);
/* Upper case, everything else than letters and digits becomes _: how a name is spelled in Kconfig.
 */
char *symbol_name(const char *name);

/* The candidate that `word` was probably meant to be, or NULL. */
const char *did_you_mean(const char *word, const struct strings *candidates);

#endif
