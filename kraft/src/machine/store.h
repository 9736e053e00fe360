/* SPDX-License-Identifier: BSD-3-Clause */
/* What is known about machines, so that they survive the tool: one folder each.
 *
 *   record    lines KEY=VALUE, written before the machine runs and again with its process
 *   log       what it printed          status    the exit status it reported (the last byte)
 *   qmp       the emulator's control socket
 *   daemons   numbers and start times of processes that serve folders by virtiofs; fs0.socket and
 *             fs0.log, … are theirs
 *   stopped, paused   empty files: `kraft stop` ended it, `kraft pause` stopped its processor
 *
 * The folders stand in $KRAFT_MACHINES, else $XDG_RUNTIME_DIR/kraft/machines, else
 * ~/.local/share/kraft/machines. */
#ifndef KRAFT_MACHINE_STORE_H
#define KRAFT_MACHINE_STORE_H

#include "machine/machine.h"

/* A new folder for `name`, or for a name made from `base` when it is NULL; what an ended machine of
 * that name left is removed. Fills in record->name and ->folder. -EEXIST after a message when such
 * a machine runs. */
int store_create(const char *name, const char *base, struct machine_record *record);
int store_save(const struct machine_record *record);
/* Reads a machine's record and judges where it stands; a negative errno when there is no record. */
int store_load(const char *folder, const char *name, struct machine_record *record);
void store_remove(const struct machine_record *record);
void store_mark(const struct machine_record *record, const char *mark, bool set);
bool store_marked(const struct machine_record *record, const char *mark);
/* The status the machine reported; false: none. */
bool store_status(const char *folder, int *status);

/* Start time of a process that is alive (no zombie), 0 when it is not. */
uint64_t process_start_time(pid_t pid);
/* Does the machine's process still run? */
bool store_alive(const struct machine_record *record);

#endif
