/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular files: reading, writing, growing, shrinking, and pages for mappings. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <uk/essentials.h>
#include <uk/frame.h>
#include <uk/plat/memory.h>
#include "ramfs.h"

#define LARGEST (1l << 62)

static void count_blocks(struct uk_node *node, long pages)
{
	node->blocks += pages * (long)(__PAGE_SIZE / 512);
}

/* What a page shows without being in the tree: the source's bytes, then zeroes. */
static void put_unbacked(struct ramfs_pages *pages, const struct iovec *iov, __sz skip, __sz at,
                         __sz n)
{
	__sz have = at < pages->source_len ? MIN(n, pages->source_len - at) : 0;

	if (have)
		uk_iov_put(iov, skip, pages->source + at, have);
	if (n > have)
		uk_iov_zero(iov, skip + have, n - have);
}

static __ssz file_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct uk_node *node = uk_file_node(of->file);
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	__sz at = off < 0 ? of->pos : off, want = uk_iov_length(iov, iovcnt), done = 0;

	if ((__off)at >= node->size || !want)
		return 0;
	want = MIN(want, node->size - at);
	while (done < want) {
		__sz in_page = at % __PAGE_SIZE, n = MIN(want - done, __PAGE_SIZE - in_page);
		__u64 frame = ramfs_page_find(pages, at >> __PAGE_SHIFT);

		if (frame)
			uk_iov_put(iov, done, (char *)ukplat_phys_to_virt(frame) + in_page, n);
		else
			put_unbacked(pages, iov, done, at, n);
		done += n;
		at += n;
	}
	if (off < 0)
		of->pos = at;
	uk_node_touch(node, UK_NODE_ATIME);
	return done;
}

static int write_page(struct uk_node *node, const struct iovec *iov, __sz done, __sz at, __sz n)
{
	__sz in_page = at % __PAGE_SIZE;
	__u64 frame;
	int made, rc;

	rc = ramfs_page_make(&ramfs_of(node)->pages, at >> __PAGE_SHIFT, n < __PAGE_SIZE, &frame,
	                     &made);
	if (rc)
		return rc;
	count_blocks(node, made);
	uk_iov_get(iov, done, (char *)ukplat_phys_to_virt(frame) + in_page, n);
	return 0;
}

static __ssz file_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct uk_node *node = uk_file_node(of->file);
	__sz want = uk_iov_length(iov, iovcnt), done = 0;
	__off at = of->flags & O_APPEND ? node->size : off < 0 ? of->pos : off;
	int rc = 0;

	if (!want)
		return 0;
	if (at >= LARGEST)
		return -EFBIG;
	want = MIN(want, (__sz)(LARGEST - at));
	while (done < want && !rc) {
		__sz n = MIN(want - done, __PAGE_SIZE - at % __PAGE_SIZE);

		rc = write_page(node, iov, done, at, n);
		if (rc)
			break;
		done += n;
		at += n;
		node->size = MAX(node->size, at);
	}
	if (!done)
		return rc;
	if (off < 0)
		of->pos = at;
	uk_node_touch(node, UK_NODE_MTIME | UK_NODE_CTIME);
	return done;
}

/* The bytes of a page after `at` read as zero from now on. */
static void clear_tail(struct ramfs_pages *pages, __off at)
{
	__u64 frame = at % __PAGE_SIZE ? ramfs_page_find(pages, at >> __PAGE_SHIFT) : 0;

	if (frame)
		memset((char *)ukplat_phys_to_virt(frame) + at % __PAGE_SIZE, 0,
		       __PAGE_SIZE - at % __PAGE_SIZE);
}

static int file_truncate(struct uk_file *file, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct ramfs_pages *pages = &ramfs_of(node)->pages;

	if (length > LARGEST)
		return -EFBIG;
	if (length < node->size) {
		pages->source_len = MIN(pages->source_len, (__sz)length);
		clear_tail(pages, length);
		count_blocks(node, -(long)ramfs_pages_drop(pages,
		                                           DIV_ROUND_UP(length, (__off)__PAGE_SIZE),
		                                           1ul << 52));
	}
	node->size = length;
	uk_node_touch(node, UK_NODE_MTIME | UK_NODE_CTIME);
	return 0;
}

/* Zeroes n bytes inside one page that shows something; a whole page is given back. */
static int punch_page(struct uk_node *node, __off at, __sz n)
{
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	__u64 index = at >> __PAGE_SHIFT, frame;
	int rc, made;

	if (n == __PAGE_SIZE && (__sz)at >= pages->source_len) {
		count_blocks(node, -(long)ramfs_pages_drop(pages, index, index + 1));
		return 0;
	}
	rc = ramfs_page_make(pages, index, 1, &frame, &made);
	if (rc)
		return rc;
	count_blocks(node, made);
	memset((char *)ukplat_phys_to_virt(frame) + at % __PAGE_SIZE, 0, n);
	return 0;
}

/* Zeroes [from, to), going over what is a hole already. */
static int punch(struct uk_node *node, __off from, __off to)
{
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	int rc;

	while (from < to) {
		__sz n = MIN((__sz)(to - from), __PAGE_SIZE - from % __PAGE_SIZE);
		__u64 next = ramfs_page_next(pages, from >> __PAGE_SHIFT);

		if ((__sz)from >= pages->source_len && next != (__u64)from >> __PAGE_SHIFT) {
			if (next == ~0ul)
				break;
			from = next << __PAGE_SHIFT;
			continue;
		}
		rc = punch_page(node, from, n);
		if (rc)
			return rc;
		from += n;
	}
	return 0;
}

static int file_allocate(struct uk_file *file, int mode, __off off, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	__off end = off + length;
	int rc, made;
	__u64 frame;

	if (mode == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)) {
		rc = punch(node, off, MIN(end, node->size));
		uk_node_touch(node, UK_NODE_MTIME | UK_NODE_CTIME);
		return rc;
	}
	if (mode & ~FALLOC_FL_KEEP_SIZE)
		return -EOPNOTSUPP;
	if (end > LARGEST)
		return -EFBIG;
	if ((__u64)length >> __PAGE_SHIFT > uk_frame_available())
		return -ENOSPC;
	for (__off at = ALIGN_DOWN(off, (__off)__PAGE_SIZE); at < end; at += __PAGE_SIZE) {
		rc = ramfs_page_make(pages, at >> __PAGE_SHIFT, 1, &frame, &made);
		if (rc)
			return rc;
		count_blocks(node, made);
	}
	if (!(mode & FALLOC_FL_KEEP_SIZE) && end > node->size)
		node->size = end;
	uk_node_touch(node, UK_NODE_CTIME);
	return 0;
}

/* SEEK_DATA, SEEK_HOLE: page by page; the end of the file is a hole. */
static __off seek_kind(struct uk_node *node, __off off, int data)
{
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	__u64 next;

	if (off < 0 || off >= node->size)
		return -ENXIO;
	if (data) {
		if ((__sz)off < pages->source_len)
			return off;
		next = ramfs_page_next(pages, off >> __PAGE_SHIFT);
		if (next >= DIV_ROUND_UP((__u64)node->size, __PAGE_SIZE))
			return -ENXIO;
		return MAX(off, (__off)(next << __PAGE_SHIFT));
	}
	while (off < node->size &&
	       ((__sz)off < pages->source_len || ramfs_page_find(pages, off >> __PAGE_SHIFT)))
		off = ALIGN_DOWN(off, (__off)__PAGE_SIZE) + (__off)__PAGE_SIZE;
	return MIN(off, node->size);
}

static __off file_seek(struct uk_open_file *of, __off off, int whence)
{
	struct uk_node *node = uk_file_node(of->file);

	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		if (__builtin_add_overflow(off, of->pos, &off))
			return -EINVAL;
		break;
	case SEEK_END:
		if (__builtin_add_overflow(off, node->size, &off))
			return -EINVAL;
		break;
	default:
		off = seek_kind(node, off, whence == SEEK_DATA);
		if (off < 0)
			return off;
	}
	if (off < 0)
		return -EINVAL;
	of->pos = off;
	return off;
}

/* May be called by the page-fault handler in the middle of file_write(): it only adds pages. */
static int file_mmap_page(struct uk_file *file, __u64 page, int write __maybe_unused,
                          __paddr_t *frame)
{
	struct uk_node *node = uk_file_node(file);
	struct ramfs_pages *pages = &ramfs_of(node)->pages;
	int made, rc;

	if (page >= DIV_ROUND_UP((__u64)node->size, __PAGE_SIZE))
		return -ENXIO;
	rc = ramfs_page_make(pages, page, 1, frame, &made);
	if (rc)
		return -ENOMEM;
	count_blocks(node, made);
	pages->mapped++;
	return 0;
}

static void file_munmap_page(struct uk_file *file, __u64 page __maybe_unused,
                             __paddr_t frame __maybe_unused)
{
	struct ramfs_pages *pages = &ramfs_of(uk_file_node(file))->pages;

	if (--pages->mapped == 0)
		ramfs_pages_free_orphans(pages);
}

int uk_ramfs_attach(struct uk_node *node, const void *data, __sz len)
{
	struct ramfs_pages *pages;

	if (node->ops != &ramfs_node_ops || !S_ISREG(node->mode) || node->size)
		return -EINVAL;
	pages = &ramfs_of(node)->pages;
	pages->source = data;
	pages->source_len = len;
	node->size = len;
	return 0;
}

const struct uk_file_ops ramfs_file_ops = {
        .read = file_read,
        .write = file_write,
        .seek = file_seek,
        .stat = ramfs_stat,
        .truncate = file_truncate,
        .allocate = file_allocate,
        .sync = ramfs_sync,
        .mmap_page = file_mmap_page,
        .munmap_page = file_munmap_page,
        .release = ramfs_release,
};
