/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers under the names that ports of Unikraft 0.16 use; ukrandom's generator stands
 * behind them. The boot does not go on without a seed, so these cannot fail once the init class
 * `lib` has begun.
 */
#ifndef __UK_SWRAND_H__
#define __UK_SWRAND_H__

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t uk_swrand_randr(void);
/* Returns the number of bytes filled: buflen. (Upstream's type is the C library's ssize_t.) */
long uk_swrand_fill_buffer(void *buf, size_t buflen);

#ifdef __cplusplus
}
#endif

#endif /* __UK_SWRAND_H__ */
