/* SPDX-License-Identifier: BSD-3-Clause */
/* open with its flags, and the errors that depend on what a name refers to. */
#include "files.h"

static void trial(const char *what, int fd)
{
	printf("%s: %s\n", what, fd < 0 ? error_name(errno) : "open");
	if (fd >= 0)
		close(fd);
}

#define O(path, flags) trial(#path " " #flags, open(path, flags, 0644))

static void unnamed(void)
{
	struct stat st;
	int fd = open(".", O_TMPFILE | O_RDWR, 0600);
	T(write(fd, "tmp", 3));
	T(fstat(fd, &st));
	T(st.st_nlink);
	T(st.st_size);
	close(fd);
}

int main(void)
{
	struct stat st;
	int fd;

	scratch();
	put_file("file", "text");
	mkdir("dir", 0755);
	symlink("file", "link");
	symlink("nothing", "dangling");
	symlink("loop", "loop");
	symlink("dir", "dirlink");
	O("missing", O_RDONLY);
	O("missing/x", O_RDONLY);
	O("file/x", O_RDONLY);
	O("file/", O_RDONLY);
	O("", O_RDONLY);
	O("dir", O_RDONLY);
	O("dir", O_WRONLY);
	O("dir", O_RDWR);
	O("dir", O_RDONLY | O_CREAT);
	O("dir/", O_RDONLY | O_DIRECTORY);
	O("file", O_RDONLY | O_DIRECTORY);
	O("file", O_WRONLY | O_CREAT | O_EXCL);
	O("link", O_WRONLY | O_CREAT | O_EXCL);
	O("dangling", O_WRONLY | O_CREAT | O_EXCL);
	O("dangling", O_RDONLY);
	O("link", O_RDONLY | O_NOFOLLOW);
	O("link", O_RDONLY);
	O("loop", O_RDONLY);
	O("loop", O_RDONLY | O_NOFOLLOW);
	O("loop/x", O_RDONLY);
	O("dirlink", O_RDONLY | O_DIRECTORY);
	O("dirlink", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	O("new/", O_WRONLY | O_CREAT);
	O("dangling", O_WRONLY | O_CREAT);
	show_file("nothing");
	O("file", O_WRONLY | O_TRUNC);
	show_file("file");
	O(".", O_RDONLY | O_CREAT);
	O("..", O_WRONLY);
	O("/", O_RDONLY);
	O("//", O_RDONLY);
	O("dir/./../file", O_RDONLY);
	O("missing/../file", O_RDONLY);
	O(NULL, O_RDONLY);

	fd = open("file", O_PATH);
	T(read(fd, &st, 1));
	T(write(fd, &st, 1));
	T(lseek(fd, 0, SEEK_SET));
	T(fstat(fd, &st));
	T(ftruncate(fd, 0));
	T(fcntl(fd, F_GETFL) & O_PATH ? 1 : 0);
	close(fd);
	fd = open("link", O_PATH | O_NOFOLLOW);
	T(fstat(fd, &st));
	T(S_ISLNK(st.st_mode));
	close(fd);

	if (!on_volume())
		unnamed();
	trial("O_TMPFILE O_RDONLY", open(".", O_TMPFILE | O_RDONLY, 0600));
	trial("O_TMPFILE file", open("file", O_TMPFILE | O_RDWR, 0600));

	umask(027);
	close(open("m1", O_CREAT | O_WRONLY, 0777));
	close(creat("m2", 04666));
	umask(022);
	stat("m1", &st);
	printf("%o\n", st.st_mode);
	stat("m2", &st);
	printf("%o\n", st.st_mode);
	fd = creat("ro", 0444);
	T(write(fd, "x", 1));
	close(fd);

	fd = open("unlinked", O_RDWR | O_CREAT, 0644);
	T(unlink("unlinked"));
	T(write(fd, "still", 5));
	T(lseek(fd, 0, SEEK_SET));
	char b[8] = "";
	T(read(fd, b, 8));
	puts(b);
	T(fstat(fd, &st));
	T(st.st_nlink);
	close(fd);

	fd = open("dir", O_RDONLY);
	T(openat(fd, "inner", O_CREAT | O_WRONLY, 0644) >= 0);
	T(access("dir/inner", F_OK));
	T(openat(-7, "inner", O_RDONLY));
	T(openat(-7, "/", O_RDONLY) >= 0);
	int file = open("file", O_RDONLY);
	T(openat(file, "x", O_RDONLY));
	return 0;
}
