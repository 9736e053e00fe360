/* SPDX-License-Identifier: BSD-3-Clause */
/* sysinfo(2) */
#include <string.h>
#include <uk/arch/limits.h>
#include <uk/frame.h>
#include <uk/plat/time.h>
#include <uk/syscall.h>

/* struct sysinfo, as Linux fills it */
struct figures {
	long uptime;
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram, totalswap, freeswap;
	unsigned short procs, pad;
	unsigned long totalhigh, freehigh;
	unsigned int mem_unit;
};

UK_SYSCALL_R_DEFINE(int, sysinfo, struct figures *, info)
{
	memset(info, 0, sizeof(*info));
	info->uptime = (long)ukarch_time_nsec_to_sec(ukplat_monotonic_clock());
	info->totalram = uk_frame_total() << __PAGE_SHIFT;
	info->freeram = uk_frame_available() << __PAGE_SHIFT;
	info->procs = 1;
	info->mem_unit = 1;
	return 0;
}
