/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The split virtqueue against a device that is played by the test: an honest one, compared with a
 * model, and hostile ones (property S24: wrong id, too long, index jump, double completion). From
 * the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/drivers/virtio/ring/include \
 *      tests/unit/virtq_test.c unikraft/drivers/virtio/ring/virtq{,_used}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>
#include <uk/virtio_ring.h>

#define SIZE 16

static struct uk_virtq vq;
static char *shared;
static struct uk_virtq_slot *slots;
static int notifications, messages;
static __u16 device_seen; /* the device's place in the available ring */
static unsigned int seed = 88172645;

void uk_log(int level, const char *lib, const char *fmt, ...);
void uk_log(int level, const char *lib, const char *fmt, ...)
{
	(void)level, (void)lib, (void)fmt;
	messages++;
}

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static void notify(struct uk_virtq *q)
{
	(void)q;
	notifications++;
}

static void queue_new(int event_idx)
{
	free(shared);
	free(slots);
	shared = aligned_alloc(16, ALIGN_UP(uk_virtq_shared_size(SIZE), 16));
	memset(shared, 0, uk_virtq_shared_size(SIZE));
	slots = malloc(uk_virtq_slots_size(SIZE));
	memset(slots, 0xa5, uk_virtq_slots_size(SIZE));
	memset(&vq, 0, sizeof(vq));
	assert_int_equal(uk_virtq_init(&vq, SIZE, shared, slots, event_idx), 0);
	vq.notify = notify;
	vq.name = "test";
	device_seen = 0;
	notifications = messages = 0;
}

/* What the device finds next: the head of a request, or -1. */
static int device_take(void)
{
	if (vq.avail->idx == device_seen)
		return -1;
	return vq.avail->ring[device_seen++ % SIZE];
}

static void device_finish(__u32 id, __u32 len)
{
	vq.used->ring[vq.used->idx % SIZE] = (struct virtq_used_elem){id, len};
	vq.used->idx++;
}

static int add_in(__u32 len, void *token)
{
	return uk_virtq_add_in(&vq, 0x1000, len, token);
}

static void test_size_must_be_power_of_two(void **state)
{
	(void)state;
	assert_int_equal(uk_virtq_init(&vq, 0, shared, slots, 0), -EINVAL);
	assert_int_equal(uk_virtq_init(&vq, 12, shared, slots, 0), -EINVAL);
}

static void test_chain_is_described(void **state)
{
	struct uk_virtq_piece piece[3] = {{0x1000, 12}, {0x2000, 1500}, {0x3000, 64}};
	struct virtq_desc *d;
	__u32 len;
	int id, token;

	(void)state;
	queue_new(1);
	assert_int_equal(uk_virtq_add(&vq, piece, 2, 1, &token), 0);
	assert_int_equal(device_take(), -1); /* not before it is published */
	uk_virtq_publish(&vq);
	id = device_take();
	d = &vq.desc[id];
	assert_int_equal(d->addr, 0x1000);
	assert_int_equal(d->flags, VIRTQ_DESC_F_NEXT);
	d = &vq.desc[d->next];
	assert_int_equal(d->len, 1500);
	assert_int_equal(d->flags, VIRTQ_DESC_F_NEXT);
	d = &vq.desc[d->next];
	assert_int_equal(d->addr, 0x3000);
	assert_int_equal(d->flags, VIRTQ_DESC_F_WRITE);
	assert_null(uk_virtq_get(&vq, &len));
	device_finish((__u32)id, 64);
	assert_ptr_equal(uk_virtq_get(&vq, &len), &token);
	assert_int_equal(len, 64);
	assert_int_equal(vq.free_count, SIZE);
}

static void test_wrong_requests_are_refused(void **state)
{
	struct uk_virtq_piece piece[SIZE + 1] = {{0x1000, 1}};
	int token, i;

	(void)state;
	queue_new(1);
	assert_int_equal(uk_virtq_add(&vq, piece, 0, 0, &token), -EINVAL);
	assert_int_equal(uk_virtq_add(&vq, piece, SIZE + 1, 0, &token), -EINVAL);
	assert_int_equal(uk_virtq_add(&vq, piece, 1, 0, NULL), -EINVAL);
	for (i = 0; i < SIZE; i++)
		assert_int_equal(add_in(64, &token), 0);
	assert_int_equal(add_in(64, &token), -ENOSPC);
	assert_int_equal(uk_virtq_add(&vq, piece, 1, 0, &token), -ENOSPC);
}

/* Requests of random shape, finished in random order, for several rounds of all 16-bit indices. */
static void honest(int event_idx)
{
	struct uk_virtq_piece piece[SIZE] = {{0, 0}};
	int token[SIZE], taken[SIZE], takens = 0, in_flight = 0, steps, id;
	__u32 expect[SIZE], len, pieces[SIZE];

	queue_new(event_idx);
	for (steps = 0; steps < 400000; steps++) {
		unsigned int out = any(3), in = any(3), i;
		int *t;

		if (out + in && any(2)) {
			__u16 head = vq.free_head;

			for (i = 0; i < out + in; i++)
				piece[i] = (struct uk_virtq_piece){0x1000 * (i + 1), 100};
			if (uk_virtq_add(&vq, piece, out, in, &token[head]) == 0) {
				expect[head] = in ? any(in * 100 + 1) : 0;
				pieces[head] = out + in;
				in_flight++;
			} else {
				assert_true(vq.free_count < out + in);
			}
			uk_virtq_kick(&vq);
		}
		while ((id = device_take()) >= 0) {
			unsigned int n = 1;

			for (i = (unsigned int)id; vq.desc[i].flags & VIRTQ_DESC_F_NEXT;
			     i = vq.desc[i].next)
				n++;
			assert_int_equal(n, pieces[id]);
			taken[takens++] = id;
		}
		if (takens && any(2)) {
			int n = (int)any((unsigned int)takens);

			/* A device may count what it has read: nothing was written all the same. */
			device_finish((__u32)taken[n], expect[taken[n]] ? expect[taken[n]]
			                               : vq.slot[taken[n]].writable ? 0
			                                                            : 77);
			taken[n] = taken[--takens];
		}
		while (any(3) && (t = uk_virtq_get(&vq, &len)) != NULL) {
			assert_int_equal(len, expect[t - token]);
			in_flight--;
		}
		assert_int_equal(vq.in_flight, in_flight);
		assert_false(vq.broken);
	}
}

static void test_honest_device(void **state)
{
	(void)state;
	honest(1);
	honest(0);
}

static void test_notification_only_when_asked(void **state)
{
	__u16 *avail_event, token;

	(void)state;
	queue_new(1);
	avail_event = (__u16 *)&vq.used->ring[SIZE];
	*avail_event = 2; /* the third request */
	add_in(1, &token);
	uk_virtq_kick(&vq);
	assert_int_equal(notifications, 0);
	add_in(1, &token);
	add_in(1, &token);
	add_in(1, &token);
	uk_virtq_kick(&vq); /* passed in one go */
	assert_int_equal(notifications, 1);
	add_in(1, &token);
	uk_virtq_kick(&vq);
	assert_int_equal(notifications, 1);

	*avail_event = 5; /* the device's wish comes late, as if a barrier were missing */
	add_in(1, &token);
	vq.kicked_idx = 4;
	uk_virtq_kick_again(&vq);
	assert_int_equal(notifications, 2);

	/* A request that was not published yet is, before the device is told. */
	*avail_event = 6;
	add_in(1, &token);
	uk_virtq_kick_again(&vq);
	assert_int_equal(vq.avail->idx, vq.avail_idx);
	assert_int_equal(notifications, 3);

	queue_new(0);
	vq.used->flags = VIRTQ_USED_F_NO_NOTIFY;
	add_in(1, &token);
	uk_virtq_kick(&vq);
	assert_int_equal(notifications, 0);
	vq.used->flags = 0;
	uk_virtq_kick_again(&vq); /* the wish that was not heard */
	assert_int_equal(notifications, 1);
	uk_virtq_kick_again(&vq);
	assert_int_equal(notifications, 1);
	add_in(1, &token);
	uk_virtq_kick(&vq);
	assert_int_equal(notifications, 2);
}

static void test_interrupt_marks(void **state)
{
	__u16 token;

	(void)state;
	queue_new(1);
	assert_int_equal(vq.avail->ring[SIZE], 0xffff);
	assert_int_equal(uk_virtq_intr_enable(&vq, 1), 0);
	assert_int_equal(vq.avail->ring[SIZE], 0);
	add_in(1, &token);
	add_in(1, &token);
	uk_virtq_publish(&vq);
	device_finish((__u32)device_take(), 1);
	assert_int_equal(uk_virtq_intr_enable(&vq, 1), 1); /* one waits already */
	assert_int_equal(uk_virtq_intr_enable(&vq, 2), 0); /* but not two */
	assert_int_equal(vq.avail->ring[SIZE], 1);

	queue_new(0);
	assert_int_equal(vq.avail->flags, VIRTQ_AVAIL_F_NO_INTERRUPT);
	assert_int_equal(uk_virtq_intr_enable(&vq, 1), 0);
	assert_int_equal(vq.avail->flags, 0);
}

/* Two requests of 100 bytes are in flight; then the device lies. */
static void prepare(int *token)
{
	queue_new(1);
	assert_int_equal(add_in(100, token), 0);
	assert_int_equal(add_in(100, token), 0);
	uk_virtq_publish(&vq);
}

static void assert_stopped(int *token)
{
	__u32 len;

	assert_null(uk_virtq_get(&vq, &len));
	assert_true(vq.broken);
	assert_int_equal(messages, 1);
	assert_null(uk_virtq_get(&vq, &len));
	assert_int_equal(messages, 1); /* said once */
	assert_int_equal(add_in(100, token), -EIO);
	assert_false(uk_virtq_pending(&vq));
	uk_virtq_kick(&vq);
}

static void test_hostile_id(void **state)
{
	static const __u32 wrong[] = {SIZE, 0xffff, 0x10000, 0xffffffff, 2 /* never made */};
	unsigned int i;
	int token;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		prepare(&token);
		device_finish(wrong[i], 1);
		assert_stopped(&token);
	}
}

static void test_hostile_middle_of_chain(void **state)
{
	struct uk_virtq_piece piece[3] = {{0x1000, 10}, {0x2000, 10}, {0x3000, 10}};
	int token;

	(void)state;
	queue_new(1);
	assert_int_equal(uk_virtq_add(&vq, piece, 0, 3, &token), 0);
	device_finish(vq.desc[0].next, 1);
	assert_stopped(&token);
}

static void test_hostile_length(void **state)
{
	int token;

	(void)state;
	prepare(&token);
	device_finish(0, 101);
	assert_stopped(&token);
	prepare(&token);
	device_finish(0, 0xffffffff);
	assert_stopped(&token);
}

static void test_hostile_index_jump(void **state)
{
	int token;

	(void)state;
	prepare(&token);
	vq.used->idx = 3; /* two are in flight */
	assert_stopped(&token);
	prepare(&token);
	vq.used->idx = 0xffff; /* backwards */
	assert_stopped(&token);
}

static void test_hostile_double_completion(void **state)
{
	__u32 len;
	int token;

	(void)state;
	prepare(&token);
	device_finish(1, 10);
	device_finish(1, 10);
	assert_ptr_equal(uk_virtq_get(&vq, &len), &token);
	assert_stopped(&token);
}

/* The device writes over the descriptors: the driver's bookkeeping does not notice. */
static void test_hostile_descriptors(void **state)
{
	struct uk_virtq_piece piece[3] = {{0x1000, 10}, {0x2000, 10}, {0x3000, 10}};
	__u32 len;
	int token, i;

	(void)state;
	queue_new(1);
	for (i = 0; i < 100; i++) {
		int id = vq.free_head;

		assert_int_equal(uk_virtq_add(&vq, piece, 1, 2, &token), 0);
		memset(vq.desc, 0xff, SIZE * sizeof(*vq.desc));
		device_finish((__u32)id, 20);
		assert_ptr_equal(uk_virtq_get(&vq, &len), &token);
		assert_int_equal(vq.free_count, SIZE);
	}
}

/* Everything the device can write is noise. Whatever happens, the driver stays within its memory
 * and ends. */
static void test_hostile_noise(void **state)
{
	int round, i, token;
	__u32 len;

	(void)state;
	for (round = 0; round < 3000; round++) {
		queue_new((int)any(2));
		for (i = 0; i < 40; i++) {
			__u8 *at = (__u8 *)vq.used;

			add_in(any(2000), &token);
			uk_virtq_kick(&vq);
			at[any(4 + SIZE * 8 + 2)] = (__u8)any(any(2) ? 4 : 256);
			uk_virtq_get(&vq, &len);
			if (any(4) == 0)
				uk_virtq_intr_enable(&vq, (__u16)any(4) + 1);
		}
		for (i = 0; uk_virtq_detach(&vq); i++)
			assert_true(i < SIZE);
		assert_int_equal(vq.in_flight, 0);
		assert_int_equal(vq.free_count, SIZE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_size_must_be_power_of_two),
	        cmocka_unit_test(test_chain_is_described),
	        cmocka_unit_test(test_wrong_requests_are_refused),
	        cmocka_unit_test(test_honest_device),
	        cmocka_unit_test(test_notification_only_when_asked),
	        cmocka_unit_test(test_interrupt_marks),
	        cmocka_unit_test(test_hostile_id),
	        cmocka_unit_test(test_hostile_middle_of_chain),
	        cmocka_unit_test(test_hostile_length),
	        cmocka_unit_test(test_hostile_index_jump),
	        cmocka_unit_test(test_hostile_double_completion),
	        cmocka_unit_test(test_hostile_descriptors),
	        cmocka_unit_test(test_hostile_noise),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	free(shared);
	free(slots);
	return rc;
}
