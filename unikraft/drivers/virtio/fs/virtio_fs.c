/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-fs (virtio 1.2, section 5.11): a queue of FUSE requests, one for those that go past them,
 * and the tag of the folder behind it.
 */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/fuse_transport.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/virtio_bus.h>
#include <uk/virtio_pieces.h>

#define CONFIG_TAG    0
#define TAG_MAX       36 /* bytes; a shorter one is filled up with zeros */
#define CONFIG_QUEUES 36 /* the number of request queues, 32 bits */
#define QUEUE_MAX     256

enum queue { QUEUE_URGENT, QUEUE_REQUEST, QUEUES };

struct virtio_fs {
	struct uk_fuse_transport transport;
	struct uk_virtio_dev *virtio;
	struct uk_virtq *vq[QUEUES];
	__u8 dead;
	char tag[TAG_MAX + 1];
};

static struct virtio_fs *device_of(struct uk_fuse_transport *transport)
{
	return __containerof(transport, struct virtio_fs, transport);
}

/* A device that broke a ring or asks for a reset is stopped, so that it touches no memory any more,
 * and everything under way fails. */
static void give_up(struct virtio_fs *dev)
{
	struct uk_fuse_request *request;

	if (dev->dead)
		return;
	dev->dead = 1;
	uk_pr_err("virtio-fs: \"%s\": the device failed; its files are gone\n", dev->tag);
	uk_virtio_reset(dev->virtio);
	for (int i = 0; i < QUEUES; i++)
		while ((request = uk_virtq_detach(dev->vq[i])) != NULL)
			uk_fuse_answered(request, -EIO);
}

static void add_data(struct uk_virtio_pieces *p, const struct uk_fuse_request *request)
{
	for (unsigned int i = 0; i < request->data_count; i++)
		uk_virtio_pieces_add(p, request->data[i].iov_base, request->data[i].iov_len);
}

static int submit(struct uk_fuse_transport *transport, struct uk_fuse_request *request)
{
	struct virtio_fs *dev = device_of(transport);
	struct uk_virtq *vq = dev->vq[request->urgent ? QUEUE_URGENT : QUEUE_REQUEST];
	struct uk_virtio_pieces p = {.count = 0};
	unsigned int out;
	int rc;

	if (dev->dead)
		return -EIO;
	/* virtiofsd writes a program's data without a copy when the header and what follows it are
	 * pieces of their own. */
	uk_virtio_pieces_add(&p, request->send, UK_FUSE_HEADER);
	uk_virtio_pieces_add(&p, request->send + UK_FUSE_HEADER,
	                     request->send_len - UK_FUSE_HEADER);
	if (!request->data_in)
		add_data(&p, request);
	out = p.count;
	uk_virtio_pieces_add(&p, request->receive, request->receive_size);
	if (request->data_in)
		add_data(&p, request);
	if (p.rc)
		return p.rc;
	rc = uk_virtq_add(vq, p.piece, out, p.count - out, request);
	if (!rc)
		uk_virtq_kick(vq);
	return rc == -ENOSPC ? rc : rc ? -EIO : 0;
}

static void poll(struct uk_fuse_transport *transport)
{
	struct virtio_fs *dev = device_of(transport);
	struct uk_fuse_request *request;
	__u32 len;

	for (int i = 0; i < QUEUES; i++) {
		while ((request = uk_virtq_get(dev->vq[i], &len)) != NULL)
			uk_fuse_answered(request, (__s32)len);
		if (unlikely(dev->vq[i]->broken))
			give_up(dev);
	}
}

static int arm(struct uk_fuse_transport *transport)
{
	struct virtio_fs *dev = device_of(transport);
	int pending = 0;

	for (int i = 0; i < QUEUES; i++) {
		pending |= uk_virtq_intr_enable(dev->vq[i], 1);
		uk_virtq_kick_again(dev->vq[i]);
	}
	return pending;
}

static void disarm(struct uk_fuse_transport *transport)
{
	uk_virtq_intr_disable(device_of(transport)->vq[QUEUE_REQUEST]);
}

static int reaches(struct uk_fuse_transport *transport __maybe_unused, const void *base, __sz len)
{
	return uk_virtio_reaches(base, len);
}

static const struct uk_fuse_transport_ops transport_ops = {
        .submit = submit,
        .poll = poll,
        .arm = arm,
        .disarm = disarm,
        .reaches = reaches,
};

static void event(struct uk_virtq *vq)
{
	struct virtio_fs *dev = vq->priv;

	do
		poll(&dev->transport);
	while (dev->transport.sleepers && !dev->dead && arm(&dev->transport));
}

static void config_changed(struct uk_virtio_dev *virtio)
{
	if (virtio->ops->status_get(virtio) & VIRTIO_STATUS_NEEDS_RESET)
		give_up(virtio->priv);
}

static int read_config(struct virtio_fs *dev)
{
	__u32 queues = 0;

	uk_virtio_config_read(dev->virtio, CONFIG_TAG, dev->tag, TAG_MAX);
	uk_virtio_config_read(dev->virtio, CONFIG_QUEUES, &queues, sizeof(queues));
	if (!*dev->tag || !queues)
		return -EINVAL;
	dev->transport.tag = dev->tag;
	return 0;
}

static int probe(struct uk_virtio_dev *virtio)
{
	struct virtio_fs *dev = uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev));
	int rc;

	if (!dev)
		return -ENOMEM;
	dev->virtio = virtio;
	dev->transport.ops = &transport_ops;
	virtio->priv = dev;
	rc = uk_virtio_init(virtio, 0);
	if (!rc)
		rc = read_config(dev);
	for (__u16 i = 0; i < QUEUES && !rc; i++)
		rc = uk_virtio_queue_setup(virtio, i, QUEUE_MAX, event, dev, &dev->vq[i]);
	if (!rc)
		rc = uk_fuse_transport_register(&dev->transport);
	if (rc == -EEXIST)
		uk_pr_err("virtio-fs: a second device has the tag \"%s\"\n", dev->tag);
	if (rc) {
		uk_free(uk_alloc_get_default(), dev);
		return rc;
	}
	virtio->config_changed = config_changed;
	uk_virtio_start(virtio);
	return 0;
}

static struct uk_virtio_driver driver = {
        .name = "virtio-fs",
        .id = VIRTIO_ID_FS,
        .probe = probe,
};

static int virtio_fs_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_virtio_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_fs_init, 0, 3);
