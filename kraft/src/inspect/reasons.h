/* SPDX-License-Identifier: BSD-3-Clause */
/* Why an option of the configuration has its value: who asked for it. */
#ifndef KRAFT_INSPECT_REASONS_H
#define KRAFT_INSPECT_REASONS_H

#include "project/kconfig.h"
#include "project/plan.h"

enum reason_kind {
	REASON_ASKED,   /* kraft.yaml, or the target in it */
	REASON_SELECT,  /* another option selects it */
	REASON_IMPLY,   /* another option implies it */
	REASON_DEFAULT, /* its own Config.uk */
	REASON_MENU,    /* .config says so: menuconfig, or another value than the default */
};

struct reason {
	enum reason_kind kind;
	const char *by;        /* REASON_SELECT, REASON_IMPLY: the option */
	const char *condition; /* of the select or default; NULL: none */
	struct place place;
};

struct reasons {
	struct reason *item;
	size_t count;
};

/* Strings belong to `plan` and `kconfig`. `plan` may be NULL: then nobody asked. Nothing for an
 * option that has no value. */
void reasons_find(const struct kconfig *kconfig, const struct settings *values,
                  const struct plan *plan, const char *option, struct reasons *out);
void reasons_free(struct reasons *reasons);
/* "select", "imply", … */
const char *reason_name(enum reason_kind kind);
/* "selected by LIBLWIP (libs/lwip/Config.uk:5)"; the caller frees it. */
char *reason_text(const struct reason *r);

/* Is a definition of an option in force: do all conditions around it hold? */
bool kconfig_active(const struct kconfig_symbol *symbol, const struct settings *values);
/* Splits "NAME if CONDITION": *condition is NULL without one. The caller frees the name. */
char *kconfig_clause(const char *text, const char **condition);

#endif
