/* SPDX-License-Identifier: BSD-3-Clause */
/* Who holds what a machine needs: a machine of ours, or some process. */
#ifndef KRAFT_MACHINE_HOLDER_H
#define KRAFT_MACHINE_HOLDER_H

#include <sys/stat.h>
#include <sys/types.h>

/* The name of the machine that runs as this process; NULL: none. The caller frees it. */
char *holder_machine(pid_t pid);
/* A process, not this one, that has the file open; 0: none that we may see. */
pid_t holder_of_file(const struct stat *file);

#endif
