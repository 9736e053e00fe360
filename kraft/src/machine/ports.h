/* SPDX-License-Identifier: BSD-3-Clause */
/* Host ports: are they free, and if not, who holds them. */
#ifndef KRAFT_MACHINE_PORTS_H
#define KRAFT_MACHINE_PORTS_H

#include "machine/machine.h"

/* -EADDRINUSE after a message that names the holder; -EACCES for a port that needs root; -EINVAL
 * for one given twice. */
int ports_check(const struct machine_config *config);
/* "8080->80/tcp, 53->53/udp"; the caller frees it. */
char *ports_show(const struct machine_config *config);
/* The inode of the socket that holds a port in the text of /proc/net/{tcp,udp}{,6}; 0: none. For
 * tcp only listening ones. */
unsigned long ports_inode(const char *table, uint16_t port, bool udp);

#endif
