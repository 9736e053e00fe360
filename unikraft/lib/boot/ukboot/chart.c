/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The boot chart. Spans are in ticks of the processor's counter; two samples of counter and clock
 * let the reader convert them. Printed as lines for `kraft bootchart`:
 *
 *     bootchart: clock TICKS NANOSECONDS                  the first sample: ukboot begins
 *     bootchart: step NAME START STOP
 *     bootchart: init ENTRY FUNCTION START STOP           addresses; the image's symbols name them
 *     bootchart: clock TICKS NANOSECONDS
 *     bootchart: end LOST                                 spans that found no room
 */
#include <string.h>
#include <uk/arch/counter.h>
#include <uk/boot.h>
#include <uk/libparam.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <errno.h>

#include "chart.h"

static struct span {
	const struct uk_inittab_entry *entry;
	const char *step;
	__u64 start, stop;
} spans[CONFIG_LIBUKBOOT_BOOTCHART_SPANS];
static unsigned int count, lost;
static __u64 first_ticks;
static __nsec first_time;

enum report { REPORT_NO, REPORT_YES, REPORT_END };
static enum report report;

static int set_report(const struct uk_libparam *param __maybe_unused,
                      const char *name __maybe_unused, char *value)
{
	if (!strcmp(value, "yes"))
		report = REPORT_YES;
	else if (!strcmp(value, "end"))
		report = REPORT_END;
	else
		return -EINVAL;
	return 0;
}
UK_LIBPARAM("bootchart.report", set_report,
            "print the boot chart in front of main: yes, or end: and power off");

void boot_chart_start(const struct uk_inittab_entry *entry, const char *step)
{
	if (!first_ticks) {
		first_time = ukplat_monotonic_clock();
		first_ticks = ukarch_counter();
	}
	if (count == ARRAY_SIZE(spans)) {
		lost++;
		return;
	}
	spans[count] = (struct span){.entry = entry, .step = step, .start = ukarch_counter()};
}

void boot_chart_stop(void)
{
	if (count < ARRAY_SIZE(spans))
		spans[count++].stop = ukarch_counter();
}

/* The address that the image with symbols has for it. */
static __uptr linked(const void *address)
{
	return (__uptr)address - ukplat_image_distance();
}

void boot_chart_report(void)
{
	__nsec now = ukplat_monotonic_clock();
	__u64 ticks = ukarch_counter();

	if (report == REPORT_NO)
		return;
	uk_printk("bootchart: clock %lu %lu\n", first_ticks, first_time);
	for (const struct span *s = spans; s < spans + count; s++) {
		if (s->entry)
			uk_printk("bootchart: init 0x%lx 0x%lx %lu %lu\n", linked(s->entry),
			          linked((void *)s->entry->init), s->start, s->stop);
		else
			uk_printk("bootchart: step %s %lu %lu\n", s->step, s->start, s->stop);
	}
	uk_printk("bootchart: clock %lu %lu\n", ticks, now);
	uk_printk("bootchart: end %u\n", lost);
	if (report == REPORT_END)
		uk_exit(0);
}
