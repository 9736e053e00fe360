/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk in memory for unit tests of file systems, behind uk/blkdev.h. It has a cache of its own:
 * what was written since the last flush may be lost, sector by sector, when the power fails at the
 * n-th write. From then on nothing works.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/blkdev.h>

#define SECTOR     512
#define CACHED_MAX 20000

static struct {
	struct uk_blkdev device;
	struct uk_blkdev_cap *cap;
	int configured;
	unsigned char *data, *durable;
	size_t size;
	long fail_in; /* writes of sectors until the power fails; -1: never */
	int dead;
	unsigned long *cached; /* sectors written since the last flush */
	unsigned int cached_count;
	unsigned long writes;
} disk;

static void disk_set(const void *data, size_t size)
{
	disk.data = realloc(disk.data, size);
	disk.durable = realloc(disk.durable, size);
	disk.cached = realloc(disk.cached, CACHED_MAX * sizeof(long));
	disk.size = size;
	memcpy(disk.data, data, size);
	memcpy(disk.durable, data, size);
	disk.cap = (struct uk_blkdev_cap *)&disk.device.capabilities;
	*disk.cap = (struct uk_blkdev_cap){.sectors = size / SECTOR,
	                                   .ssize = SECTOR,
	                                   .mode = O_RDWR,
	                                   .ioalign = 1,
	                                   .features = UK_BLKDEV_F_FLUSH};
	disk.configured = disk.dead = 0;
	disk.fail_in = -1;
	disk.cached_count = 0;
	disk.writes = 0;
}

static void disk_read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	static unsigned char *buffer;
	size_t size;

	fseek(f, 0, SEEK_END);
	size = (size_t)ftell(f);
	rewind(f);
	buffer = realloc(buffer, size);
	if (fread(buffer, 1, size, f) != size)
		abort();
	fclose(f);
	disk_set(buffer, size);
}

static void disk_write_file(const char *path)
{
	FILE *f = fopen(path, "wb");

	fwrite(disk.data, 1, disk.size, f);
	fclose(f);
}

static void keep(unsigned long sector)
{
	memcpy(disk.durable + sector * SECTOR, disk.data + sector * SECTOR, SECTOR);
}

static void disk_flush_cache(void)
{
	for (unsigned int i = 0; i < disk.cached_count; i++)
		keep(disk.cached[i]);
	disk.cached_count = 0;
}

/* What the disk has after a power failure: a random part of its cache reached the medium. */
static void disk_power_on(void)
{
	int lucky = 0;

	/* A file system relies on it that its super block, of 1 KiB, is written or not. */
	for (unsigned int i = 0; i < disk.cached_count; i++) {
		if (disk.cached[i] % 2 == 0 || !i || disk.cached[i - 1] + 1 != disk.cached[i])
			lucky = rand() % 2;
		if (lucky)
			keep(disk.cached[i]);
	}
	disk.cached_count = 0;
	memcpy(disk.data, disk.durable, disk.size);
	disk.dead = disk.configured = 0;
	disk.fail_in = -1;
}

unsigned int uk_blkdev_count(void)
{
	return 1;
}

struct uk_blkdev *uk_blkdev_get(unsigned int id)
{
	return id ? NULL : &disk.device;
}

enum uk_blkdev_state uk_blkdev_state_get(struct uk_blkdev *dev)
{
	(void)dev;
	return disk.configured ? UK_BLKDEV_RUNNING : UK_BLKDEV_UNCONFIGURED;
}

int uk_blkdev_configure(struct uk_blkdev *dev, const struct uk_blkdev_conf *conf)
{
	(void)dev;
	(void)conf;
	disk.configured = 1;
	return 0;
}

int uk_blkdev_queue_configure(struct uk_blkdev *dev, uint16_t queue, uint16_t nb,
                              const struct uk_blkdev_queue_conf *conf)
{
	(void)dev;
	(void)queue;
	(void)nb;
	(void)conf;
	return 0;
}

int uk_blkdev_start(struct uk_blkdev *dev)
{
	(void)dev;
	return 0;
}

int uk_blkdev_stop(struct uk_blkdev *dev)
{
	(void)dev;
	return 0;
}

int uk_blkdev_queue_unconfigure(struct uk_blkdev *dev, uint16_t queue)
{
	(void)dev;
	(void)queue;
	return 0;
}

int uk_blkdev_unconfigure(struct uk_blkdev *dev)
{
	(void)dev;
	disk.configured = 0;
	return 0;
}

int uk_blkdev_queue_intr_enable(struct uk_blkdev *dev, uint16_t queue)
{
	(void)dev;
	(void)queue;
	return 0;
}

int uk_blkdev_queue_intr_disable(struct uk_blkdev *dev, uint16_t queue)
{
	(void)dev;
	(void)queue;
	return 0;
}

int uk_blkdev_queue_finish_reqs(struct uk_blkdev *dev, uint16_t queue)
{
	(void)dev;
	(void)queue;
	return 0;
}

static int write_sectors(unsigned long sector, unsigned long count, const unsigned char *from)
{
	for (; count; count--, sector++, from += SECTOR) {
		if (!disk.fail_in && sector % 2 == 0)
			disk.dead = 1;
		if (disk.dead)
			return -EIO;
		disk.fail_in -= disk.fail_in > 0;
		disk.writes++;
		memcpy(disk.data + sector * SECTOR, from, SECTOR);
		if (disk.cached_count == CACHED_MAX)
			disk_flush_cache();
		disk.cached[disk.cached_count++] = sector;
	}
	return 0;
}

int uk_blkdev_transfer(struct uk_blkdev *dev, uint16_t queue, enum uk_blkreq_op op, __sector sector,
                       __sector count, void *buf, __sector *done)
{
	(void)dev;
	(void)queue;
	(void)done;
	if (disk.dead)
		return -EIO;
	if (op == UK_BLKREQ_FFLUSH) {
		disk_flush_cache();
		return 0;
	}
	if (sector > disk.size / SECTOR || count > disk.size / SECTOR - sector)
		return -EINVAL;
	if (op == UK_BLKREQ_WRITE)
		return write_sectors(sector, count, buf);
	memcpy(buf, disk.data + sector * SECTOR, count * SECTOR);
	return 0;
}
