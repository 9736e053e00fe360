/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arrays of bits, of a size given in bits. The finders return a bit's number, or the size when
 * there is none from `start` on.
 */
#ifndef UK_BITMAP_H
#define UK_BITMAP_H

#include <uk/bitops.h>

static inline void uk_bitmap_zero(unsigned long *map, unsigned int size)
{
	unsigned int i;

	for (i = 0; i < UK_BITS_TO_LONGS(size); i++)
		map[i] = 0;
}

static inline void uk_bitmap_fill(unsigned long *map, unsigned int size)
{
	unsigned int i;

	for (i = 0; i < UK_BITS_TO_LONGS(size); i++)
		map[i] = ~0UL;
}

static inline void uk_bitmap_set(unsigned long *map, unsigned int start, int n)
{
	while (n-- > 0)
		__uk_set_bit(start++, map);
}

static inline void uk_bitmap_clear(unsigned long *map, unsigned int start, int n)
{
	while (n-- > 0)
		__uk_clear_bit(start++, map);
}

/* `flip` is 0 to find a bit that is set, ~0 for one that is not. */
static inline unsigned long __uk_find_bit(const unsigned long *map, unsigned long size,
                                          unsigned long start, unsigned long flip)
{
	unsigned long word;

	while (start < size) {
		word = (map[UK_BIT_WORD(start)] ^ flip) & (~0UL << (start % UK_BITS_PER_LONG));
		if (word) {
			start = start / UK_BITS_PER_LONG * UK_BITS_PER_LONG + uk_ffsl(word);
			return start < size ? start : size;
		}
		start = (start / UK_BITS_PER_LONG + 1) * UK_BITS_PER_LONG;
	}
	return size;
}

static inline unsigned long uk_find_next_bit(const unsigned long *map, unsigned long size,
                                             unsigned long start)
{
	return __uk_find_bit(map, size, start, 0);
}

static inline unsigned long uk_find_next_zero_bit(const unsigned long *map, unsigned long size,
                                                  unsigned long start)
{
	return __uk_find_bit(map, size, start, ~0UL);
}

#define uk_find_first_bit(map, size)      uk_find_next_bit((map), (size), 0)
#define uk_find_first_zero_bit(map, size) uk_find_next_zero_bit((map), (size), 0)
#define uk_for_each_set_bit(bit, map, size)                            \
	for ((bit) = uk_find_first_bit((map), (size)); (bit) < (size); \
	     (bit) = uk_find_next_bit((map), (size), (bit) + 1))

#endif /* UK_BITMAP_H */
