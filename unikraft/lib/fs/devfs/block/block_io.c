/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing a disk at any place. There is no cache: what is written is with the device
 * when the call returns, and on the medium after fsync.
 *
 * The device works directly on the program's buffer where that is whole blocks of memory that
 * stays (heap, data): it never goes away. The rest goes through a buffer of our own: edges of
 * blocks, and memory of the managed area (mmap, thread stacks), which another thread may unmap
 * while the device works.
 */
#include <string.h>
#include <unistd.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/plat/memory.h>
#include "block.h"

#define BOUNCE_MAX (128UL << 10)

extern char _text[],
        _data[]; /* below are text and constants, which must fault when they are read into */

struct block_io {
	struct disk *disk;
	const struct iovec *iov;
	__sz skip; /* in the first element */
	__off off; /* in the disk */
	__sz left; /* bytes */
	char *bounce;
	int writing;
};

static void advance(struct block_io *io, __sz n)
{
	io->off += (__off)n;
	io->left -= n;
	io->skip += n;
	while (io->left && io->skip >= io->iov->iov_len) {
		io->skip -= io->iov->iov_len;
		io->iov++;
	}
}

static int in_place(const struct disk *disk, const char *buf, __sz len)
{
	__uptr at = (__uptr)buf;

	return ukplat_is_permanent(buf, len) && !(at >= (__uptr)_text && at < (__uptr)_data) &&
	       at % uk_blkdev_ioalign(disk->blkdev) == 0;
}

/* Bytes that can be transferred without a copy now: 0, or whole blocks. */
static __sz direct_length(const struct block_io *io)
{
	__sz block = disk_block(io->disk), len = MIN(io->iov->iov_len - io->skip, io->left);

	len = ALIGN_DOWN(len, block);
	if ((__sz)io->off % block || !in_place(io->disk, (char *)io->iov->iov_base + io->skip, len))
		return 0;
	return len;
}

static int transfer(const struct disk *disk, int writing, __off off, __sz len, void *buf,
                    __sz *done)
{
	__sz block = disk_block(disk);
	__sector sectors;
	int rc = uk_blkdev_transfer(disk->blkdev, 0, writing ? UK_BLKREQ_WRITE : UK_BLKREQ_READ,
	                            (__sz)off / block, len / block, buf, &sectors);

	if (done)
		*done = sectors * block;
	return rc;
}

static int direct(struct block_io *io, __sz len, __sz *done)
{
	int rc = transfer(io->disk, io->writing, io->off, len, (char *)io->iov->iov_base + io->skip,
	                  done);

	advance(io, *done);
	return rc;
}

/* The blocks at the two ends of a write keep what lies beside it. */
static int read_edges(const struct disk *disk, __off start, __sz head, __sz len, __sz span,
                      char *bounce)
{
	__sz block = disk_block(disk);
	int rc = 0;

	if (head)
		rc = transfer(disk, 0, start, block, bounce, NULL);
	if (!rc && (head + len) % block && (span > block || !head))
		rc = transfer(disk, 0, start + (__off)(span - block), block, bounce + span - block,
		              NULL);
	return rc;
}

static int bounced_write(struct block_io *io, __off start, __sz head, __sz len, __sz span,
                         __sz *done)
{
	int rc = read_edges(io->disk, start, head, len, span, io->bounce);
	__sz written = 0;

	if (rc)
		return rc;
	uk_iov_get(io->iov, io->skip, io->bounce + head, len);
	rc = transfer(io->disk, 1, start, span, io->bounce, &written);
	*done = written > head ? MIN(written - head, len) : 0;
	return rc;
}

static int bounced_read(struct block_io *io, __off start, __sz head, __sz len, __sz span,
                        __sz *done)
{
	__sz got = 0;
	int rc = transfer(io->disk, 0, start, span, io->bounce, &got);

	*done = got > head ? MIN(got - head, len) : 0;
	uk_iov_put(io->iov, io->skip, io->bounce + head, *done);
	return rc;
}

static int through_bounce(struct block_io *io, __sz *done)
{
	__sz block = disk_block(io->disk), head = (__sz)io->off % block;
	__sz len = MIN(io->left, MAX(BOUNCE_MAX, block) - head);
	__sz span = ALIGN_UP(head + len, block);
	__off start = io->off - (__off)head;
	int rc;

	/* What begins within a block may go on in place behind it. */
	if (head && in_place(io->disk, (char *)io->iov->iov_base + io->skip + block - head, 0))
		len = MIN(len, block - head), span = block;
	if (!io->bounce)
		io->bounce =
		        uk_memalign(uk_alloc_get_default(),
		                    MAX((__sz)uk_blkdev_ioalign(io->disk->blkdev), 64UL),
		                    MIN(MAX(BOUNCE_MAX, block), ALIGN_UP(io->left + head, block)));
	if (!io->bounce)
		return -ENOMEM;
	rc = io->writing ? bounced_write(io, start, head, len, span, done)
	                 : bounced_read(io, start, head, len, span, done);
	advance(io, *done);
	return rc;
}

/* Bytes transferred; an error only when there were none. */
static __ssz run(struct block_io *io)
{
	__sz total = io->left;
	int rc = 0;

	if (io->left)
		advance(io, 0); /* past empty elements */
	while (io->left && !rc) {
		__sz len = direct_length(io), done = 0;

		rc = len ? direct(io, len, &done) : through_bounce(io, &done);
	}
	uk_free(uk_alloc_get_default(), io->bounce);
	return total > io->left ? (__ssz)(total - io->left) : rc;
}

/* O_DIRECT: as Linux wants it of a disk. */
static int misaligned(const struct disk *disk, const struct iovec *iov, int iovcnt, __off off)
{
	__uptr all = (__uptr)off;

	for (int i = 0; i < iovcnt; i++)
		all |= (__uptr)iov[i].iov_base | iov[i].iov_len;
	return (all & (disk_block(disk) - 1)) != 0;
}

/* What both have in common: the place, the part of the length that the disk has. */
static int begin(struct block_io *io, struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                 __off off)
{
	struct disk *disk = file_disk(of->file);
	__off size = disk_size(disk);

	*io = (struct block_io){.disk = disk, .iov = iov, .off = off < 0 ? of->pos : off};
	io->left = uk_iov_length(iov, iovcnt);
	if ((of->flags & O_DIRECT) && misaligned(disk, iov, iovcnt, io->off))
		return -EINVAL;
	io->left = MIN(io->left, io->off < size ? (__sz)(size - io->off) : 0);
	return 0;
}

/* The position moves before the device works, so that two threads that share it do not transfer the
 * same bytes; what was not transferred is given back. */
static __ssz at_position(struct block_io *io, struct uk_open_file *of, __off off)
{
	__off start = io->off, claimed = io->off + (__off)io->left;
	__ssz n;

	if (off < 0)
		of->pos = claimed;
	n = run(io);
	if (off < 0 && of->pos == claimed)
		of->pos = start + (n > 0 ? n : 0);
	return n;
}

__ssz disk_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct block_io io;
	int rc = begin(&io, of, iov, iovcnt, off);

	return rc ? rc : at_position(&io, of, off);
}

static __ssz locked_write(struct block_io *io, struct uk_open_file *of, __off off)
{
	struct uk_rwlock *lock = &io->disk->lock;
	__sz block = disk_block(io->disk);
	int whole = ((__sz)io->off | io->left) % block == 0;
	__ssz n;

	if (whole)
		uk_rwlock_rlock(lock);
	else
		uk_rwlock_wlock(lock);
	n = at_position(io, of, off);
	if (whole)
		uk_rwlock_runlock(lock);
	else
		uk_rwlock_wunlock(lock);
	return n;
}

__ssz disk_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct disk *disk = file_disk(of->file);
	struct block_io io;
	__ssz n;
	int rc;

	if (uk_blkdev_mode(disk->blkdev) == O_RDONLY)
		return -EPERM;
	if (of->flags & O_APPEND)
		off = disk_size(disk);
	rc = begin(&io, of, iov, iovcnt, off);
	if (rc)
		return rc;
	if (!io.left)
		return uk_iov_length(iov, iovcnt) ? -ENOSPC : 0;
	io.writing = 1;
	n = locked_write(&io, of, off);
	if (n > 0 && (of->flags & O_DSYNC)) { /* O_SYNC contains it */
		rc = disk_flush(disk);
		return rc ? rc : n;
	}
	return n;
}

int disk_flush(const struct disk *disk)
{
	if (!(uk_blkdev_capabilities(disk->blkdev)->features & UK_BLKDEV_F_FLUSH))
		return 0;
	return uk_blkdev_transfer(disk->blkdev, 0, UK_BLKREQ_FFLUSH, 0, 0, NULL, NULL);
}

/* For devices that do not do it themselves. */
static int write_zeroes(const struct disk *disk, __off off, __sz len)
{
	__sz size = MIN(len, BOUNCE_MAX), done;
	char *zeroes = uk_memalign(uk_alloc_get_default(),
	                           MAX((__sz)uk_blkdev_ioalign(disk->blkdev), 64UL), size);
	int rc = zeroes ? 0 : -ENOMEM;

	if (zeroes)
		memset(zeroes, 0, size);
	for (; len && !rc; off += (__off)size, len -= size) {
		size = MIN(size, len);
		rc = transfer(disk, 1, off, size, zeroes, &done);
	}
	uk_free(uk_alloc_get_default(), zeroes);
	return rc;
}

int disk_zero(struct disk *disk, __off off, __off len)
{
	__sz block = disk_block(disk);
	int rc = -ENOTSUP;

	if (((__sz)off | (__sz)len) % block)
		return -EINVAL;
	if (uk_blkdev_mode(disk->blkdev) == O_RDONLY)
		return -EPERM;
	uk_rwlock_rlock(&disk->lock);
	if (uk_blkdev_capabilities(disk->blkdev)->features & UK_BLKDEV_F_WRITE_ZEROES)
		rc = uk_blkdev_transfer(disk->blkdev, 0, UK_BLKREQ_WRITE_ZEROES, (__sz)off / block,
		                        (__sz)len / block, NULL, NULL);
	if (rc == -ENOTSUP)
		rc = write_zeroes(disk, off, (__sz)len);
	uk_rwlock_runlock(&disk->lock);
	return rc;
}
