/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the disk, O_DIRECT, O_SYNC, blocks of 4 KiB, zeroing and discarding; I/O errors. */
#include "files.h"
#include "requests.h"

static char page[8192] __attribute__((aligned(4096)));

static void at_the_end(int fd, long size)
{
	T(pwrite(fd, page, 4096, size - 512));
	T(pwrite(fd, page, 1, size));
	T(pwrite(fd, page, 0, size));
	T(pwrite(fd, page, 1, size + 4096));
	T(pread(fd, page, 10, size + 4096));
	T(lseek(fd, -3, SEEK_END) == size - 3);
	T(write(fd, page, 10));
	T(write(fd, page, 10));
	T(lseek(fd, 0, SEEK_CUR) == size);
	fcntl(fd, F_SETFL, O_APPEND);
	T(pwrite(fd, page, 10, 0));
	fcntl(fd, F_SETFL, 0);
}

static void direct(const char *name, long block)
{
	int fd = open(name, O_RDWR | O_DIRECT);

	T(pread(fd, page, block, 0) == block);
	T(pread(fd, page, block, 1));
	T(pread(fd, page, block - 1, 0));
	T(pread(fd, page + 1, block, 0));
	T(pwrite(fd, page, block, 0) == block);
	T(pwrite(fd, page, 100, 0));
	close(fd);
}

static int zeroes(int fd, long off, long len)
{
	static char buffer[65536];
	long n = pread(fd, buffer, len, off);

	for (long i = 0; i < n; i++)
		if (buffer[i])
			return 0;
	return n == len;
}

static void zeroing(int fd)
{
	memset(page, 'z', sizeof(page));
	for (int i = 0; i < 8; i++)
		pwrite(fd, page, 8192, i * 8192);
	T(ioctl(fd, BLKZEROOUT, ((range_t){4096, 8192})));
	T(zeroes(fd, 4096, 8192));
	T(zeroes(fd, 4095, 10) + zeroes(fd, 12280, 10));
	T(ioctl(fd, BLKZEROOUT, ((range_t){4096, 100})));
	T(ioctl(fd, BLKZEROOUT, ((range_t){0, 1UL << 50})));
	T(ioctl(fd, BLKZEROOUT, NULL));
	T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 16384, 4096));
	T(zeroes(fd, 16384, 4096));
	T(zeroes(fd, 16383, 2) + zeroes(fd, 20479, 2));
	T(fallocate(fd, FALLOC_FL_ZERO_RANGE, 24576, 4096));
	T(zeroes(fd, 24576, 4096));
	T(fallocate(fd, FALLOC_FL_ZERO_RANGE, 100, 4096));
	T(fallocate(fd, 0, 0, 4096));
	T(ioctl(fd, BLKDISCARD, ((range_t){32768, 16384})));
	T(ioctl(fd, BLKDISCARD, ((range_t){1, 4096})));
	T(pread(fd, page, 4096, 32768));
}

void limits(void)
{
	int fd = open("/dev/vda", O_RDWR), big;
	int n = 0;

	at_the_end(fd, 1024 * 1024 + 3 * 512);
	direct("/dev/vda", 512);
	zeroing(fd);
	close(fd);
	fd = open("/dev/vda", O_RDONLY);
	T(ioctl(fd, BLKZEROOUT, ((range_t){4096, 8192})));
	close(fd);

	/* a disk with blocks of 4 KiB */
	big = open("/dev/vdc", O_RDWR | O_SYNC);
	T(ioctl(big, BLKSSZGET, &n));
	printf("logical %d\n", n);
	T(pwrite(big, "across", 6, 4093));
	memset(page, 0, 16);
	T(pread(big, page, 8, 4092));
	printf("[%.6s]\n", page + 1);
	T(lseek(big, 0, SEEK_END));
	close(big);
	direct("/dev/vdc", 4096);
	sync();
	T(syncfs(open("/dev", O_RDONLY)));
}

/* vdd: the host cannot read its block at 64 KiB and not write the one at 128 KiB. */
void errors(void)
{
	static char buffer[262144];
	int fd = open("/dev/vdd", O_RDWR);

	T(pread(fd, buffer, 4096, 65536));
	T(pread(fd, buffer, 4096, 61440));
	T(pwrite(fd, buffer, 4096, 131072));
	T(pwrite(fd, buffer, 4096, 126976));
	T(pwrite(fd, buffer, 1, 65537)); /* needs to read it first */
	T(pread(fd, buffer, 4096, 131072));
	T(lseek(fd, 65536, SEEK_SET));
	T(read(fd, buffer, 512));
	T(lseek(fd, 0, SEEK_CUR));
	T(pread(fd, buffer, 4096, 0));
}
