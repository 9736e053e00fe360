/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks in /dev: vda, vdb, … A disk is set up when it is first opened and stays so. */
#include <string.h>
#include <sys/sysmacros.h>
#include <uk/alloc.h>
#include "block.h"

/* Linux numbers virtio's disks so on most machines, with room for 15 partitions of each. */
#define DISK_MAJOR  254
#define DISK_MINORS 16

#ifndef FALLOC_FL_ZERO_RANGE
#define FALLOC_FL_ZERO_RANGE 0x10
#endif

static struct disk *disks;
static int registered;

static void event(struct uk_blkdev *blkdev, uint16_t queue_id, void *argp __maybe_unused)
{
	uk_blkdev_queue_finish_reqs(blkdev, queue_id);
}

static int set_up(struct uk_blkdev *blkdev)
{
	const struct uk_blkdev_conf conf = {.nb_queues = 1};
	const struct uk_blkdev_queue_conf queue = {.a = uk_alloc_get_default(), .callback = event};
	int rc = uk_blkdev_configure(blkdev, &conf);

	if (rc < 0)
		return rc;
	rc = uk_blkdev_queue_configure(blkdev, 0, 0, &queue);
	if (rc == 0)
		rc = uk_blkdev_start(blkdev);
	if (rc == 0) {
		uk_blkdev_queue_intr_enable(blkdev, 0);
		return 0;
	}
	(void)uk_blkdev_queue_unconfigure(blkdev, 0);
	(void)uk_blkdev_unconfigure(blkdev);
	return rc;
}

/* EBUSY: another library uses the device. ENXIO: the driver has said what is wrong with it. */
static int disk_open(struct uk_dev *dev, struct uk_file **file)
{
	struct disk *disk = dev->priv;

	if (!disk->running) {
		int rc = uk_blkdev_state_get(disk->blkdev) == UK_BLKDEV_UNCONFIGURED
		                 ? set_up(disk->blkdev)
		                 : -EBUSY;

		if (rc < 0)
			return rc == -ENOMEM || rc == -EBUSY ? rc : -ENXIO;
		disk->running = 1;
	}
	*file = uk_file_get(&disk->file);
	return 0;
}

/* As for every file of fixed size, only places in it and its end can be sought. */
static __off disk_seek(struct uk_open_file *of, __off off, int whence)
{
	__off size = disk_size(file_disk(of->file));

	if (whence == SEEK_CUR)
		off += of->pos;
	else if (whence == SEEK_END)
		off += size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (off < 0 || off > size)
		return -EINVAL;
	return of->pos = off;
}

static int disk_sync(struct uk_file *file, int data_only __maybe_unused)
{
	return disk_flush(file_disk(file));
}

static int disk_allocate(struct uk_file *file, int mode, __off off, __off len)
{
	struct disk *disk = file_disk(file);
	__off size = disk_size(disk);

	if (mode != (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE) &&
	    (mode & ~FALLOC_FL_KEEP_SIZE) != FALLOC_FL_ZERO_RANGE)
		return -EOPNOTSUPP;
	if (off >= size)
		return -EINVAL;
	if (off + len > size) {
		if (!(mode & FALLOC_FL_KEEP_SIZE))
			return -EINVAL;
		len = size - off;
	}
	return disk_zero(disk, off, len);
}

static const struct uk_file_ops disk_ops = {
        .read = disk_read,
        .write = disk_write,
        .seek = disk_seek,
        .sync = disk_sync,
        .allocate = disk_allocate,
        .ioctl = disk_ioctl,
};

/* vda … vdz, vdaa … */
static void name_disk(char *name, __sz size, unsigned int number)
{
	char letters[8];
	__sz n = 0, at = 2;

	number++;
	do {
		letters[n++] = (char)('a' + (number - 1) % 26);
		number = (number - 1) / 26;
	} while (number && n < sizeof(letters));
	memcpy(name, "vd", 2);
	while (n && at < size - 1)
		name[at++] = letters[--n];
	name[at] = '\0';
}

static struct disk *make_disk(unsigned int number)
{
	struct disk *disk = uk_calloc(uk_alloc_get_default(), 1, sizeof(*disk));

	if (!disk)
		return NULL;
	name_disk(disk->name, sizeof(disk->name), number);
	disk->blkdev = uk_blkdev_get(number);
	uk_rwlock_init(&disk->lock);
	uk_file_init(&disk->file, &disk_ops, disk);
	disk->dev.name = disk->name;
	disk->dev.mode = S_IFBLK | 0660;
	disk->dev.rdev = makedev(DISK_MAJOR, (dev_t)number * DISK_MINORS);
	disk->dev.open = disk_open;
	disk->dev.priv = disk;
	return disk;
}

/* Once: later mounts of devfs find the disks among the registered devices. */
int devfs_block_register(void)
{
	unsigned int n = registered ? 0 : uk_blkdev_count();

	registered = 1;
	for (unsigned int i = 0; i < n; i++) {
		struct disk *disk = make_disk(i);
		int rc;

		if (!disk)
			return -ENOMEM;
		disk->next = disks;
		disks = disk;
		rc = uk_dev_register(&disk->dev);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int devfs_block_sync(void)
{
	int rc = 0;

	for (struct disk *disk = disks; disk; disk = disk->next) {
		int here = disk->running ? disk_flush(disk) : 0;

		rc = rc ? rc : here;
	}
	return rc;
}
