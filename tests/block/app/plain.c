/* SPDX-License-Identifier: BSD-3-Clause */
/* What a disk looks like: type, size, requests, the end, read-only, missing. */
#include <dirent.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include "files.h"
#include "requests.h"

static void show_node(const char *name)
{
	struct stat st;

	if (!T(stat(name, &st)))
		printf("%s block %d %o rdev %u:%u size %ld\n", name, S_ISBLK(st.st_mode),
		       st.st_mode & 07777, major(st.st_rdev), minor(st.st_rdev), (long)st.st_size);
}

static void show_requests(int fd)
{
	unsigned long sectors = 0;
	unsigned short small = 0;
	unsigned long bytes = 0;
	int n = -1;

	T(ioctl(fd, BLKGETSIZE64, &bytes));
	T(ioctl(fd, BLKGETSIZE, &sectors));
	printf("bytes %lu sectors %lu\n", (long)bytes, sectors);
	T(ioctl(fd, BLKSSZGET, &n));
	printf("logical %d\n", n);
	T(ioctl(fd, BLKPBSZGET, &n));
	printf("physical %d\n", n);
	T(ioctl(fd, BLKROGET, &n));
	printf("read-only %d\n", n);
	T(ioctl(fd, BLKBSZGET, &n));
	T(ioctl(fd, BLKSECTGET, &small));
	printf("largest request %d\n", small >= 8);
	T(ioctl(fd, BLKFLSBUF, 0));
	T(ioctl(fd, BLKRRPART, 0));
	T(ioctl(fd, BLKGETSIZE64, NULL));
	T(ioctl(fd, BLKSSZGET, NULL));
	T(ioctl(fd, 0x1234, &n));
}

static void positions(int fd)
{
	char b[16] = "";

	T(lseek(fd, 0, SEEK_END));
	T(read(fd, b, 1));
	T(lseek(fd, 1, SEEK_END));
	T(lseek(fd, -1, SEEK_SET));
	T(lseek(fd, -5, SEEK_END));
	T(read(fd, b, 16));
	T(read(fd, b, 16));
	T(lseek(fd, 0, SEEK_CUR));
	T(lseek(fd, 512 * 7, SEEK_SET));
	T(lseek(fd, 3, SEEK_CUR));
	T(read(fd, b, 8));
	printf("[%.8s]\n", b);
	T(lseek(fd, 0, SEEK_CUR));
	T(lseek(fd, 0, SEEK_DATA));
}

static void other_calls(int fd)
{
	struct epoll_event event = {EPOLLIN};
	struct pollfd p = {fd, POLLIN | POLLOUT};
	char b[4];

	T(poll(&p, 1, 0));
	printf("%d\n", p.revents);
	T(epoll_ctl(epoll_create1(0), EPOLL_CTL_ADD, fd, &event));
	T(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
	T(ftruncate(fd, 10));
	T(fsync(fd));
	T(fdatasync(fd));
	T(read(fd, NULL, 4));
	T(pread(fd, b, 4, -1));
	fcntl(fd, F_SETFL, O_NONBLOCK); /* a disk is never "not ready" */
	T(pread(fd, b, 4, 0));
}

static void read_only(void)
{
	int fd, n = 0;
	char b[8] = "";

	T(fd = open("/dev/vdb", O_RDWR) > 0);
	fd = open("/dev/vdb", O_RDWR);
	T(pread(fd, b, 6, 0));
	printf("[%.6s]\n", b);
	T(pwrite(fd, b, 6, 0));
	T(fsync(fd));
	T(ioctl(fd, BLKROGET, &n));
	printf("read-only %d\n", n);
	T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 512));
	T(ioctl(fd, BLKDISCARD, ((range_t){0, 512})));
	close(fd);
}

void plain(void)
{
	int fd, one = 0;
	struct stat st;
	DIR *dev = opendir("/dev");
	struct dirent *entry;

	while ((entry = readdir(dev)))
		one += entry->d_type == DT_BLK && !strncmp(entry->d_name, "vd", 2);
	printf("disks %d\n", one);
	closedir(dev);
	show_node("/dev/vda");
	show_node("/dev/vdb");
	T(open("/dev/vdz", O_RDONLY));
	T(mknod("/disk", S_IFBLK | 0600, makedev(254, 0)));
	fd = T(open("/disk", O_RDONLY) >= 0) ? open("/disk", O_RDONLY) : -1;
	T(fstat(fd, &st));
	printf("block %d\n", S_ISBLK(st.st_mode));
	T(write(fd, "x", 1));
	show_requests(fd);
	positions(fd);
	other_calls(fd);
	close(fd);
	T(mknod("/none", S_IFBLK | 0600, makedev(254, 999)));
	T(open("/none", O_RDONLY));
	read_only();
}
