/* SPDX-License-Identifier: BSD-3-Clause */
/* Never ends by itself: replaces files whole, and says which replacement is on the disk.
 * ext4_verify knows what must be there. */
#include "files.h"
#include "crash.h"

static unsigned char data[CRASH_LARGEST];

static int put(const char *path, int number)
{
	size_t size = crash_contents(data, number);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
	int wrong = fd < 0 || write(fd, data, size) != (ssize_t)size || fsync(fd);

	close(fd);
	return wrong;
}

int main(void)
{
	int folder = open(".", O_RDONLY | O_DIRECTORY);
	char path[40], other[40];

	for (int i = 1;; i++) {
		if (put("new", i))
			return 1;
		snprintf(path, sizeof(path), "slot%d", i % CRASH_SLOTS);
		if (rename("new", path) || fsync(folder))
			return 1;
		printf("synced %d\n", i);
		/* What is not waited for: names come and go. */
		snprintf(path, sizeof(path), "dir%d", i);
		snprintf(other, sizeof(other), "dir%d", i - 3);
		mkdir(path, 0755);
		rmdir(other);
		symlink("somewhere/that/is/longer/than/fits/into/the/inode/of/the/link/itself",
		        "link");
		unlink("link");
	}
}
