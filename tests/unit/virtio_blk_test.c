/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-blk and ukblkdev against a disk that is played by the test: limits of every kind, random
 * transfers against a model, an error or a lie at the n-th request for every n, failing
 * allocations. From the repository's root:
 *
 *   cc -D_GNU_SOURCE -g -fsanitize=address,undefined -Itests/unit/{blk,file}_stub -Itests/unit/stub
 * \
 *      -Iunikraft/include -Iunikraft/lib/base/ukdebug/include \
 *      -Iunikraft/lib/mem/uk{alloc,falloc}/include -Iunikraft/lib/sched/uksched/include \
 *      -Iunikraft/lib/dev/ukblkdev/include -Iunikraft/drivers/virtio/{ring,bus}/include \
 *      -Iunikraft/drivers/virtio/blk tests/unit/virtio_blk_test.c \
 *      unikraft/lib/dev/ukblkdev/{blkdev,transfer}.c \
 *      unikraft/drivers/virtio/{ring/virtq{,_used},bus/virtio_bus}.c \
 *      unikraft/drivers/virtio/blk/virtio_blk_{limits,queue,request}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../unikraft/drivers/virtio/blk/virtio_blk.c"
#include <uk/frame.h>
#include <uk/plat/memory.h>
#include <uk/sched.h>
#include <uk/wait.h>

#include "virtio_blk_disk.h"

#define ALL   (UK_VIRTIO_F(VIRTIO_F_VERSION_1) | UK_VIRTIO_F(VIRTIO_F_EVENT_IDX) | WANTED)
#define PLAIN (ALL & ~(UK_VIRTIO_F(VIRTIO_BLK_F_RO) | UK_VIRTIO_F(VIRTIO_BLK_F_SIZE_MAX)))

static struct uk_virtio_dev virtio;
static struct uk_blkdev *dev;
static unsigned char model[DISK_MAX];

static void finish(struct uk_blkdev *d, uint16_t queue_id, void *cookie)
{
	(void)cookie;
	uk_blkdev_queue_finish_reqs(d, queue_id);
}

static int begin(int interrupts)
{
	const struct uk_blkdev_conf conf = {.nb_queues = 1};
	const struct uk_blkdev_queue_conf q = {.callback = interrupts ? finish : NULL};
	int rc = uk_blkdev_configure(dev, &conf);

	if (rc == 0) {
		rc = uk_blkdev_queue_configure(dev, 0, 0, &q);
		if (rc == 0)
			rc = uk_blkdev_start(dev);
		else
			assert_int_equal(uk_blkdev_unconfigure(dev), 0);
	}
	if (rc == 0 && interrupts)
		assert_int_equal(uk_blkdev_queue_intr_enable(dev, 0), 0);
	return rc;
}

static void end(void)
{
	assert_int_equal(uk_blkdev_stop(dev), 0);
	assert_int_equal(uk_blkdev_queue_unconfigure(dev, 0), 0);
	assert_int_equal(uk_blkdev_unconfigure(dev), 0);
}

/* A disk of `sectors` × 512 bytes with the pattern of the model. */
static void insert(__u64 features, __u64 sectors)
{
	offered = features;
	queue_max = QUEUE;
	config = (struct virtio_blk_config){.capacity = sectors,
	                                    .seg_max = QUEUE - 2,
	                                    .size_max = 4096,
	                                    .blk_size = 512,
	                                    .max_discard_sectors = 100,
	                                    .max_discard_seg = 1,
	                                    .max_write_zeroes_sectors = 33,
	                                    .max_write_zeroes_seg = 1};
	requests = flushes = discards = kicks = messages = resets = 0;
	lie_at = 0;
	for (__sz i = 0; i < sectors * 512 && i < DISK_MAX; i++)
		medium[i] = model[i] = (unsigned char)any(256);
}

static int set_up(void **state)
{
	(void)state;
	arena_make();
	virtio.ops = &disk_ops;
	virtio.id = VIRTIO_ID_BLOCK;
	virtio.name = "virtio-blk";
	assert_int_equal(virtio_blk_probe(&virtio), 0);
	dev = uk_blkdev_get(0);
	assert_int_equal(uk_blkdev_count(), 1);
	return 0;
}

static void test_capabilities(void **state)
{
	static const __u32 bad_sizes[] = {0, 1, 511, 513, 3000, 131072, 0x80000000, ~0u};

	(void)state;
	insert(ALL, 1000);
	config.blk_size = 4096;
	config.physical_block_exp = 2;
	config.opt_io_size = 8;
	assert_int_equal(begin(0), 0);
	assert_int_equal(uk_blkdev_ssize(dev), 4096);
	assert_int_equal(uk_blkdev_sectors(dev), 125);
	assert_int_equal(uk_blkdev_mode(dev), O_RDONLY);
	assert_int_equal(uk_blkdev_capabilities(dev)->physical_block, 16384);
	assert_int_equal(uk_blkdev_capabilities(dev)->optimal_io, 32768);
	assert_int_equal(uk_blkdev_capabilities(dev)->max_discard, 12);
	end();
	for (unsigned int i = 0; i < ARRAY_SIZE(bad_sizes); i++) {
		insert(PLAIN, 1000);
		config.blk_size = bad_sizes[i];
		assert_int_equal(begin(0), -EINVAL);
		assert_int_equal(messages, 1);
	}
	/* more than a file offset can name */
	insert(PLAIN, ~0ULL);
	assert_int_equal(begin(0), 0);
	assert_true((__s64)uk_blkdev_size(dev) > 0);
	end();
	/* the host resizes it */
	insert(PLAIN, 1000);
	assert_int_equal(begin(0), 0);
	config.capacity = 2000;
	virtio.config_changed(&virtio);
	assert_int_equal(uk_blkdev_sectors(dev), 2000);
	end();
	insert(ALL & ~UK_VIRTIO_F(VIRTIO_F_VERSION_1), 1000);
	assert_int_equal(begin(0), -ENOTSUP);
}

static void check(unsigned char *buf, __sector sector, __sector n)
{
	__sz ss = uk_blkdev_ssize(dev);

	memset(buf, 0, n * ss);
	assert_int_equal(uk_blkdev_sync_read(dev, 0, sector, n, buf), 0);
	assert_memory_equal(buf, model + sector * ss, n * ss);
}

static void random_transfers(unsigned int rounds)
{
	__sz ss = uk_blkdev_ssize(dev);
	__sector sectors = uk_blkdev_sectors(dev);

	for (unsigned int i = 0; i < rounds; i++) {
		__sector n = 1 + any(any(4) ? 20 : 600), at;
		__sz align = uk_blkdev_ioalign(dev);
		unsigned char *buf = (unsigned char *)arena + any(300000) / align * align;

		n = MIN(n, sectors);
		at = any((unsigned int)(sectors - n + 1));
		if (any(2)) {
			check(buf, at, n);
			continue;
		}
		for (__sz k = 0; k < n * ss; k++)
			buf[k] = (unsigned char)any(256);
		memcpy(model + at * ss, buf, n * ss);
		assert_int_equal(uk_blkdev_sync_write(dev, 0, at, n, buf), 0);
	}
	assert_memory_equal(medium, model, sectors * ss);
}

/* Whatever the limits are: all data arrives, or the device is refused in the beginning. */
static void test_limits(void **state)
{
	static const __u32 size_maxs[] = {1,    15,   16,   100,  511,  512,
	                                  1000, 4095, 4096, 5000, 8192, ~0u};
	static const __u32 seg_maxs[] = {0, 1, 2, 3, 8, 30, 1000, ~0u};
	static const __u16 queues[] = {1, 2, 4, 32};
	unsigned int refused = 0, accepted_ones = 0;

	(void)state;
	for (unsigned int a = 0; a < ARRAY_SIZE(size_maxs); a++)
		for (unsigned int b = 0; b < ARRAY_SIZE(seg_maxs); b++)
			for (unsigned int c = 0; c < ARRAY_SIZE(queues); c++) {
				int rc;

				insert(ALL & ~UK_VIRTIO_F(VIRTIO_BLK_F_RO), 1200);
				config.size_max = size_maxs[a];
				config.seg_max = seg_maxs[b] ? seg_maxs[b] : 1;
				config.blk_size = any(2) ? 512 : 4096;
				queue_max = queues[c];
				rc = begin(any(2));
				if (rc) {
					assert_int_equal(rc, -EINVAL);
					assert_true(messages > 0);
					refused++;
					continue;
				}
				accepted_ones++;
				random_transfers(8);
				end();
			}
	assert_true(refused > 100 && accepted_ones > 100);
	/* two pieces of 512 bytes hold no block of 4 KiB; one of 4 KiB does */
	insert(ALL, 1200);
	config = (struct virtio_blk_config){
	        .capacity = 1200, .seg_max = 1, .size_max = 4096, .blk_size = 4096};
	assert_int_equal(begin(0), 0);
	assert_int_equal(uk_blkdev_ioalign(dev), 4096);
	assert_int_equal(uk_blkdev_max_sec_per_req(dev), 1);
	end();
}

static void test_transfers(void **state)
{
	(void)state;
	for (int interrupts = 0; interrupts < 2; interrupts++) {
		insert(PLAIN, 3001);
		assert_int_equal(begin(interrupts), 0);
		random_transfers(600);
		assert_int_equal(messages, 0);
		assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_FFLUSH, 0, 0, NULL), 0);
		assert_int_equal(flushes, 1);
		/* as many requests as the range needs */
		assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_WRITE_ZEROES, 5, 100, NULL),
		                 0);
		memset(model + 5 * 512, 0, 100 * 512);
		check((unsigned char *)arena, 0, 200);
		assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_DISCARD, 0, 250, NULL), 0);
		assert_int_equal(discards, 3);
		end();
	}
	insert(PLAIN & ~(UK_VIRTIO_F(VIRTIO_BLK_F_FLUSH) | UK_VIRTIO_F(VIRTIO_BLK_F_DISCARD)), 100);
	config.max_write_zeroes_sectors = 0;
	assert_int_equal(begin(1), 0);
	assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_FFLUSH, 0, 0, NULL), -ENOTSUP);
	assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_DISCARD, 0, 1, NULL), -ENOTSUP);
	assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_WRITE_ZEROES, 0, 1, NULL), -ENOTSUP);
	end();
}

static int called;

static void done(struct uk_blkreq *req, void *cookie)
{
	assert_ptr_equal(cookie, &called);
	assert_true(uk_blkreq_is_done(req));
	called++;
}

/* A full queue says so, and has room again afterwards. */
static void test_full_queue(void **state)
{
	static struct uk_blkreq req[QUEUE];
	int n, rc;

	(void)state;
	insert(PLAIN, 1000);
	assert_int_equal(begin(0), 0);
	for (int round = 0; round < 100; round++) {
		called = 0;
		for (n = 0;; n++) {
			uk_blkreq_init(&req[n], UK_BLKREQ_READ, any(1000), 1, arena + 512 * n, done,
			               &called);
			rc = uk_blkdev_queue_submit_one(dev, 0, &req[n]);
			if (uk_blkdev_status_notready(rc))
				break;
			assert_true(uk_blkdev_status_successful(rc));
		}
		assert_int_equal(n, QUEUE / 3);
		assert_int_equal(uk_blkdev_stop(dev), -EBUSY);
		disk_works(1);
		assert_int_equal(uk_blkdev_queue_finish_reqs(dev, 0), 0);
		assert_int_equal(called, n);
	}
	end();
}

/* One request of a long transfer fails: what lies before it is told, the rest goes on later. */
static void test_error_at_every_request(void **state)
{
	const __sector n = 1000;

	(void)state;
	for (enum lie kind = IO_ERROR; kind < RING_LIES; kind++)
		for (unsigned int at = 1; at <= 10; at++)
			for (int writing = 0; writing < 2; writing++) {
				__sector good = n;
				int rc, expect = kind == UNSUPPORTED ? -ENOTSUP : -EIO;

				insert(PLAIN, n);
				assert_int_equal(begin((int)at & 1), 0);
				lie = kind;
				lie_at = at;
				memcpy(arena, model, n * 512);
				if (!writing)
					memset(arena, 0, n * 512);
				rc = uk_blkdev_transfer(dev, 0,
				                        writing ? UK_BLKREQ_WRITE : UK_BLKREQ_READ,
				                        0, n, arena, &good);
				if (requests < at) { /* there were fewer */
					assert_int_equal(rc, 0);
				} else if (!(kind == SHORT && writing && rc == 0)) {
					assert_int_equal(rc, expect);
					assert_true(good < n);
				}
				assert_memory_equal(arena, model, good * 512);
				assert_int_equal(messages, 0);
				lie_at = 0;
				check((unsigned char *)arena, 0, n);
				end();
			}
}

/* The ring lies: the device is reset before the requests end, and nothing of it is used again until
 * it is set up anew. */
static void test_hostile_ring(void **state)
{
	(void)state;
	for (enum lie kind = RING_LIES; kind < LIES; kind++)
		for (unsigned int at = 1; at <= 8; at++)
			for (int interrupts = 0; interrupts < 2; interrupts++) {
				__sector good;

				insert(PLAIN, 2000);
				assert_int_equal(begin(interrupts), 0);
				resets = 0;
				lie = kind;
				lie_at = at;
				assert_int_equal(uk_blkdev_transfer(dev, 0, UK_BLKREQ_READ, 0, 2000,
				                                    arena, &good),
				                 -EIO);
				assert_true(good < 2000);
				assert_int_equal(resets, 1);
				assert_int_equal(messages, 1);
				assert_int_equal(status, 0);
				assert_int_equal(uk_blkdev_sync_read(dev, 0, 0, 1, arena), -EIO);
				assert_int_equal(uk_blkdev_queue_finish_reqs(dev, 0), -EIO);
				end();
				lie_at = 0;
				assert_int_equal(begin(interrupts), 0);
				check((unsigned char *)arena, 0, 2000);
				end();
			}
}

static void test_allocations_fail(void **state)
{
	unsigned int settled;
	int rc = -1;

	(void)state;
	insert(PLAIN, 1000);
	assert_int_equal(begin(0), 0);
	end();
	settled = blocks_held; /* the ring's memory stays with the device */
	for (int n = 0; rc; n++) {
		assert_true(n < 50);
		allocations_left = n;
		rc = begin(1);
		allocations_left = -1;
		assert_true(rc == 0 || rc == -ENOMEM);
		if (rc)
			assert_true(blocks_held <= settled);
	}
	check((unsigned char *)arena, 0, 1000);
	end();
	assert_int_equal(blocks_held, settled);
}

static void test_refused(void **state)
{
	struct uk_blkreq req;

	(void)state;
	insert(ALL, 1000);
	assert_int_equal(uk_blkdev_sync_read(dev, 0, 0, 1, arena), -EINVAL);
	assert_int_equal(begin(0), 0);
	assert_int_equal(uk_blkdev_sync_write(dev, 0, 0, 1, arena), -EPERM);
	assert_int_equal(uk_blkdev_sync_io(dev, 0, UK_BLKREQ_DISCARD, 0, 1, NULL), -EPERM);
	assert_int_equal(uk_blkdev_sync_read(dev, 0, 1000, 1, arena), -EINVAL);
	assert_int_equal(uk_blkdev_sync_read(dev, 0, ~0UL, 2, arena), -EINVAL);
	assert_int_equal(uk_blkdev_sync_read(dev, 1, 0, 1, arena), -EINVAL);
	uk_blkreq_init(&req, UK_BLKREQ_READ, 0, 1, NULL, NULL, NULL);
	assert_int_equal(uk_blkdev_queue_submit_one(dev, 0, &req), -EFAULT);
	assert_int_equal(requests, 0);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_capabilities),
	        cmocka_unit_test(test_limits),
	        cmocka_unit_test(test_transfers),
	        cmocka_unit_test(test_full_queue),
	        cmocka_unit_test(test_error_at_every_request),
	        cmocka_unit_test(test_hostile_ring),
	        cmocka_unit_test(test_allocations_fail),
	        cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("virtio-blk", tests, set_up, NULL);
}
