/* SPDX-License-Identifier: BSD-3-Clause */
/* The disk as libext2fs wants it: an io_manager whose channels all share the device's cache. */
#include <stdlib.h>
#include <string.h>
#include "mount.h"

static struct struct_io_manager manager;
io_manager ext_io_manager = &manager;

static struct ext_cache *cache_of(io_channel channel)
{
	return channel->private_data;
}

static errcode_t ext_io_open(const char *name, int flags, io_channel *out)
{
	struct ext_cache *cache = ext_io_cache(name);
	io_channel channel;

	if (!cache)
		return ENODEV;
	if ((flags & IO_FLAG_RW) && ext_device_read_only(cache->device))
		return EROFS;
	channel = calloc(1, sizeof(*channel));
	if (!channel)
		return EXT2_ET_NO_MEMORY;
	channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
	channel->manager = &manager;
	channel->name = strdup(name);
	channel->block_size = (int)cache->block_size;
	channel->refcount = 1;
	channel->private_data = cache;
	if (!channel->name) {
		free(channel);
		return EXT2_ET_NO_MEMORY;
	}
	*out = channel;
	return 0;
}

static errcode_t ext_io_close(io_channel channel)
{
	if (--channel->refcount)
		return 0;
	free(channel->name);
	free(channel);
	return 0;
}

static errcode_t ext_io_set_blksize(io_channel channel, int size)
{
	int rc = ext_cache_resize(cache_of(channel), (__sz)size);

	channel->block_size = size;
	return -rc;
}

/* A negative count is one of bytes, at the beginning of the block. */
static errcode_t ext_io_read64(io_channel channel, unsigned long long block, int count, void *data)
{
	struct ext_cache *cache = cache_of(channel);
	struct ext_block *found;
	int rc = 0;

	if (count >= 0)
		return -ext_cache_read(cache, block, (__sz)count, data);
	for (__sz left = (__sz)-count, n; left && !rc; left -= n, block++) {
		n = MIN(left, cache->block_size);
		rc = ext_cache_block(cache, block, EXT_FILL_READ, &found);
		if (!rc)
			memcpy(data, found->data, n);
		data = (char *)data + n;
	}
	return -rc;
}

static errcode_t ext_io_write64(io_channel channel, unsigned long long block, int count,
                                const void *data)
{
	struct ext_cache *cache = cache_of(channel);

	if (count >= 0)
		return -ext_cache_write(cache, block, (__sz)count, data);
	return -ext_cache_patch(cache, block * cache->block_size, (__sz)-count, data);
}

static errcode_t ext_io_read(io_channel channel, unsigned long block, int count, void *data)
{
	return ext_io_read64(channel, block, count, data);
}

static errcode_t ext_io_write(io_channel channel, unsigned long block, int count, const void *data)
{
	return ext_io_write64(channel, block, count, data);
}

static errcode_t ext_io_write_byte(io_channel channel, unsigned long off, int count,
                                   const void *data)
{
	return -ext_cache_patch(cache_of(channel), off, (__sz)count, data);
}

/* While commits write, libext2fs's own order of flushing is of no use. */
static errcode_t ext_io_flush(io_channel channel)
{
	struct ext_cache *cache = cache_of(channel);
	int rc;

	if (cache->hold)
		return 0;
	rc = ext_cache_write_back(cache, 0);
	rc = rc ? rc : ext_cache_write_back(cache, 1);
	return -(rc ? rc : ext_cache_flush(cache));
}

static struct struct_io_manager manager = {
        .magic = EXT2_ET_MAGIC_IO_MANAGER,
        .name = "disk",
        .open = ext_io_open,
        .close = ext_io_close,
        .set_blksize = ext_io_set_blksize,
        .read_blk = ext_io_read,
        .write_blk = ext_io_write,
        .flush = ext_io_flush,
        .write_byte = ext_io_write_byte,
        .read_blk64 = ext_io_read64,
        .write_blk64 = ext_io_write64,
};
