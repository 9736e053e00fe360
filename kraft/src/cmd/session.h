/* SPDX-License-Identifier: BSD-3-Clause */
/* What most commands need first: the workspace, the project here, its target and the resolved plan.
 */
#ifndef KRAFT_SESSION_H
#define KRAFT_SESSION_H

#include "cmd/command.h"
#include "index/index.h"
#include "project/plan.h"

struct session {
	struct workspace workspace;
	struct project project;
	struct plan plan;
};

/* Each returns 0, or a negative errno (session_target: NULL) after messages. --workdir names the
 * project's folder; --target, --plat and --arch choose the target, with [configure] of ~/.kraftrc
 * as the default when there are several. */
int session_project(const struct invocation *in, struct session *s);
/* What kraft.yaml alone says: its template is neither looked for nor brought. */
int session_load(const struct invocation *in, struct session *s);
const struct target *session_target(const struct invocation *in, const struct session *s);
int session_plan(const struct invocation *in, struct session *s);
/* The same of the project in `folder`; NULL: as above. */
int session_plan_in(const struct invocation *in, const char *folder, struct session *s);
/* The same, and .config is there and current. */
int session_configured(const struct invocation *in, struct session *s);
/* Makes .config of a session with a plan, when it is not there or not current. */
int session_configure(const struct session *s);
void session_close(struct session *s);

/* Runs make targets with quiet lines or a progress display. Returns the exit status for the tool.
 */
int session_make(const struct session *s, const struct invocation *in, const char *const *words);

/* --jobs must be a number; 0 or EXIT_USAGE after a message. */
int session_check_jobs(const struct invocation *in);

/* Fetches the sources; on a terminal downloads show how far they are. */
int session_fetch(const struct session *s, const struct invocation *in);

/* Options that such commands share. */
#define OPTIONS_TARGET                                                                     \
	{'t', "target", "NAME", "the target of kraft.yaml to use", "@target"},             \
	{                                                                                  \
		'm', "arch", "ARCHITECTURE", "the target with this architecture", "x86_64" \
	}

#define EXIT_FAILED 1

#endif
