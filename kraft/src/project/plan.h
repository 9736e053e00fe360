/* SPDX-License-Identifier: BSD-3-Clause */
/* A project resolved against workspace and index: which folders take part in the build, and how
 * make is called. */
#ifndef KRAFT_PLAN_H
#define KRAFT_PLAN_H

#include "base/process.h"
#include "index/index.h"
#include "project/project.h"

struct plan {
	const struct project *project;
	const struct target *target;
	char *core;              /* folder of the library OS */
	struct strings names;    /* libraries, those named in kraft.yaml first */
	struct strings folders;  /* at the same index */
	struct strings external; /* folders of a platform and an architecture outside the core */
	struct settings asked;   /* every configuration value that the project wants */
	struct settings given;   /* what this command line adds; kraft.yaml does not say it */
	char *defconfig;         /* the application's file of that name, as shown; NULL: none */
	char *config;            /* the .config */
	char *build;             /* output folder */
	struct strings make;     /* make and its variables; targets follow */
};

/* Finds core and libraries (with those they select in turn); brings what is missing from its
 * origin. 0 or a negative errno after messages with the line of kraft.yaml. */
int plan_make(const struct workspace *w, const struct project *p, const struct target *t,
              struct plan *plan);
void plan_free(struct plan *plan);
/* Adds the libraries of the plan and those that the project's other targets use besides. Brings
 * nothing. False: one of them is not here, so what it selects in turn is not known. */
bool plan_all_names(const struct workspace *w, const struct plan *plan, struct strings *names);
/* Runs make with further words; `line` as in struct process, NULL: output goes where ours goes. */
int plan_run(const struct plan *plan, const char *const *words,
             void (*line)(void *context, const char *line, bool is_error), void *context);
/* The image's path as .config says; the caller frees it. NULL without a .config. */
char *plan_image(const struct plan *plan);

/* --- configuration ------------------------------------------------------------ */

/* Writes .config: what stands in it, then the project's values on top, made complete by Kconfig.
 * With `fresh` what stood there does not count. Without a .config, or fresh, the application's
 * defconfig holds where kraft.yaml says nothing. Nothing is changed when a value asked for could
 * not be had. */
int configure(const struct plan *plan, bool fresh);
/* Is .config there and made from what kraft.yaml says now? */
bool configured(const struct plan *plan);
/* Whether the last configuration of the tool was of other wishes than those of kraft.yaml now. */
bool configured_otherwise(const struct plan *plan);

#endif
