/* SPDX-License-Identifier: BSD-3-Clause */
/* The way into and out of the system. */
#ifndef UK_PLAT_BOOTSTRAP_H
#define UK_PLAT_BOOTSTRAP_H

#include <uk/essentials.h>

enum ukplat_gstate { UKPLAT_HALT, UKPLAT_RESTART, UKPLAT_CRASH };

/* The boot command line (whole, unparsed); "" when there is none. */
const char *ukplat_command_line(void);

/* Power off and report the status (0 to 255) to the host; see "Status to the host" in
 * docs/architecture.md. */
void ukplat_poweroff(int status) __noreturn;

void ukplat_terminate(enum ukplat_gstate request) __noreturn;
#define ukplat_halt()    ukplat_terminate(UKPLAT_HALT)
#define ukplat_restart() ukplat_terminate(UKPLAT_RESTART)
#define ukplat_crash()   ukplat_terminate(UKPLAT_CRASH)

#endif /* UK_PLAT_BOOTSTRAP_H */
