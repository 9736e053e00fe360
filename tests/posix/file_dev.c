/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices: null, zero, full, random, urandom, and their nodes. */
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/random.h>
#include "files.h"

static char buf[300], other[300];

static void show(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		printf("%s: %s\n", path, error_name(errno));
	else
		printf("%s: %o %u,%u\n", path, st.st_mode, major(st.st_rdev), minor(st.st_rdev));
}

int main(void)
{
	scratch();
	show("/dev/null");
	show("/dev/zero");
	show("/dev/full");
	show("/dev/random");
	show("/dev/urandom");
	show("/dev/nothing");
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR),
	    full = open("/dev/full", O_RDWR);
	T(read(null, buf, 10));
	T(write(null, buf, 10));
	T(lseek(null, 100, SEEK_SET));
	T(pread(null, buf, 10, 5));
	T(ftruncate(null, 0));
	memset(buf, 'x', sizeof(buf));
	T(read(zero, buf, 200));
	int zeroes = 0;
	for (int i = 0; i < 300; i++)
		zeroes += !buf[i];
	T(zeroes);
	T(write(zero, buf, 7));
	T(read(full, buf, 10));
	T(write(full, buf, 10));
	T(write(full, buf, 0));
	int urandom = open("/dev/urandom", O_RDONLY);
	T(read(urandom, buf, 300));
	T(read(urandom, other, 300));
	T(memcmp(buf, other, 300) != 0);
	T(open("/dev/null", O_WRONLY | O_TRUNC | O_CREAT, 0644) >= 0);
	T(open("/dev/null/x", O_RDONLY));
	T(open("/dev/null", O_RDONLY | O_DIRECTORY));
	T(ioctl(null, TIOCGWINSZ, buf));
	T(isatty(null));
	T(getrandom(buf, 16, 0));
	return 0;
}
