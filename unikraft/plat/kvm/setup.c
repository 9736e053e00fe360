/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to ukboot: the order in which the platform comes up. */
#include <uk/arch/limits.h>
#include <uk/arch/paging.h>
#include <uk/arch/random.h>
#include <uk/arch/x86.h>
#include <uk/boot.h>
#include <uk/crash.h>
#include <uk/cpu.h>
#include <uk/plat/bootstrap.h>
#include <uk/plat/memory.h>
#include <uk/vmem.h>

#include "plat.h"

extern struct uk_cpu uk_cpu0;
extern __uptr __stack_chk_guard;

static const char *command_line = "";

const char *ukplat_command_line(void)
{
	return command_line;
}

/*
 * The canary of the stack protector. Its lowest byte is zero so that a string function cannot copy
 * it. No CPU source of random numbers: the random number library sets it later from another, or
 * refuses to go on.
 */
__no_stack_protector static void canary_init(void)
{
	__u64 random;

	if (ukarch_random_u64(&random) == 0)
		__stack_chk_guard = (random | 0x100) & ~0xfful;
}

/* Stacks and mappings begin at a random page of the first quarter when the image lies at a random
 * place. */
static __vaddr_t managed_begin(void)
{
	__u64 random;

	if (!ukplat_image_distance() || ukarch_random_u64(&random))
		return UK_PAGING_MANAGED_BASE;
	return UK_PAGING_MANAGED_BASE +
	       ALIGN_DOWN(random % (UK_PAGING_MANAGED_END / 4), __PAGE_SIZE);
}

void plat_entry(const struct hvm_start_info *info) __noreturn;

/* Never returns, so that the canary may change under it. */
__no_stack_protector void plat_entry(const struct hvm_start_info *info)
{
	x86_wrmsr(X86_MSR_GS_BASE, (__u64)&uk_cpu0);
	canary_init();
	kvm_console_init();
	x86_traps_init();
	x86_cpu_init();
	if (info->magic != HVM_START_MAGIC)
		uk_crash("not started by the PVH protocol");
	if (info->cmdline_paddr)
		command_line = (const char *)info->cmdline_paddr;
	kvm_acpi_init(info->rsdp_paddr);
	kvm_memory_init(info);
	if (uk_vmem_init(managed_begin()) < 0)
		uk_crash("no managed area");
	kvm_lapic_init();
	kvm_clock_init();
	kvm_lapic_timer_init();
	uk_boot();
}
