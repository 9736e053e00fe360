/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monotonic clock is the time stamp counter times a factor. The factor comes from the
 * hypervisor or CPUID at once; otherwise a counter of known rate (the HPET, else the PIT) is the
 * clock at first and, some milliseconds of it later, has given the factor: nobody waits for a
 * calibration. A machine with neither is calibrated by its local APIC at once.
 */
#include <uk/arch/x86.h>
#include <uk/plat/lcpu.h>
#include <uk/plat/time.h>

#include "plat.h"

#define SCALE_SHIFT 32

#define HPET_BASE       0xfed00000ul
#define HPET_PERIOD     0x004 /* femtoseconds */
#define HPET_CONFIG     0x010
#define HPET_COUNTER    0x0f0
#define HPET_ENABLE     1
#define HPET_PERIOD_MAX 100000000u
#define FEMTO_PER_NANO  1000000u

#define PIT_HZ           1193182ull
#define PIT_CHANNEL0     0x40
#define PIT_COMMAND      0x43
#define PIT_ONE_SHOT     0x30 /* channel 0, both bytes, mode 0 */
#define PIT_LATCH        0xc2 /* status and count of channel 0 */
#define PIT_LATCH_STATUS 0xe2 /* only the status */
#define PIT_STATUS_ENDED 0x80
#define PIT_STATUS_MODE  0x3f /* reads as the command's lower bits */
#define PIT_SPAN_NS      (0xffff * UKARCH_NSEC_PER_SEC / PIT_HZ)

/* Long enough for 50 ppm with the reference's resolution; the PIT's counter wraps after 55 ms. */
#define HPET_CALIBRATION_NS 5000000ull
#define PIT_CALIBRATION_NS  20000000ull
#define SAMPLES             4

static __u64 tsc_base; /* the counter at the time ns_base */
static __nsec ns_base;
static __u64 ns_per_tick; /* fixed point, SCALE_SHIFT; 0: not known yet */
static __u64 tsc_khz;

static __nsec (*reference)(void); /* nanoseconds since its start */
static __nsec calibration_ns;
static __u8 reference_ended; /* it says nothing any more */
static __u64 hpet_start;
static __u32 hpet_period;

static void set_rate(__u64 khz)
{
	khz = MAX(khz, 1ull); /* whatever a machine says, it shall not divide by zero */
	tsc_khz = khz;
	ns_per_tick = (1000000ull << SCALE_SHIFT) / khz;
}

__u64 kvm_tsc_khz(void)
{
	return tsc_khz;
}

static __nsec hpet_read(void)
{
	__u64 ticks = *(volatile __u64 *)(HPET_BASE + HPET_COUNTER) - hpet_start;

	return ticks * hpet_period / FEMTO_PER_NANO;
}

static int hpet_init(void)
{
	hpet_period = *(volatile __u32 *)(HPET_BASE + HPET_PERIOD);
	if (!hpet_period || hpet_period > HPET_PERIOD_MAX)
		return -1;
	*(volatile __u32 *)(HPET_BASE + HPET_CONFIG) |= HPET_ENABLE;
	hpet_start = *(volatile __u64 *)(HPET_BASE + HPET_COUNTER);
	reference = hpet_read;
	calibration_ns = HPET_CALIBRATION_NS;
	return 0;
}

/* Channel 0 counts down once from 65535, its interrupt masked; afterwards the time is unknown: the
 * last good value. */
static __nsec pit_read(void)
{
	static __nsec last;
	unsigned int status, count;

	x86_outb(PIT_COMMAND, PIT_LATCH);
	status = x86_inb(PIT_CHANNEL0);
	count = x86_inb(PIT_CHANNEL0);
	count |= (unsigned int)x86_inb(PIT_CHANNEL0) << 8;
	if (status & PIT_STATUS_ENDED)
		reference_ended = 1;
	else
		last = (0xffff - count) * UKARCH_NSEC_PER_SEC / PIT_HZ;
	return last;
}

static int pit_init(void)
{
	x86_outb(PIT_COMMAND, PIT_ONE_SHOT);
	x86_outb(PIT_CHANNEL0, 0xff);
	x86_outb(PIT_CHANNEL0, 0xff);
	x86_outb(PIT_COMMAND, PIT_LATCH_STATUS);
	if ((x86_inb(PIT_CHANNEL0) & PIT_STATUS_MODE) != PIT_ONE_SHOT)
		return -1;
	reference = pit_read;
	calibration_ns = PIT_CALIBRATION_NS;
	return 0;
}

static __u64 cpuid_tsc_khz(void)
{
	__u32 leaves = x86_cpuid(0, 0).eax;
	struct x86_cpuid ratio;

	if (x86_cpuid(0x40000000, 0).eax >= 0x40000010 && x86_cpuid(0x40000010, 0).eax)
		return x86_cpuid(0x40000010, 0).eax;
	if (leaves < 0x15)
		return 0;
	ratio = x86_cpuid(0x15, 0);
	if (ratio.eax && ratio.ebx && ratio.ecx)
		return (__u64)ratio.ecx * ratio.ebx / ratio.eax / 1000;
	return 0;
}

/*
 * The reference and the time stamp counter at the same moment. The host may take the processor away
 * between the two: the closest of some readings counts.
 */
static void sample(__nsec *ref, __u64 *tsc)
{
	__u64 before, after, closest = ~0ull;
	__nsec now;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		before = x86_rdtsc();
		now = reference();
		after = x86_rdtsc();
		if (after - before < closest) {
			closest = after - before;
			*ref = now;
			*tsc = before + closest / 2;
		}
	}
}

void kvm_clock_init(void)
{
	__u64 khz = kvm_pvclock_init() == 0 ? kvm_pvclock_tsc_khz() : cpuid_tsc_khz();

	tsc_base = x86_rdtsc();
	if (khz)
		set_rate(khz);
	else if (hpet_init() == 0 || pit_init() == 0)
		sample(&ns_base, &tsc_base);
	else
		set_rate(kvm_lapic_measure_tsc_khz());
}

static __nsec scale(__u64 ticks)
{
	return (__nsec)(((unsigned __int128)ticks * ns_per_tick) >> SCALE_SHIFT);
}

/*
 * The clock while the factor is unknown; finds it once enough time has passed. When nobody looked
 * in time (the machine was stopped for a while), the last look has to do: a rougher factor, but a
 * clock that goes on.
 */
static __nsec reference_clock(void)
{
	static __nsec last_now;
	static __u64 last_tsc;
	unsigned long flags = ukplat_lcpu_save_irqf();
	__nsec now = reference();
	__u64 tsc = x86_rdtsc();

	if (!reference_ended || !last_tsc) {
		/* ended before the first look: then it ran for its whole length at least */
		last_now = reference_ended ? PIT_SPAN_NS : now;
		last_tsc = tsc;
	}
	if (!ns_per_tick && (now >= calibration_ns || reference_ended)) {
		if (!reference_ended)
			sample(&last_now, &last_tsc);
		set_rate((__u64)((unsigned __int128)(last_tsc - tsc_base) * 1000000 /
		                 MAX(last_now - ns_base, 1ul)));
		ns_base = last_now;
		tsc_base = last_tsc;
		now = ns_base + scale(x86_rdtsc() - tsc_base);
	}
	ukplat_lcpu_restore_irqf(flags);
	return now;
}

__nsec ukplat_monotonic_clock(void)
{
	if (unlikely(!ns_per_tick))
		return reference_clock();
	return ns_base + scale(x86_rdtsc() - tsc_base);
}

/* The wall clock: an offset to the monotonic one, read when first asked for. */
static __nsec wall_offset;
static __u8 wall_known;

__nsec ukplat_wall_clock(void)
{
	__nsec now = ukplat_monotonic_clock();

	if (unlikely(!wall_known)) {
		__nsec at_boot = kvm_pvclock_wall_at_boot();

		wall_offset = at_boot ? at_boot : kvm_rtc_read() * UKARCH_NSEC_PER_SEC - now;
		wall_known = 1;
	}
	return now + wall_offset;
}

void ukplat_wall_clock_set(__nsec now)
{
	wall_offset = now - ukplat_monotonic_clock();
	wall_known = 1;
}
