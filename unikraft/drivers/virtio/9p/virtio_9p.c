/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-9p: one queue of 9p messages, and the mount tag of the folder behind it (Linux's
 * virtio_9p.h and QEMU are the reference; the virtio specification only names the device).
 */
#include <errno.h>
#include <uk/9p_transport.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include <uk/virtio_bus.h>

#define F_MOUNT_TAG   0
#define CONFIG_LENGTH 0 /* of the tag, 16 bits */
#define CONFIG_TAG    2
#define TAG_MAX       255
#define QUEUE_MAX     256

/* The largest send and receive buffers page by page, and the program's pieces. */
#define PIECES_MAX 32

struct virtio_9p {
	struct uk_9p_transport transport;
	struct uk_virtio_dev *virtio;
	struct uk_virtq *vq;
	__u8 dead;
	char tag[TAG_MAX + 1];
};

struct pieces {
	struct uk_virtq_piece piece[PIECES_MAX];
	unsigned int count;
	int rc;
};

/* Adds kernel memory, which need not be contiguous, or the program's, which is. */
static void add(struct pieces *p, const void *base, __sz len)
{
	const __u8 *at = base;

	while (len) {
		__paddr_t address = ukplat_virt_to_phys(at);
		__sz here = ukplat_is_permanent(at, len)
		                    ? len
		                    : MIN(len, __PAGE_SIZE - (__uptr)at % __PAGE_SIZE);

		if (address == __PADDR_MAX || p->count == PIECES_MAX) {
			p->rc = -EIO;
			return;
		}
		p->piece[p->count++] = (struct uk_virtq_piece){address, (__u32)here};
		at += here;
		len -= here;
	}
}

static void add_data(struct pieces *p, const struct uk_9p_request *request)
{
	for (unsigned int i = 0; i < request->data_count; i++)
		add(p, request->data[i].iov_base, request->data[i].iov_len);
}

static struct virtio_9p *device_of(struct uk_9p_transport *transport)
{
	return __containerof(transport, struct virtio_9p, transport);
}

/* A device that broke the ring or asks for a reset is stopped, so that it touches no memory any
 * more, and everything under way fails. */
static void give_up(struct virtio_9p *dev)
{
	struct uk_9p_request *request;

	if (dev->dead)
		return;
	dev->dead = 1;
	uk_pr_err("virtio-9p: \"%s\": the device failed; its files are gone\n", dev->tag);
	uk_virtio_reset(dev->virtio);
	while ((request = uk_virtq_detach(dev->vq)) != NULL)
		uk_9p_answered(request, -EIO);
}

static int submit(struct uk_9p_transport *transport, struct uk_9p_request *request)
{
	struct virtio_9p *dev = device_of(transport);
	struct pieces p = {.count = 0};
	unsigned int out;
	int rc;

	if (dev->dead)
		return -EIO;
	add(&p, request->send, request->send_len);
	if (!request->data_in)
		add_data(&p, request);
	out = p.count;
	add(&p, request->receive, request->receive_size);
	if (request->data_in)
		add_data(&p, request);
	if (p.rc)
		return p.rc;
	rc = uk_virtq_add(dev->vq, p.piece, out, p.count - out, request);
	if (!rc)
		uk_virtq_kick(dev->vq);
	return rc == -ENOSPC ? rc : rc ? -EIO : 0;
}

static void poll(struct uk_9p_transport *transport)
{
	struct virtio_9p *dev = device_of(transport);
	struct uk_9p_request *request;
	__u32 len;

	while ((request = uk_virtq_get(dev->vq, &len)) != NULL)
		uk_9p_answered(request, (__s32)len);
	if (unlikely(dev->vq->broken))
		give_up(dev);
}

static int arm(struct uk_9p_transport *transport)
{
	struct virtio_9p *dev = device_of(transport);
	int pending = uk_virtq_intr_enable(dev->vq, 1);

	uk_virtq_kick_again(dev->vq);
	return pending;
}

static void disarm(struct uk_9p_transport *transport)
{
	uk_virtq_intr_disable(device_of(transport)->vq);
}

/* The managed area may be unmapped by another thread while the host works on it. */
static int reaches(struct uk_9p_transport *transport __maybe_unused, const void *base, __sz len)
{
	return ukplat_is_permanent(base, len);
}

static const struct uk_9p_transport_ops transport_ops = {
        .submit = submit,
        .poll = poll,
        .arm = arm,
        .disarm = disarm,
        .reaches = reaches,
};

static void event(struct uk_virtq *vq)
{
	struct virtio_9p *dev = vq->priv;

	do
		poll(&dev->transport);
	while (dev->transport.sleepers && !dev->dead && arm(&dev->transport));
}

static void config_changed(struct uk_virtio_dev *virtio)
{
	if (virtio->ops->status_get(virtio) & VIRTIO_STATUS_NEEDS_RESET)
		give_up(virtio->priv);
}

static int read_tag(struct virtio_9p *dev)
{
	__u16 len = 0;

	if (!uk_virtio_has(dev->virtio, F_MOUNT_TAG))
		return -ENOTSUP;
	uk_virtio_config_read(dev->virtio, CONFIG_LENGTH, &len, sizeof(len));
	if (!len || len > TAG_MAX)
		return -EINVAL;
	uk_virtio_config_read(dev->virtio, CONFIG_TAG, dev->tag, len);
	dev->transport.tag = dev->tag;
	return 0;
}

static int probe(struct uk_virtio_dev *virtio)
{
	struct virtio_9p *dev = uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev));
	int rc;

	if (!dev)
		return -ENOMEM;
	dev->virtio = virtio;
	dev->transport.ops = &transport_ops;
	virtio->priv = dev;
	rc = uk_virtio_init(virtio, UK_VIRTIO_F(F_MOUNT_TAG));
	if (!rc)
		rc = read_tag(dev);
	if (!rc)
		rc = uk_virtio_queue_setup(virtio, 0, QUEUE_MAX, event, dev, &dev->vq);
	if (!rc)
		rc = uk_9p_transport_register(&dev->transport);
	if (rc == -EEXIST)
		uk_pr_err("virtio-9p: a second device has the tag \"%s\"\n", dev->tag);
	if (rc) {
		uk_free(uk_alloc_get_default(), dev);
		return rc;
	}
	virtio->config_changed = config_changed;
	uk_virtio_start(virtio);
	return 0;
}

static struct uk_virtio_driver driver = {
        .name = "virtio-9p",
        .id = VIRTIO_ID_9P,
        .probe = probe,
};

static int virtio_9p_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_virtio_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_9p_init, 0, 3);
