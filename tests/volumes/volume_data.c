/* SPDX-License-Identifier: BSD-3-Clause */
/* Much data in pieces of many sizes, from memory of every kind, and several threads at once. */
#include <pthread.h>
#include <sys/mman.h>
#include "files.h"

#define SIZE    (3 * 1024 * 1024 + 12345)
#define THREADS 8

static unsigned char *expected;

static void compare(const char *what, const void *got, size_t size, size_t at)
{
	printf("%s: %s\n", what, memcmp(got, expected + at, size) ? "DIFFERENT" : "same");
}

static void whole(void)
{
	int fd = open("large", O_CREAT | O_RDWR, 0644);
	unsigned char *heap = malloc(SIZE), *mapped, small[300];
	struct iovec pieces[5];

	T(write(fd, expected, SIZE));
	T(pread(fd, heap, SIZE + 1, 0));
	compare("heap", heap, SIZE, 0);
	mapped = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	T(pread(fd, mapped, SIZE, 0));
	compare("mapped memory", mapped, SIZE, 0);
	T(pread(fd, small, sizeof(small), 1000001));
	compare("stack", small, sizeof(small), 1000001);
	pieces[0] = (struct iovec){heap, 7};
	pieces[1] = (struct iovec){small, sizeof(small)};
	pieces[2] = (struct iovec){mapped, 70000};
	pieces[3] = (struct iovec){heap + 100, 1000000};
	pieces[4] = (struct iovec){heap + 2000000, 5};
	memset(heap, 0, SIZE);
	T(preadv(fd, pieces, 5, 11));
	compare("piece 0", heap, 7, 11);
	compare("piece 1", small, sizeof(small), 18);
	compare("piece 2", mapped, 70000, 18 + sizeof(small));
	compare("piece 3", heap + 100, 1000000, 18 + sizeof(small) + 70000);
	compare("piece 4", heap + 2000000, 5, 18 + sizeof(small) + 1070000);
	T(pwritev(fd, pieces, 5, 11));
	T(pread(fd, heap, SIZE, 0));
	compare("after pwritev", heap, SIZE, 0);
	T(pread(fd, heap, 10, SIZE - 3));
	T(pread(fd, heap, 10, SIZE));
	munmap(mapped, SIZE);
	mapped = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
	compare("file mapping", mapped, SIZE, 0);
	T(write(fd, "abc", 3));
	T(close(fd));
	free(heap);
}

static void many(void)
{
	char name[40];
	int fd, found = 0, total = 0;
	struct stat st;

	T(mkdir("many", 0755));
	for (int i = 0; i < 700; i++) {
		sprintf(name, "many/a-file-with-a-rather-long-name-%d", i);
		fd = open(name, O_CREAT | O_WRONLY, 0644);
		write(fd, name, i % 30);
		close(fd);
	}
	for (int i = 0; i < 700; i++) {
		sprintf(name, "many/a-file-with-a-rather-long-name-%d", i);
		if (!stat(name, &st) && st.st_size == i % 30)
			found++;
		if (i % 3 && !unlink(name))
			total++;
	}
	printf("%d found, %d removed\n", found, total);
}

static void *worker(void *arg)
{
	long number = (long)arg, bad = 0;
	size_t size = 50000 + number * 1000;
	unsigned char *back = malloc(size);
	char name[20];

	sprintf(name, "thread-%ld", number);
	for (int i = 0; i < 10; i++) {
		int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0644), log;

		bad += write(fd, expected + number, size) != (ssize_t)size;
		bad += pread(fd, back, size, 0) != (ssize_t)size ||
		       memcmp(back, expected + number, size);
		close(fd);
		log = open("log", O_CREAT | O_WRONLY | O_APPEND, 0644);
		bad += write(log, "one line\n", 9) != 9;
		close(log);
	}
	free(back);
	return (void *)bad;
}

static void *reader(void *arg)
{
	char text[9];
	long lines = 0;

	while (read((int)(long)arg, text, 9) == 9)
		lines += !memcmp(text, "one line\n", 9);
	return (void *)lines;
}

static void threads(void)
{
	pthread_t thread[THREADS];
	long bad = 0, lines = 0;
	void *result;
	int fd;

	for (long i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, worker, (void *)i);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], &result);
		bad += (long)result;
	}
	fd = open("log", O_RDONLY);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, reader, (void *)(long)fd);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], &result);
		lines += (long)result;
	}
	close(fd);
	printf("%ld faults, %ld lines, each read once\n", bad, lines);
}

int main(void)
{
	expected = malloc(SIZE);
	for (int i = 0; i < SIZE; i++)
		expected[i] = (unsigned char)(i * 7 + i / 251);
	whole();
	many();
	threads();
	free(expected);
	return 0;
}
