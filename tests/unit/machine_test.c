/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parsers of kraft run: memory sizes, ports, the image's command line, the kernel's socket
 * tables. From kraft/src:
 *
 *   cc -std=c17 -D_GNU_SOURCE -g -fsanitize=address,undefined -I. machine/[a-z]*.c base/[a-z]*.c \
 *      term/message.c ../../tests/unit/machine_test.c -lcmocka -ljansson
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "machine/bridge.h"
#include "machine/machine.h"
#include "machine/ports.h"
#include "machine/store.h"

static void test_memory(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {{"64", 64ULL << 20},      {"64M", 64ULL << 20}, {"64Mi", 64ULL << 20},
	            {"64MiB", 64ULL << 20},   {"1g", 1ULL << 30},   {"1536K", 1536 << 10},
	            {"2097152B", 2ULL << 20}, {"1GB", 1ULL << 30}};
	static const char *const bad[] = {
	        "", "0", "-1", "M", "64Q", "64Mx", " 64", "99999999999999999999", "1e3", "64 M"};
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(machine_parse_memory(good[i].text, &bytes), 0);
		assert_int_equal(bytes, good[i].bytes);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_true(machine_parse_memory(bad[i], &bytes) < 0);
}

static void test_ports(void **state)
{
	static const char *const bad[] = {"",        "0",   "70000", "a:b",
	                                  "1:",      ":1",  "1:2:3", "1.2.3.4:5:6:7",
	                                  "80/sctp", "1:0", "-1:5"};
	struct machine_config c;

	(void)state;
	machine_config_init(&c);
	assert_int_equal(machine_add_port(&c, "8080:80"), 0);
	assert_int_equal(machine_add_port(&c, "5201"), 0);
	assert_int_equal(machine_add_port(&c, "127.0.0.1:53:5353/udp"), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_true(machine_add_port(&c, bad[i]) < 0);
	assert_int_equal(c.port_count, 3);

	char *shown = ports_show(&c);

	assert_string_equal(shown, "8080->80/tcp, 5201->5201/tcp, 127.0.0.1:53->5353/udp");
	free(shown);
	machine_config_free(&c);
}

static void test_command_line(void **state)
{
	struct machine_config c;
	char *line;

	(void)state;
	machine_config_init(&c);
	line = machine_command_line(&c);
	assert_string_equal(line, "");
	free(line);
	strings_add(&c.parameters, "netdev.ip=10.0.0.2/24");
	strings_add(&c.environment, "A=b c");
	strings_add(&c.arguments, "-x");
	strings_add(&c.arguments, "");
	strings_add(&c.arguments, "say \"hi\" \\o/ it's");
	line = machine_command_line(&c);
	assert_string_equal(line, "netdev.ip=10.0.0.2/24 \"env.A=b c\" -- -x \"\" \"say "
	                          "\\\"hi\\\" \\\\o/ it's\"");
	free(line);
	machine_config_free(&c);
}

static void test_socket_table(void **state)
{
	static const char table[] = "  sl  local_address rem_address   st tx_queue rx_queue tr "
	                            "tm->when retrnsmt   uid  timeout inode\n"
	                            "   0: 0100007F:1F90 00000000:0000 01 00000000:00000000 "
	                            "00:00000000 00000000  1000        0 11111 1\n"
	                            "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 "
	                            "00:00000000 00000000  1000        0 22222 1\n"
	                            "   2: 00000000000000000000000000000000:0016 "
	                            "00000000000000000000000000000000:0000 0A 00000000:00000000 "
	                            "00:00000000 00000000     0        0 33333 1\n"
	                            "   3: 00000000:0035 00000000:0000 07 00000000:00000000 "
	                            "00:00000000 00000000     0        0 44444 2\n";

	(void)state;
	assert_int_equal(ports_inode(table, 8080, false), 22222);
	assert_int_equal(ports_inode(table, 22, false), 33333);
	assert_int_equal(ports_inode(table, 53, true), 44444);
	assert_int_equal(ports_inode(table, 53, false), 0);
	assert_int_equal(ports_inode("", 53, false), 0);
}

static void test_addresses(void **state)
{
	unsigned int address, mask;

	(void)state;
	assert_int_equal(bridge_parse_address("172.44.0.1/24", &address, &mask), 0);
	assert_int_equal(mask, 0x00ffffff);
	assert_int_equal(address, 0x01002cac);
	assert_true(bridge_parse_address("172.44.0.1/33", &address, &mask) < 0);
	assert_true(bridge_parse_address("172.44.0.1/", &address, &mask) < 0);
	assert_true(bridge_parse_address("172.44.0/24", &address, &mask) < 0);
	assert_true(bridge_parse_address("", &address, &mask) < 0);
}

static void test_processes(void **state)
{
	(void)state;
	assert_true(process_start_time(getpid()) > 0);
	assert_int_equal(process_start_time(0), 0);
	assert_int_equal(process_start_time(-1), 0);
	assert_int_equal(process_start_time(0x7ffffff0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_memory),       cmocka_unit_test(test_ports),
	        cmocka_unit_test(test_command_line), cmocka_unit_test(test_socket_table),
	        cmocka_unit_test(test_addresses),    cmocka_unit_test(test_processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
