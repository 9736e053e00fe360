/* SPDX-License-Identifier: BSD-3-Clause */
/* Many threads on one disk: parts of the same blocks, a shared position, others run meanwhile. */
#include <pthread.h>
#include <sys/time.h>
#include <time.h>
#include "files.h"

#define THREADS 8
#define ROUNDS  60

static int disk, shared;
static volatile int stop;
static volatile unsigned long counted;
static char seen[2048];

/* Thread n owns the bytes n, n + 8, … of the first blocks: no write may undo another's. */
static void *bytes(void *arg)
{
	long n = (long)arg, bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		char value = (char)(i + n), back;
		long at = n + THREADS * (i % 128);

		bad += pwrite(disk, &value, 1, at) != 1;
		bad += pread(disk, &back, 1, at) != 1 || back != value;
	}
	return (void *)bad;
}

static void *blocks(void *arg)
{
	char buffer[8192];
	long n = (long)arg, bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		memset(buffer, (int)(n * 16 + i), sizeof(buffer));
		bad += pwrite(disk, buffer, sizeof(buffer), 65536 + n * 8192) != sizeof(buffer);
		memset(buffer, 0, sizeof(buffer));
		bad += pread(disk, buffer, sizeof(buffer), 65536 + n * 8192) != sizeof(buffer);
		bad += buffer[0] != (char)(n * 16 + i) || buffer[8191] != buffer[0];
	}
	return (void *)bad;
}

/* Every block is read once by one of them. */
static void *sequence(void *arg)
{
	char buffer[512];
	long n, number;

	while ((n = read(shared, buffer, 512)) == 512)
		if (sscanf(buffer, "sector %ld", &number) == 1 && number >= 0 && number < 2048)
			seen[number]++;
	return (void *)n;
}

static void *count(void *arg)
{
	while (!stop)
		counted++;
	return NULL;
}

static long together(void *(*fn)(void *))
{
	pthread_t thread[THREADS];
	long bad = 0;
	void *result;

	for (long i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, fn, (void *)i);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], &result);
		bad += (long)result;
	}
	return bad;
}

void threads(void)
{
	pthread_t counter;
	long missing = 0;

	disk = open("/dev/vda", O_RDWR);
	pthread_create(&counter, NULL, count, NULL);
	T(together(bytes));
	T(together(blocks));
	T(counted > 0);
	stop = 1;
	pthread_join(counter, NULL);
	shared = open("/dev/vdb", O_RDONLY);
	T(together(sequence));
	for (int i = 0; i < 2048; i++)
		missing += seen[i] != 1;
	T(missing);
	T(fsync(disk));
}
