/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nolibc's Internet addresses as text against the host's libc. From the repository's root:
 *
 *   cc -g -w -fsanitize=address,undefined tests/unit/inet_test.c -lcmocka
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Ours get another name beside the host's. */
#define inet_aton nl_inet_aton
#define inet_addr nl_inet_addr
#define inet_ntoa nl_inet_ntoa
#define inet_pton nl_inet_pton
#define inet_ntop nl_inet_ntop
#include "../../unikraft/lib/base/nolibc/src/inet.c"
#undef inet_aton
#undef inet_addr
#undef inet_ntoa
#undef inet_pton
#undef inet_ntop

int inet_aton(const char *, struct in_addr *);
char *inet_ntoa(struct in_addr);
int inet_pton(int, const char *, void *);
const char *inet_ntop(int, const void *, char *, socklen_t);

static const char *const texts[] = {"1.2.3.4",
                                    "1.2.3",
                                    "1.2",
                                    "1",
                                    "256.1.1.1",
                                    "1.2.3.4.5",
                                    "0x7f.1",
                                    "01.2.3.4",
                                    "1.2.3.",
                                    "",
                                    "a",
                                    "1.2.3.4 x",
                                    "1.2.3.4x",
                                    "4294967295",
                                    "4294967296",
                                    "1.16777216",
                                    "::",
                                    "::1",
                                    "1::",
                                    "fe80::1:2",
                                    "1:2:3:4:5:6:7:8",
                                    "1:2:3:4:5:6:7",
                                    "1:2:3:4:5:6:7:8:9",
                                    "::ffff:1.2.3.4",
                                    "::1.2.3.4",
                                    "1::2::3",
                                    ":1",
                                    "1:",
                                    "1:2:3:4:5:6:7::",
                                    "::2:3:4:5:6:7:8",
                                    "12345::",
                                    "g::",
                                    "1:2:3:4:5:6:1.2.3.4",
                                    "1:2:3:4:5:6:7:1.2.3.4",
                                    ":::",
                                    "::1.2.3",
                                    "1.2.3.04",
                                    "64:ff9b::1.2.3.4",
                                    "0:0:1:0:0:0:1:0",
                                    "1:0:0:2:0:0:3:4"};

static void test_parse(void **state)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct in_addr a = {0}, b = {0};
		int ours = nl_inet_aton(texts[i], &a);

		assert_int_equal(ours, inet_aton(texts[i], &b));
		assert_int_equal(nl_inet_addr(texts[i]), ours ? b.s_addr : INADDR_NONE);
		for (int k = 0; k < 2; k++) {
			unsigned char p[16] = {0}, q[16] = {0};
			int family = k ? AF_INET6 : AF_INET;

			assert_int_equal(nl_inet_pton(family, texts[i], p),
			                 inet_pton(family, texts[i], q));
			assert_memory_equal(p, q, 16);
		}
	}
	assert_int_equal(nl_inet_pton(AF_UNIX, "::", (char[16]){0}), -1);
	assert_int_equal(errno, EAFNOSUPPORT);
}

static void test_print(void **state)
{
	char ours[INET6_ADDRSTRLEN], theirs[INET6_ADDRSTRLEN];

	srand(1);
	for (int i = 0; i < 100000; i++) {
		unsigned char p[16];

		for (int k = 0; k < 16; k++)
			p[k] = rand() % 3 ? 0 : rand();
		if (rand() % 4 == 0) {
			memset(p, 0, 10);
			if (rand() % 2)
				p[10] = p[11] = 255;
		}
		assert_string_equal(nl_inet_ntop(AF_INET6, p, ours, sizeof ours),
		                    inet_ntop(AF_INET6, p, theirs, sizeof theirs));
		assert_string_equal(nl_inet_ntoa(*(struct in_addr *)p),
		                    inet_ntop(AF_INET, p, theirs, sizeof theirs));
	}
	assert_non_null(nl_inet_ntop(AF_INET, "\1\2\3\4", ours, 8));
	assert_null(nl_inet_ntop(AF_INET, "\1\2\3\4", ours, 7));
	assert_int_equal(errno, ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse),
	                                   cmocka_unit_test(test_print)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
