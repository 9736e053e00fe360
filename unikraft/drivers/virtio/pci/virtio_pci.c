/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds virtio devices on PCI and where their registers are.
 */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/vmem.h>
#include "virtio_pci.h"

#define CAP_LEN        2
#define CAP_KIND       3
#define CAP_BAR        4
#define CAP_OFFSET     8
#define CAP_LENGTH     12
#define CAP_MULTIPLIER 16
#define CAP_SIZE       16

#define EXTENT_MAX 0x1000000u /* of one BAR; registers of 8 queues need a few pages */

static void read_capabilities(struct virtio_pci_dev *dev)
{
	__u16 address = dev->pci.address;
	__u8 cap = 0;

	while ((cap = uk_pci_cap_next(&dev->pci, PCI_CAP_VENDOR, cap)) != 0) {
		__u8 kind = uk_pci_read8(address, cap + CAP_KIND);
		struct virtio_pci_region *region;

		/* The first of each kind is the one that the device prefers. */
		if (kind == 0 || kind >= VIRTIO_PCI_CAP_KINDS || dev->region[kind].len)
			continue;
		if (uk_pci_read8(address, cap + CAP_LEN) < CAP_SIZE)
			continue;
		region = &dev->region[kind];
		region->bar = uk_pci_read8(address, cap + CAP_BAR);
		region->offset = uk_pci_read32(address, cap + CAP_OFFSET);
		region->len = uk_pci_read32(address, cap + CAP_LENGTH);
		if (kind == VIRTIO_PCI_CAP_NOTIFY)
			dev->notify_multiplier = uk_pci_read32(address, cap + CAP_MULTIPLIER);
	}
}

/* Maps what the device's structures occupy of one BAR, once for all of them. */
static int map_bar(struct virtio_pci_dev *dev, __u8 bar)
{
	struct virtio_pci_region *region = dev->region;
	__u32 low = ~0u, high = 0;
	__paddr_t address;
	__u8 *base;
	int i, rc;

	for (i = 1; i < VIRTIO_PCI_CAP_KINDS; i++) {
		if (!region[i].len || region[i].bar != bar)
			continue;
		if (region[i].len > EXTENT_MAX || region[i].offset > EXTENT_MAX)
			return -EINVAL;
		low = MIN(low, region[i].offset);
		high = MAX(high, region[i].offset + region[i].len);
	}
	rc = uk_pci_bar(&dev->pci, bar, &address);
	if (rc < 0)
		return rc;
	base = uk_vmem_map_device(address + low, high - low);
	if (!base)
		return -ENOMEM;
	for (i = 1; i < VIRTIO_PCI_CAP_KINDS; i++)
		if (region[i].len && region[i].bar == bar)
			region[i].base = base + (region[i].offset - low);
	return 0;
}

int virtio_pci_map(struct virtio_pci_dev *dev)
{
	struct virtio_pci_region *region = dev->region;
	int i, rc;

	read_capabilities(dev);
	if (!region[VIRTIO_PCI_CAP_COMMON].len)
		return -ENODEV;
	if (region[VIRTIO_PCI_CAP_COMMON].len < sizeof(struct virtio_pci_common) ||
	    !region[VIRTIO_PCI_CAP_NOTIFY].len)
		return -EINVAL;
	for (i = 1; i < VIRTIO_PCI_CAP_KINDS; i++) {
		if (!region[i].len || region[i].base)
			continue;
		rc = map_bar(dev, region[i].bar);
		if (rc < 0)
			return rc;
	}
	dev->common = (volatile void *)region[VIRTIO_PCI_CAP_COMMON].base;
	return 0;
}

static int kind_of(const struct uk_pci_dev *pci)
{
	if (pci->device >= VIRTIO_PCI_MODERN)
		return pci->device - VIRTIO_PCI_MODERN;
	return uk_pci_read16(pci->address, PCI_SUBSYSTEM_ID);
}

static int virtio_pci_probe(const struct uk_pci_dev *pci)
{
	struct virtio_pci_dev *dev;
	int kind = kind_of(pci), rc;

	if (!uk_virtio_is_driven((__u16)kind))
		return -ENODEV;
	dev = uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev));
	if (!dev)
		return -ENOMEM;
	dev->pci = *pci;
	dev->virtio.id = (__u16)kind;
	dev->virtio.ops = &virtio_pci_ops;
	uk_pci_enable(pci);
	rc = virtio_pci_map(dev);
	/* Without MSI-X the device can be polled, which a driver may be content with. */
	if (rc == 0)
		rc = uk_pci_msix_init(&dev->pci) == -ENOMEM ? -ENOMEM : 0;
	if (rc < 0) {
		uk_pr_err("virtio-pci %02x:%02x.%x: not usable as a virtio 1.x device (%d)\n",
		          pci->address >> 8, pci->address >> 3 & 31, pci->address & 7, rc);
		uk_free(uk_alloc_get_default(), dev);
		return rc;
	}
	return uk_virtio_dev_register(&dev->virtio);
}

static struct uk_pci_driver driver = {
        .name = "virtio-pci",
        .vendor = VIRTIO_PCI_VENDOR,
        .device_first = VIRTIO_PCI_TRANSITIONAL,
        .device_last = VIRTIO_PCI_LAST,
        .probe = virtio_pci_probe,
};

static int virtio_pci_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_pci_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_pci_init, 0, 3);
