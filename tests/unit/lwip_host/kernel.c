/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of a kernel as lwIP and the sockets ask for: heap, clock, timers, files without waiting.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/timer.h>
#include <uk/wait.h>
#include "kernel.h"

unsigned int kernel_malloc_fails; /* out of 1000 */
static unsigned int seed = 1;

unsigned int kernel_random(void)
{
	seed = seed * 1103515245u + 12345u;
	return seed >> 8;
}

void kernel_seed(unsigned int s)
{
	seed = s;
}

static void *heap_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	return kernel_random() % 1000 < kernel_malloc_fails ? NULL : malloc(size);
}

static void *heap_calloc(struct uk_alloc *a, __sz n, __sz size)
{
	void *p = heap_malloc(a, n * size);

	return p ? memset(p, 0, n * size) : NULL;
}

static void heap_free(struct uk_alloc *a, void *p)
{
	(void)a;
	free(p);
}

static struct uk_alloc heap = {.malloc = heap_malloc, .calloc = heap_calloc, .free = heap_free};
struct uk_alloc *_uk_alloc_head = &heap;

__nsec ukplat_monotonic_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (__nsec)ts.tv_sec * 1000000000UL + (__nsec)ts.tv_nsec;
}

__nsec ukplat_wall_clock(void)
{
	return ukplat_monotonic_clock();
}

static struct uk_timer *timers[16];

void uk_timer_init(struct uk_timer *t, uk_timer_fn_t fn)
{
	memset(t, 0, sizeof(*t));
	t->fn = fn;
}

void uk_timer_set(struct uk_timer *t, __nsec deadline)
{
	t->deadline = deadline;
	if (t->armed)
		return;
	t->armed = 1;
	for (int i = 0; i < 16; i++)
		if (!timers[i]) {
			timers[i] = t;
			return;
		}
	abort();
}

void uk_timer_cancel(struct uk_timer *t)
{
	for (int i = 0; i < 16; i++)
		if (timers[i] == t)
			timers[i] = NULL;
	t->armed = 0;
}

void kernel_timers_run(void)
{
	__nsec now = ukplat_monotonic_clock();

	for (int i = 0; i < 16; i++) {
		struct uk_timer *t = timers[i];

		if (!t || t->deadline > now)
			continue;
		uk_timer_cancel(t);
		t->fn(t);
	}
}

void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops, void *priv)
{
	memset(file, 0, sizeof(*file));
	file->ops = ops;
	file->priv = priv;
	file->refs = 1;
	uk_pollq_init(&file->pollq);
}

void uk_pollq_notify(struct uk_pollq *queue, unsigned int events)
{
	(void)queue, (void)events;
}

unsigned int uk_swrand_randr(void)
{
	return kernel_random() << 16 ^ kernel_random();
}

long uk_swrand_fill_buffer(void *buf, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((unsigned char *)buf)[i] = (unsigned char)kernel_random();
	return (long)len;
}

__sz uk_frame_available(void)
{
	return 16384;
}

void uk_vprintk(const char *fmt, va_list ap)
{
	vfprintf(stderr, fmt, ap);
}

void uk_log(int level, const char *lib, const char *fmt, ...)
{
	(void)level, (void)lib, (void)fmt;
}

void uk_crash(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	abort();
}

/* The file descriptors of a program are not part of this. */
struct uk_open_file *uk_fdtab_get(int fd)
{
	(void)fd;
	return NULL;
}

int uk_fdtab_open(struct uk_file *file, unsigned int flags)
{
	(void)file, (void)flags;
	return -1;
}

void uk_open_file_put(struct uk_open_file *of)
{
	(void)of;
}

const struct uk_file_ops posix_sock_file_ops;
