/* SPDX-License-Identifier: BSD-3-Clause */
/* The emulator's control socket (QMP). */
#ifndef KRAFT_MACHINE_QMP_H
#define KRAFT_MACHINE_QMP_H

/* Sends one command without arguments ("quit", "stop", "cont") to the machine whose state is in
 * `folder` and waits for the answer. 0, -EPROTO when it was refused, or a negative errno when
 * nobody answers. Prints nothing. */
int qmp_command(const char *folder, const char *command);

#endif
