/* SPDX-License-Identifier: BSD-3-Clause */
/* Building, as a step of other commands. */
#ifndef KRAFT_CMD_BUILD_H
#define KRAFT_CMD_BUILD_H

#include "cmd/session.h"

/* The session is configured. Returns the exit status. */
int build_project(struct session *s, const struct invocation *in, const char *const *targets);
/* Plan, lock, configuration and image of one target of a session with a project. plan_free()
 * follows. An exit status. */
int build_target(struct session *s, const struct invocation *in, const struct target *target,
                 const char *const *targets);

#endif
