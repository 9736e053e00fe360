/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * QEMU's microvm has 24 slots for virtio-mmio devices on its second I/O APIC. It names the used
 * ones on the command line only when it has no ACPI; the machine is recognised by ACPI's reduced
 * hardware.
 */
#include <errno.h>
#include <string.h>
#include <uk/plat/memory.h>

#include "plat.h"

#define SLOTS     24
#define SLOT_BASE 0xfeb00000ul
#define SLOT_SIZE 512ul
#define SLOT_IRQ  24

#define FADT_FLAGS      112
#define FADT_HW_REDUCED (1u << 20)

static int is_microvm(void)
{
	const struct acpi_header *fadt = kvm_acpi_find("FACP");
	__u32 flags = 0;

	if (fadt && fadt->length >= FADT_FLAGS + sizeof(flags))
		memcpy(&flags, (const __u8 *)fadt + FADT_FLAGS, sizeof(flags));
	return !!(flags & FADT_HW_REDUCED);
}

int ukplat_virtio_mmio_slot(unsigned int n, __paddr_t *address, __sz *size, __u32 *irq)
{
	if (n >= SLOTS || (n == 0 && !is_microvm()))
		return -ENOENT;
	*address = SLOT_BASE + n * SLOT_SIZE;
	*size = SLOT_SIZE;
	*irq = SLOT_IRQ + n;
	return 0;
}
