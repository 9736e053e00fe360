/* SPDX-License-Identifier: BSD-3-Clause */
/* The disk that virtio_blk_test.c plays, and what the driver expects of the kernel around it.
 * Included once, after the driver. It checks what it is asked as strictly as the specification
 * allows, answers in any order, and lies at the request that it is told to lie at. */
#ifndef VIRTIO_BLK_DISK_H
#define VIRTIO_BLK_DISK_H

#include <sys/mman.h>
#include <unistd.h>

#define QUEUE       32
#define DISK_MAX    (4UL << 20)
#define ARENA_PAGES 1024UL
#define FLYING_MAX  64

enum lie {
	HONEST,
	IO_ERROR,    /* its status */
	UNSUPPORTED, /* its status */
	NO_STATUS,   /* finished without one */
	ODD_STATUS,
	SHORT,     /* success, and fewer bytes than asked */
	RING_LIES, /* from here on the queue is useless afterwards */
	BAD_ID = RING_LIES,
	NOT_IN_FLIGHT, /* an id that is in range */
	TOO_LONG,
	TWICE,
	INDEX_JUMP,
	LIES
};

static struct virtio_blk_config config;
static __u64 offered, accepted;
static __u8 status;
static __u16 queue_max;
static struct uk_virtio_queue *queue;
static __u16 seen;
static unsigned char medium[DISK_MAX];
static unsigned int requests, flushes, discards, kicks, messages, resets;
static unsigned int lie_at; /* number of the request, from 1; 0: never */
static enum lie lie;
static int allocations_left = -1;
static unsigned int blocks_held;
static unsigned int seed = 2463534242;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* --- the kernel ---------------------------------------------------------------------------- */

void uk_log(int level, const char *lib, const char *fmt, ...)
{
	(void)level, (void)lib, (void)fmt;
	messages++;
}

static int allocation_fails(void)
{
	return allocations_left >= 0 && allocations_left-- == 0;
}

static void *held(void *p)
{
	blocks_held++;
	return p;
}

__paddr_t uk_frame_alloc_run(__sz pages)
{
	return allocation_fails() ? UK_FRAME_NONE
	                          : (__paddr_t)held(aligned_alloc(4096, pages * 4096));
}

void uk_frame_free_run(__paddr_t frame)
{
	blocks_held--;
	free((void *)frame);
}

static void *heap_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	return allocation_fails() ? NULL : held(malloc(size));
}

static void *heap_calloc(struct uk_alloc *a, __sz n, __sz size)
{
	(void)a;
	return allocation_fails() ? NULL : held(calloc(n, size));
}

static void *heap_memalign(struct uk_alloc *a, __sz align, __sz size)
{
	(void)a;
	return allocation_fails() ? NULL : held(aligned_alloc(align, ALIGN_UP(size, align)));
}

static void heap_free(struct uk_alloc *a, void *p)
{
	(void)a;
	if (p)
		blocks_held--;
	free(p);
}

static struct uk_alloc heap = {
        .malloc = heap_malloc, .calloc = heap_calloc, .memalign = heap_memalign, .free = heap_free};
struct uk_alloc *_uk_alloc_head = &heap;

/* Memory whose pages are not adjacent for the device: mapped once in order, once not. */
static char *arena, *arena_physical;

static unsigned long shuffled(unsigned long page)
{
	/* pairs stay together, so that there is something to merge */
	return (page / 2 * 37 % (ARENA_PAGES / 2)) * 2 + page % 2;
}

static void arena_make(void)
{
	int fd = memfd_create("arena", 0);

	assert_int_equal(ftruncate(fd, ARENA_PAGES * 4096), 0);
	arena = mmap(NULL, ARENA_PAGES * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	arena_physical =
	        mmap(NULL, ARENA_PAGES * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (unsigned long i = 0; i < ARENA_PAGES; i++)
		assert_ptr_not_equal(mmap(arena_physical + shuffled(i) * 4096, 4096,
		                          PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		                          (off_t)(i * 4096)),
		                     MAP_FAILED);
	close(fd);
}

__paddr_t ukplat_virt_to_phys(const volatile void *address)
{
	unsigned long at = (unsigned long)((const volatile char *)address - arena);

	if (address == NULL)
		return __PADDR_MAX;
	if (!arena || at >= ARENA_PAGES * 4096)
		return (__paddr_t)address;
	return (__paddr_t)(arena_physical + shuffled(at / 4096) * 4096 + at % 4096);
}

/* --- its registers ------------------------------------------------------------------------- */

static __u64 disk_features_get(struct uk_virtio_dev *dev)
{
	(void)dev;
	return offered;
}

static void disk_features_set(struct uk_virtio_dev *dev, __u64 features)
{
	(void)dev;
	accepted = features;
}

static __u8 disk_status_get(struct uk_virtio_dev *dev)
{
	(void)dev;
	return status;
}

static void disk_status_set(struct uk_virtio_dev *dev, __u8 value)
{
	(void)dev;
	status = value;
	if (value == 0) {
		resets++;
		seen = 0;
	}
}

static void disk_config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len)
{
	(void)dev;
	assert_true(offset + len <= sizeof(config));
	memcpy(buf, (char *)&config + offset, len);
}

static __u32 disk_generation(struct uk_virtio_dev *dev)
{
	(void)dev;
	return 0;
}

static __u16 disk_queue_size(struct uk_virtio_dev *dev, __u16 index)
{
	(void)dev;
	return index == 0 ? queue_max : 0;
}

static void disk_notify(struct uk_virtq *vq)
{
	(void)vq;
	kicks++;
}

static int disk_queue_enable(struct uk_virtio_dev *dev, struct uk_virtio_queue *q)
{
	(void)dev;
	queue = q;
	queue->vq.notify = disk_notify;
	return 0;
}

static const struct uk_virtio_transport_ops disk_ops = {
        .features_get = disk_features_get,
        .features_set = disk_features_set,
        .status_get = disk_status_get,
        .status_set = disk_status_set,
        .config_read = disk_config_read,
        .config_generation = disk_generation,
        .queue_size = disk_queue_size,
        .queue_enable = disk_queue_enable,
};

/* --- its work ------------------------------------------------------------------------------ */

static int has(unsigned int bit)
{
	return accepted >> bit & 1;
}

struct chain {
	__u16 id;
	unsigned int count;
	struct virtq_desc desc[QUEUE];
};

static int take(struct chain *c)
{
	struct uk_virtq *vq = &queue->vq;
	__u16 at;

	if (vq->avail->idx == seen)
		return 0;
	at = c->id = vq->avail->ring[seen++ % vq->size];
	for (c->count = 0;; at = vq->desc[at].next) {
		assert_true(at < vq->size && c->count < vq->size);
		c->desc[c->count++] = vq->desc[at];
		if (!(vq->desc[at].flags & VIRTQ_DESC_F_NEXT))
			return 1;
	}
}

static void answer(__u16 id, __u32 len)
{
	struct uk_virtq *vq = &queue->vq;

	vq->used->ring[vq->used->idx % vq->size] = (struct virtq_used_elem){id, len};
	vq->used->idx++;
}

/* Copies between the medium and the pieces in the middle of the chain; their length. */
static __u32 move(const struct chain *c, __u64 sector, int to_driver)
{
	__u64 at = sector * 512;
	__u32 len = 0;

	if (has(VIRTIO_BLK_F_SEG_MAX))
		assert_true(c->count - 2 <= config.seg_max);
	for (unsigned int i = 1; i + 1 < c->count; i++) {
		const struct virtq_desc *d = &c->desc[i];

		assert_int_equal(d->flags & VIRTQ_DESC_F_WRITE, to_driver ? VIRTQ_DESC_F_WRITE : 0);
		assert_true(d->len > 0);
		if (has(VIRTIO_BLK_F_SIZE_MAX))
			assert_true(d->len <= config.size_max);
		assert_true(at + len + d->len <= config.capacity * 512);
		if (to_driver)
			memcpy((void *)d->addr, medium + at + len, d->len);
		else
			memcpy(medium + at + len, (void *)d->addr, d->len);
		len += d->len;
	}
	assert_int_equal(len % (has(VIRTIO_BLK_F_BLK_SIZE) ? config.blk_size : 512), 0);
	return len;
}

static void range(const struct chain *c, __u32 type)
{
	struct {
		__u64 sector;
		__u32 count, flags;
	} r;

	assert_int_equal(c->count, 3);
	assert_int_equal(c->desc[1].len, sizeof(r));
	memcpy(&r, (void *)c->desc[1].addr, sizeof(r));
	assert_true(r.count && r.sector + r.count <= config.capacity);
	if (type == VIRTIO_BLK_T_WRITE_ZEROES) {
		assert_true(r.count <= config.max_write_zeroes_sectors);
		memset(medium + r.sector * 512, 0, r.count * 512UL);
	} else {
		assert_true(r.count <= config.max_discard_sectors && !r.flags);
		discards++;
	}
}

/* Does what the request says; the bytes written to the driver, the status byte left out. */
static __u32 execute(const struct chain *c)
{
	struct {
		__u32 type, reserved;
		__u64 sector;
	} header;

	memcpy(&header, (void *)c->desc[0].addr, sizeof(header));
	assert_int_equal(header.reserved, 0);
	switch (header.type) {
	case VIRTIO_BLK_T_IN:
		return move(c, header.sector, 1);
	case VIRTIO_BLK_T_OUT:
		assert_false(has(VIRTIO_BLK_F_RO));
		move(c, header.sector, 0);
		return 0;
	case VIRTIO_BLK_T_FLUSH:
		assert_true(has(VIRTIO_BLK_F_FLUSH) && header.sector == 0 && c->count == 2);
		flushes++;
		return 0;
	default:
		assert_true(header.type == VIRTIO_BLK_T_DISCARD ||
		            header.type == VIRTIO_BLK_T_WRITE_ZEROES);
		range(c, header.type);
		return 0;
	}
}

static void lying_answer(const struct chain *c, __u32 len)
{
	__u8 *result = (__u8 *)c->desc[c->count - 1].addr;

	*result = lie == IO_ERROR      ? VIRTIO_BLK_S_IOERR
	          : lie == UNSUPPORTED ? VIRTIO_BLK_S_UNSUPP
	          : lie == ODD_STATUS  ? 77
	          : lie == NO_STATUS   ? *result
	                               : VIRTIO_BLK_S_OK;
	switch (lie) {
	case SHORT:
		answer(c->id, len ? any(len + 1) : 0);
		return;
	case BAD_ID:
		answer((__u16)(queue->vq.size + any(60000)), len + 1);
		return;
	case NOT_IN_FLIGHT:
		/* the middle of a chain, or a free descriptor */
		answer(c->count > 1 ? queue->vq.desc[c->id].next : queue->vq.free_head, len + 1);
		return;
	case TOO_LONG:
		answer(c->id, len + 2 + any(1000000));
		return;
	case TWICE:
		answer(c->id, len + 1);
		answer(c->id, len + 1);
		return;
	case INDEX_JUMP:
		queue->vq.used->idx += (__u16)(queue->vq.size + 1 + any(1000));
		return;
	default:
		answer(c->id, len + 1);
	}
}

/* Some of the requests that it was given, in any order; all of them when `all`. */
static void disk_works(int all)
{
	static struct chain flying[FLYING_MAX];
	unsigned int n = 0;

	if (!(status & VIRTIO_STATUS_DRIVER_OK))
		return;
	while (n < FLYING_MAX && (all || !n || any(3)) && take(&flying[n]))
		n++;
	while (n) {
		unsigned int i = any(n);
		struct chain c = flying[i];
		const struct virtq_desc *last = &c.desc[c.count - 1];
		__u32 len;

		flying[i] = flying[--n];
		assert_true(c.count >= 2 && c.desc[0].len == 16 &&
		            !(c.desc[0].flags & VIRTQ_DESC_F_WRITE));
		assert_true(last->len == 1 && last->flags == VIRTQ_DESC_F_WRITE);
		len = execute(&c);
		if (++requests == lie_at) {
			lying_answer(&c, len);
		} else {
			*(__u8 *)last->addr = VIRTIO_BLK_S_OK;
			answer(c.id, len + 1);
		}
	}
}

static void disk_interrupts(void)
{
	if (queue->vq.callback)
		queue->vq.callback(&queue->vq);
}

/* A thread that would sleep, or lets others run: the disk works. */
void uk_stub_sleep(void)
{
	disk_works(0);
	disk_interrupts();
}

void uk_sched_yield(void)
{
	disk_works(0);
}

void uk_defer(struct uk_defer *work)
{
	work->fn(work);
}

#endif /* VIRTIO_BLK_DISK_H */
