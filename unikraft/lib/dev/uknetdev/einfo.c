/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The boot parameter netdev.ip: the address of each interface, in the order of discovery.
 */
#include <errno.h>
#include <string.h>
#include <uk/netdev.h>
#include <uk/libparam.h>
#include <uk/print.h>

#define INTERFACES_MAX   8
#define ADDRESS_TEXT_MAX 16

struct address {
	char ip[ADDRESS_TEXT_MAX];
	char mask[ADDRESS_TEXT_MAX];
	char *field[6]; /* ADDRESS/PREFIX, gateway, name servers, host name, domain; NULL: not given
	                 */
};

static struct address addresses[INTERFACES_MAX];
static unsigned int given;

/* 0 to `max` in decimal; -1: no such number. *text stands behind it. */
static int number(const char **text, unsigned int max)
{
	unsigned int value = 0, digits = 0;

	for (; **text >= '0' && **text <= '9' && digits < 4; ++*text, digits++)
		value = value * 10 + (unsigned int)(**text - '0');
	return digits && value <= max ? (int)value : -1;
}

/* Four numbers with dots; `end` is what stands behind. */
static int is_ipv4(const char *text, char end)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		if (number(&text, 255) < 0)
			return 0;
		if (*text++ != (i < 3 ? '.' : end))
			return 0;
	}
	return 1;
}

static int parse(struct address *to, char *value)
{
	const char *text;
	unsigned int i, mask;
	int prefix;
	char *slash;

	for (i = 0; i < 6 && value; i++) {
		char *colon = strchr(value, ':');

		if (colon)
			*colon++ = '\0';
		to->field[i] = *value ? value : NULL;
		value = colon;
	}
	slash = to->field[0] ? strchr(to->field[0], '/') : NULL;
	if (value || !slash || !is_ipv4(to->field[0], '/'))
		return -EINVAL;
	text = slash + 1;
	prefix = number(&text, 32);
	if (prefix < 0 || *text)
		return -EINVAL;
	for (i = 1; i < 4; i++)
		if (to->field[i] && !is_ipv4(to->field[i], '\0'))
			return -EINVAL;
	mask = prefix ? ~0u << (32 - prefix) : 0;
	uk_snprintf(to->ip, sizeof(to->ip), "%.*s", (int)(slash - to->field[0]), to->field[0]);
	uk_snprintf(to->mask, sizeof(to->mask), "%u.%u.%u.%u", mask >> 24, mask >> 16 & 255,
	            mask >> 8 & 255, mask & 255);
	return 0;
}

static int ip_set(const struct uk_libparam *param __maybe_unused, const char *name __maybe_unused,
                  char *value)
{
	char *item;

	while ((item = uk_libparam_list_next(&value)) != NULL) {
		struct address address = {0};

		if (given == INTERFACES_MAX)
			return -ENOSPC;
		if (parse(&address, item) < 0)
			return -EINVAL;
		addresses[given++] = address;
	}
	return 0;
}
UK_LIBPARAM("netdev.ip", ip_set,
            "ADDRESS/PREFIX[:GATEWAY[:DNS0[:DNS1[:HOSTNAME[:DOMAIN]]]]], one per interface");

const char *uk_netdev_einfo_get(struct uk_netdev *dev, enum uk_netdev_einfo_type einfo)
{
	static const __u8 field[UK_NETDEV_EINFO_COUNT] = {
	        [UK_NETDEV_IPV4_CIDR] = 0,     [UK_NETDEV_IPV4_GW] = 1,
	        [UK_NETDEV_IPV4_DNS0] = 2,     [UK_NETDEV_IPV4_DNS1] = 3,
	        [UK_NETDEV_IPV4_HOSTNAME] = 4, [UK_NETDEV_IPV4_DOMAIN] = 5,
	};
	const struct address *address;
	const char *text;

	if (einfo >= UK_NETDEV_EINFO_COUNT)
		return NULL;
	/* What the device itself knows goes first. */
	text = dev->ops->einfo_get ? dev->ops->einfo_get(dev, einfo) : NULL;
	if (text || dev->_id >= given)
		return text;
	address = &addresses[dev->_id];
	if (einfo == UK_NETDEV_IPV4_ADDR)
		return address->ip;
	if (einfo == UK_NETDEV_IPV4_MASK)
		return address->mask;
	return address->field[field[einfo]];
}
