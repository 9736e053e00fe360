/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cpio parser: a good archive, archives one after the other, every prefix of an archive, bytes
 * changed one by one, and random damage. From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Iunikraft/include -Iunikraft/lib/fs/ukcpio/include \
 *      tests/unit/cpio_test.c unikraft/lib/fs/ukcpio/cpio.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/cpio.h>

static char archive[4096];
static size_t length;

static void pad(void)
{
	while (length % 4)
		archive[length++] = '\0';
}

static void add(const char *name, unsigned int mode, const char *data, size_t len)
{
	length +=
	        sprintf(archive + length,
	                "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 7, mode, 1, 2,
	                1, 99, (unsigned int)len, 0, 0, 0, 0, (unsigned int)strlen(name) + 1, 0);
	memcpy(archive + length, name, strlen(name) + 1);
	length += strlen(name) + 1;
	pad();
	memcpy(archive + length, data, len);
	length += len;
	pad();
}

static void make(void)
{
	length = 0;
	add(".", 040755, "", 0);
	add("dir", 040700, "", 0);
	add("dir/file", 0100644, "contents", 8);
	add("odd", 0100600, "abc", 3);
	add("link", 0120777, "dir/file", 8);
	add("TRAILER!!!", 0, "", 0);
}

/* The number of entries, or the error. The data lie in a block of their own size, so that a read
 * beyond it is found. */
static int count(const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct uk_cpio_entry entry;
	struct uk_cpio cpio;
	unsigned long sum = 0;
	int rc, n = 0;

	memcpy(copy, data, len);
	uk_cpio_init(&cpio, copy, len);
	while ((rc = uk_cpio_next(&cpio, &entry)) > 0) {
		sum += strlen(entry.name);
		for (size_t i = 0; i < entry.len; i++)
			sum += (unsigned char)entry.data[i];
		n++;
	}
	free(copy);
	assert_true(sum + 1 > 0);
	return rc < 0 ? rc : n;
}

static void good(void **state)
{
	struct uk_cpio_entry entry;
	struct uk_cpio cpio;

	(void)state;
	make();
	assert_int_equal(count(archive, length), 5);
	uk_cpio_init(&cpio, archive, length);
	assert_int_equal(uk_cpio_next(&cpio, &entry), 1);
	assert_string_equal(entry.name, ".");
	assert_int_equal(uk_cpio_next(&cpio, &entry), 1);
	assert_int_equal(entry.mode, 040700);
	assert_int_equal(uk_cpio_next(&cpio, &entry), 1);
	assert_string_equal(entry.name, "dir/file");
	assert_int_equal(entry.len, 8);
	assert_memory_equal(entry.data, "contents", 8);
	assert_int_equal(entry.uid, 1);
	assert_int_equal(entry.gid, 2);
	assert_int_equal(entry.mtime, 99);
}

static void several(void **state)
{
	(void)state;
	make();
	memset(archive + length, 0, 512);
	length += 512;
	add("second", 0100644, "x", 1);
	add("TRAILER!!!", 0, "", 0);
	assert_int_equal(count(archive, length), 6);
}

static void cut_short(void **state)
{
	(void)state;
	make();
	/* Only the padding at the very end may be missing. */
	for (size_t len = 0; len + 4 < length; len++)
		assert_int_equal(count(archive, len), -EINVAL);
}

static void damaged(void **state)
{
	static const unsigned char values[] = {0, 1, '/', '0', '9', 'f', 'g', 0x7f, 0x80, 0xff};

	(void)state;
	make();
	for (size_t at = 0; at < length; at++)
		for (size_t v = 0; v < sizeof(values); v++) {
			char was = archive[at];

			archive[at] = values[v];
			count(archive, length);
			archive[at] = was;
		}
}

static void random_damage(void **state)
{
	(void)state;
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		make();
		for (int i = random() % 12; i >= 0; i--)
			archive[random() % length] = "0123456789abcdefFF\0\xff/"[random() % 21];
		count(archive, random() % (length + 1));
	}
}

static void sizes(void **state)
{
	(void)state;
	make();
	/* The largest sizes of name and data. */
	memcpy(archive + 6 + 8 * 11, "FFFFFFFF", 8);
	assert_int_equal(count(archive, length), -EINVAL);
	make();
	memcpy(archive + 6 + 8 * 6, "FFFFFFFF", 8);
	assert_int_equal(count(archive, length), -EINVAL);
	make();
	memcpy(archive + 6 + 8 * 11, "00000000", 8);
	assert_int_equal(count(archive, length), -EINVAL);
	assert_int_equal(count("", 0), -EINVAL);
	assert_int_equal(count("\x1f\x8b", 2), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(good),          cmocka_unit_test(several),
	        cmocka_unit_test(cut_short),     cmocka_unit_test(damaged),
	        cmocka_unit_test(random_damage), cmocka_unit_test(sizes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
