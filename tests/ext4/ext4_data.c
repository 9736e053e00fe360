/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents: two files that grow in turns, holes, writes of all sizes at all places against a copy
 * in memory. */
#include "files.h"

#define SIZE 400000

static unsigned char model[SIZE], back[SIZE];
static unsigned int seed = 12345;

static unsigned int next_random(void)
{
	seed = seed * 1103515245 + 12345;
	return seed >> 8;
}

static void fill(unsigned char *to, size_t n)
{
	unsigned char base = (unsigned char)next_random();

	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)(base + i * 7 + (i >> 8));
}

static void in_turns(void)
{
	int fd[3], errors = 0;
	char name[] = "turns0", block[3000];

	for (int i = 0; i < 3; i++) {
		name[5] = (char)('0' + i);
		fd[i] = open(name, O_CREAT | O_RDWR, 0644);
	}
	for (int n = 0; n < 300; n++)
		for (int i = 0; i < 3; i++) {
			memset(block, n + i, sizeof(block));
			errors += write(fd[i], block, sizeof(block)) != sizeof(block);
		}
	for (int i = 0; i < 3; i++) {
		for (int n = 0; n < 300; n++) {
			errors += pread(fd[i], block, sizeof(block), n * 3000L) != 3000 ||
			          (unsigned char)block[0] != (unsigned char)(n + i) ||
			          (unsigned char)block[2999] != (unsigned char)(n + i);
		}
		close(fd[i]);
	}
	T(errors);
	T(truncate("turns1", 100000));
	T(truncate("turns1", 300000));
	T(unlink("turns2"));
}

/* One step: write, cut, grow, punch, compare. */
static int step(int fd, long *size)
{
	long at = next_random() % (SIZE - 1),
	     n = next_random() % (next_random() % 8 ? 6000 : 90000) + 1;

	n = n > SIZE - at ? SIZE - at : n;
	switch (next_random() % 8) {
	case 0:
		if (ftruncate(fd, at))
			return 1;
		if (at < *size)
			memset(model + at, 0, (size_t)(*size - at));
		*size = at;
		return 0;
	case 1:
		n = pread(fd, back, (size_t)n, at);
		return n < 0 || n != (at < *size ? (n < *size - at ? n : *size - at) : 0) ||
		       memcmp(back, model + at, (size_t)n) != 0;
	case 2:
		return fsync(fd);
	default:
		fill(model + at, (size_t)n);
		if (pwrite(fd, model + at, (size_t)n, at) != n)
			return 1;
		*size = at + n > *size ? at + n : *size;
		return 0;
	}
}

static void against_model(void)
{
	int fd = open("model", O_CREAT | O_RDWR, 0644), errors = 0;
	long size = 0;

	for (int i = 0; i < 600; i++)
		errors += step(fd, &size);
	T(errors);
	printf("%ld bytes\n", size);
	T(pread(fd, back, SIZE, 0));
	T(memcmp(back, model, (size_t)size));
	close(fd);
}

static void appended(void)
{
	int fd = open("log", O_CREAT | O_WRONLY | O_APPEND, 0644), errors = 0;
	char line[80];
	struct stat st;

	for (int i = 0; i < 2000; i++) {
		int n = snprintf(line, sizeof(line), "line %d\n", i);

		errors += write(fd, line, (size_t)n) != n;
	}
	T(errors);
	T(fstat(fd, &st));
	printf("%ld\n", (long)st.st_size);
	close(fd);
	fd = open("log", O_WRONLY | O_SYNC);
	T(pwrite(fd, "LINE", 4, 0));
	close(fd);
	T(truncate("log", 70));
	show_file("log");
}

/* Blocks far apart: each level of the older lists of blocks, and many extents. */
static void far_apart(void)
{
	static const long places[] = {0,    11,   12,    200,   267,   268,    1035,
	                              1036, 5000, 65803, 65804, 70000, 2000000};
	int fd = open("far", O_CREAT | O_RDWR, 0644), errors = 0;
	long value;

	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		errors += pwrite(fd, &places[i], sizeof(long), places[i] * 1024) != sizeof(long);
	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		errors += pread(fd, &value, sizeof(value), places[i] * 1024) != sizeof(long) ||
		          value != places[i];
	T(errors);
	T(pread(fd, &value, sizeof(value), 1500000L * 1024));
	T((int)value);
	T(ftruncate(fd, 65804L * 1024));
	T(pread(fd, &value, sizeof(value), 65803L * 1024));
	T((int)value);
	close(fd);
}

int main(void)
{
	in_turns();
	against_model();
	appended();
	far_apart();
	return 0;
}
