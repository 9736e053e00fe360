/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nolibc's functions that need no kernel, and the calendar, against the host's libc. From the
 * repository's root:
 *
 *   cc -g -w -fsanitize=address,undefined -Iunikraft/include \
 *      -Iunikraft/lib/base/uktimeconv/include tests/unit/nolibc_test.c -lcmocka
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <cmocka.h>

/* Ours get another name beside the host's. */
#undef memcpy
#undef strdup
#undef strndup
#define memcpy      nl_memcpy
#define memmove     nl_memmove
#define memset      nl_memset
#define memcmp      nl_memcmp
#define memchr      nl_memchr
#define memrchr     nl_memrchr
#define bzero       nl_bzero
#define bcmp        nl_bcmp
#define strlen      nl_strlen
#define strnlen     nl_strnlen
#define strcmp      nl_strcmp
#define strncmp     nl_strncmp
#define strcasecmp  nl_strcasecmp
#define strncasecmp nl_strncasecmp
#define stpcpy      nl_stpcpy
#define strcpy      nl_strcpy
#define strncpy     nl_strncpy
#define strcat      nl_strcat
#define strncat     nl_strncat
#define strlcpy     nl_strlcpy
#define strlcat     nl_strlcat
#define strdup      nl_strdup
#define strndup     nl_strndup
#define strchrnul   nl_strchrnul
#define strchr      nl_strchr
#define strrchr     nl_strrchr
#define strstr      nl_strstr
#define strspn      nl_strspn
#define strcspn     nl_strcspn
#define strpbrk     nl_strpbrk
#define ffs         nl_ffs
#define ffsl        nl_ffsl
#define ffsll       nl_ffsll
#define strtok_r    nl_strtok_r
#define strtok      nl_strtok
#define strsep      nl_strsep
#define strtol      nl_strtol
#define strtoul     nl_strtoul
#define strtoll     nl_strtoll
#define strtoull    nl_strtoull
#define atoi        nl_atoi
#define atol        nl_atol
#define atoll       nl_atoll
#define abs         nl_abs
#define labs        nl_labs
#define llabs       nl_llabs
#define div         nl_div
#define ldiv        nl_ldiv
#define qsort       nl_qsort
#define bsearch     nl_bsearch
void *nl_memcpy(void *, const void *, size_t);
void *nl_memrchr(const void *, int, size_t);
void *nl_memset(void *, int, size_t);
void *nl_memchr(const void *, int, size_t);
size_t nl_strlen(const char *);
size_t nl_strnlen(const char *, size_t);
int nl_strncmp(const char *, const char *, size_t);
int nl_strncasecmp(const char *, const char *, size_t);
size_t nl_strspn(const char *, const char *);
size_t nl_strcspn(const char *, const char *);
char *nl_strchr(const char *, int);
char *nl_strpbrk(const char *, const char *);
char *nl_strndup(const char *, size_t);
#include "../../unikraft/lib/base/nolibc/src/memory.c"
#include "../../unikraft/lib/base/nolibc/src/string.c"
#include "../../unikraft/lib/base/nolibc/src/search.c"
#include "../../unikraft/lib/base/nolibc/src/token.c"
#include "../../unikraft/lib/base/nolibc/src/number.c"
#include "../../unikraft/lib/base/nolibc/src/sort.c"
#include "../../unikraft/lib/base/uktimeconv/timeconv.c"
#undef memcmp
#undef strcmp
#undef strtoll
#undef strtoull
#undef strlen
int memcmp(const void *, const void *, size_t);
int strcmp(const char *, const char *);

static void test_memory(void **state)
{
	unsigned char a[100], b[100], plain[100];

	(void)state;
	for (size_t from = 0; from < 9; from++)
		for (size_t to = 0; to < 9; to++)
			for (size_t n = 0; n < 80; n++) {
				for (int i = 0; i < 100; i++)
					a[i] = plain[i] = b[i] = (unsigned char)(i * 7);
				nl_memmove(a + to, a + from, n);
				for (size_t i = 0; i < n; i++)
					plain[to + i] = b[from + i];
				assert_int_equal(memcmp(a, plain, 100), 0);
				assert_int_equal(nl_memcmp(a, plain, 100), 0);
			}
	nl_memset(a, 3, 100);
	assert_ptr_equal(nl_memchr(a, 4, 100), NULL);
	a[50] = 4;
	assert_ptr_equal(nl_memchr(a, 4, 100), a + 50);
	assert_ptr_equal(nl_memrchr(a, 4, 100), a + 50);
	assert_true(nl_memcmp("a\377", "a\1", 2) > 0);
	assert_true(nl_bcmp("a\377", "a\1", 2) && !nl_bcmp("ab", "ac", 1));
}

static void test_strings(void **state)
{
	char buf[8] = "ab", list[] = "a,b,,c", *rest = list, *copy;

	(void)state;
	assert_int_equal(nl_strlcpy(buf, "longer text", sizeof(buf)), 11);
	assert_string_equal(buf, "longer ");
	assert_int_equal(nl_strlcat(buf, "x", sizeof(buf)), 8);
	nl_strncpy(buf, "x", sizeof(buf));
	assert_int_equal(buf[7], 0);
	assert_int_equal(nl_strcasecmp("HeLLo", "hEllO"), 0);
	assert_true(nl_strcmp("a", "\377") < 0);
	assert_string_equal(nl_strstr("aab", "ab"), "ab");
	assert_null(nl_strstr("aab", "abc"));
	assert_string_equal(nl_strrchr("a/b/c", '/'), "/c");
	assert_int_equal(nl_strcspn("key=v", "="), 3);
	assert_string_equal(nl_strsep(&rest, ","), "a");
	assert_string_equal(nl_strsep(&rest, ","), "b");
	assert_string_equal(nl_strsep(&rest, ","), "");
	copy = nl_strndup("abcdef", 3);
	assert_string_equal(copy, "abc");
	free(copy);
}

static void test_numbers(void **state)
{
	static const char *const texts[] = {"0",
	                                    "42",
	                                    "-17",
	                                    "  +9x",
	                                    "0x1fz",
	                                    "0xg",
	                                    "077",
	                                    "9223372036854775807",
	                                    "9223372036854775808",
	                                    "-9223372036854775808",
	                                    "-9223372036854775809",
	                                    "18446744073709551615",
	                                    "18446744073709551616",
	                                    "",
	                                    "-",
	                                    "zz",
	                                    "1 2"};
	static const int bases[] = {0, 10, 16, 8, 36, 2};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t k = 0; k < sizeof(bases) / sizeof(bases[0]); k++) {
			char *end, *their_end;

			assert_true(nl_strtoll(texts[i], &end, bases[k]) ==
			            strtoll(texts[i], &their_end, bases[k]));
			assert_ptr_equal(end, their_end);
			assert_true(nl_strtoull(texts[i], &end, bases[k]) ==
			            strtoull(texts[i], &their_end, bases[k]));
			assert_ptr_equal(end, their_end);
		}
}

static int by_value(const void *a, const void *b)
{
	return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void test_sort(void **state)
{
	int v[300];

	(void)state;
	for (int n = 0; n < 300; n += 7) {
		for (int i = 0; i < n; i++)
			v[i] = rand() % 50;
		nl_qsort(v, (size_t)n, sizeof(int), by_value);
		for (int i = 1; i < n; i++)
			assert_true(v[i - 1] <= v[i]);
		for (int i = 0; i < n; i++)
			assert_int_equal(
			        *(int *)nl_bsearch(&v[i], v, (size_t)n, sizeof(int), by_value),
			        v[i]);
	}
}

static void test_calendar(void **state)
{
	(void)state;
	for (time_t t = 0; t < 5000000000; t += 86399 * 13) {
		struct tm tm;

		gmtime_r(&t, &tm);
		struct uktimeconv_bmkclock dt = {
		        .dt_year = (__u32)tm.tm_year + 1900,
		        .dt_mon = (__u32)tm.tm_mon + 1,
		        .dt_day = (__u32)tm.tm_mday,
		        .dt_hour = (__u32)tm.tm_hour,
		        .dt_min = (__u32)tm.tm_min,
		        .dt_sec = (__u32)tm.tm_sec,
		};
		assert_true(uktimeconv_bmkclock_to_nsec(&dt) == (__nsec)t * 1000000000ull);
	}
	assert_true(uktimeconv_is_leap_year(2000) && !uktimeconv_is_leap_year(1900));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_memory),   cmocka_unit_test(test_strings),
	        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_sort),
	        cmocka_unit_test(test_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
