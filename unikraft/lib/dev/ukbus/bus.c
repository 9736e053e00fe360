/* SPDX-License-Identifier: BSD-3-Clause */
/* Initialising and probing buses. */
#include <uk/bus.h>
#include <uk/print.h>

static UK_LIST_HEAD(buses);

int uk_bus_start(struct uk_bus *bus)
{
	int rc = bus->init ? bus->init(uk_alloc_get_default()) : 0;

	if (rc >= 0 && bus->probe)
		rc = bus->probe();
	if (rc < 0) {
		uk_pr_err("a bus does not start: error %d\n", -rc);
		return rc;
	}
	uk_list_add_tail(&bus->list, &buses);
	return 0;
}

unsigned int uk_bus_count(void)
{
	struct uk_list_head *bus;
	unsigned int count = 0;

	uk_list_for_each (bus, &buses)
		count++;
	return count;
}
