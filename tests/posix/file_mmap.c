/* SPDX-License-Identifier: BSD-3-Clause */
/* Mapped files: shared mappings and the file show each other's changes, private ones do not. */
#include <sys/mman.h>
#include "files.h"

int main(void)
{
	char buf[32] = "", *shared, *private, *again;
	int fd, r;

	scratch();
	fd = open("f", O_RDWR | O_CREAT, 0644);
	r = open("f", O_RDONLY);
	T(ftruncate(fd, 10000));
	shared = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	again = mmap(NULL, 4096, PROT_READ, MAP_SHARED, r, 4096);
	T(shared != MAP_FAILED && private != MAP_FAILED && again != MAP_FAILED);
	strcpy(shared + 4096, "by the mapping");
	T(pread(fd, buf, 14, 4096));
	puts(buf);
	puts(again);
	T(pwrite(fd, "by the write", 13, 5000));
	puts(shared + 5000);
	strcpy(private + 4096, "private");
	puts(shared + 4096);
	puts(private + 4096);
	T(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, r, 0) == MAP_FAILED &&
	  errno == EACCES);
	T(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 1) == MAP_FAILED && errno == EINVAL);
	T(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 99, 0) == MAP_FAILED && errno == EBADF);
	close(fd);
	close(r);
	T(unlink("f"));
	puts(again);
	/* From a mapping into a file that is written: the page comes while the file is being worked
	 * on. */
	fd = open("g", O_RDWR | O_CREAT, 0644);
	T(write(fd, shared, 10000));
	T(write(fd, private, 10000));
	T(lseek(fd, 0, SEEK_SET));
	T(read(fd, shared, 10000));
	T(msync(shared, 10000, MS_SYNC));
	T(munmap(shared, 10000));
	T(munmap(private, 10000));
	T(munmap(again, 4096));
	return 0;
}
