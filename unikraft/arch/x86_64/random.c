/* SPDX-License-Identifier: BSD-3-Clause */
/* RDSEED, else RDRAND (Intel SDM volume 1, section 7.3.17). */
#include <errno.h>
#include <uk/arch/random.h>
#include <uk/arch/x86.h>

#define CPUID_1_ECX_RDRAND (1u << 30)
#define CPUID_7_EBX_RDSEED (1u << 18)
#define TRIES              16

static int rdseed(__u64 *value)
{
	unsigned char ok;
	int i;

	for (i = 0; i < TRIES; i++) {
		__asm__ volatile("rdseed %0" : "=r"(*value), "=@ccc"(ok));
		if (ok)
			return 0;
		__asm__ volatile("pause");
	}
	return -EAGAIN;
}

static int rdrand(__u64 *value)
{
	unsigned char ok;
	int i;

	for (i = 0; i < TRIES; i++) {
		__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
		if (ok)
			return 0;
	}
	return -EAGAIN;
}

int ukarch_random_u64(__u64 *value)
{
	if (x86_cpuid(0, 0).eax >= 7 && (x86_cpuid(7, 0).ebx & CPUID_7_EBX_RDSEED) &&
	    rdseed(value) == 0)
		return 0;
	if (!(x86_cpuid(1, 0).ecx & CPUID_1_ECX_RDRAND))
		return -ENODEV;
	return rdrand(value);
}
