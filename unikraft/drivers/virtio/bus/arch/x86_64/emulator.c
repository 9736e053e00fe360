/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Recognises QEMU's software emulation by CPUID: it leaves out barriers, see
 * uk_virtq_intr_enable().
 */
#include <uk/arch/x86.h>
#include <uk/virtio_bus.h>

#define CPUID_1_ECX_HYPERVISOR (1u << 31)
#define CPUID_HYPERVISOR       0x40000000u
#define TCGT                   0x54474354u /* "TCGTCGTCGTCG" begins so */

int uk_virtio_barriers_missing(void)
{
	return (x86_cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR) &&
	       x86_cpuid(CPUID_HYPERVISOR, 0).ebx == TCGT;
}
