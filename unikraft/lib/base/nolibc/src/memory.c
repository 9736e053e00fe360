/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory functions: words where both sides allow it. */
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A word that may stand at any address and overlay any type. */
typedef uint64_t __attribute__((may_alias, aligned(1))) word;

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	for (; n >= sizeof(word); n -= sizeof(word), d += sizeof(word), s += sizeof(word))
		*(word *)d = *(const word *)s;
	while (n--)
		*d++ = *s++;
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((uintptr_t)d - (uintptr_t)s >= n)
		return memcpy(to, from, n);
	for (; n >= sizeof(word); n -= sizeof(word))
		*(word *)(d + n - sizeof(word)) = *(const word *)(s + n - sizeof(word));
	while (n--)
		d[n] = s[n];
	return to;
}

void *memset(void *p, int c, size_t n)
{
	unsigned char *d = p;
	word pattern = (unsigned char)c * 0x0101010101010101ull;

	for (; n >= sizeof(word); n -= sizeof(word), d += sizeof(word))
		*(word *)d = pattern;
	while (n--)
		*d++ = (unsigned char)c;
	return p;
}

void bzero(void *s, size_t n)
{
	memset(s, 0, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n >= sizeof(word) && *(const word *)x == *(const word *)y; n -= sizeof(word)) {
		x += sizeof(word);
		y += sizeof(word);
	}
	for (; n && *x == *y; n--) {
		x++;
		y++;
	}
	return n ? *x - *y : 0;
}

/* clang calls it where a comparison asks for equality only. */
int bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
}

void *memrchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	while (n--)
		if (p[n] == (unsigned char)c)
			return (void *)(p + n);
	return NULL;
}
