/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MSI-X: one interrupt vector per source, delivered by a write to memory (PCI Local Bus
 * Specification 3.0, 6.8.2).
 */
#include <errno.h>
#include <uk/pci.h>
#include <uk/plat/io.h>
#include <uk/vmem.h>

#define MSIX_CONTROL       2
#define MSIX_CONTROL_SIZE  0x07ff
#define MSIX_CONTROL_MASK  0x4000
#define MSIX_CONTROL_ON    0x8000
#define MSIX_TABLE         4
#define MSIX_TABLE_BAR     0x7u
#define MSIX_ENTRY_WORDS   4
#define MSIX_ENTRY_CONTROL 3 /* bit 0: masked */

int uk_pci_msix_init(struct uk_pci_dev *dev)
{
	__u8 cap = uk_pci_cap_next(dev, PCI_CAP_MSIX, 0);
	__u16 control, i, vectors;
	__u32 table;
	__paddr_t bar;
	int rc;

	if (!cap)
		return -ENOTSUP;
	control = uk_pci_read16(dev->address, cap + MSIX_CONTROL);
	vectors = (control & MSIX_CONTROL_SIZE) + 1;
	table = uk_pci_read32(dev->address, cap + MSIX_TABLE);
	rc = uk_pci_bar(dev, table & MSIX_TABLE_BAR, &bar);
	if (rc < 0)
		return rc;
	dev->msix_table = uk_vmem_map_device(bar + (table & ~MSIX_TABLE_BAR),
	                                     4UL * vectors * MSIX_ENTRY_WORDS);
	if (!dev->msix_table)
		return -ENOMEM;
	dev->msix_cap = cap;
	dev->msix_vectors = vectors;
	/* On but masked as a whole until each entry is masked for itself: entries are not defined
	 * after the firmware. */
	control |= MSIX_CONTROL_ON;
	uk_pci_write16(dev->address, cap + MSIX_CONTROL, control | MSIX_CONTROL_MASK);
	for (i = 0; i < vectors; i++)
		uk_mmio_write32(&dev->msix_table[i * MSIX_ENTRY_WORDS + MSIX_ENTRY_CONTROL], 1);
	uk_pci_write16(dev->address, cap + MSIX_CONTROL, control & ~MSIX_CONTROL_MASK);
	return 0;
}

int uk_pci_msix_set(struct uk_pci_dev *dev, __u16 entry, ukplat_irq_handler_t handler, void *arg)
{
	volatile __u32 *word;
	__u64 address;
	__u32 data;
	int rc;

	if (entry >= dev->msix_vectors)
		return -EINVAL;
	rc = ukplat_msi_alloc(handler, arg, &address, &data);
	if (rc < 0)
		return rc;
	word = &dev->msix_table[(__sz)entry * MSIX_ENTRY_WORDS];
	uk_mmio_write32(&word[0], (__u32)address);
	uk_mmio_write32(&word[1], address >> 32);
	uk_mmio_write32(&word[2], data);
	uk_mmio_write32(&word[MSIX_ENTRY_CONTROL], 0);
	return 0;
}
