/* SPDX-License-Identifier: BSD-3-Clause */
/* What lies below files in a host unit test: memory that is counted and can be made to fail, a
 * clock, a console, no initrd, no boot parameters. One test includes it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/alloc_impl.h>
#include <uk/defer.h>
#include <uk/frame.h>
#include <uk/libparam.h>

static long blocks, frames, fail_in = -1;
static int failed;

static int fails(void)
{
	if (fail_in < 0 || fail_in-- > 0)
		return 0;
	failed = 1;
	return 1;
}

static void *counted_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	if (fails())
		return NULL;
	blocks++;
	return malloc(size);
}

static void *counted_calloc(struct uk_alloc *a, __sz n, __sz size)
{
	void *p = counted_malloc(a, n * size);

	return p ? memset(p, 0, n * size) : NULL;
}

static void counted_free(struct uk_alloc *a, void *p)
{
	(void)a;
	blocks -= p != NULL;
	free(p);
}

static struct uk_alloc test_alloc = {
        .malloc = counted_malloc, .calloc = counted_calloc, .free = counted_free};
struct uk_alloc *_uk_alloc_head = &test_alloc;

__paddr_t uk_frame_alloc(unsigned int order)
{
	if (fails())
		return UK_FRAME_NONE;
	frames++;
	return (__paddr_t)aligned_alloc(4096, 4096ul << order);
}

void uk_frame_free(__paddr_t frame, unsigned int order)
{
	(void)order;
	frames--;
	free((void *)frame);
}

__sz uk_frame_total(void)
{
	return 100000;
}

__sz uk_frame_available(void)
{
	return 90000;
}

__nsec ukplat_monotonic_clock(void)
{
	static __nsec now;

	return now += 1000;
}

__nsec ukplat_wall_clock(void)
{
	return ukplat_monotonic_clock();
}

int ukplat_coutk(const char *buf, unsigned int len)
{
	(void)buf;
	return len;
}

int ukplat_cink(char *buf, unsigned int max)
{
	(void)buf;
	(void)max;
	return 0;
}

void ukplat_console_on_input(struct uk_defer *work)
{
	(void)work;
}

int ukplat_initrd(const void **base, __sz *len)
{
	(void)base;
	(void)len;
	return -ENOENT;
}

char *uk_libparam_list_next(char **cursor)
{
	(void)cursor;
	return NULL;
}

int uk_libparam_set_string(const struct uk_libparam *p, const char *name, char *value)
{
	(void)p;
	(void)name;
	(void)value;
	return 0;
}

void uk_log(int level, const char *lib, const char *fmt, ...)
{
	(void)level;
	(void)lib;
	(void)fmt;
}
