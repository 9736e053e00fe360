/* SPDX-License-Identifier: BSD-3-Clause */
/* How quick a shared folder is: large and small pieces of one file, and many small files. Prints
 * "NAME VALUE UNIT" per line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TOTAL (64L << 20)
#define FILES 500

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(int well, const char *what)
{
	if (well)
		return;
	perror(what);
	exit(1);
}

/* MB/s of passing through the file in pieces of this size. */
static void pass(const char *name, const char *path, size_t piece, long total, int writing)
{
	char *buffer = calloc(1, piece);
	int fd = open(path, writing ? O_CREAT | O_RDWR | O_TRUNC : O_RDONLY, 0644);
	double start = now();

	need(buffer && fd >= 0, path);
	for (long done = 0; done < total; done += (long)piece)
		need((writing ? write(fd, buffer, piece) : read(fd, buffer, piece)) ==
		             (ssize_t)piece,
		     name);
	printf("%s %.1f MB/s\n", name, (double)total / 1e6 / (now() - start));
	close(fd);
	free(buffer);
}

/* Operations in a second, of `what` on each of many files. */
static void each(const char *name, int (*what)(const char *path))
{
	double start = now();
	char path[40];

	for (int i = 0; i < FILES; i++) {
		snprintf(path, sizeof(path), "/data/file-%d", i);
		need(!what(path), name);
	}
	printf("%s %.0f 1/s\n", name, FILES / (now() - start));
}

static int make(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0644);

	return fd < 0 || write(fd, "small", 5) != 5 || close(fd);
}

static int look(const char *path)
{
	struct stat st;

	return stat(path, &st);
}

int main(void)
{
	pass("write-512K", "/data/large", 512 << 10, TOTAL, 1);
	pass("read-512K", "/data/large", 512 << 10, TOTAL, 0);
	pass("read-4K", "/data/large", 4 << 10, TOTAL / 8, 0);
	pass("write-4K", "/data/large", 4 << 10, TOTAL / 8, 1);
	each("create", make);
	each("stat", look);
	each("stat-again", look);
	each("unlink", unlink);
	return 0;
}
