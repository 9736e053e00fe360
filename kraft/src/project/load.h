/* SPDX-License-Identifier: BSD-3-Clause */
/* Pieces of reading kraft.yaml that its parts share. */
#ifndef KRAFT_PROJECT_LOAD_H
#define KRAFT_PROJECT_LOAD_H

#include "project/project.h"

struct reader {
	struct project *project;
	const char *file;
	int errors;
};

void reader_fail(struct reader *r, const struct node *n, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* Every key of map `n` must be one of `keys`; `what` names the map. False when `n` is no map. */
bool reader_keys(struct reader *r, const struct node *n, const char *what, const char *const *keys);
/* A scalar's interpolated text; NULL (after a message when it is no scalar) or when n is NULL or
 * empty. */
char *reader_scalar(struct reader *r, const struct node *n, const char *what);
void reader_strings(struct reader *r, const struct node *n, const char *what, struct strings *out);
void reader_kconfig(struct reader *r, const struct node *n, struct settings *out);
void reader_tests(struct reader *r, const struct node *n);
void reader_targets(struct reader *r, const struct node *n);

/* For template.c, which moves parts from one project to another. */
void project_free_targets(struct project *p);
void component_use_free(struct component_use *c);

#endif
