/* SPDX-License-Identifier: BSD-3-Clause */
/* Only in an image: mount(2) and umount(2) of the second disk, whose other name is /dev/vdb. */
#include <sys/mount.h>
#include <sys/statfs.h>
#include "files.h"

int main(void)
{
	struct statfs fs;
	int fd;

	T(mkdir("/second", 0755));
	T(mount("vdc", "/second", "ext4", 0, NULL));
	T(mount("vdb", "/second", "ext4", 0, "nonsense"));
	T(mount("/dev/vdb", "/second", "ext4", 0, "noatime,commit=30"));
	T(mount("/dev/vdb", "/data", "ext4", 0, NULL));
	T(open("/dev/vdb", O_RDONLY));
	put_file("/second/file", "on the second disk");
	T(rename("/second/file", "/data/file"));
	T(statfs("/second", &fs));
	printf("%lx %ld\n", (long)fs.f_type, (long)fs.f_bsize);
	fd = open("/second/file", O_RDWR);
	T(umount("/second"));
	T(close(fd));
	T(umount("/second"));
	T(access("/second/file", F_OK));
	T(mount("/dev/vdb", "/second", "ext3", MS_RDONLY, NULL));
	show_file("/second/file");
	T(open("/second/file", O_WRONLY));
	T(unlink("/second/file"));
	T(mkdir("/second/folder", 0755));
	T(umount("/second"));
	/* Who opens the disk has it. */
	fd = open("/dev/vdb", O_RDONLY);
	T(lseek(fd, 0, SEEK_END));
	T(close(fd));
	T(mount("/dev/vdb", "/second", "ext2", 0, NULL));
	/* The first one stays mounted: the end of the machine leaves it clean. */
	put_file("/data/last", "words");
	return 0;
}
