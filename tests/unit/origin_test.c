/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parsers of kraft-fetch: package sources, settings, names in archives, checksums.
 * From kraft/src:
 *
 *   cc -std=c17 -D_GNU_SOURCE -g -fsanitize=address,undefined -I. base/[a-z]*.c \
 *      origin/apt_sources.c origin/settings.c origin/safe_path.c origin/hash.c \
 *      ../../tests/unit/origin_test.c -lcrypto -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "origin/apt_sources.h"
#include "origin/hash.h"
#include "origin/safe_path.h"
#include "origin/settings.h"

static void test_one_line_lists(void **state)
{
	struct apt_entries entries = {0};

	(void)state;
	apt_parse_list("# comment\n"
	               "deb http://a.invalid/debian bookworm main contrib # rest\n"
	               "deb [ arch=amd64 signed-by=/k.gpg ] http://b.invalid/debian/ trixie main\n"
	               "deb-src http://a.invalid/debian bookworm-updates main\n"
	               "deb broken\n"
	               "rpm http://c.invalid x main\n",
	               &entries);
	assert_int_equal(entries.count, 3);
	assert_string_equal(entries.entry[0].components, "main contrib");
	assert_string_equal(entries.entry[1].options, "signed-by=/k.gpg");
	assert_string_equal(entries.entry[1].suite, "trixie");
	apt_entries_free(&entries);
}

static void test_stanzas(void **state)
{
	struct apt_entries entries = {0};

	(void)state;
	apt_parse_deb822("Types: deb\n"
	                 "# a comment inside\n"
	                 "URIs: http://a.invalid/debian\n"
	                 "Suites: bookworm\n bookworm-updates\n"
	                 "Components: main\n"
	                 "Signed-By: /usr/share/keyrings/k.gpg\n"
	                 "\n"
	                 "Types: deb\nURIs: http://off.invalid\nSuites: sid\nComponents: "
	                 "main\nEnabled: no\n",
	                 &entries);
	assert_int_equal(entries.count, 2);
	assert_string_equal(entries.entry[1].suite, "bookworm-updates");
	assert_string_equal(entries.entry[0].options, "signed-by=/usr/share/keyrings/k.gpg");
	apt_entries_free(&entries);
}

static void test_source_lines(void **state)
{
	struct apt_entries entries = {0};
	char *lines;

	(void)state;
	apt_parse_list("deb http://a.invalid/debian bookworm main\n"
	               "deb http://a.invalid/debian bookworm-updates main\n"
	               "deb-src http://a.invalid/debian bookworm main\n"
	               "deb cdrom:[disc] bookworm main\n"
	               "deb http://u.invalid/ubuntu noble main\n",
	               &entries);
	lines = apt_source_lines(&entries);
	assert_string_equal(lines, "deb-src http://a.invalid/debian bookworm main\n"
	                           "deb-src http://a.invalid/debian bullseye main\n"
	                           "deb-src http://a.invalid/debian trixie main\n"
	                           "deb-src http://u.invalid/ubuntu noble main\n");
	free(lines);
	apt_entries_free(&entries);
	lines = apt_source_lines(&entries);
	assert_string_equal(lines, "");
	free(lines);
}

static void test_settings(void **state)
{
	struct fetch_settings s = {0};

	(void)state;
	settings_parse("[list]\nmirrors = [\"wrong\"]\n"
	               "[fetch] # here\n"
	               "mirrors = [ # first\n  \"one\",\n  'two' ,\n  \"a\\\"b\"\n]\n"
	               "prioritize_origin = true\n"
	               "[other]\nprioritize_origin = false\n",
	               &s);
	assert_int_equal(s.mirrors.count, 3);
	assert_string_equal(s.mirrors.item[0], "one");
	assert_string_equal(s.mirrors.item[1], "two");
	assert_string_equal(s.mirrors.item[2], "a\"b");
	assert_true(s.prioritize_origin);
	strings_free(&s.mirrors);
}

static void test_broken_settings(void **state)
{
	static const char *const texts[] = {"[fetch",
	                                    "[fetch]\nmirrors",
	                                    "[fetch]\nmirrors = [\"a",
	                                    "[fetch]\nmirrors = [",
	                                    "[fetch]\nmirrors = 3",
	                                    "=",
	                                    "[]",
	                                    "[fetch]\nmirrors = [,,]\n"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fetch_settings s = {0};

		settings_parse(texts[i], &s);
		strings_free(&s.mirrors);
	}
}

static void test_members(void **state)
{
	static const char *const refused[] = {"", "/etc/passwd", "..", "a/../../b", "../a", "a/.."};
	char *name = safe_member("./a//b/");

	(void)state;
	assert_string_equal(name, "a/b");
	free(name);
	name = safe_member("./");
	assert_string_equal(name, "");
	free(name);
	name = safe_member("a/..b/...");
	assert_string_equal(name, "a/..b/...");
	free(name);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_null(safe_member(refused[i]));
}

static void test_link_targets(void **state)
{
	(void)state;
	assert_true(safe_link_target("a/b/link", "../../c"));
	assert_true(safe_link_target("link", "a/../b"));
	assert_false(safe_link_target("a/b/link", "../../../c"));
	assert_false(safe_link_target("link", ".."));
	assert_false(safe_link_target("link", "a/../../a/b"));
	assert_false(safe_link_target("link", "/a"));
	assert_false(safe_link_target("link", ""));
}

static void test_hash(void **state)
{
	char hex[HASH_COUNT][HASH_HEX_MAX], parsed[HASH_HEX_MAX];
	struct hasher *h = hasher_new();

	(void)state;
	hasher_update(h, "ab", 2);
	hasher_update(h, "c", 1);
	hasher_finish(h, hex);
	assert_string_equal(hex[HASH_SHA256],
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(hex[HASH_SHA1], "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_string_equal(hex[HASH_MD5], "900150983cd24fb0d6963f7d28e17f72");
	assert_int_equal(hash_parse(HASH_MD5, "900150983CD24FB0D6963F7D28E17F72", parsed), 0);
	assert_string_equal(parsed, hex[HASH_MD5]);
	assert_true(hash_parse(HASH_MD5, "900150983cd24fb0d6963f7d28e17f7", parsed) < 0);
	assert_true(hash_parse(HASH_MD5, "900150983cd24fb0d6963f7d28e17f7g", parsed) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_one_line_lists),  cmocka_unit_test(test_stanzas),
	        cmocka_unit_test(test_source_lines),    cmocka_unit_test(test_settings),
	        cmocka_unit_test(test_broken_settings), cmocka_unit_test(test_members),
	        cmocka_unit_test(test_link_targets),    cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
