/* SPDX-License-Identifier: BSD-3-Clause */
/* What a folder by virtiofs has and one by 9p has not: holes, allocation, exchanging names, special
 * files; and names that change while they are remembered. */
#include <sys/sysmacros.h>
#include "files.h"

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#include <sys/syscall.h>
#define renameat2(a, b, c, d, e) syscall(SYS_renameat2, a, b, c, d, e)
#endif
#ifndef FALLOC_FL_KEEP_SIZE
#define FALLOC_FL_KEEP_SIZE 1
#endif
#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

static long size_of(const char *name)
{
	struct stat st;

	return stat(name, &st) ? -errno : (long)st.st_size;
}

static void allocation(void)
{
	int fd = open("allocated", O_CREAT | O_RDWR, 0644);
	struct stat st;

	T(fallocate(fd, 0, 0, 100000));
	T(size_of("allocated"));
	T(fallocate(fd, FALLOC_FL_KEEP_SIZE, 100000, 50000));
	T(fstat(fd, &st));
	printf("%ld, more blocks than bytes: %d\n", (long)st.st_size, st.st_blocks * 512 >= 150000);
	T(fallocate(fd, 0, -1, 5));
	T(close(fd));
	fd = open("allocated", O_RDONLY);
	T(fallocate(fd, 0, 0, 10));
	T(close(fd));
}

static void holes(void)
{
	int fd = open("holes", O_CREAT | O_RDWR, 0644);

	T(pwrite(fd, "data", 4, 1 << 20));
	T(lseek(fd, 0, SEEK_DATA) > 0);
	T(lseek(fd, 0, SEEK_HOLE));
	T(lseek(fd, 1 << 20, SEEK_DATA));
	T(lseek(fd, 1 << 20, SEEK_HOLE));
	T(lseek(fd, 1 << 21, SEEK_DATA));
	T(lseek(fd, -1, SEEK_HOLE));
	T(close(fd));
}

static void exchange(void)
{
	mkdir("directory", 0755);
	put_file("directory/inside", "in the directory");
	put_file("file", "a file");
	T(renameat2(AT_FDCWD, "directory", AT_FDCWD, "file", RENAME_EXCHANGE));
	show_file("directory");
	show_file("file/inside");
	T(renameat2(AT_FDCWD, "directory", AT_FDCWD, "none", RENAME_EXCHANGE));
	T(chdir("file"));
	T(rename("../file", "../moved"));
	show_file("../moved/inside");
	T(chdir(".."));
}

static void special(void)
{
	struct stat st;

	T(mkfifo("fifo", 0640));
	T(stat("fifo", &st));
	printf("%o\n", st.st_mode);
	T(mknod("socket", S_IFSOCK | 0600, 0));
	T(mknod("plain", S_IFREG | 0604, 0));
	T(stat("plain", &st));
	printf("%o %ld\n", st.st_mode, (long)st.st_size);
	T(unlink("fifo"));
}

/* Each name is looked at right before and after it changes. */
static void remembered(void)
{
	char name[30];
	int fd;

	for (int i = 0; i < 3; i++) {
		T(size_of("name"));
		put_file("name", "12345");
		T(size_of("name"));
		fd = open("name", O_WRONLY | O_APPEND);
		T(write(fd, "67", 2));
		T(size_of("name"));
		T(ftruncate(fd, 1));
		T(size_of("name"));
		T(close(fd));
		T(link("name", "other"));
		T(rename("name", "renamed"));
		T(size_of("name"));
		T(size_of("renamed"));
		T(unlink("other"));
		T(size_of("other"));
		T(unlink("renamed"));
		T(mkdir("name", 0755));
		T(open("name/x", O_RDONLY));
		put_file("name/x", "x");
		T(rmdir("name"));
		T(unlink("name/x"));
		T(rmdir("name"));
	}
	/* More than are remembered. */
	for (int i = 0; i < 2200; i++) {
		sprintf(name, "many-%d", i % 1100);
		if (i < 1100)
			put_file(name, "many");
		else if (size_of(name) != 4)
			printf("%s is wrong\n", name);
	}
	for (int i = 0; i < 1100; i++) {
		sprintf(name, "many-%d", i);
		if (unlink(name))
			printf("%s stays\n", name);
	}
}

int main(void)
{
	allocation();
	holes();
	exchange();
	special();
	remembered();
	return 0;
}
