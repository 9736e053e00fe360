/* SPDX-License-Identifier: BSD-3-Clause */
/* Headers of Linux' own interface: their numbers are the kernel's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/fs.h>
#include <linux/falloc.h>

#define N(name)                              \
	{                                    \
#name, (unsigned long)(name) \
	}

static struct fsxattr attributes;

static const struct {
	const char *name;
	unsigned long value;
} numbers[] = {
        N(BLKROGET),
        N(BLKGETSIZE),
        N(BLKGETSIZE64),
        N(BLKSSZGET),
        N(BLKPBSZGET),
        N(BLKBSZGET),
        N(BLKBSZSET),
        N(BLKFLSBUF),
        N(BLKDISCARD),
        N(BLKZEROOUT),
        N(BLKIOMIN),
        N(BLKIOOPT),
        N(BLKALIGNOFF),
        N(BLKROTATIONAL),
        N(BLKSECDISCARD),
        N(BLKDISCARDZEROES),
        N(BLKRRPART),
        N(BLKROSET),
        N(FIBMAP),
        N(FIGETBSZ),
        N(FIFREEZE),
        N(FITHAW),
        N(FITRIM),
        N(FICLONE),
        N(FICLONERANGE),
        N(FS_IOC_GETFLAGS),
        N(FS_IOC_SETFLAGS),
        N(FS_IOC_GETVERSION),
        N(FS_IOC_SETVERSION),
        N(FS_IOC_FSGETXATTR),
        N(FS_IOC_FSSETXATTR),
        N(FS_IMMUTABLE_FL),
        N(FS_APPEND_FL),
        N(FS_NOCOW_FL),
        N(FS_EXTENT_FL),
        N(FS_NOATIME_FL),
        N(FS_DIRSYNC_FL),
        N(FS_TOPDIR_FL),
        N(FS_PROJINHERIT_FL),
        N(RENAME_NOREPLACE),
        N(RENAME_EXCHANGE),
        N(RENAME_WHITEOUT),
        N(RWF_HIPRI),
        N(RWF_DSYNC),
        N(RWF_SYNC),
        N(RWF_NOWAIT),
        N(RWF_APPEND),
        N(SYNC_FILE_RANGE_WRITE),
        N(SEEK_DATA),
        N(SEEK_HOLE),
        N(BLOCK_SIZE),
        N(NAME_MAX),
        N(PATH_MAX),
        N(XATTR_SIZE_MAX),
        N(NGROUPS_MAX),
        N(FALLOC_FL_KEEP_SIZE),
        N(FALLOC_FL_PUNCH_HOLE),
        N(FALLOC_FL_ZERO_RANGE),
        N(FALLOC_FL_COLLAPSE_RANGE),
        N(FALLOC_FL_INSERT_RANGE),
        N(FALLOC_FL_UNSHARE_RANGE),
        N(sizeof(__u8)),
        N(sizeof(__u16)),
        N(sizeof(__le32)),
        N(sizeof(__be64)),
        N(sizeof(struct fstrim_range)),
        N(sizeof(struct file_clone_range)),
        N(sizeof(attributes)),
};

int main(void)
{
	int fd = open("/tmp/libc_linux", O_CREAT | O_RDWR, 0600), blocks;

	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		printf("%s %#lx\n", numbers[i].name, numbers[i].value);
	/* no block device */
	printf("%d", ioctl(fd, BLKGETSIZE64, &blocks));
	printf(" %d\n", errno == ENOTTY);
	close(fd);
	unlink("/tmp/libc_linux");
	return 0;
}
