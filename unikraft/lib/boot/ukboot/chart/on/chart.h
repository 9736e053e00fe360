/* SPDX-License-Identifier: BSD-3-Clause */
/* LIBUKBOOT_BOOTCHART: when each init function and each step of ukboot began and ended. */
#ifndef UKBOOT_CHART_H
#define UKBOOT_CHART_H

#include <uk/init.h>

/* Begins an init function, or a step when `entry` is NULL; spans do not overlap. Usable before
 * there is an allocator. */
void boot_chart_start(const struct uk_inittab_entry *entry, const char *step);
void boot_chart_stop(void);
/* Prints what was recorded when the boot parameter asks for it; may end the system. */
void boot_chart_report(void);

#endif /* UKBOOT_CHART_H */
