/* SPDX-License-Identifier: BSD-3-Clause */
/* The process that becomes a virtiofsd: its arguments, and what it may do. */
#ifndef KRAFT_MACHINE_VIRTIOFSD_CHILD_H
#define KRAFT_MACHINE_VIRTIOFSD_CHILD_H

#include "machine/machine.h"

struct virtiofsd_child {
	char *program;
	bool is_c;  /* that of QEMU up to 7.2 */
	bool stays; /* when its parent ends */
	pid_t parent;
	const struct machine_volume *volume;
	int socket, log; /* descriptors */
};

/* After fork(): becomes the daemon, or ends with a message in its log. */
_Noreturn void virtiofsd_child(const struct virtiofsd_child *child);

#endif
