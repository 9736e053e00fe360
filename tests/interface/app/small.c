/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of libraries, buses, lists of BSD's kind, texts. */
#include <errno.h>
#include <string.h>
#include <uk/bus.h>
#include <uk/libid.h>
#include <uk/list.h>
#include <uk/plat/console.h>
#include <uk/timeconv.h>
#include "check.h"

void libid(void)
{
	__u16 own = uk_libid_self(), other = uk_libid_static(libtinylibc);

	CHECK(own < uk_libid_count() && other < uk_libid_count() && own != other);
	CHECK(!strcmp(uk_libname(own), "appinterface") &&
	      !strcmp(uk_libname(other), "libtinylibc"));
	CHECK(uk_libid("libuksched") < uk_libid_count() && uk_libid("libuksched") != own);
	CHECK(uk_libid("libnosuch") == UKLIBID_NONE && !uk_libname(UKLIBID_NONE));
	CHECK(!uk_libname(uk_libid_count()));
}

static int begun, probed;

static int bus_init(struct uk_alloc *a)
{
	begun = a == uk_alloc_get_default();
	return 0;
}

static int bus_probe(void)
{
	probed = begun;
	return 0;
}

static int bad_init(struct uk_alloc *a)
{
	(void)a;
	return -ENODEV;
}

static struct uk_bus good = {.init = bus_init, .probe = bus_probe}, bad = {.init = bad_init};
UK_BUS_REGISTER(&good);

void bus(void)
{
	CHECK(begun && probed && uk_bus_count() == 1);
	CHECK(uk_bus_start(&bad) == -ENODEV && uk_bus_count() == 1);
}

struct item {
	int value;
	UK_TAILQ_ENTRY(struct item) link;
};
UK_TAILQ_HEAD(items, struct item);

static int joined(struct items *list)
{
	struct item *item;
	int number = 0;

	UK_TAILQ_FOREACH(item, list, link)
	number = number * 10 + item->value;
	return number;
}

void lists(void)
{
	struct items list = UK_TAILQ_HEAD_INITIALIZER(list);
	struct item item[5] = {
	        {.value = 0}, {.value = 1}, {.value = 2}, {.value = 3}, {.value = 4}};
	struct item *at, *next;

	CHECK(UK_TAILQ_EMPTY(&list) && !UK_TAILQ_FIRST(&list) && !UK_TAILQ_LAST(&list, items));
	UK_TAILQ_INSERT_TAIL(&list, &item[2], link);
	UK_TAILQ_INSERT_HEAD(&list, &item[1], link);
	UK_TAILQ_INSERT_AFTER(&list, &item[2], &item[4], link);
	UK_TAILQ_INSERT_BEFORE(&item[4], &item[3], link);
	CHECK(joined(&list) == 1234);
	CHECK(UK_TAILQ_LAST(&list, items) == &item[4] &&
	      UK_TAILQ_PREV(&item[4], items, link) == &item[3]);
	UK_TAILQ_REMOVE(&list, &item[4], link);
	UK_TAILQ_REMOVE(&list, &item[1], link);
	CHECK(joined(&list) == 23 && UK_TAILQ_NEXT(&item[2], link) == &item[3]);
	UK_TAILQ_FOREACH_SAFE(at, &list, link, next)
	UK_TAILQ_REMOVE(&list, at, link);
	CHECK(UK_TAILQ_EMPTY(&list));
	UK_TAILQ_INSERT_TAIL(&list, &item[4], link);
	CHECK(joined(&list) == 4);
	UK_TAILQ_INIT(&list);
	CHECK(!joined(&list));
}

void texts(void)
{
	CHECK(!strcmp(UK_ANSI_MOD_COLORFG(UK_ANSI_COLOR_CYAN) UK_ANSI_MOD_RESET,
	              "\033[36m\033[0m"));
	CHECK(!strcmp(UK_ANSI_MOD_COLORBG(UK_ANSI_COLOR_RED), "\033[41m"));
	CHECK(uktimeconv_bcdtobin(0x59) == 59 && !uktimeconv_bcdtobin(0));
}
