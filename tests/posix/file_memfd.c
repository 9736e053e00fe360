/* SPDX-License-Identifier: BSD-3-Clause */
/* memfd_create: a file without a name, shared by mappings. */
#include <sys/mman.h>
#include "files.h"

int main(void)
{
	struct stat st;
	char b[8] = "", *map;
	int fd;

	scratch();
	fd = memfd_create("name", MFD_CLOEXEC);
	T(fd >= 0);
	T(fcntl(fd, F_GETFD));
	T(fstat(fd, &st));
	T(st.st_nlink);
	T(S_ISREG(st.st_mode));
	T(ftruncate(fd, 4096));
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(map, "shared");
	T(pread(fd, b, 7, 0));
	puts(b);
	T(memfd_create("name", 0x100));
	T(close(fd));
	puts(map);
	return 0;
}
