/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI: finding devices, their registers and their message-signalled interrupts.
 *
 * Drivers register in the init class `plat` at priority 3; the scan (priority 5) calls `probe` of
 * the driver that matches, for each function on bus 0 and behind the bridges that the firmware has
 * configured. Addresses of BARs are the firmware's; legacy interrupt lines are not used: a device
 * without MSI-X has no interrupts (uk_pci_msix_init says -ENOTSUP) and can be polled only. Context:
 * kernel context. Errors are negative errno values.
 */
#ifndef __UK_PCI_H__
#define __UK_PCI_H__

#include <uk/essentials.h>
#include <uk/plat/irq.h>

#define PCI_VENDOR_ID       0x00
#define PCI_DEVICE_ID       0x02
#define PCI_COMMAND         0x04
#define PCI_STATUS          0x06
#define PCI_CLASS_REVISION  0x08
#define PCI_HEADER_TYPE     0x0e
#define PCI_BAR0            0x10
#define PCI_SECONDARY_BUS   0x19
#define PCI_SUBSYSTEM_ID    0x2e
#define PCI_CAPABILITY_LIST 0x34

#define PCI_COMMAND_MEMORY       0x0002
#define PCI_COMMAND_MASTER       0x0004
#define PCI_COMMAND_INTX_DISABLE 0x0400
#define PCI_STATUS_CAPABILITIES  0x0010

#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11

#define PCI_BARS 6

struct uk_pci_dev {
	__u16 address; /* bus << 8 | device << 3 | function */
	__u16 vendor;
	__u16 device;
	__u16 msix_vectors; /* 0 before uk_pci_msix_init */
	__u8 msix_cap;
	volatile __u32 *msix_table;
};

struct uk_pci_driver {
	const char *name;
	__u16 vendor;
	__u16 device_first; /* this and up to device_last */
	__u16 device_last;
	/* `dev` is valid during the call only: keep a copy. 0: driven; negative: not. */
	int (*probe)(const struct uk_pci_dev *dev);
	struct uk_pci_driver *_next;
};

void uk_pci_driver_register(struct uk_pci_driver *driver);

/* Configuration space of the function at `address`; `offset` is a multiple of the width. */
__u32 uk_pci_read32(__u16 address, __u16 offset);
__u16 uk_pci_read16(__u16 address, __u16 offset);
__u8 uk_pci_read8(__u16 address, __u16 offset);
void uk_pci_write32(__u16 address, __u16 offset, __u32 value);
void uk_pci_write16(__u16 address, __u16 offset, __u16 value);
/* Whether there is a way to configuration space at all. */
int uk_pci_present(void);

/* Offset of the first capability `id` behind `after` (0: from the start); 0: no more. */
__u8 uk_pci_cap_next(const struct uk_pci_dev *dev, __u8 id, __u8 after);

/* Lets the device answer to memory accesses and access memory itself; takes it off its interrupt
 * line. */
void uk_pci_enable(const struct uk_pci_dev *dev);

/* Physical address of memory BAR `bar`. -ENOENT: none; -ENXIO: the firmware gave it no address. */
int uk_pci_bar(const struct uk_pci_dev *dev, unsigned int bar, __paddr_t *address);

/* Maps MSI-X's table and turns MSI-X on, all vectors masked. -ENOTSUP: the device has none;
 * -ENOMEM. */
int uk_pci_msix_init(struct uk_pci_dev *dev);
/* Connects vector `entry`. -EINVAL: no such entry; -ENOSPC: the machine is out of vectors. */
int uk_pci_msix_set(struct uk_pci_dev *dev, __u16 entry, ukplat_irq_handler_t handler, void *arg);

#endif /* __UK_PCI_H__ */
