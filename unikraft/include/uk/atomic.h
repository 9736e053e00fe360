/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Atomic operations on integers and pointers of 1, 2, 4 and 8 bytes, sequentially consistent. Any
 * context.
 *
 * uk_fetch_X() returns the value before, uk_X_fetch() the one after; uk_inc() and uk_dec() the one
 * before. The names that begin with ukarch_ are older spellings.
 */
#ifndef UK_ATOMIC_H
#define UK_ATOMIC_H

#define uk_load_n(ptr)            __atomic_load_n((ptr), __ATOMIC_SEQ_CST)
#define uk_store_n(ptr, value)    __atomic_store_n((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_exchange_n(ptr, value) __atomic_exchange_n((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_fetch_add(ptr, value)  __atomic_fetch_add((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_fetch_sub(ptr, value)  __atomic_fetch_sub((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_fetch_and(ptr, value)  __atomic_fetch_and((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_fetch_or(ptr, value)   __atomic_fetch_or((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_fetch_xor(ptr, value)  __atomic_fetch_xor((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_add_fetch(ptr, value)  __atomic_add_fetch((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_sub_fetch(ptr, value)  __atomic_sub_fetch((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_and_fetch(ptr, value)  __atomic_and_fetch((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_or_fetch(ptr, value)   __atomic_or_fetch((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_xor_fetch(ptr, value)  __atomic_xor_fetch((ptr), (value), __ATOMIC_SEQ_CST)
#define uk_inc(ptr)               uk_fetch_add((ptr), 1)
#define uk_dec(ptr)               uk_fetch_sub((ptr), 1)

/* Stores `value` if *ptr is `expected`: 1 when it did, else 0. */
#define uk_compare_exchange(ptr, expected, value)                                            \
	({                                                                                   \
		__typeof__(*(ptr)) expected_ = (expected);                                   \
		__atomic_compare_exchange_n((ptr), &expected_, (value), 0, __ATOMIC_SEQ_CST, \
		                            __ATOMIC_SEQ_CST);                               \
	})
/* The same; the result is what *ptr holds afterwards: `value` when it was stored. */
#define uk_compare_exchange_sync(ptr, expected, value)                                      \
	({                                                                                  \
		__typeof__(*(ptr)) expected_ = (expected);                                  \
		__typeof__(*(ptr)) value_ = (value);                                        \
		__atomic_compare_exchange_n((ptr), &expected_, value_, 0, __ATOMIC_SEQ_CST, \
		                            __ATOMIC_SEQ_CST)                               \
		        ? value_                                                            \
		        : expected_;                                                        \
	})

#define ukarch_load_n                uk_load_n
#define ukarch_store_n               uk_store_n
#define ukarch_exchange_n            uk_exchange_n
#define ukarch_fetch_add             uk_fetch_add
#define ukarch_fetch_sub             uk_fetch_sub
#define ukarch_or                    uk_fetch_or
#define ukarch_and                   uk_fetch_and
#define ukarch_inc                   uk_inc
#define ukarch_dec                   uk_dec
#define ukarch_add_n(ptr, value)     uk_fetch_add((ptr), (value))
#define ukarch_sub_n(ptr, value)     uk_fetch_sub((ptr), (value))
#define ukarch_compare_exchange_sync uk_compare_exchange_sync

#endif /* UK_ATOMIC_H */
