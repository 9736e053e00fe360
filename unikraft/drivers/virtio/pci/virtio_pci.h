/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device on PCI: the register layout of virtio 1.x, section 4.1.4.
 */
#ifndef __VIRTIO_PCI_H__
#define __VIRTIO_PCI_H__

#include <uk/pci.h>
#include <uk/virtio_bus.h>

#define VIRTIO_PCI_VENDOR       0x1af4
#define VIRTIO_PCI_TRANSITIONAL 0x1000 /* kind of device in the subsystem id */
#define VIRTIO_PCI_MODERN       0x1040 /* plus kind of device */
#define VIRTIO_PCI_LAST         0x107f

#define VIRTIO_PCI_NO_VECTOR 0xffff

/* Kinds of structures; the vendor capability says where each lies. */
enum {
	VIRTIO_PCI_CAP_COMMON = 1,
	VIRTIO_PCI_CAP_NOTIFY,
	VIRTIO_PCI_CAP_ISR,
	VIRTIO_PCI_CAP_DEVICE,
	VIRTIO_PCI_CAP_KINDS
};

struct virtio_pci_common {
	__u32 device_feature_select;
	__u32 device_feature;
	__u32 driver_feature_select;
	__u32 driver_feature;
	__u16 config_msix_vector;
	__u16 num_queues;
	__u8 device_status;
	__u8 config_generation;
	__u16 queue_select;
	__u16 queue_size;
	__u16 queue_msix_vector;
	__u16 queue_enable;
	__u16 queue_notify_off;
	__u32 queue_desc[2];
	__u32 queue_driver[2];
	__u32 queue_device[2];
};

struct virtio_pci_region {
	__u8 *base;   /* mapped */
	__u32 offset; /* in its BAR */
	__u32 len;
	__u8 bar;
};

struct virtio_pci_dev {
	struct uk_virtio_dev virtio;
	struct uk_pci_dev pci;
	volatile struct virtio_pci_common *common;
	struct virtio_pci_region region[VIRTIO_PCI_CAP_KINDS];
	__u32 notify_multiplier;
	__u16 vectors_used;
	__u16 config_vector; /* as uk_virtio_queue.vector */
};

/* Finds and maps the structures. -ENODEV: this is no virtio 1.x device; -EINVAL: its capabilities
 * are nonsense. */
int virtio_pci_map(struct virtio_pci_dev *dev);

extern const struct uk_virtio_transport_ops virtio_pci_ops;

#endif /* __VIRTIO_PCI_H__ */
