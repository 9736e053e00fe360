/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the places of virtio devices from the boot command line.
 */
#include "virtio_mmio.h"

#define PREFIX "virtio_mmio.device="

static int digit(char c, unsigned int base)
{
	int value = -1;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		value = (c | 0x20) - 'a' + 10;
	return value < (int)base ? value : -1;
}

/* Decimal or 0x. 1: a number that fits was there, *text stands behind it. */
static int number(const char **text, __u64 *value)
{
	const char *s = *text;
	unsigned int base = 10;

	if (s[0] == '0' && (s[1] | 0x20) == 'x') {
		base = 16;
		s += 2;
	}
	if (digit(*s, base) < 0)
		return 0;
	for (*value = 0; digit(*s, base) >= 0; s++)
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, (__u64)digit(*s, base), value))
			return 0;
	*text = s;
	return 1;
}

static int parse(const char *s, struct virtio_mmio_place *place)
{
	__u64 irq;
	unsigned int shift;

	if (!number(&s, &place->size))
		return 0;
	shift = (*s | 0x20) == 'k' ? 10 : (*s | 0x20) == 'm' ? 20 : 0;
	s += shift != 0;
	if (place->size > (~0UL >> 1) >> shift || *s++ != '@')
		return 0;
	place->size <<= shift;
	if (!number(&s, &place->address) || *s++ != ':' || !number(&s, &irq) || irq > 0xffffffff)
		return 0;
	place->irq = (__u32)irq;
	return (*s == '\0' || *s == ' ' || *s == ':') &&
	       place->address + place->size >= place->address;
}

static const char *after_prefix(const char *s)
{
	const char *p = PREFIX;

	while (*p && *s == *p) {
		s++;
		p++;
	}
	return *p ? __NULL : s;
}

int virtio_mmio_place_next(const char **rest, struct virtio_mmio_place *place)
{
	const char *s = *rest;

	for (;;) {
		const char *value;

		while (*s == ' ')
			s++;
		if (!*s)
			break;
		value = after_prefix(s);
		while (*s && *s != ' ')
			s++;
		if (value && parse(value, place)) {
			*rest = s;
			return 1;
		}
	}
	*rest = s;
	return 0;
}
