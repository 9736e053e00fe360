/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scan for PCI functions, and what every driver needs of one: capabilities, base addresses.
 */
#include <errno.h>
#include <uk/init.h>
#include <uk/pci.h>
#include <uk/print.h>

#define HEADER_MULTIFUNCTION 0x80
#define HEADER_BRIDGE        1
#define NOTHING              0xffff /* as vendor */
#define DEPTH_MAX            8      /* bridges behind bridges */

#define BAR_IO         1u
#define BAR_TYPE_MASK  6u
#define BAR_TYPE_64    4u
#define BAR_FLAGS_MASK 0xfu

static struct uk_pci_driver *drivers;

void uk_pci_driver_register(struct uk_pci_driver *driver)
{
	driver->_next = drivers;
	drivers = driver;
}

static void found(__u16 address, __u32 id)
{
	struct uk_pci_dev dev = {.address = address, .vendor = (__u16)id, .device = id >> 16};
	struct uk_pci_driver *driver;

	for (driver = drivers; driver; driver = driver->_next)
		if (dev.vendor == driver->vendor && dev.device >= driver->device_first &&
		    dev.device <= driver->device_last && driver->probe(&dev) == 0)
			return;
}

static void scan_bus(__u8 bus, unsigned int depth)
{
	unsigned int function = 0;

	/* Eight functions per device; a device without function 0 or without the multi-function
	 * flag has no others. */
	while (function < 256) {
		__u16 address = (__u16)(bus << 8 | function);
		__u32 id = uk_pci_read32(address, PCI_VENDOR_ID);
		__u8 header = (id & 0xffff) == NOTHING ? 0 : uk_pci_read8(address, PCI_HEADER_TYPE);

		if ((id & 0xffff) != NOTHING && (header & 0x7f) == HEADER_BRIDGE) {
			__u8 secondary = uk_pci_read8(address, PCI_SECONDARY_BUS);

			/* Numbers grow downwards the tree; anything else would lead in a circle. */
			if (secondary > bus && depth < DEPTH_MAX)
				scan_bus(secondary, depth + 1);
		} else if ((id & 0xffff) != NOTHING) {
			found(address, id);
		}
		function += (function & 7) == 0 && !(header & HEADER_MULTIFUNCTION) ? 8 : 1;
	}
}

static int pci_init(struct uk_init_ctx *ctx __maybe_unused)
{
	if (drivers && uk_pci_present())
		scan_bus(0, 0);
	return 0;
}
uk_plat_initcall_prio(pci_init, 0, 5);

__u8 uk_pci_cap_next(const struct uk_pci_dev *dev, __u8 id, __u8 after)
{
	unsigned int limit = 48; /* as many as fit: a list that goes on is a circle */
	__u8 offset;

	if (after)
		offset = uk_pci_read8(dev->address, after + 1);
	else if (uk_pci_read16(dev->address, PCI_STATUS) & PCI_STATUS_CAPABILITIES)
		offset = uk_pci_read8(dev->address, PCI_CAPABILITY_LIST);
	else
		return 0;
	for (offset &= 0xfc; offset >= 0x40 && limit--; offset &= 0xfc) {
		__u16 head = uk_pci_read16(dev->address, offset);

		if ((head & 0xff) == id)
			return offset;
		offset = head >> 8;
	}
	return 0;
}

void uk_pci_enable(const struct uk_pci_dev *dev)
{
	__u16 command = uk_pci_read16(dev->address, PCI_COMMAND);

	uk_pci_write16(dev->address, PCI_COMMAND,
	               command | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
	                       PCI_COMMAND_INTX_DISABLE);
}

int uk_pci_bar(const struct uk_pci_dev *dev, unsigned int bar, __paddr_t *address)
{
	__u16 offset = (__u16)(PCI_BAR0 + 4 * bar);
	__u32 low;
	__u64 high = 0;

	if (bar >= PCI_BARS)
		return -ENOENT;
	low = uk_pci_read32(dev->address, offset);
	if (low & BAR_IO)
		return -ENOENT;
	if ((low & BAR_TYPE_MASK) == BAR_TYPE_64) {
		if (bar + 1 >= PCI_BARS)
			return -ENOENT;
		high = uk_pci_read32(dev->address, offset + 4);
	}
	*address = high << 32 | (low & ~BAR_FLAGS_MASK);
	return *address ? 0 : -ENXIO;
}
