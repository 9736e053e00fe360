/* SPDX-License-Identifier: BSD-3-Clause */
/* Renewing kraft.lock from other commands. */
#ifndef KRAFT_CMD_LOCK_H
#define KRAFT_CMD_LOCK_H

#include "cmd/command.h"

/* Of the application here, when it has one. An exit status. */
int lock_renew(const struct invocation *in);

#endif
