/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters of the heap. */
#include <string.h>
#include <uk/alloc.h>
#include <uk/heap.h>
#include <uk/preempt.h>
#include "heap.h"

static struct uk_alloc_stats stats;

static void request(__sz wanted)
{
	stats.last_alloc_size = wanted;
	stats.max_alloc_size = MAX(stats.max_alloc_size, wanted);
	if (!stats.min_alloc_size || wanted < stats.min_alloc_size)
		stats.min_alloc_size = wanted;
}

void heap_stats_alloc(__sz wanted, __sz got)
{
	request(wanted);
	stats.tot_nb_allocs++;
	stats.cur_nb_allocs++;
	stats.max_nb_allocs = MAX(stats.max_nb_allocs, stats.cur_nb_allocs);
	stats.cur_mem_use += (__ssz)got;
	stats.max_mem_use = MAX(stats.max_mem_use, stats.cur_mem_use);
}

void heap_stats_failed(__sz wanted)
{
	request(wanted);
	stats.nb_enomem++;
}

void heap_stats_free(__sz size)
{
	stats.tot_nb_frees++;
	stats.cur_nb_allocs--;
	stats.cur_mem_use -= (__ssz)size;
}

void uk_alloc_stats_get_global(struct uk_alloc_stats *dst)
{
	uk_preempt_disable();
	*dst = stats;
	uk_preempt_enable();
}

void uk_alloc_stats_get(struct uk_alloc *a, struct uk_alloc_stats *dst)
{
	if (a == &uk_heap_allocator)
		uk_alloc_stats_get_global(dst);
	else
		memset(dst, 0, sizeof(*dst));
}
