/* SPDX-License-Identifier: BSD-3-Clause */
/* A tiny image that does what every kernel does in its first moments, to find out whether hardware
 * acceleration really works. */
#ifndef KRAFT_MACHINE_PROBE_GUEST_H
#define KRAFT_MACHINE_PROBE_GUEST_H

#define PROBE_GUEST_STATUS 85 /* written to the debug exit port when everything worked */

/* Writes the ELF image; -ENOTSUP where the tool was built for a processor that cannot run it. */
int probe_guest_write(const char *path);

#endif
