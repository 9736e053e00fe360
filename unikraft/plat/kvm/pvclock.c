/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * KVM's clock (Linux Documentation/virt/kvm/x86/msr.rst, cpuid.rst): a page in which the hypervisor
 * says how the time stamp counter relates to nanoseconds. Used where it also says that the relation
 * is the same for ever (TSC-stable).
 */
#include <errno.h>
#include <string.h>
#include <uk/arch/x86.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>

#include "plat.h"

#define KVM_CPUID               0x40000000
#define KVM_FEATURES            0x40000001
#define KVM_FEATURE_CLOCK       (1u << 3)
#define KVM_FEATURE_STABLE      (1u << 24)
#define MSR_KVM_WALL_CLOCK_NEW  0x4b564d00
#define MSR_KVM_SYSTEM_TIME_NEW 0x4b564d01
#define PVCLOCK_TSC_STABLE      1

struct pvclock_time {
	__u32 version, pad0;
	__u64 tsc_timestamp, system_time;
	__u32 tsc_to_system_mul;
	__s8 tsc_shift;
	__u8 flags, pad[2];
};
struct pvclock_wall {
	__u32 version, sec, nsec;
};

static struct pvclock_time time_page __align(64);
static struct pvclock_wall wall_page __align(64);
static __nsec system_time_at_boot;
static __u8 present;

int kvm_pvclock_init(void)
{
	struct x86_cpuid id = x86_cpuid(KVM_CPUID, 0);
	__u32 features;

	if (memcmp(&id.ebx, "KVMKVMKVM\0\0\0", 12))
		return -ENODEV;
	features = x86_cpuid(KVM_FEATURES, 0).eax;
	if (!(features & KVM_FEATURE_CLOCK) || !(features & KVM_FEATURE_STABLE))
		return -ENODEV;
	x86_wrmsr(MSR_KVM_SYSTEM_TIME_NEW, ukplat_virt_to_phys(&time_page) | 1);
	if (!(time_page.flags & PVCLOCK_TSC_STABLE) || !time_page.tsc_to_system_mul)
		return -ENODEV;
	system_time_at_boot = time_page.system_time;
	present = 1;
	return 0;
}

/* nanoseconds = (ticks << shift) × mul / 2^32, hence ticks a millisecond = 10^6 × 2^32 / mul >>
 * shift */
__u64 kvm_pvclock_tsc_khz(void)
{
	__u64 khz = (1000000ull << 32) / time_page.tsc_to_system_mul;

	return time_page.tsc_shift < 0 ? khz << -time_page.tsc_shift : khz >> time_page.tsc_shift;
}

__nsec kvm_pvclock_wall_at_boot(void)
{
	if (!present)
		return 0;
	x86_wrmsr(MSR_KVM_WALL_CLOCK_NEW, ukplat_virt_to_phys(&wall_page));
	return wall_page.sec * UKARCH_NSEC_PER_SEC + wall_page.nsec + system_time_at_boot;
}
