/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-rng (virtio 1.x, section 5.4): one queue, into which the host writes random bytes. It is
 * polled: seeds are rare, and the first is needed before interrupts matter.
 */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>
#include <uk/random.h>
#include <uk/virtio_bus.h>

#define BUFFER   64
#define PATIENCE 100000000ULL /* ns for one answer */

struct rng {
	struct uk_random_source source;
	struct uk_virtio_dev *virtio;
	struct uk_virtq *vq;
	__u8 asked; /* the buffer is the device's */
	__u8 *buffer;
};

/* The answer to one request; its length or a negative errno. A late answer is taken by the next
 * call. */
static int answer(struct rng *rng)
{
	__nsec until = ukplat_monotonic_clock() + PATIENCE;
	struct uk_virtq_piece piece = {ukplat_virt_to_phys(rng->buffer), BUFFER};
	__u32 len;
	int rc;

	if (!rng->asked) {
		rc = uk_virtq_add(rng->vq, &piece, 0, 1, rng->buffer);
		if (rc < 0)
			return rc;
		rng->asked = 1;
		uk_virtq_kick(rng->vq);
	}
	while (!uk_virtq_get(rng->vq, &len)) {
		if (rng->vq->broken)
			return -EIO;
		if (ukplat_monotonic_clock() > until)
			return -EAGAIN;
	}
	rng->asked = 0;
	return len ? (int)len : -EIO;
}

static int rng_read(struct uk_random_source *source, void *buf, size_t len)
{
	struct rng *rng = __containerof(source, struct rng, source);
	size_t done = 0;

	while (done < len) {
		int got = answer(rng);
		size_t here;

		if (got < 0)
			return done ? (int)done : got;
		here = MIN((size_t)got, len - done);
		memcpy((__u8 *)buf + done, rng->buffer, here);
		memset(rng->buffer, 0, BUFFER);
		done += here;
	}
	return (int)done;
}

static int rng_probe(struct uk_virtio_dev *virtio)
{
	struct rng *rng = uk_calloc(uk_alloc_get_default(), 1, sizeof(*rng));
	int rc;

	if (!rng)
		return -ENOMEM;
	rng->virtio = virtio;
	rng->source.name = "virtio-rng";
	rng->source.read = rng_read;
	rng->buffer = uk_memalign(uk_alloc_get_default(), BUFFER, BUFFER);
	rc = rng->buffer ? uk_virtio_init(virtio, 0) : -ENOMEM;
	if (rc == 0)
		rc = uk_virtio_queue_setup(virtio, 0, 8, NULL, rng, &rng->vq);
	if (rc < 0) {
		uk_free(uk_alloc_get_default(), rng->buffer);
		uk_free(uk_alloc_get_default(), rng);
		return rc;
	}
	uk_virtio_start(virtio);
	uk_random_source_register(&rng->source);
	return 0;
}

static struct uk_virtio_driver driver = {
        .name = "virtio-rng",
        .id = VIRTIO_ID_RNG,
        .probe = rng_probe,
};

static int virtio_rng_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_virtio_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_rng_init, 0, 3);
