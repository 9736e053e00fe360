/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Brings virtio devices and their drivers together and walks through the initialisation of a
 * device.
 */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/frame.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include <uk/virtio_bus.h>

static struct uk_virtio_driver *drivers;

void uk_virtio_driver_register(struct uk_virtio_driver *driver)
{
	driver->_next = drivers;
	drivers = driver;
}

static struct uk_virtio_driver *driver_find(__u16 id)
{
	struct uk_virtio_driver *driver;

	for (driver = drivers; driver && driver->id != id; driver = driver->_next)
		;
	return driver;
}

int uk_virtio_is_driven(__u16 id)
{
	return driver_find(id) != NULL;
}

static void config_work(struct uk_defer *work)
{
	struct uk_virtio_dev *dev = __containerof(work, struct uk_virtio_dev, config_work);

	if (dev->config_changed)
		dev->config_changed(dev);
}

int uk_virtio_dev_register(struct uk_virtio_dev *dev)
{
	struct uk_virtio_driver *driver = driver_find(dev->id);
	int rc;

	if (!driver)
		return -ENODEV;
	dev->name = driver->name;
	dev->config_work.fn = config_work;
	rc = driver->probe(dev);
	if (rc < 0) {
		uk_pr_err("%s: the device cannot be used (%d)\n", driver->name, rc);
		dev->ops->status_set(dev, 0);
		dev->ops->status_set(dev, VIRTIO_STATUS_FAILED);
	}
	return rc;
}

int uk_virtio_init(struct uk_virtio_dev *dev, __u64 wanted)
{
	const struct uk_virtio_transport_ops *ops = dev->ops;
	__u64 offered;
	__u8 status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;

	ops->status_set(dev, 0);
	ops->status_set(dev, VIRTIO_STATUS_ACKNOWLEDGE);
	ops->status_set(dev, status);
	offered = ops->features_get(dev);
	if (!(offered & UK_VIRTIO_F(VIRTIO_F_VERSION_1))) {
		uk_pr_err("%s: the device offers only legacy virtio, which is not supported\n",
		          dev->name);
		return -ENOTSUP;
	}
	dev->features =
	        offered & (wanted | UK_VIRTIO_F(VIRTIO_F_VERSION_1) |
	                   UK_VIRTIO_F(VIRTIO_F_EVENT_IDX) | UK_VIRTIO_F(VIRTIO_F_ACCESS_PLATFORM));
	ops->features_set(dev, dev->features);
	status |= VIRTIO_STATUS_FEATURES_OK;
	ops->status_set(dev, status);
	/* The device takes FEATURES_OK back when it cannot live with the choice. */
	if (!(ops->status_get(dev) & VIRTIO_STATUS_FEATURES_OK)) {
		uk_pr_err("%s: the device refuses the features %#lx of %#lx\n", dev->name,
		          dev->features, offered);
		return -ENOTSUP;
	}
	return 0;
}

void uk_virtio_config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len)
{
	__u32 before, after = dev->ops->config_generation(dev);
	unsigned int tries = 16;

	/* A device that changes its configuration without end gets what it deserves: some state of
	 * it. */
	do {
		before = after;
		dev->ops->config_read(dev, offset, buf, len);
		after = dev->ops->config_generation(dev);
	} while (before != after && --tries);
}

static void queue_work(struct uk_defer *work)
{
	struct uk_virtio_queue *queue = __containerof(work, struct uk_virtio_queue, work);

	queue->vq.callback(&queue->vq);
}

static int queue_memory(struct uk_virtio_queue *queue, __u16 size, int event_idx)
{
	struct uk_virtq_slot *slots = uk_malloc(uk_alloc_get_default(), uk_virtq_slots_size(size));
	__sz bytes = ALIGN_UP(uk_virtq_shared_size(size), PAGE_SIZE);
	__paddr_t shared = slots ? uk_frame_alloc_run(bytes / PAGE_SIZE) : UK_FRAME_NONE;
	int rc;

	if (shared == UK_FRAME_NONE) {
		uk_free(uk_alloc_get_default(), slots);
		return -ENOMEM;
	}
	/* The descriptors are written before they are used; only the rings need a defined
	 * beginning. */
	memset((char *)ukplat_phys_to_virt(shared) + size * sizeof(struct virtq_desc), 0,
	       uk_virtq_shared_size(size) - size * sizeof(struct virtq_desc));
	rc = uk_virtq_init(&queue->vq, size, ukplat_phys_to_virt(shared), slots, event_idx);
	if (rc < 0) {
		uk_frame_free_run(shared);
		uk_free(uk_alloc_get_default(), slots);
	}
	return rc;
}

static __u16 queue_size(struct uk_virtio_dev *dev, __u16 index, __u16 max)
{
	__u16 size = dev->ops->queue_size(dev, index);

	if (!max || size <= max)
		return size;
	while (max & (max - 1)) /* the largest power of two that is not larger */
		max &= max - 1;
	return max;
}

/* The memory of an earlier queue, which the device forgot when it was reset. */
static void queue_memory_free(struct uk_virtio_queue *queue)
{
	if (!queue->vq.desc)
		return;
	uk_frame_free_run(ukplat_virt_to_phys(queue->vq.desc));
	uk_free(uk_alloc_get_default(), queue->vq.slot);
	queue->vq.desc = NULL;
}

/* The queue of this number without memory: a new one, or the one of before the reset. */
static struct uk_virtio_queue *queue_object(struct uk_virtio_dev *dev, __u16 index)
{
	struct uk_virtio_queue *queue = dev->queue[index];

	if (queue)
		queue_memory_free(queue);
	else
		queue = uk_calloc(uk_alloc_get_default(), 1, sizeof(*queue));
	return queue;
}

int uk_virtio_queue_setup(struct uk_virtio_dev *dev, __u16 index, __u16 max,
                          void (*callback)(struct uk_virtq *), void *priv, struct uk_virtq **vq)
{
	struct uk_virtio_queue *queue;
	__u16 size;
	int rc;

	if (index >= UK_VIRTIO_QUEUES_MAX)
		return -ENOENT;
	size = queue_size(dev, index, max);
	if (!size)
		return -ENOENT;
	queue = queue_object(dev, index);
	if (!queue)
		return -ENOMEM;
	rc = queue_memory(queue, size, uk_virtio_has(dev, VIRTIO_F_EVENT_IDX));
	if (rc < 0) {
		if (!dev->queue[index])
			uk_free(uk_alloc_get_default(), queue);
		return rc;
	}
	queue->dev = dev;
	queue->work.fn = queue_work;
	queue->vq.index = index;
	queue->vq.name = dev->name;
	queue->vq.callback = callback;
	queue->vq.priv = priv;
	dev->queue[index] = queue;
	/* From here on the device may know the memory: it stays, even when this fails. */
	rc = dev->ops->queue_enable(dev, queue);
	if (rc < 0)
		return rc;
	*vq = &queue->vq;
	return 0;
}

void uk_virtio_start(struct uk_virtio_dev *dev)
{
	if (dev->ops->interrupts_enable)
		dev->ops->interrupts_enable(dev);
	dev->ops->status_set(dev, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
	                                  VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
}

void uk_virtio_reset(struct uk_virtio_dev *dev)
{
	dev->ops->status_set(dev, 0);
}

void uk_virtio_queue_interrupt(void *arg)
{
	struct uk_virtio_queue *queue = arg;

	uk_defer(&queue->work);
}

void uk_virtio_queues_interrupt(struct uk_virtio_dev *dev)
{
	unsigned int i;

	for (i = 0; i < UK_VIRTIO_QUEUES_MAX; i++)
		if (dev->queue[i] && dev->queue[i]->vq.callback)
			uk_defer(&dev->queue[i]->work);
}

void uk_virtio_config_interrupt(void *arg)
{
	struct uk_virtio_dev *dev = arg;

	uk_defer(&dev->config_work);
}
