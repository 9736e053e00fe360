/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The name server and the hub of kraft-switch, also with frames that are cut, changed and invented.
 * From kraft/src:
 *
 *   cc -std=c17 -D_GNU_SOURCE -g -fsanitize=address,undefined -I. switch/names.c switch/switch.c \
 *      base/[a-z]*.c ../../tests/unit/switch_test.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include "switch/switch.h"

static struct network network;

static int setup(void **state)
{
	inet_pton(AF_INET, "10.77.0.0", &network.address);
	inet_pton(AF_INET, "255.255.255.0", &network.mask);
	inet_pton(AF_INET, "10.77.0.1", &network.gateway);
	inet_pton(AF_INET, "10.77.0.254", &network.nameserver);
	(void)state;
	return 0;
}

/* A question for `name` (in labels, as "\3web") as a frame; returns its length. */
static size_t question(uint8_t *frame, const char *labels, unsigned int type)
{
	static const uint8_t head[] = {
	        0x52, 0x55, 10, 77, 0, 254, 0x52, 0x54, 0,  1,  2, 3, 8,  0, /* Ethernet */
	        0x45, 0,    0,  0,  0, 0,   0,    0,    64, 17, 0, 0, 10, 77,
	        0,    9,    10, 77, 0, 254,                            /* IPv4 */
	        0x30, 0x39, 0,  53, 0, 0,   0,    0,                   /* UDP */
	        0xab, 0xcd, 1,  0,  0, 1,   0,    0,    0,  0,  0, 0}; /* DNS */
	size_t len = sizeof head, name = strlen(labels) + 1;

	memcpy(frame, head, len);
	memcpy(frame + len, labels, name);
	len += name;
	frame[len++] = (uint8_t)(type >> 8);
	frame[len++] = (uint8_t)type;
	frame[len++] = 0;
	frame[len++] = 1;
	frame[16] = (uint8_t)((len - 14) >> 8);
	frame[17] = (uint8_t)(len - 14);
	frame[39] = (uint8_t)(len - 34);
	return len;
}

static struct names *some_names(void)
{
	struct names *names = names_new();
	struct in_addr address;

	inet_pton(AF_INET, "10.77.0.20", &address);
	names_add(names, "web", address);
	names_add(names, "db.lab", address);
	return names;
}

static void test_answers(void **state)
{
	struct names *names = some_names();
	uint8_t frame[FRAME_MAX], answer[FRAME_MAX];
	size_t len = question(frame, "\3WEB", 1), got;

	(void)state;
	got = names_answer(names, &network, frame, len, answer);
	assert_int_equal(got, len + 16);
	assert_memory_equal(answer, frame + 6, 6);
	assert_memory_equal(answer + 6, frame, 6);
	assert_memory_equal(answer + 26, frame + 30, 4);
	assert_memory_equal(answer + 30, frame + 26, 4);
	assert_memory_equal(answer + 34, frame + 36, 2);
	assert_memory_equal(answer + 36, frame + 34, 2);
	assert_memory_equal(answer + 42, "\xab\xcd\x85\x80\0\1\0\1", 8);
	assert_memory_equal(answer + got - 4, "\x0a\x4d\x00\x14", 4);
	/* The header's checksum adds up. */
	unsigned int sum = 0;

	for (int i = 14; i < 34; i += 2)
		sum += (unsigned int)answer[i] << 8 | answer[i + 1];
	assert_int_equal((sum & 0xffff) + (sum >> 16), 0xffff);
	/* No IPv6 address, but the name exists. */
	len = question(frame, "\3web", 28);
	assert_int_equal(names_answer(names, &network, frame, len, answer), len);
	assert_memory_equal(answer + 44, "\x85\x80\0\1\0\0", 6);
	/* A name without a dot that nobody has. */
	len = question(frame, "\4nope", 1);
	assert_int_equal(names_answer(names, &network, frame, len, answer), len);
	assert_int_equal(answer[45] & 15, 3);
	len = question(frame, "\2db\3lab", 1);
	assert_int_equal(names_answer(names, &network, frame, len, answer), len + 16);
	/* Left to the gateway. */
	len = question(frame, "\7example\3org", 1);
	assert_int_equal(names_answer(names, &network, frame, len, answer), 0);
	len = question(frame, "\3web", 1);
	frame[33] = 1;
	assert_int_equal(names_answer(names, &network, frame, len, answer), 0);
	names_free(names);
}

/* Whatever arrives, nothing outside of the frame is read (the sanitizer looks on). */
static void test_hostile_frames(void **state)
{
	struct names *names = some_names();
	uint8_t good[FRAME_MAX], answer[FRAME_MAX];
	size_t len = question(good, "\3web", 1);

	(void)state;
	srand(1);
	for (size_t cut = 0; cut <= len; cut++) {
		uint8_t *frame = malloc(cut + 1);

		memcpy(frame, good, cut);
		(void)names_answer(names, &network, frame, cut, answer);
		free(frame);
	}
	for (int i = 0; i < 200000; i++) {
		size_t size = (size_t)rand() % (len + 1);
		uint8_t *frame = malloc(len);

		memcpy(frame, good, len);
		for (int k = rand() % 4; k >= 0; k--)
			frame[14 + (size_t)rand() % (len - 14)] = (uint8_t)rand();
		if (rand() % 2)
			frame = realloc(frame, size + 1);
		else
			size = len;
		(void)names_answer(names, &network, frame, size, answer);
		free(frame);
	}
	names_free(names);
}

/* --- hub --------------------------------------------------------------------------- */

static size_t at_gateway;

static void count_gateway(const uint8_t *frame, size_t len)
{
	(void)frame;
	(void)len;
	at_gateway++;
}

static void turn(struct hub *hub)
{
	struct pollfd fds[16];
	size_t count = hub_fill(hub, fds, 16);

	assert_true(poll(fds, count, 1000) > 0);
	hub_polled(hub, fds, count, count_gateway);
}

static void connect_new(struct hub *hub, int *fd)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	hub_connect(hub, ends[0]);
	*fd = ends[1];
}

static void put(int fd, const char *to, const char *from, const char *type)
{
	uint8_t frame[4 + 20] = {0, 0, 0, 20};

	memcpy(frame + 4, to, 6);
	memcpy(frame + 10, from, 6);
	memcpy(frame + 16, type, 2);
	assert_int_equal(write(fd, frame, sizeof frame), sizeof frame);
}

static bool arrives(int fd)
{
	uint8_t frame[24];

	return read(fd, frame, sizeof frame) == sizeof frame;
}

static void test_delivery(void **state)
{
	struct hub *hub = hub_new(&network);
	int a, b, c;

	(void)state;
	connect_new(hub, &a);
	connect_new(hub, &b);
	connect_new(hub, &c);
	assert_int_equal(hub_ports(hub), 3);
	/* To everybody, the gateway only when it is ARP. */
	put(a, "\xff\xff\xff\xff\xff\xff", "\x52\x54\0\0\0\1", "\x08\x06");
	turn(hub);
	assert_true(arrives(b) && arrives(c) && !arrives(a));
	assert_int_equal(at_gateway, 1);
	put(a, "\xff\xff\xff\xff\xff\xff", "\x52\x54\0\0\0\1", "\x08\x00");
	turn(hub);
	assert_true(arrives(b) && arrives(c));
	assert_int_equal(at_gateway, 1);
	/* To one that was heard of. */
	put(b, "\x52\x54\0\0\0\1", "\x52\x54\0\0\0\2", "\x08\x00");
	turn(hub);
	assert_true(arrives(a) && !arrives(c));
	/* To the gateway by each of its addresses, and to nobody else. */
	put(a, "\x52\x55\x0a\x4d\0\1", "\x52\x54\0\0\0\1", "\x08\x00");
	turn(hub);
	put(a, "\x52\x55\x0a\x4d\0\xfe", "\x52\x54\0\0\0\1", "\x08\x00");
	turn(hub);
	assert_true(!arrives(b) && !arrives(c));
	assert_int_equal(at_gateway, 3);
	/* Nobody takes the gateway's address over. */
	put(c, "\x52\x54\0\0\0\1", "\x52\x55\x0a\x4d\0\1", "\x08\x00");
	turn(hub);
	assert_true(arrives(a));
	put(a, "\x52\x55\x0a\x4d\0\1", "\x52\x54\0\0\0\1", "\x08\x00");
	turn(hub);
	assert_true(!arrives(c));
	/* Who has gone is forgotten, and what was for it goes everywhere. */
	close(b);
	turn(hub);
	assert_int_equal(hub_ports(hub), 2);
	put(a, "\x52\x54\0\0\0\2", "\x52\x54\0\0\0\1", "\x08\x00");
	turn(hub);
	assert_true(arrives(c));
	/* A length that no frame has ends the connection. */
	assert_int_equal(write(a, "\x7f\xff\xff\xff", 4), 4);
	turn(hub);
	assert_int_equal(hub_ports(hub), 1);
	close(a);
	close(c);
	hub_free(hub);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers),
	                                   cmocka_unit_test(test_hostile_frames),
	                                   cmocka_unit_test(test_delivery)};

	return cmocka_run_group_tests_name("switch", tests, setup, NULL);
}
