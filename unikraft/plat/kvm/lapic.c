/* SPDX-License-Identifier: BSD-3-Clause */
/* The local APIC (Intel SDM volume 3, chapter 11): end of interrupt, its timer, the target of
 * messages. */
#include <errno.h>
#include <uk/arch/x86.h>
#include <uk/crash.h>
#include <uk/plat/irq.h>
#include <uk/plat/time.h>

#include "plat.h"

#define LAPIC_ENABLE         (1u << 11)
#define LAPIC_ENABLE_X2      (1u << 10)
#define LAPIC_ID             0x020
#define LAPIC_EOI            0x0b0
#define LAPIC_SVR            0x0f0
#define LAPIC_LVT_TIMER      0x320
#define LAPIC_LVT_LINT0      0x350
#define LAPIC_TIMER_COUNT    0x380
#define LAPIC_TIMER_CURRENT  0x390
#define LAPIC_TIMER_DIV      0x3e0
#define LAPIC_SVR_ENABLE     0x100
#define LAPIC_LVT_MASKED     0x10000
#define LAPIC_TIMER_DEADLINE 0x40000
#define LAPIC_TIMER_DIV_1    0xb

#define CPUID_1_ECX_X2APIC   (1u << 21)
#define CPUID_1_ECX_DEADLINE (1u << 24)

/* The reference of an uncalibrated clock may end after 55 ms: an interrupt must look at it before,
 * and not too early. */
#define UNCALIBRATED_MAX (25 * 1000000ul)

#define MEASURE_NS 5000000ul

#define MSI_ADDRESS 0xfee00000u
#define PIC1_MASK   0x21
#define PIC2_MASK   0xa1

static volatile __u32 *registers; /* NULL: x2APIC, by model-specific registers */
static __u8 use_deadline;
static __u64 timer_hz = 1000000000; /* of QEMU's and KVM's local APIC */

static __u32 lapic_read(unsigned int reg)
{
	return registers ? registers[reg / 4] : (__u32)x86_rdmsr(0x800 + reg / 16);
}

static void lapic_write(unsigned int reg, __u32 value)
{
	if (registers)
		registers[reg / 4] = value;
	else
		x86_wrmsr(0x800 + reg / 16, value);
}

void kvm_lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

__u32 kvm_lapic_id(void)
{
	__u32 id = lapic_read(LAPIC_ID);

	return registers ? id >> 24 : id;
}

void kvm_lapic_init(void)
{
	__u64 base = x86_rdmsr(X86_MSR_APIC_BASE) | LAPIC_ENABLE;

	/* the old interrupt controllers stay silent */
	x86_outb(PIC1_MASK, 0xff);
	x86_outb(PIC2_MASK, 0xff);

	if (x86_cpuid(1, 0).ecx & CPUID_1_ECX_X2APIC)
		base |= LAPIC_ENABLE_X2;
	else
		registers = (volatile __u32 *)(base & 0xffffff000ull);
	x86_wrmsr(X86_MSR_APIC_BASE, base);
	lapic_write(LAPIC_LVT_LINT0, LAPIC_LVT_MASKED);
	lapic_write(LAPIC_SVR, LAPIC_SVR_ENABLE | X86_VECTOR_SPURIOUS);
}

static void timer_rate_init(void)
{
	__u32 bus_khz = 0;

	if (x86_cpuid(0x40000000, 0).eax >= 0x40000010)
		bus_khz = x86_cpuid(0x40000010, 0).ebx;
	if (bus_khz)
		timer_hz = bus_khz * 1000ull;
	lapic_write(LAPIC_TIMER_DIV, LAPIC_TIMER_DIV_1);
}

__u64 kvm_lapic_measure_tsc_khz(void)
{
	__u32 ticks, passed;
	__u64 tsc;

	timer_rate_init();
	ticks = (__u32)(timer_hz / (UKARCH_NSEC_PER_SEC / MEASURE_NS));
	lapic_write(LAPIC_LVT_TIMER, LAPIC_LVT_MASKED);
	lapic_write(LAPIC_TIMER_COUNT, 0xffffffff);
	tsc = x86_rdtsc();
	do
		passed = 0xffffffff - lapic_read(LAPIC_TIMER_CURRENT);
	while (passed < ticks);
	tsc = x86_rdtsc() - tsc;
	lapic_write(LAPIC_TIMER_COUNT, 0);
	return tsc * (timer_hz / 1000) / passed;
}

static void timer_interrupt(void *arg __maybe_unused)
{
	__nsec now;

	kvm_lapic_eoi();
	now = ukplat_monotonic_clock(); /* gives the clock its chance to calibrate */
	if (!kvm_tsc_khz())
		ukplat_timer_arm(now + UNCALIBRATED_MAX);
	uk_timer_interrupt();
}

void kvm_lapic_timer_init(void)
{
	int vector = x86_vector_alloc(timer_interrupt, NULL);

	timer_rate_init();
	use_deadline = (x86_cpuid(1, 0).ecx & CPUID_1_ECX_DEADLINE) && kvm_tsc_khz();
	lapic_write(LAPIC_LVT_TIMER, (__u32)vector | (use_deadline ? LAPIC_TIMER_DEADLINE : 0));
	if (!kvm_tsc_khz())
		ukplat_timer_arm(ukplat_monotonic_clock() + UNCALIBRATED_MAX);
}

void ukplat_timer_arm(__nsec deadline)
{
	__nsec now, left;
	__u64 count;

	if (!deadline) {
		if (use_deadline)
			x86_wrmsr(X86_MSR_TSC_DEADLINE, 0);
		else
			lapic_write(LAPIC_TIMER_COUNT, 0);
		return;
	}
	now = ukplat_monotonic_clock();
	left = deadline > now ? deadline - now : 1;
	left = MIN(left, 3600 * UKARCH_NSEC_PER_SEC); /* early is allowed, overflow is not */
	if (!kvm_tsc_khz())
		left = MIN(left, UNCALIBRATED_MAX);
	if (use_deadline) {
		/* the order of this register against memory is of no importance: it is a time */
		x86_wrmsr(X86_MSR_TSC_DEADLINE, x86_rdtsc() + left * kvm_tsc_khz() / 1000000 + 1);
		return;
	}
	count = timer_hz == 1000000000 ? left : left / 1000 * (timer_hz / 1000) / 1000;
	lapic_write(LAPIC_TIMER_COUNT, (__u32)MAX(MIN(count, 0xffffffffull), 1ull));
}

int ukplat_msi_alloc(ukplat_irq_handler_t handler, void *arg, __u64 *address, __u32 *data)
{
	int vector = kvm_irq_vector_alloc(handler, arg);

	if (vector < 0)
		return vector;
	*address = MSI_ADDRESS | (kvm_lapic_id() << 12);
	*data = (__u32)vector;
	return 0;
}
