/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories: a hash table for look-ups and a list in the order of creation for readdir, whose
 * position is a cookie that only grows, so that an enumeration survives changes in between.
 */
#include <string.h>
#include "ramfs.h"

#define FIRST_COOKIE  2 /* 0 and 1 stand for "." and ".." */
#define FIRST_BUCKETS 8

static __u32 hash_name(const char *name, __sz len)
{
	__u32 hash = 2166136261u; /* FNV-1a */

	while (len--)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash;
}

void ramfs_dir_init(struct ramfs_dir *dir)
{
	*dir = (struct ramfs_dir){.next_cookie = FIRST_COOKIE};
	UK_INIT_LIST_HEAD(&dir->entries);
}

struct ramfs_entry *ramfs_dir_find(struct ramfs_dir *dir, const char *name, __sz len)
{
	__u32 hash = hash_name(name, len);
	struct ramfs_entry *entry;

	if (!dir->bucket_count)
		return NULL;
	entry = dir->buckets[hash & (dir->bucket_count - 1)];
	while (entry &&
	       (entry->hash != hash || entry->len != len || memcmp(entry->name, name, len)))
		entry = entry->next;
	return entry;
}

/* Doubles the table when it is full. Only the very first must succeed. */
static int grow(struct ramfs_dir *dir)
{
	__u32 count = dir->bucket_count ? dir->bucket_count * 2 : FIRST_BUCKETS;
	struct uk_alloc *a = uk_alloc_get_default();
	struct ramfs_entry **buckets, *entry;

	if (dir->count < dir->bucket_count)
		return 0;
	buckets = uk_calloc(a, count, sizeof(*buckets));
	if (!buckets)
		return dir->bucket_count ? 0 : -ENOSPC;
	uk_list_for_each_entry (entry, &dir->entries, order) {
		entry->next = buckets[entry->hash & (count - 1)];
		buckets[entry->hash & (count - 1)] = entry;
	}
	uk_free(a, dir->buckets);
	dir->buckets = buckets;
	dir->bucket_count = count;
	return 0;
}

int ramfs_dir_add(struct ramfs_dir *dir, const char *name, __sz len, struct uk_node *node)
{
	struct ramfs_entry *entry, **bucket;

	if (grow(dir))
		return -ENOSPC;
	entry = uk_malloc(uk_alloc_get_default(), sizeof(*entry) + len + 1);
	if (!entry)
		return -ENOSPC;
	entry->node = uk_node_get(node);
	entry->cookie = dir->next_cookie++;
	entry->hash = hash_name(name, len);
	entry->len = len;
	memcpy(entry->name, name, len);
	entry->name[len] = '\0';
	bucket = &dir->buckets[entry->hash & (dir->bucket_count - 1)];
	entry->next = *bucket;
	*bucket = entry;
	uk_list_add_tail(&entry->order, &dir->entries);
	dir->count++;
	return 0;
}

void ramfs_dir_remove(struct ramfs_dir *dir, struct ramfs_entry *entry)
{
	struct ramfs_entry **bucket = &dir->buckets[entry->hash & (dir->bucket_count - 1)];

	while (*bucket != entry)
		bucket = &(*bucket)->next;
	*bucket = entry->next;
	if (dir->hint == entry)
		dir->hint = NULL;
	uk_list_del(&entry->order);
	dir->count--;
	uk_node_put(entry->node);
	uk_free(uk_alloc_get_default(), entry);
}

void ramfs_dir_fini(struct ramfs_dir *dir)
{
	struct ramfs_entry *entry, *next;

	uk_list_for_each_entry_safe (entry, next, &dir->entries, order)
		ramfs_dir_remove(dir, entry);
	uk_free(uk_alloc_get_default(), dir->buckets);
}

static unsigned char entry_type(const struct uk_node *node)
{
	return (node->mode & S_IFMT) >> 12; /* DT_* */
}

static struct ramfs_entry *first_from(struct ramfs_dir *dir, __off position)
{
	struct ramfs_entry *entry;

	if (dir->hint && dir->hint->cookie == position)
		return dir->hint;
	uk_list_for_each_entry (entry, &dir->entries, order)
		if (entry->cookie >= position)
			return entry;
	return NULL;
}

static int ramfs_readdir(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct uk_node *node = uk_file_node(of->file);
	struct ramfs_dir *dir = &ramfs_of(node)->dir;
	struct ramfs_entry *entry = first_from(dir, of->pos);
	int rc;

	if (!entry)
		return 0;
	uk_node_touch(node, UK_NODE_ATIME);
	for (;; entry = uk_list_entry(entry->order.next, struct ramfs_entry, order)) {
		if (&entry->order == &dir->entries) {
			dir->hint = NULL;
			return 0;
		}
		rc = emit(arg, entry->name, entry->len, entry->node->ino, entry_type(entry->node),
		          entry->cookie + 1);
		if (rc) {
			dir->hint = entry;
			of->pos = entry->cookie;
			return rc;
		}
		of->pos = entry->cookie + 1;
	}
}

static __ssz dir_read(struct uk_open_file *of __maybe_unused,
                      const struct iovec *iov __maybe_unused, int iovcnt __maybe_unused,
                      __off off __maybe_unused)
{
	return -EISDIR;
}

static __off dir_seek(struct uk_open_file *of, __off off, int whence)
{
	if (whence == 1)
		off += of->pos;
	else if (whence != 0)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	of->pos = off;
	return off;
}

const struct uk_file_ops ramfs_dir_ops = {
        .read = dir_read,
        .seek = dir_seek,
        .stat = ramfs_stat,
        .sync = ramfs_sync,
        .readdir = ramfs_readdir,
        .release = ramfs_release,
};
