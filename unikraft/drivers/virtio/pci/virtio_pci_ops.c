/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Talks to a virtio device through its PCI registers.
 */
#include <errno.h>
#include <uk/plat/io.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include "virtio_pci.h"

static struct virtio_pci_dev *pci_dev(struct uk_virtio_dev *dev)
{
	return __containerof(dev, struct virtio_pci_dev, virtio);
}

static __u64 features_get(struct uk_virtio_dev *dev)
{
	volatile struct virtio_pci_common *common = pci_dev(dev)->common;
	__u64 low;

	common->device_feature_select = 0;
	low = common->device_feature;
	common->device_feature_select = 1;
	return low | (__u64)common->device_feature << 32;
}

static void features_set(struct uk_virtio_dev *dev, __u64 features)
{
	volatile struct virtio_pci_common *common = pci_dev(dev)->common;

	common->driver_feature_select = 0;
	common->driver_feature = (__u32)features;
	common->driver_feature_select = 1;
	common->driver_feature = features >> 32;
}

static __u8 status_get(struct uk_virtio_dev *dev)
{
	return pci_dev(dev)->common->device_status;
}

static void status_set(struct uk_virtio_dev *dev, __u8 status)
{
	volatile struct virtio_pci_common *common = pci_dev(dev)->common;

	common->device_status = status;
	/* A reset is done when the device shows 0. Bounded, since a broken device may never do so.
	 */
	if (status == 0) {
		unsigned int tries = 1000000;

		while (common->device_status != 0 && --tries)
			;
	}
}

static void config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len)
{
	struct virtio_pci_region *region = &pci_dev(dev)->region[VIRTIO_PCI_CAP_DEVICE];
	__u8 *to = buf;
	__u32 i;

	for (i = 0; i < len; i++)
		to[i] = offset + i < region->len ? uk_mmio_read8(region->base + offset + i) : 0;
}

static __u32 config_generation(struct uk_virtio_dev *dev)
{
	return pci_dev(dev)->common->config_generation;
}

static __u16 queue_size(struct uk_virtio_dev *dev, __u16 index)
{
	volatile struct virtio_pci_common *common = pci_dev(dev)->common;

	if (index >= common->num_queues)
		return 0;
	common->queue_select = index;
	return common->queue_size;
}

static void notify(struct uk_virtq *vq)
{
	uk_mmio_write16(vq->notify_addr, vq->index);
}

static void address_set(volatile __u32 *reg, const void *address)
{
	__paddr_t paddr = ukplat_virt_to_phys(address);

	reg[0] = (__u32)paddr;
	reg[1] = paddr >> 32;
}

/* The vector for `handler`, or NO_VECTOR with -ENOTSUP etc. in *rc. */
static __u16 vector_alloc(struct virtio_pci_dev *dev, ukplat_irq_handler_t handler, void *arg,
                          int *rc)
{
	__u16 vector = dev->vectors_used;

	*rc = dev->pci.msix_vectors ? uk_pci_msix_set(&dev->pci, vector, handler, arg) : -ENOTSUP;
	if (*rc < 0)
		return VIRTIO_PCI_NO_VECTOR;
	dev->vectors_used++;
	return vector;
}

static int queue_enable(struct uk_virtio_dev *virtio, struct uk_virtio_queue *queue)
{
	struct virtio_pci_dev *dev = pci_dev(virtio);
	struct virtio_pci_region *region = &dev->region[VIRTIO_PCI_CAP_NOTIFY];
	volatile struct virtio_pci_common *common = dev->common;
	__u16 vector = VIRTIO_PCI_NO_VECTOR;
	__u64 offset;
	int rc = 0;

	common->queue_select = queue->vq.index;
	offset = (__u64)common->queue_notify_off * dev->notify_multiplier;
	if (offset + sizeof(__u16) > region->len)
		return -EINVAL;
	queue->vq.notify = notify;
	queue->vq.notify_addr = region->base + offset;
	queue->vq.sync_addr = uk_virtio_barriers_missing() ? &common->device_status : NULL;
	/* A vector stays with its queue when the device is reset and the queue set up again. */
	if (queue->vq.callback && !queue->vector)
		vector = vector_alloc(dev, uk_virtio_queue_interrupt, queue, &rc);
	else if (queue->vq.callback)
		vector = queue->vector - 1;
	if (rc < 0) {
		uk_pr_err("%s: no interrupt for queue %u: the device needs MSI-X with enough "
		          "vectors (%d)\n",
		          virtio->name, queue->vq.index, rc);
		return rc;
	}
	if (queue->vq.callback)
		queue->vector = vector + 1;
	common->queue_size = queue->vq.size;
	common->queue_msix_vector = vector;
	/* A device out of resources answers with NO_VECTOR. */
	if (common->queue_msix_vector != vector)
		return -ENOSPC;
	address_set(common->queue_desc, queue->vq.desc);
	address_set(common->queue_driver, queue->vq.avail);
	address_set(common->queue_device, queue->vq.used);
	common->queue_enable = 1;
	return 0;
}

static void interrupts_enable(struct uk_virtio_dev *virtio)
{
	struct virtio_pci_dev *dev = pci_dev(virtio);
	__u16 vector = VIRTIO_PCI_NO_VECTOR;
	int rc;

	/* Without a vector the driver does not hear of changes, which it can live with. */
	if (virtio->config_changed && !dev->config_vector)
		vector = vector_alloc(dev, uk_virtio_config_interrupt, virtio, &rc);
	else if (virtio->config_changed)
		vector = dev->config_vector - 1;
	dev->config_vector = vector + 1; /* NO_VECTOR becomes 0 */
	dev->common->config_msix_vector = vector;
}

const struct uk_virtio_transport_ops virtio_pci_ops = {
        .features_get = features_get,
        .features_set = features_set,
        .status_get = status_get,
        .status_set = status_set,
        .config_read = config_read,
        .config_generation = config_generation,
        .queue_size = queue_size,
        .queue_enable = queue_enable,
        .interrupts_enable = interrupts_enable,
};
