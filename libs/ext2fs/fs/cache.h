/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The blocks of a file system in memory, written later. A block is metadata (what libext2fs writes)
 * or data (parts of files); with a journal, changed metadata stays here until it is committed.
 * Everything here happens under the mount's lock. Errors are negative errno values.
 */
#ifndef EXT_CACHE_H
#define EXT_CACHE_H

#include <uk/list.h>
#include "device.h"

#define EXT_BUCKETS 512

struct ext_block {
	struct uk_list_head lru;
	struct ext_block *next; /* of the bucket */
	__u64 number;
	char *data;
	__u8 dirty;
	__u8 meta;
};

struct ext_cache {
	struct ext_device *device;
	__sz block_size;
	unsigned int count, limit; /* blocks */
	unsigned int dirty_data, dirty_meta;
	__u8 hold;               /* changed metadata is written by a commit only */
	__u8 unflushed;          /* the device has got something since the last flush */
	struct uk_list_head lru; /* the one used last in front */
	struct ext_block *buckets[EXT_BUCKETS];
};

void ext_cache_init(struct ext_cache *cache, struct ext_device *device);
/* Writes what is changed (unless it is held) and forgets all. */
int ext_cache_resize(struct ext_cache *cache, __sz block_size);
/* Forgets all, changed or not. */
void ext_cache_forget(struct ext_cache *cache);

enum ext_fill {
	EXT_FILL_READ, /* from the disk */
	EXT_FILL_ZERO, /* with zeroes: what the disk has is nobody's */
	EXT_FILL_NONE, /* the caller writes all of it */
};

/* A block's memory, valid until the next call of this header. */
int ext_cache_block(struct ext_cache *cache, __u64 number, enum ext_fill fill,
                    struct ext_block **out);
void ext_cache_change(struct ext_cache *cache, struct ext_block *block, int meta);

int ext_cache_read(struct ext_cache *cache, __u64 number, __sz count, void *buf);
/* Blocks that hold already what is written stay as they are. */
int ext_cache_write(struct ext_cache *cache, __u64 number, __sz count, const void *buf);
int ext_cache_patch(struct ext_cache *cache, __u64 off, __sz len, const void *buf);

/* File data by the shortest way: whole blocks past the cache, which agrees with the disk
 * afterwards. */
int ext_cache_read_data(struct ext_cache *cache, __u64 number, __sz count, void *buf);
int ext_cache_write_data(struct ext_cache *cache, __u64 number, __sz count, const void *buf);
/* Brings blocks that follow each other into memory with one request, as many as the buffer holds.
 */
int ext_cache_read_ahead(struct ext_cache *cache, __u64 number, __sz count);

/* Writes changed data, or changed metadata, in the order of the disk. */
int ext_cache_write_back(struct ext_cache *cache, int meta);
/* The device's flush, when there is something to flush. */
int ext_cache_flush(struct ext_cache *cache);
/* All changed metadata blocks in the order of the disk; uk_free() of the default allocator. */
int ext_cache_changed(struct ext_cache *cache, int meta, struct ext_block ***out,
                      unsigned int *count);

#endif /* EXT_CACHE_H */
