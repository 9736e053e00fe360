/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any place, any length, any memory: writes and reads are compared with a copy of the disk in
 * memory, the whole disk at the end.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include "files.h"

#define SIZE (1024 * 1024 + 3 * 512)

static unsigned int seed = 88172645;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static char *model, *mapped, *heap;

static void fill(char *at, unsigned int len)
{
	while (len--)
		*at++ = (char)any(256);
}

static int wrong(int fd, const char *what, char *buffer, long off, long len)
{
	long n = pread(fd, buffer, len, off), expect = off >= SIZE        ? 0
	                                               : len < SIZE - off ? len
	                                                                  : SIZE - off;

	if (n == expect && !memcmp(buffer, model + off, n > 0 ? n : 0))
		return 0;
	printf("%s: read of %ld at %ld gives %ld%s\n", what, len, off, n,
	       n == expect ? ", other bytes" : "");
	return 1;
}

static int write_both(int fd, char *buffer, long off, long len)
{
	long n, expect = len < SIZE - off ? len : SIZE - off;

	fill(buffer, len);
	n = pwrite(fd, buffer, len, off);
	if (n != expect)
		printf("write of %ld at %ld gives %ld\n", len, off, n);
	memcpy(model + off, buffer, expect);
	return n != expect;
}

static int vectors(int fd)
{
	char stack[3000];
	struct iovec iov[] = {{heap, 1},           {mapped + 4095, 2},  {NULL, 0},
	                      {stack, 3000},       {heap + 512, 70000}, {mapped + 9000, 1500},
	                      {heap + 100000, 513}};
	long total = 0, off = any(SIZE - 80000), at = 0;
	int bad = 0;

	for (int i = 0; i < 7; i++) {
		fill(iov[i].iov_base, iov[i].iov_len);
		memcpy(model + off + total, iov[i].iov_base, iov[i].iov_len);
		total += iov[i].iov_len;
	}
	bad += pwritev(fd, iov, 7, off) != total;
	for (int i = 0; i < 7; i++)
		if (iov[i].iov_base)
			memset(iov[i].iov_base, 0, iov[i].iov_len);
	bad += preadv(fd, iov, 7, off) != total;
	for (int i = 0; i < 7; at += iov[i++].iov_len)
		bad += memcmp(iov[i].iov_base ?: "", model + off + at, iov[i].iov_len) != 0;
	return bad;
}

/* Small pieces around the borders of blocks and of the disk. */
static int borders(int fd)
{
	static const long places[] = {0,    511,   512,      513,        4095,
	                              4096, 65536, SIZE - 1, SIZE - 512, SIZE - 513};
	static const long lengths[] = {1, 2, 510, 511, 512, 513, 1023, 1024, 1025, 4096, 5000};
	int bad = 0;

	for (int p = 0; p < 10; p++)
		for (int l = 0; l < 11; l++) {
			bad += write_both(fd, (p ^ l) & 1 ? heap + l : mapped + l, places[p],
			                  lengths[l]);
			bad += wrong(fd, "border", (p ^ l) & 2 ? heap : mapped + 4090,
			             places[p] > 700 ? places[p] - 700 : 0, lengths[l] + 1400);
		}
	return bad;
}

static int at_random(int fd, int rounds)
{
	int bad = 0;

	for (int i = 0; i < rounds && bad < 5; i++) {
		long len = 1 + any(any(8) ? 3000 : 300000), off = any(SIZE);
		char *buffer = (any(2) ? heap : mapped) + any(5000);

		if (!any(3))
			off &= ~511, len = (len + 511) & ~511;
		bad += any(2) ? write_both(fd, buffer, off, len)
		              : wrong(fd, "random", buffer, off, len);
	}
	return bad;
}

void places(void)
{
	int fd = open("/dev/vda", O_RDWR);
	FILE *f;

	model = malloc(SIZE);
	heap = malloc(SIZE + 8192);
	mapped =
	        mmap(NULL, SIZE + 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	T(read(fd, model, SIZE));
	T(memcmp(model + 512 * 77, "sector 0077", 11));
	T(wrong(fd, "whole", mapped, 0, SIZE + 100));
	T(borders(fd));
	T(at_random(fd, 300));
	T(vectors(fd) + vectors(fd) + vectors(fd));
	T(wrong(fd, "whole", heap + 8, 0, SIZE + 100));
	T(fsync(fd));
	close(fd);

	/* buffered streams of the libc */
	f = fopen("/dev/vda", "r+");
	T(fseek(f, 12345, SEEK_SET));
	T(fputs("a stream", f) >= 0);
	memcpy(model + 12345, "a stream", 8);
	T(fflush(f));
	rewind(f);
	T(fread(heap, 1, SIZE, f));
	T(memcmp(heap, model, SIZE));
	fclose(f);
	fd = open("/dev/shm/sum", O_CREAT | O_RDWR, 0600);
	T(write(fd, model, SIZE));
	close(fd);
	free(model);
	free(heap);
	munmap(mapped, SIZE + 8192);
}
