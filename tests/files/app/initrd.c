/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of the initrd: found, shown in place (no blocks of their own), copied when written. */
#include "files.h"

static void show(const char *name)
{
	struct stat st;

	if (lstat(name, &st))
		printf("%s %s\n", name, error_name(errno));
	else
		printf("%s %o size %ld links %ld blocks %ld\n", name, st.st_mode,
		       S_ISDIR(st.st_mode) ? 0 : (long)st.st_size, (long)st.st_nlink,
		       (long)st.st_blocks);
}

int initrd(void)
{
	char b[8] = "";
	int fd;

	show_file("/hello.txt");
	show_file("/sub/link");
	show_file("/hard");
	show("/hard");
	show("/sub/big");
	show("/sub/link");
	show("/none");
	fd = open("/sub/big", O_RDWR);
	T(pwrite(fd, "XYZ", 3, 5000));
	T(pread(fd, b, 7, 4998));
	puts(b);
	show("/sub/big");
	T(ftruncate(fd, 99990));
	T(ftruncate(fd, 100000));
	T(pread(fd, b, 7, 99986));
	printf("%d %d\n", b[3], b[4]);
	T(unlink("/sub/big"));
	show("/sub/big");
	return 0;
}
