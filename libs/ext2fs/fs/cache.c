/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks in memory: least recently used ones go first, changed ones are written in runs. */
#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/config.h>
#include "cache.h"

#define MEMORY ((__sz)CONFIG_LIBEXT2FS_CACHE << 10)

static struct ext_block **bucket_of(struct ext_cache *cache, __u64 number)
{
	return &cache->buckets[(number ^ number >> 9) % EXT_BUCKETS];
}

void ext_cache_init(struct ext_cache *cache, struct ext_device *device)
{
	memset(cache, 0, sizeof(*cache));
	cache->device = device;
	UK_INIT_LIST_HEAD(&cache->lru);
	cache->block_size = 1024;
	cache->limit = MEMORY / 1024;
}

static struct ext_block *find(struct ext_cache *cache, __u64 number)
{
	struct ext_block *block = *bucket_of(cache, number);

	while (block && block->number != number)
		block = block->next;
	return block;
}

static void clean(struct ext_cache *cache, struct ext_block *block)
{
	if (block->dirty && block->meta)
		cache->dirty_meta--;
	else if (block->dirty)
		cache->dirty_data--;
	block->dirty = 0;
}

/* Out of the table and the list, changed or not; its memory stays. */
static void take_out(struct ext_cache *cache, struct ext_block *block)
{
	struct ext_block **place = bucket_of(cache, block->number);

	while (*place != block)
		place = &(*place)->next;
	*place = block->next;
	uk_list_del(&block->lru);
	clean(cache, block);
	cache->count--;
}

static void block_free(struct ext_block *block)
{
	uk_free(uk_alloc_get_default(), block->data);
	uk_free(uk_alloc_get_default(), block);
}

void ext_cache_forget(struct ext_cache *cache)
{
	while (!uk_list_empty(&cache->lru)) {
		struct ext_block *block = uk_list_first_entry(&cache->lru, struct ext_block, lru);

		take_out(cache, block);
		block_free(block);
	}
}

int ext_cache_resize(struct ext_cache *cache, __sz block_size)
{
	int rc = 0;

	if (cache->block_size == block_size)
		return 0;
	if (!cache->hold) {
		rc = ext_cache_write_back(cache, 0);
		rc = rc ? rc : ext_cache_write_back(cache, 1);
	}
	ext_cache_forget(cache);
	cache->block_size = block_size;
	cache->limit = MAX(MEMORY / block_size, 8UL);
	return rc;
}

static struct ext_block *block_new(struct ext_cache *cache)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct ext_block *block = uk_calloc(a, 1, sizeof(*block));

	if (!block)
		return NULL;
	block->data = uk_memalign(a, MAX((__sz)uk_blkdev_ioalign(cache->device->blkdev), 512UL),
	                          cache->block_size);
	if (block->data)
		return block;
	uk_free(a, block);
	return NULL;
}

/* The least recently used block that needs no writing, or NULL. */
static struct ext_block *victim(struct ext_cache *cache)
{
	struct uk_list_head *at;

	for (at = cache->lru.prev; at != &cache->lru; at = at->prev) {
		struct ext_block *block = uk_list_entry(at, struct ext_block, lru);

		if (!block->dirty)
			return block;
	}
	return NULL;
}

/* Memory for one more block. Held metadata may take more than the limit for the time of one
 * operation. */
static int room(struct ext_cache *cache, struct ext_block **out)
{
	struct ext_block *block = NULL;
	int rc;

	if (cache->count < cache->limit)
		block = block_new(cache);
	if (!block && cache->count >= cache->limit && !victim(cache)) {
		rc = ext_cache_write_back(cache, 0);
		if (!rc && !cache->hold)
			rc = ext_cache_write_back(cache, 1);
		if (rc)
			return rc;
	}
	if (!block && (block = victim(cache)))
		take_out(cache, block);
	if (!block)
		block = block_new(cache);
	*out = block;
	return block ? 0 : -ENOMEM;
}

static int fill(struct ext_cache *cache, struct ext_block *block, __u64 number, enum ext_fill how)
{
	if (how == EXT_FILL_ZERO)
		memset(block->data, 0, cache->block_size);
	return how == EXT_FILL_READ ? ext_device_read(cache->device, number * cache->block_size,
	                                              cache->block_size, block->data)
	                            : 0;
}

int ext_cache_block(struct ext_cache *cache, __u64 number, enum ext_fill how,
                    struct ext_block **out)
{
	struct ext_block *block = find(cache, number);
	int rc;

	if (number > cache->device->size / cache->block_size)
		return -EINVAL;
	if (block) {
		uk_list_del(&block->lru);
		uk_list_add(&block->lru, &cache->lru);
		*out = block;
		return how == EXT_FILL_ZERO ? fill(cache, block, number, how) : 0;
	}
	rc = room(cache, &block);
	if (rc)
		return rc;
	rc = fill(cache, block, number, how);
	if (rc) {
		block_free(block);
		return rc;
	}
	block->number = number;
	block->dirty = block->meta = 0;
	block->next = *bucket_of(cache, number);
	*bucket_of(cache, number) = block;
	uk_list_add(&block->lru, &cache->lru);
	cache->count++;
	*out = block;
	return 0;
}

void ext_cache_change(struct ext_cache *cache, struct ext_block *block, int meta)
{
	clean(cache, block);
	block->dirty = 1;
	block->meta = meta != 0;
	if (meta)
		cache->dirty_meta++;
	else
		cache->dirty_data++;
}

int ext_cache_read(struct ext_cache *cache, __u64 number, __sz count, void *buf)
{
	for (char *to = buf; count; number++, count--, to += cache->block_size) {
		struct ext_block *block;
		int rc = ext_cache_block(cache, number, EXT_FILL_READ, &block);

		if (rc)
			return rc;
		memcpy(to, block->data, cache->block_size);
	}
	return 0;
}

int ext_cache_write(struct ext_cache *cache, __u64 number, __sz count, const void *buf)
{
	for (const char *from = buf; count; number++, count--, from += cache->block_size) {
		int known = find(cache, number) != NULL;
		struct ext_block *block;
		int rc = ext_cache_block(cache, number, EXT_FILL_NONE, &block);

		if (rc)
			return rc;
		if (known && block->meta && !memcmp(block->data, from, cache->block_size))
			continue;
		memcpy(block->data, from, cache->block_size);
		ext_cache_change(cache, block, 1);
	}
	return 0;
}

int ext_cache_patch(struct ext_cache *cache, __u64 off, __sz len, const void *buf)
{
	for (const char *from = buf; len;) {
		__sz in = off % cache->block_size, n = MIN(len, cache->block_size - in);
		struct ext_block *block;
		int rc = ext_cache_block(cache, off / cache->block_size, EXT_FILL_READ, &block);

		if (rc)
			return rc;
		memcpy(block->data + in, from, n);
		ext_cache_change(cache, block, 1);
		off += n;
		from += n;
		len -= n;
	}
	return 0;
}

int ext_cache_read_data(struct ext_cache *cache, __u64 number, __sz count, void *buf)
{
	int rc = ext_device_read(cache->device, number * cache->block_size,
	                         count * cache->block_size, buf);

	for (__sz i = 0; !rc && i < count; i++) {
		struct ext_block *block = find(cache, number + i);

		if (block && block->dirty)
			memcpy((char *)buf + i * cache->block_size, block->data, cache->block_size);
	}
	return rc;
}

int ext_cache_write_data(struct ext_cache *cache, __u64 number, __sz count, const void *buf)
{
	for (__sz i = 0; i < count; i++) {
		struct ext_block *block = find(cache, number + i);

		if (!block)
			continue;
		take_out(cache, block);
		block_free(block);
	}
	cache->unflushed = 1;
	return ext_device_write(cache->device, number * cache->block_size,
	                        count * cache->block_size, buf);
}

int ext_cache_read_ahead(struct ext_cache *cache, __u64 number, __sz count)
{
	struct ext_device *device = cache->device;
	__sz size = cache->block_size;
	int rc;

	count = MIN(count, MIN(EXT_BOUNCE / size, (__sz)cache->limit / 4));
	if (count < 2 || size % device->sector || find(cache, number))
		return 0;
	/* Making room may write, which needs the buffer: first the blocks, then what is in them. */
	for (__sz i = 0; i < count; i++) {
		struct ext_block *block;

		if (find(cache, number + i) ||
		    ext_cache_block(cache, number + i, EXT_FILL_NONE, &block))
			count = i;
	}
	rc = count ? ext_device_read(device, number * size, count * size, device->bounce) : 0;
	for (__sz i = 0; i < count; i++) {
		struct ext_block *block = find(cache, number + i);

		if (!rc) {
			memcpy(block->data, device->bounce + i * size, size);
			continue;
		}
		take_out(cache, block);
		block_free(block);
	}
	return rc;
}

static int by_number(const void *a, const void *b)
{
	const struct ext_block *x = *(struct ext_block *const *)a;
	const struct ext_block *y = *(struct ext_block *const *)b;

	return (x->number > y->number) - (x->number < y->number);
}

int ext_cache_changed(struct ext_cache *cache, int meta, struct ext_block ***out,
                      unsigned int *count)
{
	unsigned int n = meta ? cache->dirty_meta : cache->dirty_data;
	struct ext_block *block, **list = NULL;

	*count = 0;
	*out = NULL;
	if (!n)
		return 0;
	list = uk_malloc(uk_alloc_get_default(), n * sizeof(struct ext_block *));
	if (!list)
		return -ENOMEM;
	uk_list_for_each_entry (block, &cache->lru, lru)
		if (block->dirty && block->meta == meta)
			list[(*count)++] = block;
	qsort(list, *count, sizeof(struct ext_block *), by_number);
	*out = list;
	return 0;
}

/* Blocks [0, n) of the list follow each other on the disk. */
static int write_run(struct ext_cache *cache, struct ext_block **list, unsigned int n)
{
	struct ext_device *device = cache->device;
	char *data = list[0]->data;
	int rc;

	if (n > 1) {
		data = device->bounce;
		for (unsigned int i = 0; i < n; i++)
			memcpy(data + i * cache->block_size, list[i]->data, cache->block_size);
	}
	rc = ext_device_write(device, list[0]->number * cache->block_size, n * cache->block_size,
	                      data);
	for (unsigned int i = 0; !rc && i < n; i++)
		clean(cache, list[i]);
	return rc;
}

int ext_cache_write_back(struct ext_cache *cache, int meta)
{
	/* Blocks that are less than a sector need the buffer for themselves. */
	unsigned int most =
	        cache->block_size % cache->device->sector ? 1 : EXT_BOUNCE / cache->block_size;
	unsigned int count;
	struct ext_block **list;
	int rc = ext_cache_changed(cache, meta, &list, &count);

	if (!rc && count)
		cache->unflushed = 1;
	for (unsigned int at = 0, n; !rc && at < count; at += n) {
		n = 1;
		while (n < most && at + n < count && list[at + n]->number == list[at]->number + n)
			n++;
		rc = write_run(cache, list + at, n);
	}
	uk_free(uk_alloc_get_default(), list);
	return rc;
}

int ext_cache_flush(struct ext_cache *cache)
{
	int rc = cache->unflushed ? ext_device_flush(cache->device) : 0;

	if (!rc)
		cache->unflushed = 0;
	return rc;
}
