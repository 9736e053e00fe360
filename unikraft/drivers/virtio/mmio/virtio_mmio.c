/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio over memory-mapped registers, version 2 (virtio 1.x, section 4.2). Devices are named on
 * the boot command line as virtio_mmio.device=SIZE@ADDRESS:INTERRUPT, which virtual machine
 * monitors add by themselves.
 */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/libparam.h>
#include <uk/plat/bootstrap.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>
#include <uk/plat/io.h>
#include <uk/print.h>
#include <uk/virtio_bus.h>
#include <uk/vmem.h>
#include "virtio_mmio.h"

enum {
	MAGIC = 0x000,
	VERSION = 0x004,
	DEVICE_ID = 0x008,
	DEVICE_FEATURES = 0x010,
	DEVICE_FEATURES_SEL = 0x014,
	DRIVER_FEATURES = 0x020,
	DRIVER_FEATURES_SEL = 0x024,
	QUEUE_SEL = 0x030,
	QUEUE_NUM_MAX = 0x034,
	QUEUE_NUM = 0x038,
	QUEUE_READY = 0x044,
	QUEUE_NOTIFY = 0x050,
	INTERRUPT_STATUS = 0x060,
	INTERRUPT_ACK = 0x064,
	STATUS = 0x070,
	QUEUE_DESC = 0x080,
	QUEUE_DRIVER = 0x090,
	QUEUE_DEVICE = 0x0a0,
	CONFIG_GENERATION = 0x0fc,
	CONFIG = 0x100,
};

#define MAGIC_VALUE      0x74726976u /* "virt" */
#define INTERRUPT_QUEUE  1u
#define INTERRUPT_CONFIG 2u

struct mmio_dev {
	struct uk_virtio_dev virtio;
	__u8 *base;
	__u32 config_len;
};

static __u32 get(struct uk_virtio_dev *dev, unsigned int reg)
{
	return uk_mmio_read32(__containerof(dev, struct mmio_dev, virtio)->base + reg);
}

static void set(struct uk_virtio_dev *dev, unsigned int reg, __u32 value)
{
	uk_mmio_write32(__containerof(dev, struct mmio_dev, virtio)->base + reg, value);
}

static __u64 features_get(struct uk_virtio_dev *dev)
{
	__u64 low;

	set(dev, DEVICE_FEATURES_SEL, 0);
	low = get(dev, DEVICE_FEATURES);
	set(dev, DEVICE_FEATURES_SEL, 1);
	return low | (__u64)get(dev, DEVICE_FEATURES) << 32;
}

static void features_set(struct uk_virtio_dev *dev, __u64 features)
{
	set(dev, DRIVER_FEATURES_SEL, 0);
	set(dev, DRIVER_FEATURES, (__u32)features);
	set(dev, DRIVER_FEATURES_SEL, 1);
	set(dev, DRIVER_FEATURES, features >> 32);
}

static __u8 status_get(struct uk_virtio_dev *dev)
{
	return (__u8)get(dev, STATUS);
}

static void status_set(struct uk_virtio_dev *dev, __u8 status)
{
	set(dev, STATUS, status);
	/* A reset is done when the device shows 0. Bounded, since a broken device may never do so.
	 */
	if (status == 0) {
		unsigned int tries = 1000000;

		while (get(dev, STATUS) != 0 && --tries)
			;
	}
}

static void config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len)
{
	struct mmio_dev *mmio = __containerof(dev, struct mmio_dev, virtio);
	__u8 *to = buf;
	__u32 i;

	for (i = 0; i < len; i++)
		to[i] = offset + i < mmio->config_len
		                ? uk_mmio_read8(mmio->base + CONFIG + offset + i)
		                : 0;
}

static __u32 config_generation(struct uk_virtio_dev *dev)
{
	return get(dev, CONFIG_GENERATION);
}

static __u16 queue_size(struct uk_virtio_dev *dev, __u16 index)
{
	__u32 size;

	set(dev, QUEUE_SEL, index);
	if (get(dev, QUEUE_READY))
		return 0;
	size = get(dev, QUEUE_NUM_MAX);
	return size > 32768 ? 32768 : (__u16)size;
}

static void notify(struct uk_virtq *vq)
{
	uk_mmio_write32(vq->notify_addr, vq->index);
}

static void address_set(struct uk_virtio_dev *dev, unsigned int reg, const void *address)
{
	__paddr_t paddr = ukplat_virt_to_phys(address);

	set(dev, reg, (__u32)paddr);
	set(dev, reg + 4, paddr >> 32);
}

static int queue_enable(struct uk_virtio_dev *dev, struct uk_virtio_queue *queue)
{
	queue->vq.notify = notify;
	queue->vq.notify_addr = __containerof(dev, struct mmio_dev, virtio)->base + QUEUE_NOTIFY;
	queue->vq.sync_addr = uk_virtio_barriers_missing()
	                              ? __containerof(dev, struct mmio_dev, virtio)->base + STATUS
	                              : NULL;
	set(dev, QUEUE_SEL, queue->vq.index);
	set(dev, QUEUE_NUM, queue->vq.size);
	address_set(dev, QUEUE_DESC, queue->vq.desc);
	address_set(dev, QUEUE_DRIVER, queue->vq.avail);
	address_set(dev, QUEUE_DEVICE, queue->vq.used);
	set(dev, QUEUE_READY, 1);
	return 0;
}

/* Interrupt context. Acknowledged before anyone looks at the rings, so that what comes later raises
 * a new interrupt. */
static void interrupt(void *arg)
{
	struct uk_virtio_dev *dev = arg;
	__u32 status = get(dev, INTERRUPT_STATUS);

	set(dev, INTERRUPT_ACK, status);
	if (status & INTERRUPT_QUEUE)
		uk_virtio_queues_interrupt(dev);
	if (status & INTERRUPT_CONFIG)
		uk_virtio_config_interrupt(dev);
}

static const struct uk_virtio_transport_ops mmio_ops = {
        .features_get = features_get,
        .features_set = features_set,
        .status_get = status_get,
        .status_set = status_set,
        .config_read = config_read,
        .config_generation = config_generation,
        .queue_size = queue_size,
        .queue_enable = queue_enable,
};

static int announce(struct mmio_dev *dev, const struct virtio_mmio_place *place)
{
	int rc = ukplat_irq_register(place->irq, 0, interrupt, &dev->virtio);

	if (rc < 0) {
		uk_pr_err("virtio-mmio: no interrupt %u for the device at %#lx (%d)\n", place->irq,
		          place->address, rc);
		return rc;
	}
	return uk_virtio_dev_register(&dev->virtio);
}

static int found(const struct virtio_mmio_place *place)
{
	__u8 *base = uk_vmem_map_device(place->address, place->size);
	struct mmio_dev *dev;
	__u32 id;

	if (!base)
		return -ENOMEM;
	id = uk_mmio_read32(base + MAGIC) == MAGIC_VALUE ? uk_mmio_read32(base + DEVICE_ID) : 0;
	if (id && uk_mmio_read32(base + VERSION) != 2) {
		uk_pr_err("virtio-mmio: the device at %#lx speaks the legacy protocol; start QEMU "
		          "with "
		          "-global virtio-mmio.force-legacy=false\n",
		          place->address);
		id = 0;
	}
	dev = id && uk_virtio_is_driven((__u16)id)
	              ? uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev))
	              : NULL;
	if (!dev) {
		uk_vmem_unmap_device(base, place->size);
		return -ENODEV;
	}
	dev->virtio.id = (__u16)id;
	dev->virtio.ops = &mmio_ops;
	dev->base = base;
	dev->config_len = (__u32)place->size - CONFIG;
	return announce(dev, place);
}

/* Parameters are set after the devices are needed; this only says that the word is known. */
static int known(const struct uk_libparam *param __maybe_unused, const char *name __maybe_unused,
                 char *value __maybe_unused)
{
	return 0;
}
UK_LIBPARAM("virtio_mmio.device", known,
            "SIZE@ADDRESS:INTERRUPT of a virtio device (added by the machine)");

/* Devices that the command line names; their number. */
static unsigned int find_named(void)
{
	const char *rest = ukplat_command_line();
	struct virtio_mmio_place place;
	unsigned int n = 0;

	while (virtio_mmio_place_next(&rest, &place)) {
		n++;
		if (place.size <= CONFIG)
			uk_pr_err("virtio-mmio: a device of %lu bytes is too small\n", place.size);
		else
			found(&place);
	}
	return n;
}

/* Devices in the slots that the machine has by design. */
static void find_in_slots(void)
{
	struct virtio_mmio_place place;
	unsigned int n;

	for (n = 0; ukplat_virtio_mmio_slot(n, &place.address, &place.size, &place.irq) == 0; n++) {
		const __u8 *slot = ukplat_phys_to_virt(place.address);

		if (uk_mmio_read32(slot + MAGIC) == MAGIC_VALUE && uk_mmio_read32(slot + DEVICE_ID))
			found(&place);
	}
}

static int virtio_mmio_init(struct uk_init_ctx *ctx __maybe_unused)
{
	if (!find_named())
		find_in_slots();
	return 0;
}
uk_plat_initcall_prio(virtio_mmio_init, 0, 4);
