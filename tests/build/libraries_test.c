/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of the small libraries, run inside an image by uktest. */
#include <string.h>
#include <uk/alloc.h>
#include <uk/allocpool.h>
#include <uk/arch/atomic.h>
#include <uk/arch/time.h>
#include <uk/argparse.h>
#include <uk/bitmap.h>
#include <uk/compiler.h>
#include <uk/ctors.h>
#include <uk/mbox.h>
#include <uk/page.h>
#include <uk/prio.h>
#include <uk/sglist.h>
#include <uk/streambuf.h>
#include <uk/swrand.h>
#include <uk/test.h>

static int constructed;
static void construct(void)
{
	constructed++;
}
UK_CTOR(construct);

static void construct_second(void)
{
	constructed *= 10;
}
UK_CTOR_PRIO(construct_second, 0);

UK_TESTCASE(libraries, pool)
{
	struct uk_allocpool *p = uk_allocpool_alloc(uk_alloc_get_default(), 5, 24, 64);
	void *o[6];
	unsigned int i;

	UK_TEST_ASSERT(p != NULL);
	UK_TEST_EXPECT_UNUM_EQ(uk_allocpool_availcount(p), 5);
	UK_TEST_EXPECT_UNUM_EQ(uk_allocpool_objlen(p), 64);
	UK_TEST_EXPECT_UNUM_EQ(uk_allocpool_take_batch(p, o, 6), 5);
	UK_TEST_EXPECT_NULL(uk_allocpool_take(p));
	for (i = 0; i < 5; i++) {
		UK_TEST_EXPECT_ZERO((__uptr)o[i] % 64);
		memset(o[i], 0xff, 64);
	}
	uk_allocpool_return(p, o[2]);
	UK_TEST_EXPECT_PTR_EQ(uk_allocpool_take(p), o[2]);
	uk_allocpool_return_batch(p, o, 5);
	UK_TEST_EXPECT_UNUM_EQ(uk_allocpool_availcount(p), 5);
	uk_allocpool_free(p);
	UK_TEST_EXPECT_NULL(uk_allocpool_alloc(uk_alloc_get_default(), 0, 24, 0));
	UK_TEST_EXPECT_NULL(uk_allocpool_alloc(uk_alloc_get_default(), ~0u, ~0ul / 2, 0));
}

UK_TESTCASE(libraries, pool_in_place)
{
	static char memory[300];
	struct uk_allocpool *p = uk_allocpool_init(memory + 1, sizeof(memory) - 1, 1, 0);
	char *o;

	UK_TEST_ASSERT(p != NULL);
	while ((o = uk_allocpool_take(p)))
		UK_TEST_EXPECT(o > memory && o + sizeof(void *) <= memory + sizeof(memory));
	UK_TEST_EXPECT_NULL(uk_allocpool_init(memory, 8, 1, 0));
	UK_TEST_EXPECT_UNUM_GE(uk_allocpool_reqmem(3, 100, 0), 300);
}

UK_TESTCASE(libraries, arguments)
{
	char line[] = "  one 'two three' fo\"u r\"\t'' last'", *v[8],
	     full[4] = {'a', ' ', 'b', 'c'};
	char fields[] = "x,,y z";
	const char *at = fields;

	UK_TEST_ASSERT(uk_argparse(line, v, 8) == 5);
	UK_TEST_EXPECT_ZERO(strcmp(v[0], "one") || strcmp(v[1], "two three") ||
	                    strcmp(v[2], "fou r"));
	UK_TEST_EXPECT_ZERO(strcmp(v[3], "") || strcmp(v[4], "last"));
	UK_TEST_EXPECT_NULL(v[5]);
	UK_TEST_EXPECT_SNUM_EQ(uk_argnparse(full, 4, v, 8), 2);
	UK_TEST_EXPECT_BYTES_EQ(v[1], "bc", 2);
	UK_TEST_EXPECT_ZERO(strcmp(uk_nextarg_r(&at, ','), "x"));
	UK_TEST_EXPECT_ZERO(strcmp(uk_nextarg_r(&at, ','), "y z"));
	UK_TEST_EXPECT_NULL(uk_nextarg_r(&at, ','));
}

UK_TESTCASE(libraries, stream)
{
	struct uk_streambuf sb;
	char buf[16];

	uk_streambuf_init(&sb, buf, sizeof(buf), 0);
	UK_TEST_EXPECT_UNUM_EQ(uk_streambuf_strcpy(&sb, "ab"), 2);
	UK_TEST_EXPECT_UNUM_EQ(uk_streambuf_printf(&sb, "-%d-", 42), 4);
	UK_TEST_EXPECT_ZERO(strcmp(uk_streambuf_buf(&sb), "ab-42-"));
	UK_TEST_EXPECT_ZERO(uk_streambuf_istruncated(&sb));
	UK_TEST_EXPECT_UNUM_EQ(uk_streambuf_strcpy(&sb, "0123456789"), 9);
	UK_TEST_EXPECT_NOT_ZERO(uk_streambuf_istruncated(&sb));
	UK_TEST_EXPECT_ZERO(strcmp(buf, "ab-42-012345678"));

	uk_streambuf_init(&sb, buf, sizeof(buf), UK_STREAMBUF_C_TERMSHIFT);
	uk_streambuf_strcpy(&sb, "a");
	uk_streambuf_strcpy(&sb, "b");
	UK_TEST_EXPECT_BYTES_EQ(buf, "a\0b", 4);
	UK_TEST_EXPECT_UNUM_EQ(uk_streambuf_seek(&sb), 4);
	UK_TEST_EXPECT_PTR_EQ(uk_streambuf_reserve(&sb, 8), buf + 4);
	UK_TEST_EXPECT_UNUM_EQ(uk_streambuf_memcpy(&sb, "123456", 6), 4);
	UK_TEST_EXPECT_NULL(uk_streambuf_reserve(&sb, 1));
	UK_TEST_EXPECT_ZERO(uk_streambuf_strcpy(&sb, "x"));
	uk_streambuf_init(&sb, buf, 0, 0);
	UK_TEST_EXPECT_ZERO(uk_streambuf_strcpy(&sb, "x") + uk_streambuf_memset(&sb, 1, 1));
}

UK_TESTCASE(libraries, scatter_gather)
{
	struct uk_sglist_seg segs[2];
	struct uk_sglist sg;
	static char buf[3 * 4096];

	uk_sglist_init(&sg, 2, segs);
	UK_TEST_EXPECT_ZERO(uk_sglist_append(&sg, buf + 10, 8000));
	UK_TEST_EXPECT_SNUM_EQ(sg.sg_nseg, 1);
	UK_TEST_EXPECT_ZERO(uk_sglist_append_phys(&sg, segs[0].ss_paddr + 8000, 5));
	UK_TEST_EXPECT_UNUM_EQ(uk_sglist_length(&sg), 8005);
	UK_TEST_EXPECT_ZERO(uk_sglist_append_phys(&sg, 0x10, 4) + uk_sglist_append(&sg, buf, 0));
	UK_TEST_EXPECT_NOT_ZERO(uk_sglist_append(&sg, buf, 1));
	UK_TEST_EXPECT_UNUM_EQ(uk_sglist_length(&sg), 8009);
	uk_sglist_reset(&sg);
	UK_TEST_EXPECT_ZERO(uk_sglist_length(&sg));
}

UK_TESTCASE(libraries, atomic)
{
	unsigned int n = 5;

	UK_TEST_EXPECT_UNUM_EQ(uk_inc(&n), 5);
	UK_TEST_EXPECT_UNUM_EQ(ukarch_dec(&n), 6);
	UK_TEST_EXPECT_UNUM_EQ(uk_add_fetch(&n, 10), 15);
	UK_TEST_EXPECT_UNUM_EQ(uk_exchange_n(&n, 7), 15);
	UK_TEST_EXPECT_ZERO(uk_compare_exchange(&n, 8, 9));
	UK_TEST_EXPECT_NOT_ZERO(uk_compare_exchange(&n, 7, 9));
	UK_TEST_EXPECT_UNUM_EQ(ukarch_compare_exchange_sync(&n, 1, 2), 9);
	UK_TEST_EXPECT_UNUM_EQ(ukarch_compare_exchange_sync(&n, 9, 2), 2);
	UK_TEST_EXPECT_UNUM_EQ(ukarch_load_n(&n), 2);
}

UK_TESTCASE(libraries, bits)
{
	unsigned long map[3];
	unsigned long bit, seen = 0;

	uk_bitmap_zero(map, 130);
	UK_TEST_EXPECT_UNUM_EQ(uk_find_first_bit(map, 130), 130);
	uk_bitmap_set(map, 62, 4);
	UK_TEST_EXPECT(!uk_test_bit(61, map) && uk_test_bit(62, map) && uk_test_bit(65, map) &&
	               !uk_test_bit(66, map));
	UK_TEST_EXPECT_UNUM_EQ(uk_find_next_bit(map, 130, 64), 64);
	UK_TEST_EXPECT_UNUM_EQ(uk_find_next_zero_bit(map, 130, 62), 66);
	uk_for_each_set_bit(bit, map, 130) seen += bit;
	UK_TEST_EXPECT_UNUM_EQ(seen, 62 + 63 + 64 + 65);
	UK_TEST_EXPECT_ZERO(uk_test_and_set_bit(129, map));
	UK_TEST_EXPECT_NOT_ZERO(__uk_test_and_clear_bit(129, map));
	UK_TEST_EXPECT_UNUM_EQ(uk_find_next_bit(map, 130, 66), 130);
	uk_bitmap_clear(map, 62, 4);
	UK_TEST_EXPECT_ZERO(map[0] | map[1]);
	uk_bitmap_fill(map, 130);
	UK_TEST_EXPECT_UNUM_EQ(uk_find_first_zero_bit(map, 130), 130);
	UK_TEST_EXPECT_UNUM_EQ(uk_ffsl(0x50), 4);
	UK_TEST_EXPECT_UNUM_EQ(uk_flsl(0x50), 6);
}

UK_TESTCASE(libraries, small_headers)
{
	/* priority 0 before the last one */
	UK_TEST_EXPECT_SNUM_EQ(constructed, 1);
	UK_TEST_EXPECT_UNUM_EQ(round_pgup(4097ul), 8192);
	UK_TEST_EXPECT_UNUM_EQ(ukarch_time_msec_to_nsec(3), 3000000);
	UK_TEST_EXPECT(IS_ALIGNED(64, 32) && !IS_ALIGNED(65, 32));
	UK_TEST_EXPECT(IN_RANGE(5u, 3u, 3u) && !IN_RANGE(6u, 3u, 3u) && !IN_RANGE(2u, 3u, 3u));
	UK_TEST_EXPECT(RANGE_OVERLAP(0, 5, 4, 1) && !RANGE_OVERLAP(0, 5, 5, 1));
	UK_TEST_EXPECT_SNUM_EQ(uk_swrand_fill_buffer(&(char[8]){0}, 8), 8);
}

UK_TESTCASE(libraries, mailbox)
{
	struct uk_mbox *m = uk_mbox_create(uk_alloc_get_default(), 1);
	void *got = NULL;

	UK_TEST_ASSERT(m != NULL);
	uk_mbox_post(m, &got);
	UK_TEST_EXPECT_NOT_ZERO(uk_mbox_post_try(m, NULL));
	uk_mbox_recv(m, &got);
	UK_TEST_EXPECT_PTR_EQ(got, &got);
	uk_mbox_free(uk_alloc_get_default(), m);
}
uk_testsuite_register(libraries, NULL);

UK_TESTCASE(wrong, on_purpose)
{
	UK_TEST_EXPECT_SNUM_EQ(1 + 1, 3);
	UK_TEST_EXPECT_ZERO(5);
	UK_TEST_ASSERTF(0, "the %s", "last");
	uk_test_printf("after an assertion\n");
}
uk_testsuite_register(wrong, NULL);

static int not_ready(struct uk_testsuite *suite)
{
	return suite->failed_cases == 0 ? -1 : 0;
}
uk_testsuite_register(unready, not_ready);

int main(void)
{
	return 77;
}
