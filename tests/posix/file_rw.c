/* SPDX-License-Identifier: BSD-3-Clause */
/* read, write, their vector and positioned forms, lseek, append: results and errors. */
#include "files.h"

static char buf[64];

static void plain(void)
{
	int fd = T(open("a", O_RDWR | O_CREAT | O_EXCL, 0644)) >= 0 ? open("a", O_RDWR) : -1;

	close(3);
	T(write(fd, "hello world", 11));
	T(lseek(fd, 0, SEEK_CUR));
	T(read(fd, buf, 10));
	T(lseek(fd, 6, SEEK_SET));
	T(read(fd, buf, 64));
	printf("%.5s\n", buf);
	T(lseek(fd, -3, SEEK_END));
	T(read(fd, buf, 2));
	printf("%.2s\n", buf);
	T(pread(fd, buf, 5, 0));
	printf("%.5s\n", buf);
	T(pwrite(fd, "J", 1, 0));
	T(lseek(fd, 0, SEEK_CUR));
	T(pread(fd, buf, 5, 100));
	T(pread(fd, buf, 5, -1));
	T(pwrite(fd, buf, 5, -1));
	T(lseek(fd, -1, SEEK_SET));
	T(lseek(fd, 0, 77));
	if (!on_volume()) /* the limit is the host file system's */
		T(lseek(fd, 0x7fffffffffffffff, SEEK_SET) > 0);
	T(lseek(fd, 0x7fffffffffffffff, SEEK_END));
	T(read(fd, buf, 0));
	T(write(fd, buf, 0));
	T(close(fd));
	T(close(fd));
	T(read(fd, buf, 1));
	T(write(fd, buf, 1));
	T(lseek(fd, 0, SEEK_SET));
	show_file("a");
}

static void access_modes(void)
{
	int r = open("a", O_RDONLY), w = open("a", O_WRONLY), d = open(".", O_RDONLY);

	T(write(r, "x", 1));
	T(read(w, buf, 1));
	T(read(d, buf, 1));
	T(pread(d, buf, 1, 0));
	T(write(d, "x", 1));
	T(ftruncate(r, 3));
	T(ftruncate(w, -1));
	T(ftruncate(d, 0));
	T(fsync(r));
	T(fdatasync(d));
	T(fsync(-1));
	close(r);
	close(w);
	close(d);
}

static void vectors(void)
{
	struct iovec out[3] = {{"one", 3}, {NULL, 0}, {" two three", 10}},
	             in[2] = {{buf, 4}, {buf + 20, 30}};
	int fd = open("v", O_RDWR | O_CREAT, 0644);

	memset(buf, '.', sizeof(buf));
	T(writev(fd, out, 3));
	T(lseek(fd, 0, SEEK_SET));
	T(readv(fd, in, 2));
	printf("%.30s\n", buf);
	T(preadv(fd, in, 2, 4));
	printf("%.30s\n", buf);
	T(pwritev(fd, out, 1, 20));
	T(writev(fd, out, -1));
	T(writev(fd, out, 1025));
	T(writev(fd, out, 0));
	out[0].iov_len = (size_t)-1;
	T(writev(fd, out, 1));
	close(fd);
	show_file("v");
}

static void append(void)
{
	int a = open("p", O_WRONLY | O_CREAT | O_APPEND, 0644), b = open("p", O_RDWR | O_APPEND);

	T(write(a, "aaa", 3));
	T(write(b, "bb", 2));
	T(write(a, "a", 1));
	T(lseek(a, 0, SEEK_CUR));
	T(lseek(b, 0, SEEK_SET));
	T(read(b, buf, 2));
	T(write(b, "c", 1));
	T(lseek(b, 0, SEEK_CUR));
	T(pwrite(b, "d", 1, 0));
	T(fcntl(b, F_SETFL, 0));
	T(pwrite(b, "D", 1, 0));
	close(a);
	close(b);
	show_file("p");
}

int main(void)
{
	scratch();
	plain();
	access_modes();
	vectors();
	append();
	return 0;
}
