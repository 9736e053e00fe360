/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Power-off. The host learns the status from the byte at port 0x502; a machine that must not look
 * successful is ended through QEMU's debug exit, otherwise (and where that does not exist) ACPI's
 * soft-off state S5 ends it (ACPI 6.4, sections 4.8.3 and 16.1).
 */
#include <string.h>
#include <uk/arch/x86.h>
#include <uk/plat/bootstrap.h>
#include <uk/plat/lcpu.h>

#include "plat.h"

#define STATUS_PORT     0x502
#define DEBUG_EXIT_PORT 0x501
#define KEYBOARD_PORT   0x64
#define KEYBOARD_RESET  0xfe

#define FADT_DSDT          40
#define FADT_PM1A_CONTROL  64
#define FADT_PM1B_CONTROL  68
#define FADT_FLAGS         112
#define FADT_SLEEP_CONTROL 244 /* generic address structure */
#define FADT_HW_REDUCED    (1u << 20)
#define GAS_MEMORY         0

/* A table is read even when the system has crashed: it may have been written over. */
#define DSDT_LEN_MAX (1u << 24)

/* How long the machine may take to power off, in cycles: beyond, it has not understood. */
#define POWER_OFF_CYCLES 500000000ull

#define PM1_SLEEP_TYPE(t) ((__u16)((t) << 10))
#define PM1_SLEEP_ENABLE  (1u << 13)
#define SLEEP_TYPE(t)     ((__u8)((t) << 2))
#define SLEEP_ENABLE      0x20

static __u32 field32(const struct acpi_header *table, unsigned int offset)
{
	__u32 value = 0;

	if (offset + 4 <= table->length)
		memcpy(&value, (const __u8 *)table + offset, 4);
	return value;
}

/* The sleep types of S5 stand in the DSDT as a package \_S5_ = { a, b, … } of small integers. */
static void sleep_types(const struct acpi_header *dsdt, __u8 types[2])
{
	const __u8 *p = (const __u8 *)(dsdt + 1);
	const __u8 *end = (const __u8 *)dsdt + dsdt->length;
	int i;

	if (memcmp(dsdt->signature, "DSDT", 4) || dsdt->length > DSDT_LEN_MAX)
		return;
	while (p + 8 < end && memcmp(p, "_S5_\x12", 5))
		p++;
	if (p + 8 >= end)
		return;
	p += 5;
	p += 1 + (*p >> 6); /* package length */
	p++;                /* number of elements */
	for (i = 0; i < 2 && p < end; i++) {
		if (*p == 0x0a) /* byte prefix */
			p++;
		types[i] = *p++ & 7;
	}
}

static void acpi_power_off(void)
{
	const struct acpi_header *fadt = kvm_acpi_find("FACP");
	__u8 types[2] = {5, 5};
	__u32 dsdt;
	__u64 control;

	if (!fadt)
		return;
	dsdt = field32(fadt, FADT_DSDT);
	if (dsdt)
		sleep_types((const struct acpi_header *)(__uptr)dsdt, types);
	if (field32(fadt, FADT_FLAGS) & FADT_HW_REDUCED) {
		control = field32(fadt, FADT_SLEEP_CONTROL + 4);
		if (!control)
			return;
		if ((field32(fadt, FADT_SLEEP_CONTROL) & 0xff) == GAS_MEMORY)
			*(volatile __u8 *)control = SLEEP_TYPE(types[0]) | SLEEP_ENABLE;
		else
			x86_outb((__u16)control, SLEEP_TYPE(types[0]) | SLEEP_ENABLE);
		return;
	}
	x86_outw((__u16)field32(fadt, FADT_PM1A_CONTROL),
	         PM1_SLEEP_TYPE(types[0]) | PM1_SLEEP_ENABLE);
	if (field32(fadt, FADT_PM1B_CONTROL))
		x86_outw((__u16)field32(fadt, FADT_PM1B_CONTROL),
		         PM1_SLEEP_TYPE(types[1]) | PM1_SLEEP_ENABLE);
}

void ukplat_poweroff(int status)
{
	static __u8 begun;
	__u64 start;

	ukplat_lcpu_disable_irq();
	x86_outb(STATUS_PORT, (__u8)status);
	if (status)
		x86_outb(DEBUG_EXIT_PORT, (__u8)status);
	if (!begun++) /* what failed once, crashed, and led here again is left out */
		acpi_power_off();
	/* no ACPI: with a machine that does not start again, a reset is an end as well */
	for (start = x86_rdtsc(); x86_rdtsc() - start < POWER_OFF_CYCLES;)
		__asm__ volatile("pause");
	x86_outb(KEYBOARD_PORT, KEYBOARD_RESET);
	for (;;)
		__asm__ volatile("hlt");
}

void ukplat_terminate(enum ukplat_gstate request)
{
	if (request == UKPLAT_RESTART)
		x86_outb(KEYBOARD_PORT, KEYBOARD_RESET);
	ukplat_poweroff(request == UKPLAT_CRASH ? 134 : 0);
}
