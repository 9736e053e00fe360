/* SPDX-License-Identifier: BSD-3-Clause */
/* Being root of a user namespace without being root. */
#ifndef KRAFT_MACHINE_USER_NAMESPACE_H
#define KRAFT_MACHINE_USER_NAMESPACE_H

#include <stdbool.h>

/* Takes this process into a new user and mount namespace, as its root. The user and group are root
 * there; with newuidmap and newgidmap (package uidmap) the subordinate ones of /etc/subuid and
 * /etc/subgid exist as well, else nobody else does, and groups cannot be given up. False: the
 * system refuses (errno), and nothing has changed. For a child that is about to become another
 * program: it ends with a message when it would be left halfway. */
bool user_namespace_enter(void);

#endif
