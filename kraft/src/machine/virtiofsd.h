/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemons that serve a machine's folders by virtiofs, one each. They end by themselves when the
 * emulator goes, and are ended when it never comes. A socket that listens already is handed to
 * each, so that the emulator finds it whenever it comes, and a daemon that failed refuses.
 *
 * Two programs have this name: the one of QEMU up to 7.2, and the one written in Rust that followed
 * it. Functions that return int: 0 or a negative errno after a message. */
#ifndef KRAFT_MACHINE_VIRTIOFSD_H
#define KRAFT_MACHINE_VIRTIOFSD_H

#include "machine/machine.h"

#define VIRTIOFSD_SOCKET "fs%zu.socket" /* in the machine's folder */

struct virtiofsd {
	pid_t pid; /* 0: ended, and we have seen it */
	const struct machine_volume *volume;
	char *log;
};

struct virtiofsds {
	struct virtiofsd *item;
	size_t count;
};

/* Whether the machine has such a folder. */
bool virtiofsd_needed(const struct machine_config *config);
/* $KRAFT_VIRTIOFSD, or where distributions have it; NULL: not installed. The caller frees it. */
char *virtiofsd_find(void);
/* The Debian package that has it on this system. */
const char *virtiofsd_package(void);
/* Starts one for each folder by virtiofs, and notes them in the machine's folder. They end with us
 * unless the machine is to stay. When it fails, none is left. */
int virtiofsd_start(const struct machine_config *config, const char *folder,
                    struct virtiofsds *daemons);
/* Says which daemons failed, if any; true: one did. */
bool virtiofsd_explain(struct virtiofsds *daemons);
/* Ends those that are still there although their machine is not, as noted in its folder. */
void virtiofsd_end(const char *folder);
void virtiofsd_free(struct virtiofsds *daemons);

#endif
