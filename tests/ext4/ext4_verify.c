/* SPDX-License-Identifier: BSD-3-Clause */
/* After ext4_crash: every file is one of its replacements, whole; the newest is told. */
#include "files.h"
#include "crash.h"

static unsigned char have[CRASH_LARGEST + 1], want[CRASH_LARGEST];

int main(void)
{
	int newest = 0, damaged = 0;
	char path[60];

	for (int slot = 0; slot < CRASH_SLOTS; slot++) {
		snprintf(path, sizeof(path), "../ext4_crash/slot%d", slot);
		int fd = open(path, O_RDONLY);
		ssize_t n = fd < 0 ? 0 : read(fd, have, sizeof(have));

		close(fd);
		if (fd < 0)
			continue;
		int number = n > 20 ? atoi((char *)have) : -1;

		if (number < 0 || (size_t)n != crash_contents(want, number) ||
		    memcmp(have, want, (size_t)n) != 0) {
			printf("%s: %zd bytes, number %d\n", path, n, number);
			damaged++;
		}
		newest = number > newest ? number : newest;
	}
	printf("newest %d damaged %d\n", newest, damaged);
	return damaged != 0;
}
