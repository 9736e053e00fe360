/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses as text. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int inet_aton(const char *text, struct in_addr *address)
{
	unsigned long value, whole = 0;
	int parts = 0;

	for (;;) {
		char *end;

		if (!isdigit((unsigned char)*text))
			return 0;
		value = strtoul(text, &end, 0);
		parts++;
		text = end;
		if (*text != '.')
			break;
		if (value > 255 || parts == 4)
			return 0;
		whole = whole << 8 | value;
		text++;
	}
	if ((*text && !isspace((unsigned char)*text)) || value > 0xffffffffUL >> 8 * (parts - 1))
		return 0;
	address->s_addr = htonl((uint32_t)((whole << 8 * (5 - parts)) | value));
	return 1;
}

in_addr_t inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}

static void print_v4(char *text, size_t size, const unsigned char *b)
{
	snprintf(text, size, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
}

char *inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	print_v4(text, sizeof(text), (const unsigned char *)&address);
	return text;
}

/* Exactly four decimal numbers without leading zeros. */
static int parse_v4(const char *text, unsigned char *out)
{
	for (int i = 0; i < 4; i++) {
		unsigned int value = 0;
		int digits = 0;

		for (; isdigit((unsigned char)*text); text++, digits++) {
			if (digits && !value)
				return 0;
			value = value * 10 + (unsigned int)(*text - '0');
			if (value > 255)
				return 0;
		}
		if (!digits || *text != (i < 3 ? '.' : '\0'))
			return 0;
		out[i] = (unsigned char)value;
		text++;
	}
	return 1;
}

static int hex_group(const char **text, unsigned int *value)
{
	int digits = 0;

	for (*value = 0; isxdigit((unsigned char)**text); (*text)++, digits++) {
		int c = tolower((unsigned char)**text);

		*value = *value << 4 | (unsigned int)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return digits;
}

static int parse_v6(const char *text, unsigned char *out)
{
	unsigned char bytes[16] = {0};
	int n = 0, gap = -1;

	if (text[0] == ':' && *++text != ':')
		return 0;
	while (*text) {
		const char *group = text;
		unsigned int value;
		int digits;

		if (*text == ':') { /* the second of a pair */
			if (gap >= 0)
				return 0;
			gap = n;
			text++;
			continue;
		}
		digits = hex_group(&text, &value);
		if (*text == '.') {
			if (n > 12 || !parse_v4(group, bytes + n))
				return 0;
			n += 4;
			break;
		}
		if (!digits || digits > 4 || n == 16 || (*text && *text != ':') ||
		    (*text == ':' && !text[1]))
			return 0;
		bytes[n++] = (unsigned char)(value >> 8);
		bytes[n++] = (unsigned char)value;
		text += *text == ':';
	}
	if (gap < 0 ? n != 16 : n > 14)
		return 0;
	memset(out, 0, 16);
	if (gap < 0)
		gap = n;
	memcpy(out, bytes, (size_t)gap);
	memcpy(out + 16 - (n - gap), bytes + gap, (size_t)(n - gap));
	return 1;
}

int inet_pton(int family, const char *__restrict text, void *__restrict address)
{
	unsigned char bytes[16];
	size_t size = family == AF_INET ? 4 : 16;
	int found;

	if (family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	found = family == AF_INET ? parse_v4(text, bytes) : parse_v6(text, bytes);
	if (found)
		memcpy(address, bytes, size);
	return found;
}

static unsigned int group(const unsigned char *b, int i)
{
	const unsigned char *at = b + (size_t)i * 2;

	return (unsigned int)at[0] << 8 | at[1];
}

/* The longest run of zero groups, of two at least, becomes "::" (RFC 5952). */
static void print_v6(char *text, size_t size, const unsigned char *b)
{
	int start = -1, longest = 1, at = 0;

	for (int i = 0; i < 8; i++) {
		int run = 0;

		while (i + run < 8 && !group(b, i + run))
			run++;
		if (run > longest) {
			start = i;
			longest = run;
		}
		i += run;
	}
	*text = 0;
	for (int i = 0; i < 8; i++) {
		if (i == start) {
			at += snprintf(text + at, size - (size_t)at, "::");
			i += longest - 1;
			continue;
		}
		if (i == 6 && start == 0 &&
		    (longest == 6 || (longest == 5 && group(b, 5) == 0xffff))) {
			if (longest == 5)
				at += snprintf(text + at, size - (size_t)at, ":");
			print_v4(text + at, size - (size_t)at, b + 12);
			return;
		}
		at += snprintf(text + at, size - (size_t)at, "%s%x",
		               i && i != start + longest ? ":" : "", group(b, i));
	}
}

const char *inet_ntop(int family, const void *__restrict address, char *__restrict text,
                      socklen_t size)
{
	char whole[INET6_ADDRSTRLEN];

	if (family == AF_INET) {
		print_v4(whole, sizeof(whole), address);
	} else if (family == AF_INET6) {
		print_v6(whole, sizeof(whole), address);
	} else {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	if (strlen(whole) >= size) {
		errno = ENOSPC;
		return NULL;
	}
	return strcpy(text, whole);
}
