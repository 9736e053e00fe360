/* SPDX-License-Identifier: BSD-3-Clause */
/* Without LIBUKBOOT_BOOTCHART nothing is recorded and nothing is left of the calls. */
#ifndef UKBOOT_CHART_H
#define UKBOOT_CHART_H

#include <uk/init.h>

static inline void boot_chart_start(const struct uk_inittab_entry *entry __maybe_unused,
                                    const char *step __maybe_unused)
{
}

static inline void boot_chart_stop(void)
{
}

static inline void boot_chart_report(void)
{
}

#endif /* UKBOOT_CHART_H */
