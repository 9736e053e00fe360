/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory runs out: an error, after which everything goes on and all the memory comes back. */
#include "files.h"

int full(void)
{
	static char block[1 << 20];
	char name[300];
	long n, total, first = 0;
	int i;

	memset(block, 7, sizeof(block));
	for (int round = 0; round < 3; round++) {
		int fd = open("/tmp/big", O_CREAT | O_RDWR, 0644);

		for (total = 0; (n = write(fd, block, sizeof(block))) > 0; total += n)
			;
		puts(error_name(errno));
		first = first ? first : total;
		T(total > 5 << 20 && total >= first - (1 << 20));
		T(mkdir("/tmp/d", 0755));
		T(rmdir("/tmp/d"));
		close(fd);
		T(unlink("/tmp/big"));
	}
	for (i = 0; i < 1000000; i++) {
		sprintf(name, "/tmp/%0200d", i);
		if (mkdir(name, 0755))
			break;
	}
	puts(error_name(errno));
	T(i > 5000);
	while (--i >= 0) {
		sprintf(name, "/tmp/%0200d", i);
		if (rmdir(name)) {
			puts(error_name(errno));
			break;
		}
	}
	T(i + 1);
	T(mkdir("/tmp/d", 0755));
	return 0;
}
