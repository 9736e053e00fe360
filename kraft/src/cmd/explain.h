/* SPDX-License-Identifier: BSD-3-Clause */
/* The kinds of names that `kraft explain` knows. */
#ifndef KRAFT_CMD_EXPLAIN_H
#define KRAFT_CMD_EXPLAIN_H

#include "cmd/session.h"
#include "inspect/graph.h"
#include "inspect/syscalls.h"

struct subject {
	struct session session;
	bool has_project;
	bool has_inventory; /* the project here is configured */
	struct inventory inventory;
	struct kconfig kconfig; /* of the project; without one, of all libraries that are known */
	struct settings values; /* empty without a project */
	char *core;             /* NULL: the library OS is not there */
	struct strings folders; /* of all libraries that are here, selected or not */
	struct syscalls syscalls;
};

/* Each prints what it knows of a name; false when the name is none of its kind. */
bool explain_option(const struct subject *s, const char *name);
bool explain_syscall(const struct subject *s, const char *name);
bool explain_library(const struct subject *s, const char *name);
bool explain_variable(const struct subject *s, const char *name);
/* All variables with their meanings; returns the exit status. */
int list_variables(void);
/* Names of variables, for the nearest of an unknown one. */
void variable_names(struct strings *names);
/* The registered name of the library in a folder; NULL when there is none. */
char *library_name(const char *folder);
/* Where a value comes from, as lines below an option. */
void print_reasons(const struct subject *s, const char *option, const char *indent);
/* Prints a text with each line indented. */
void print_indented(const char *text, const char *indent);

#endif
