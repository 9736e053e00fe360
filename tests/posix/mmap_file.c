/* SPDX-License-Identifier: BSD-3-Clause */
/* Files as memory: private and shared, offsets, the end of the file, rights. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RW (PROT_READ | PROT_WRITE)

static sigjmp_buf back;

static void handler(int signo)
{
	siglongjmp(back, signo);
}

static const char *name(int error)
{
	switch (error) {
	case EINVAL:
		return "EINVAL";
	case EACCES:
		return "EACCES";
	case EBADF:
		return "EBADF";
	case ENODEV:
		return "ENODEV";
	default:
		return strerror(error);
	}
}

static void *map(const char *what, size_t len, int prot, int flags, int fd, off_t off)
{
	void *p = mmap(NULL, len, prot, flags, fd, off);

	printf("%s: %s\n", what, p == MAP_FAILED ? name(errno) : "mapped");
	return p;
}

static char byte_at(int fd, off_t off)
{
	char c = '?';

	pread(fd, &c, 1, off);
	return c;
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE), len = 5 * page + 100;
	char path[] = "/tmp/mmap_file.XXXXXX", *text = malloc(len), *p, *q;
	int fd = mkstemp(path), reader, writer, ends[2], signo;

	for (size_t i = 0; i < len; i++)
		text[i] = 'a' + i % 23;
	write(fd, text, len);
	reader = open(path, O_RDONLY);
	writer = open(path, O_WRONLY);
	signal(SIGBUS, handler);
	signal(SIGSEGV, handler);

	p = map("private", len, RW, MAP_PRIVATE, fd, 0);
	printf("same %d, behind the end %d\n", !memcmp(p, text, len), p[len]);
	p[page] = '#';
	printf("private: memory %c file %c\n", p[page], byte_at(fd, page));
	q = map("shared", len, RW, MAP_SHARED, fd, 0);
	printf("same %d, behind the end %d\n", !memcmp(q, text, len), q[len]);
	q[2 * page] = '!';
	printf("shared: memory %c file %c, other mapping %c\n", q[2 * page], byte_at(fd, 2 * page),
	       p[page]);
	pwrite(fd, "=", 1, 3 * page);
	printf("written to the file: %c\n", q[3 * page]);
	munmap(p, len);
	p = map("offset", page, PROT_READ, MAP_SHARED, reader, 2 * page);
	printf("%c%c\n", p[0], p[1]);
	q[2 * page + 1] = '?';
	printf("both mappings see %c\n", p[1]);
	printf("sync %d\n", msync(q, len, MS_SYNC));

	/* no page behind the last: SIGBUS; a longer file has one */
	munmap(p, page);
	p = map("longer than the file", 8 * page, RW, MAP_SHARED, fd, 0);
	signo = sigsetjmp(back, 1);
	if (!signo)
		p[7 * page] = 1;
	printf("%s\n", signo == SIGBUS ? "SIGBUS" : "no signal");
	ftruncate(fd, 8 * page);
	signo = sigsetjmp(back, 1);
	if (!signo)
		p[7 * page] = '7';
	printf("%s, file %c\n", signo ? "signal" : "written", byte_at(fd, 7 * page));

	/* the mapping outlives descriptor and name */
	close(fd);
	unlink(path);
	p[0] = '0';
	printf("still there %c%c\n", p[0], p[1]);

	map("shared for writing, read-only file", page, RW, MAP_SHARED, reader, 0);
	p = map("shared for reading", page, PROT_READ, MAP_SHARED, reader, 0);
	printf("making it writable: %s\n", mprotect(p, page, RW) ? name(errno) : "ok");
	p = map("private for writing, read-only file", page, RW, MAP_PRIVATE, reader, 0);
	p[0] = 1;
	map("write-only file", page, PROT_READ, MAP_SHARED, writer, 0);
	map("odd offset", page, PROT_READ, MAP_SHARED, reader, 100);
	map("length 0", 0, PROT_READ, MAP_SHARED, reader, 0);
	map("closed", page, PROT_READ, MAP_SHARED, fd, 0);
	pipe(ends);
	map("pipe", page, PROT_READ, MAP_SHARED, ends[0], 0);
	map("folder", page, PROT_READ, MAP_SHARED, open("/", O_RDONLY), 0);
	return 0;
}
