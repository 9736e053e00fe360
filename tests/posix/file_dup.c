/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors: dup and its forms, sharing of the position, flags, limits, many descriptors,
 * close_range. */
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "files.h"

static char buf[16];

static void sharing(void)
{
	int a = open("f", O_RDWR), b = dup(a), c = open("f", O_RDWR);

	T(read(a, buf, 2));
	T(lseek(b, 0, SEEK_CUR));
	T(lseek(c, 0, SEEK_CUR));
	T(lseek(b, 5, SEEK_SET));
	T(lseek(a, 0, SEEK_CUR));
	T(fcntl(a, F_SETFL, O_APPEND | O_NONBLOCK));
	T((fcntl(b, F_GETFL) & (O_APPEND | O_NONBLOCK | O_ACCMODE)) ==
	  (O_APPEND | O_NONBLOCK | O_RDWR));
	T(fcntl(c, F_GETFL) & (O_APPEND | O_NONBLOCK));
	T(fcntl(a, F_SETFD, FD_CLOEXEC));
	T(fcntl(a, F_GETFD));
	T(fcntl(b, F_GETFD));
	close(a);
	T(read(b, buf, 3));
	close(b);
	close(c);
}

static void numbers(void)
{
	int a = open("f", O_RDONLY);

	T(dup2(a, 20));
	T(dup2(a, a));
	T(dup2(a, -1));
	T(dup2(99, 21));
	T(dup2(99, 99));
	T(dup3(a, a, 0));
	T(dup3(a, 21, O_CLOEXEC));
	T(fcntl(21, F_GETFD));
	T(fcntl(a, F_DUPFD, 20));
	T(fcntl(a, F_DUPFD_CLOEXEC, 20));
	T(fcntl(23, F_GETFD));
	T(fcntl(a, F_DUPFD, -1));
	T(fcntl(a, F_DUPFD, 1 << 30));
	T(fcntl(88, F_GETFD));
	T(fcntl(a, 9999));
	T(ioctl(a, FIOCLEX) == 0 && fcntl(a, F_GETFD) == FD_CLOEXEC);
	T(ioctl(a, FIONCLEX) == 0 && fcntl(a, F_GETFD) == 0);
	for (int fd = 20; fd < 24; fd++)
		close(fd);
	close(a);
}

static void many(void)
{
	struct rlimit limit = {.rlim_cur = 300, .rlim_max = 300}, old;
	int fd, last = -1, count = 0;

	getrlimit(RLIMIT_NOFILE, &old);
	limit.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	while ((fd = open("f", O_RDONLY)) >= 0) {
		last = fd;
		count++;
	}
	printf("%s %d\n", error_name(errno), last);
	T(dup(0));
	T(dup2(0, 300));
	close(100);
	close(70);
	close(250);
	T(open("f", O_RDONLY));
	T(dup(0));
	T(fcntl(0, F_DUPFD, 60));
	T(open("f", O_RDONLY));
#ifdef SYS_close_range
	T(syscall(SYS_close_range, 10, 400, 0));
	T(syscall(SYS_close_range, 10, 9, 0));
	T(syscall(SYS_close_range, 3, 4, 4));
	T(fcntl(4, F_GETFD));
	T(fcntl(5, F_GETFD));
	T(syscall(SYS_close_range, 3, ~0u, 0));
#endif
	T(open("f", O_RDONLY));
	T(close(3));
	setrlimit(RLIMIT_NOFILE, &old);
}

static void locks(void)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open("f", O_RDWR), r = open("f", O_RDONLY);

	T(fcntl(fd, F_SETLK, &lock));
	T(fcntl(r, F_SETLK, &lock));
	lock.l_type = F_RDLCK;
	T(fcntl(r, F_SETLKW, &lock));
	lock.l_type = F_WRLCK;
	T(fcntl(fd, F_GETLK, &lock));
	T(lock.l_type == F_UNLCK);
	lock.l_type = 77;
	T(fcntl(fd, F_SETLK, &lock));
	lock.l_type = F_UNLCK;
	T(fcntl(fd, F_SETLK, &lock));
	T(lockf(fd, F_LOCK, 10));
	T(lockf(fd, F_ULOCK, 10));
	close(fd);
	close(r);
}

int main(void)
{
	scratch();
	put_file("f", "0123456789");
	sharing();
	numbers();
	many();
	locks();
	return 0;
}
