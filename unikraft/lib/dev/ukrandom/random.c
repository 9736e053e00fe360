/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system's generator: where its seeds come from and when they are renewed.
 */
#include <errno.h>
#include <string.h>
#include <uk/random.h>
#include <uk/arch/random.h>
#include <uk/init.h>
#include <uk/libparam.h>
#include <uk/preempt.h>
#include <uk/print.h>
#include "generator.h"

#define SEED_BYTES      32
#define SEED_DIGITS_MIN 32
#define SEED_DIGITS_MAX 128
#define RESEED_CPU      (64UL << 10) /* bytes given out between seeds from the CPU */
#define RESEED_SOURCES  (16UL << 20) /* and from devices, where the CPU has none */

extern __uptr __stack_chk_guard;

static struct generator generator;
static struct uk_random_source *sources;
static __u8 seeded, cpu_source;
static char *seed_parameter;
UK_LIBPARAM_STRING("random.seed", seed_parameter,
                   "seed of the random number generator, 32 to 128 hexadecimal digits");

void uk_random_source_register(struct uk_random_source *src)
{
	src->_next = sources;
	sources = src;
}

static int seed_from_cpu(void)
{
	__u64 seed[SEED_BYTES / sizeof(__u64)];
	unsigned int i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(seed) && rc == 0; i++)
		rc = ukarch_random_u64(&seed[i]);
	if (rc < 0)
		return 0;
	generator_seed(&generator, seed, sizeof(seed));
	memset(seed, 0, sizeof(seed));
	return 1;
}

static int seed_from_sources(void)
{
	struct uk_random_source *src;
	__u8 seed[SEED_BYTES];
	int got = 0;

	for (src = sources; src; src = src->_next) {
		if (src->read(src, seed, sizeof(seed)) != (int)sizeof(seed)) {
			uk_pr_warn("random: %s does not deliver\n", src->name);
			continue;
		}
		generator_seed(&generator, seed, sizeof(seed));
		got = 1;
	}
	memset(seed, 0, sizeof(seed));
	return got;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 1: used; 0: none given; -EINVAL. */
static int seed_from_parameter(void)
{
	__u8 seed[SEED_DIGITS_MAX / 2] = {0};
	size_t digits = seed_parameter ? strlen(seed_parameter) : 0, i;

	if (!seed_parameter)
		return 0;
	if (digits < SEED_DIGITS_MIN || digits > SEED_DIGITS_MAX)
		goto invalid;
	for (i = 0; i < digits; i++) {
		int value = hex(seed_parameter[i]);

		if (value < 0)
			goto invalid;
		seed[i / 2] |= (__u8)(i % 2 ? value : value << 4);
	}
	generator_seed(&generator, seed, sizeof(seed));
	memset(seed_parameter, 0, digits); /* nobody else shall read it */
	memset(seed, 0, sizeof(seed));
	return 1;
invalid:
	uk_pr_err("random.seed must be %d to %d hexadecimal digits\n", SEED_DIGITS_MIN,
	          SEED_DIGITS_MAX);
	return -EINVAL;
}

/*
 * Without a source in the CPU the platform had none for the stack protector's canary either. It may
 * change here because no function that returns is on the stack but this one and the init table's
 * loop, neither of which has a canary.
 */
static void canary_init(void)
{
	__uptr canary = 0;

	if (__stack_chk_guard)
		return;
	generator_fill(&generator, &canary, sizeof(canary));
	__stack_chk_guard = (canary | 0x100) & ~0xffUL;
}

__no_stack_protector static int random_init(struct uk_init_ctx *ctx __maybe_unused)
{
	int rc = seed_from_parameter();

	if (rc < 0)
		return rc;
	cpu_source = (__u8)seed_from_cpu();
	seeded = seed_from_sources() | cpu_source | (rc > 0);
	if (!seeded) {
		uk_pr_crit("No source of random numbers: the CPU has neither RDSEED nor RDRAND, "
		           "there is no virtio-rng "
		           "device and no boot parameter random.seed=HEX. Give the machine one of "
		           "them.\n");
		return -ENODEV;
	}
	canary_init();
	return 0;
}
uk_lib_initcall_prio(random_init, 0, 0);

static void reseed(void)
{
	if (cpu_source ? generator.given < RESEED_CPU : generator.given < RESEED_SOURCES)
		return;
	if (cpu_source ? seed_from_cpu() : seed_from_sources())
		return;
	generator.given =
	        0; /* without hardware the key goes on changing by itself; ask again later */
}

int uk_random_fill(void *buf, size_t len)
{
	if (unlikely(!seeded))
		return -ENODEV;
	uk_preempt_disable();
	reseed();
	generator_fill(&generator, buf, len);
	uk_preempt_enable();
	return 0;
}
