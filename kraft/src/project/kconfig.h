/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading Config.uk files far enough to say why a symbol is not in force. Setting values is
 * Kconfig's own job. */
#ifndef KRAFT_KCONFIG_H
#define KRAFT_KCONFIG_H

#include "project/project.h"

struct kconfig_symbol {
	char *name;
	char *type;   /* "bool", "int", "hex", "string"; NULL: not said here */
	char *prompt; /* what menus show; NULL: none */
	char *help;   /* lines without their indent; NULL: none */
	struct place place;
	struct strings depends;  /* one condition each; all must hold (for this definition) */
	struct strings selects;  /* "NAME" or "NAME if CONDITION" */
	struct strings implies;  /* the same */
	struct strings defaults; /* "VALUE" or "VALUE if CONDITION" */
	bool has_prompt;
	bool in_choice;
};

struct kconfig {
	struct kconfig_symbol *item;
	size_t count;
	struct strings files;
};

/* Reads a Config.uk and what it sources; `folder` stands for $UK_KCONFIG_DIR. */
void kconfig_read(const char *root, const char *folder, struct kconfig *k);
/* The same, added to what was read before. */
void kconfig_add(const char *root, struct kconfig *k);
void kconfig_free(struct kconfig *k);

/* Is a condition met with these values? */
bool kconfig_holds(const char *condition, const struct settings *values);
/* A .config as values; missing file: empty. */
void dotconfig_read(const char *path, struct settings *out);
/* The same as wishes of people: each keeps its line, for which `path` must live as long as `out`. A
 * negative errno (nothing printed) when it cannot be read. */
int defconfig_read(const char *path, struct settings *out);
/* Prints why `name` has not its value: unknown (and the nearest), or the unmet conditions down to
 * their causes. */
void kconfig_explain(const struct kconfig *k, const struct settings *values, const char *name);

#endif
