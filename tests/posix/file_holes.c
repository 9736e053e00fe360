/* SPDX-License-Identifier: BSD-3-Clause */
/* Sizes and holes: truncation, sparse files, SEEK_DATA and SEEK_HOLE, fallocate, contents across
 * page borders. */
#include "files.h"

static char page[4096], big[40000];

static long size_of(int fd)
{
	struct stat st;

	fstat(fd, &st);
	return st.st_size;
}

static long blocks_of(int fd)
{
	struct stat st;

	fstat(fd, &st);
	return st.st_blocks;
}

static long sum(int fd, off_t from, size_t len)
{
	long total = 0;
	unsigned char c;

	while (len-- && pread(fd, &c, 1, from++) == 1)
		total += c;
	return total;
}

int main(void)
{
	scratch();
	int fd = open("h", O_RDWR | O_CREAT, 0644);

	memset(page, 1, sizeof(page));
	T(pwrite(fd, page, 4096, 8192));
	T(size_of(fd));
	T(blocks_of(fd));
	T(lseek(fd, 0, SEEK_DATA));
	T(lseek(fd, 0, SEEK_HOLE));
	T(lseek(fd, 8192, SEEK_HOLE));
	T(lseek(fd, 9000, SEEK_DATA));
	T(lseek(fd, 12288, SEEK_DATA));
	T(sum(fd, 0, 12288));
	T(ftruncate(fd, 10000));
	T(ftruncate(fd, 20000));
	T(sum(fd, 0, 20000));
	T(size_of(fd));
	T(lseek(fd, 8192, SEEK_HOLE));
	T(ftruncate(fd, 0));
	T(blocks_of(fd));
	T(ftruncate(fd, 1l << 40));
	T(pwrite(fd, "x", 1, (1l << 40) - 1));
	T(size_of(fd) == 1l << 40);
	T(lseek(fd, 1, SEEK_DATA) == (1l << 40) - 4096);
	T(sum(fd, (1l << 40) - 5000, 5000));
	T(ftruncate(fd, 5));
	T(blocks_of(fd));
	T(lseek(fd, 0, SEEK_DATA));

	for (int i = 0; i < 40000; i++)
		big[i] = i % 251;
	T(pwrite(fd, big, 40000, 1000));
	memset(big, 0, sizeof(big));
	T(pread(fd, big, 40000, 1000));
	long wrong = 0;
	for (int i = 0; i < 40000; i++)
		wrong += big[i] != (char)(i % 251);
	T(wrong);

	T(fallocate(fd, 0, 0, 50000));
	T(size_of(fd));
	T(blocks_of(fd));
	T(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 60000));
	T(size_of(fd));
	T(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 5000, 10000));
	T(sum(fd, 4999, 10002) - (unsigned char)((3999) % 251) - (unsigned char)((14000) % 251));
	T(blocks_of(fd));
	T(fallocate(fd, 0, -1, 1));
	T(fallocate(fd, 0, 0, 0));
	T(posix_fallocate(fd, 0, 70000));
	T(size_of(fd));
	T(truncate("h", 3));
	T(size_of(fd));
	T(truncate("h", -1));
	T(truncate("nothing", 0));
	T(truncate(".", 0));
	T(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
	T(posix_fadvise(fd, 0, 0, 99));
	close(fd);
	return 0;
}
