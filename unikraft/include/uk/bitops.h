/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single bits of arrays of unsigned long, counted from the lowest of the first word. Names with a
 * leading __ are not atomic; the others are (uk/atomic.h). Tests return 0 or 1.
 */
#ifndef UK_BITOPS_H
#define UK_BITOPS_H

#include <uk/atomic.h>

#define UK_BITS_PER_LONG    64
#define UK_BITS_TO_LONGS(n) (((n) + UK_BITS_PER_LONG - 1) / UK_BITS_PER_LONG)
#define UK_BIT_MASK(nr)     (1UL << ((nr) % UK_BITS_PER_LONG))
#define UK_BIT_WORD(nr)     ((nr) / UK_BITS_PER_LONG)
#define uk_bit(nr)          (1UL << (nr))

static inline int uk_test_bit(long nr, const volatile unsigned long *addr)
{
	return (addr[UK_BIT_WORD(nr)] & UK_BIT_MASK(nr)) != 0;
}

static inline void __uk_set_bit(long nr, volatile unsigned long *addr)
{
	addr[UK_BIT_WORD(nr)] |= UK_BIT_MASK(nr);
}

static inline void __uk_clear_bit(long nr, volatile unsigned long *addr)
{
	addr[UK_BIT_WORD(nr)] &= ~UK_BIT_MASK(nr);
}

static inline int __uk_test_and_set_bit(long nr, volatile unsigned long *addr)
{
	int was = uk_test_bit(nr, addr);

	__uk_set_bit(nr, addr);
	return was;
}

static inline int __uk_test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	int was = uk_test_bit(nr, addr);

	__uk_clear_bit(nr, addr);
	return was;
}

static inline void uk_set_bit(long nr, volatile unsigned long *addr)
{
	(void)uk_fetch_or(&addr[UK_BIT_WORD(nr)], UK_BIT_MASK(nr));
}

static inline void uk_clear_bit(long nr, volatile unsigned long *addr)
{
	(void)uk_fetch_and(&addr[UK_BIT_WORD(nr)], ~UK_BIT_MASK(nr));
}

static inline int uk_test_and_set_bit(long nr, volatile unsigned long *addr)
{
	return (uk_fetch_or(&addr[UK_BIT_WORD(nr)], UK_BIT_MASK(nr)) & UK_BIT_MASK(nr)) != 0;
}

static inline int uk_test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	return (uk_fetch_and(&addr[UK_BIT_WORD(nr)], ~UK_BIT_MASK(nr)) & UK_BIT_MASK(nr)) != 0;
}

/* Number of the lowest and the highest bit that is set; the word must not be 0. */
static inline unsigned int uk_ffsl(unsigned long word)
{
	return (unsigned int)__builtin_ctzl(word);
}

static inline unsigned int uk_flsl(unsigned long word)
{
	return UK_BITS_PER_LONG - 1 - (unsigned int)__builtin_clzl(word);
}

#endif /* UK_BITOPS_H */
