/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers: a ChaCha20 generator (RFC 8439's block function) with fast key erasure: the key
 * is replaced with each use, so what was given out cannot be computed from the state that is left.
 *
 * Seeds: RDSEED, RDRAND, a hardware generator (virtio-rng), the boot parameter random.seed=HEX (32
 * to 128 digits). Several are mixed. With none the boot stops with a message; a clock is never a
 * seed. Ready from the init class `lib`, priority 0 on. Context: kernel or program context, not
 * interrupt context.
 */
#ifndef __UK_RANDOM_H__
#define __UK_RANDOM_H__

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `buf` with random bytes. 0, or -ENODEV before the generator is seeded (then `buf` is
 * untouched). */
int uk_random_fill(void *buf, size_t len);

static inline int uk_random_fill_buffer(void *buf, size_t len)
{
	return uk_random_fill(buf, len);
}

/*
 * A hardware source of seeds. `read` fills up to `len` bytes and returns how many, or a negative
 * errno; it may wait a bounded time, and must not block. Registered in the init class `plat`; `src`
 * lives for ever.
 */
struct uk_random_source {
	const char *name;
	int (*read)(struct uk_random_source *src, void *buf, size_t len);
	struct uk_random_source *_next;
};
void uk_random_source_register(struct uk_random_source *src);

#ifdef __cplusplus
}
#endif

#endif /* __UK_RANDOM_H__ */
