/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Upstream's names for ukrandom's generator. Nothing to fall back on exists: without a seed the
 * machine must stop.
 */
#include <uk/swrand.h>
#include <uk/crash.h>
#include <uk/random.h>

long uk_swrand_fill_buffer(void *buf, size_t buflen)
{
	if (uk_random_fill(buf, buflen) < 0)
		uk_crash("random numbers were asked for before the generator had a seed");
	return (long)buflen;
}

uint32_t uk_swrand_randr(void)
{
	uint32_t value;

	uk_swrand_fill_buffer(&value, sizeof(value));
	return value;
}
