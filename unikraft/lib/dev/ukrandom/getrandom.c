/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrandom(2). The generator is seeded before any program runs: the call never blocks.
 */
#include <errno.h>
#include <uk/random.h>
#include <uk/syscall.h>

#define GRND_NONBLOCK 1u
#define GRND_RANDOM   2u
#define GRND_INSECURE 4u

#define LENGTH_MAX 0x1ffffffUL /* Linux gives no more in one call either */

UK_SYSCALL_R_DEFINE(long, getrandom, void *, buf, size_t, buflen, unsigned int, flags)
{
	int rc;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if (!buf && buflen)
		return -EFAULT;
	buflen = MIN(buflen, LENGTH_MAX);
	rc = uk_random_fill(buf, buflen);
	return rc < 0 ? rc : (long)buflen;
}
