/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI configuration space by mechanism 1: an address port and a data port (PCI Local Bus
 * Specification 3.0, 3.2.2.3.2). Capabilities of virtio devices lie in the first 256 bytes, which
 * is what it reaches.
 */
#include <uk/pci.h>
#include <uk/plat/io.h>

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  0x80000000u

static void select_register(__u16 address, __u16 offset)
{
	uk_io_out32(CONFIG_ADDRESS, CONFIG_ENABLE | (__u32)address << 8 | (offset & 0xfcu));
}

int uk_pci_present(void)
{
	uk_io_out32(CONFIG_ADDRESS, CONFIG_ENABLE);
	return uk_io_in32(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

__u32 uk_pci_read32(__u16 address, __u16 offset)
{
	select_register(address, offset);
	return uk_io_in32(CONFIG_DATA);
}

__u16 uk_pci_read16(__u16 address, __u16 offset)
{
	select_register(address, offset);
	return uk_io_in16(CONFIG_DATA + (offset & 2));
}

__u8 uk_pci_read8(__u16 address, __u16 offset)
{
	select_register(address, offset);
	return uk_io_in8(CONFIG_DATA + (offset & 3));
}

void uk_pci_write32(__u16 address, __u16 offset, __u32 value)
{
	select_register(address, offset);
	uk_io_out32(CONFIG_DATA, value);
}

void uk_pci_write16(__u16 address, __u16 offset, __u16 value)
{
	select_register(address, offset);
	uk_io_out16(CONFIG_DATA + (offset & 2), value);
}
