/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks: files on the host that a machine sees as virtio-blk. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/disks.h"
#include "machine/holder.h"
#include "term/message.h"

#define SECTOR    512
#define HEADER    80 /* of a file, enough to tell formats apart */
#define DISKS_MAX 16

/* QEMU's agreement about who uses an image: bytes of the file that are locked. */
#define LOCK_WRITES        101 /* somebody writes */
#define LOCK_NO_WRITER     201 /* somebody bears no writer beside itself */
#define QCOW2_DATA_FILE    (1U << 2)
#define QCOW2_FEATURES     72
#define QCOW2_BACKING      8
#define QCOW2_HEADER_LEAST 72
#define EXT_MAGIC_AT       1080

/* Cuts "ro", "rw", "raw", "qcow2" in `words`; -EINVAL for anything else. */
static int read_words(char *words, struct machine_disk *disk)
{
	char *rest = NULL;

	for (char *word = strtok_r(words, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		if (strcmp(word, "ro") == 0)
			disk->read_only = true;
		else if (strcmp(word, "raw") == 0)
			disk->format = MACHINE_DISK_RAW;
		else if (strcmp(word, "qcow2") == 0)
			disk->format = MACHINE_DISK_QCOW2;
		else if (strcmp(word, "rw") != 0)
			return -EINVAL;
	}
	return 0;
}

static void append(struct machine_config *config, const struct machine_disk *disk)
{
	config->disks = need(realloc(config->disks, (config->disk_count + 1) * sizeof *disk));
	config->disks[config->disk_count++] = *disk;
}

/* The place behind the last colon, cut off; NULL: none, or it belongs to the name of a file. */
static char *cut_target(char *file)
{
	char *colon = strrchr(file, ':');

	if (!colon || colon[1] != '/' || access(file, F_OK) == 0)
		return NULL;
	*colon = '\0';
	return copy_string(colon + 1);
}

int machine_add_mounted_disk(struct machine_config *config, const char *file, const char *target,
                             bool read_only)
{
	struct machine_disk disk = {.read_only = read_only};

	if (!*file || !machine_usable_target(target))
		return -EINVAL;
	disk.file = copy_string(file);
	disk.target = copy_string(target);
	append(config, &disk);
	return 0;
}

int machine_add_disk(struct machine_config *config, const char *text)
{
	struct machine_disk disk = {0};
	char *file = copy_string(text), *colon = strrchr(file, ':');

	/* What follows the last colon belongs to the name unless it is one of the words. */
	if (colon && colon[1]) {
		char *words = copy_string(colon + 1);
		struct machine_disk with = disk;

		if (read_words(words, &with) == 0) {
			disk = with;
			*colon = '\0';
		}
		free(words);
	}
	disk.target = cut_target(file);
	if (!*file || (disk.target && !machine_usable_target(disk.target))) {
		free(file);
		free(disk.target);
		return -EINVAL;
	}
	disk.file = file;
	append(config, &disk);
	return 0;
}

/* Formats that are not raw although QEMU would take them for it. */
static const char *foreign_format(const unsigned char *header)
{
	static const struct {
		size_t at;
		const char *magic, *name;
	} formats[] = {{0, "KDMV", "VMDK"},
	               {0, "vhdxfile", "VHDX"},
	               {0, "conectix", "VHD"},
	               {0, "QED", "QED"},
	               {64, "\x7f\x10\xda\xbe", "VDI"}};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (memcmp(header + formats[i].at, formats[i].magic, strlen(formats[i].magic)) == 0)
			return formats[i].name;
	return NULL;
}

static bool any_byte(const unsigned char *bytes, size_t n)
{
	while (n && !*bytes)
		bytes++, n--;
	return n > 0;
}

/*
 * The program in the machine may write to its disk whatever it wants, a header that names another
 * file of the host included. So a file is taken for qcow2 that leads elsewhere only when its name
 * or the user says that it is one.
 */
static int check_qcow2(const struct machine_disk *disk, const unsigned char *header, ssize_t len)
{
	if (len < QCOW2_HEADER_LEAST) {
		fail("the disk %s is damaged: its qcow2 header is cut off", disk->file);
		return -EINVAL;
	}
	if (disk->format != MACHINE_DISK_QCOW2 && !ends_with(disk->file, ".qcow2") &&
	    (any_byte(header + QCOW2_BACKING, 8) ||
	     (header[7] >= 3 && (header[QCOW2_FEATURES + 7] & QCOW2_DATA_FILE)))) {
		fail("the disk %s begins like a qcow2 image that refers to another file",
		     disk->file);
		hint("say what it is: --disk %s:qcow2 or --disk %s:raw", disk->file, disk->file);
		return -EINVAL;
	}
	return 0;
}

static int decide_format(struct machine_disk *disk, int fd)
{
	unsigned char header[HEADER] = {0};
	ssize_t len = pread(fd, header, sizeof header, 0);
	bool is_qcow2 = len >= 4 && memcmp(header, "QFI\xfb", 4) == 0;
	const char *foreign = foreign_format(header);

	if (disk->format == MACHINE_DISK_RAW)
		return 0;
	if (disk->format == MACHINE_DISK_QCOW2 && !is_qcow2) {
		fail("the disk %s is no qcow2 image", disk->file);
		return -EINVAL;
	}
	if (foreign) {
		fail("the disk %s is a %s image; only raw and qcow2 are supported", disk->file,
		     foreign);
		hint("convert it: qemu-img convert -O qcow2 %s NEW.qcow2", disk->file);
		return -EINVAL;
	}
	if (!is_qcow2) {
		disk->format = MACHINE_DISK_RAW;
		return 0;
	}
	int error = check_qcow2(disk, header, len);

	disk->format = MACHINE_DISK_QCOW2;
	return error;
}

static int check_size(const struct machine_disk *disk, int fd, const struct stat *st)
{
	unsigned long long size = (unsigned long long)st->st_size;

	if (disk->format != MACHINE_DISK_RAW)
		return 0;
	if (S_ISBLK(st->st_mode) && ioctl(fd, BLKGETSIZE64, &size) != 0)
		return 0;
	if (size == 0) {
		fail("the disk %s is empty", disk->file);
		hint("give it a size: truncate -s 64M %s", disk->file);
		return -EINVAL;
	}
	if (size % SECTOR == 0)
		return 0;
	fail("the disk %s has %llu bytes, which is no multiple of %d", disk->file, size, SECTOR);
	hint("fill the last block up: truncate -s %%%d %s", SECTOR, disk->file);
	return -EINVAL;
}

static bool is_locked(int fd, off_t byte)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static void report_user(const struct machine_disk *disk, const struct stat *st)
{
	pid_t pid = holder_of_file(st);
	char *machine = pid ? holder_machine(pid) : NULL;
	char *path = format("/proc/%d/comm", (int)pid);
	struct text command = {0};

	if (machine)
		fail("the disk %s is in use by the machine %s", disk->file, machine);
	else if (pid && file_read(path, &command) == 0)
		fail("the disk %s is in use by %s (process %d)", disk->file, trim(command.data),
		     (int)pid);
	else
		fail("the disk %s is in use by a process that you may not see", disk->file);
	if (machine)
		hint("'kraft stop %s' ends it; several machines may share a disk that all of them "
		     "have with :ro",
		     machine);
	text_free(&command);
	free(path);
	free(machine);
}

static int check_use(const struct machine_disk *disk, int fd, const struct stat *st)
{
	if (!is_locked(fd, LOCK_WRITES) && (disk->read_only || !is_locked(fd, LOCK_NO_WRITER)))
		return 0;
	report_user(disk, st);
	return -EBUSY;
}

/* What is to be mounted has a super block of ext2, ext3 or ext4. */
static int check_file_system(const struct machine_disk *disk, int fd)
{
	unsigned char magic[2] = {0};

	if (!disk->target || disk->format != MACHINE_DISK_RAW)
		return 0;
	if (pread(fd, magic, sizeof magic, EXT_MAGIC_AT) == sizeof magic && magic[0] == 0x53 &&
	    magic[1] == 0xef)
		return 0;
	fail("the disk %s has no ext2, ext3 or ext4 file system for %s", disk->file, disk->target);
	hint("make one, which takes away what is on it: mke2fs -t ext4 %s", disk->file);
	return -EINVAL;
}

static int check_disk(struct machine_disk *disk)
{
	struct stat st;
	int fd = open(disk->file, (disk->read_only ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC);
	int error = fd < 0 ? -errno : 0;

	if (error == -ENOENT) {
		fail("there is no disk %s", disk->file);
		hint("make one: truncate -s 64M %s", disk->file);
		return error;
	}
	if (error && error != -EISDIR) {
		fail("cannot open the disk %s: %s", disk->file, strerror(-error));
		if (error == -EACCES || error == -EROFS || error == -EPERM)
			hint("to read only: --disk %s:ro", disk->file);
		return error;
	}
	if (error || fstat(fd, &st) != 0 || (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))) {
		fail("the disk %s is neither a file nor a block device", disk->file);
		error = -EINVAL;
	}
	if (!error)
		error = decide_format(disk, fd);
	if (!error)
		error = check_size(disk, fd, &st);
	if (!error)
		error = check_file_system(disk, fd);
	if (!error)
		error = check_use(disk, fd, &st);
	if (fd >= 0)
		close(fd);
	return error;
}

/* QEMU would say "failed to get write lock" of the second. */
static int check_twice(const struct machine_config *c, size_t n)
{
	struct stat a, b;

	if (stat(c->disks[n].file, &a) != 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if ((c->disks[i].read_only && c->disks[n].read_only) ||
		    stat(c->disks[i].file, &b) != 0 || a.st_dev != b.st_dev || a.st_ino != b.st_ino)
			continue;
		fail("the disk %s is given twice", c->disks[n].file);
		hint("that works only with :ro at both");
		return -EINVAL;
	}
	return 0;
}

static int check_mounts(const struct machine_config *c, const struct image_facts *image)
{
	for (size_t i = 0; i < c->disk_count; i++) {
		if (!c->disks[i].target || image->ext != IMAGE_HAS_NOT)
			continue;
		fail("the image has no file system for the disk %s at %s", c->disks[i].file,
		     c->disks[i].target);
		hint("'kraft set LIBEXT2FS=y' and 'kraft build' give it one, or name the volume "
		     "in kraft.yaml");
		return -EINVAL;
	}
	return 0;
}

int disks_check(struct machine_config *c, const struct image_facts *image)
{
	int error = check_mounts(c, image);

	if (error)
		return error;

	if (c->disk_count && image->disk == IMAGE_HAS_NOT) {
		fail("the image has no driver for disks, so it would not see %s", c->disks[0].file);
		hint("'kraft set CONFIG_LIBVIRTIO_BLK=y CONFIG_LIBDEVFS=y' and 'kraft build' add "
		     "it");
		return -EINVAL;
	}
	if (c->disk_count > DISKS_MAX) {
		fail("a machine has %d disks at the most", DISKS_MAX);
		return -EINVAL;
	}
	for (size_t i = 0; i < c->disk_count && !error; i++) {
		error = check_disk(&c->disks[i]);
		if (!error)
			error = check_twice(c, i);
	}
	return error;
}
