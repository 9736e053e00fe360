/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk below a file system. The device works on memory that cannot go away (heap, static data)
 * where it lies; everything else, and what is no whole sectors, goes through a buffer.
 */
#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/print.h>
#include "device.h"

extern char _data[]; /* below are text and constants, which must fault when they are read into */

static void event(struct uk_blkdev *blkdev, uint16_t queue_id, void *argp __maybe_unused)
{
	uk_blkdev_queue_finish_reqs(blkdev, queue_id);
}

static int start(struct uk_blkdev *blkdev)
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
	return rc == -ENOMEM ? rc : -EIO;
}

/* The number behind "vda", "/dev/vdb", …; -1: no such name. */
static int number_of(const char *source)
{
	int number = 0;

	if (!strncmp(source, "/dev/", 5))
		source += 5;
	if (strncmp(source, "vd", 2) != 0 || !source[2] || strlen(source) > 5)
		return -1;
	for (source += 2; *source; source++) {
		if (*source < 'a' || *source > 'z')
			return -1;
		number = number * 26 + (*source - 'a' + 1);
	}
	return number - 1;
}

static int report_missing(const char *source)
{
	unsigned int n = uk_blkdev_count();

	if (!n)
		uk_pr_err("the machine has no disk (\"%s\" was asked for); start it with "
		          "kraft run --disk FILE\n",
		          source);
	else
		uk_pr_err("there is no disk \"%s\"; the machine has %u: vda and so on\n", source,
		          n);
	return -ENODEV;
}

static void set_facts(struct ext_device *device, const char *source)
{
	const char *name = strncmp(source, "/dev/", 5) ? source : source + 5;

	memcpy(device->name, name, strlen(name) + 1);
	device->sector = uk_blkdev_ssize(device->blkdev);
	device->size = uk_blkdev_size(device->blkdev);
}

int ext_device_open(const char *source, struct ext_device **out)
{
	int number = number_of(source);
	struct uk_blkdev *blkdev = number < 0 ? NULL : uk_blkdev_get((unsigned int)number);
	struct ext_device *device;
	int rc;

	if (!blkdev)
		return report_missing(source);
	if (uk_blkdev_state_get(blkdev) != UK_BLKDEV_UNCONFIGURED) {
		uk_pr_err("the disk \"%s\" is in use\n", source);
		return -EBUSY;
	}
	device = uk_calloc(uk_alloc_get_default(), 1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->blkdev = blkdev;
	rc = start(blkdev);
	if (rc) {
		uk_free(uk_alloc_get_default(), device);
		return rc;
	}
	set_facts(device, source);
	device->bounce = uk_memalign(uk_alloc_get_default(),
	                             MAX((__sz)uk_blkdev_ioalign(blkdev), 4096UL), EXT_BOUNCE);
	if (!device->bounce) {
		ext_device_close(device);
		return -ENOMEM;
	}
	*out = device;
	return 0;
}

void ext_device_close(struct ext_device *device)
{
	uk_blkdev_queue_intr_disable(device->blkdev, 0);
	(void)uk_blkdev_stop(device->blkdev);
	(void)uk_blkdev_queue_unconfigure(device->blkdev, 0);
	(void)uk_blkdev_unconfigure(device->blkdev);
	uk_free(uk_alloc_get_default(), device->bounce);
	uk_free(uk_alloc_get_default(), device);
}

static int transfer(struct ext_device *device, int writing, __u64 off, __sz len, void *buf)
{
	return uk_blkdev_transfer(device->blkdev, 0, writing ? UK_BLKREQ_WRITE : UK_BLKREQ_READ,
	                          off / device->sector, len / device->sector, buf, NULL);
}

static int in_place(const struct ext_device *device, const void *buf, __sz len)
{
	__uptr at = (__uptr)buf, bounce = (__uptr)device->bounce;

	if (at >= bounce && at < bounce + EXT_BOUNCE)
		return 1;
	return at >= (__uptr)_data && at < UK_PAGING_MANAGED_BASE &&
	       len <= UK_PAGING_MANAGED_BASE - at && at % uk_blkdev_ioalign(device->blkdev) == 0;
}

static int past_end(const struct ext_device *device, __u64 off, __sz len)
{
	return off > device->size || len > device->size - off;
}

/* A piece through the buffer: the sectors around it. */
static __sz piece(const struct ext_device *device, __u64 off, __sz len, __sz *head, __sz *span)
{
	*head = (__sz)(off % device->sector);
	len = MIN(len, EXT_BOUNCE - *head);
	*span = ALIGN_UP(*head + len, device->sector);
	return len;
}

static int read_bounced(struct ext_device *device, __u64 off, __sz len, char *buf)
{
	while (len) {
		__sz head, span, n = piece(device, off, len, &head, &span);
		int rc = transfer(device, 0, off - head, span, device->bounce);

		if (rc)
			return rc;
		memcpy(buf, device->bounce + head, n);
		off += n;
		buf += n;
		len -= n;
	}
	return 0;
}

static int write_bounced(struct ext_device *device, __u64 off, __sz len, const char *buf)
{
	while (len) {
		__sz head, span, n = piece(device, off, len, &head, &span);
		int rc = head || span != n ? transfer(device, 0, off - head, span, device->bounce)
		                           : 0;

		if (rc)
			return rc;
		memcpy(device->bounce + head, buf, n);
		rc = transfer(device, 1, off - head, span, device->bounce);
		if (rc)
			return rc;
		off += n;
		buf += n;
		len -= n;
	}
	return 0;
}

int ext_device_read(struct ext_device *device, __u64 off, __sz len, void *buf)
{
	if (past_end(device, off, len))
		return -EINVAL;
	if ((off | len) % device->sector || !in_place(device, buf, len))
		return read_bounced(device, off, len, buf);
	return transfer(device, 0, off, len, buf);
}

int ext_device_write(struct ext_device *device, __u64 off, __sz len, const void *buf)
{
	if (past_end(device, off, len))
		return -EINVAL;
	if ((off | len) % device->sector || !in_place(device, buf, len))
		return write_bounced(device, off, len, buf);
	return transfer(device, 1, off, len, (void *)buf);
}

int ext_device_flush(struct ext_device *device)
{
	if (!(uk_blkdev_capabilities(device->blkdev)->features & UK_BLKDEV_F_FLUSH))
		return 0;
	return uk_blkdev_transfer(device->blkdev, 0, UK_BLKREQ_FFLUSH, 0, 0, NULL, NULL);
}
