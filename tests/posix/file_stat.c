/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes: types, link counts, modes, owners, times, access. */
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>
#include "files.h"

static void show(const char *name)
{
	struct stat st;

	if (lstat(name, &st)) {
		printf("%s: %s\n", name, error_name(errno));
		return;
	}
	printf("%s: mode %o links %ld owner %u:%u size %s%ld block %ld\n", name, st.st_mode,
	       (long)st.st_nlink, st.st_uid, st.st_gid, S_ISDIR(st.st_mode) ? "of directory " : "",
	       S_ISDIR(st.st_mode) ? 0 : (long)st.st_size, (long)st.st_blksize);
}

static void times(const char *name)
{
	struct stat st;

	lstat(name, &st);
	printf("%s: %ld.%09ld %ld.%09ld\n", name, (long)st.st_atime, st.st_atim.tv_nsec,
	       (long)st.st_mtime, st.st_mtim.tv_nsec);
}

int main(void)
{
	struct timespec ts[2] = {{1000, 5}, {2000, 999999999}};
	struct timeval tv[2] = {{3, 4}, {5, 6}};
	struct utimbuf ut = {7, 8};
	struct stat a, b;
	int fd;

	scratch();
	put_file("f", "12345");
	mkdir("d", 0751);
	mkdir("d/e", 0700);
	symlink("f", "l");
	link("f", "g");
	mkfifo("p", 0640);
	show("f");
	show("g");
	show("d");
	show("d/e");
	show("l");
	show("p");
	show("none");
	rmdir("d/e");
	show("d");
	stat("f", &a);
	stat("g", &b);
	T(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	stat("l", &b);
	T(a.st_ino == b.st_ino);
	lstat("l", &b);
	T(a.st_ino != b.st_ino);
	T(unlink("g"));
	show("f");

	T(chmod("f", 04755));
	show("f");
	T(chown("f", 12, 34));
	show("f");
	T(chown("f", -1, 56));
	show("f");
	T(lchown("l", 9, 9));
	show("l");
	T(chmod("l", 0600));
	show("f");
	T(chmod("none", 0));
	fd = open("f", O_RDONLY);
	T(fchmod(fd, 0444));
	T(fchown(fd, 0, 0));
	T(fchmodat(AT_FDCWD, "f", 0644, 0));
	T(fchownat(AT_FDCWD, "l", 1, 1, AT_SYMLINK_NOFOLLOW));
	T(fchmod(-1, 0));
	show("f");
	show("l");

	T(utimensat(AT_FDCWD, "f", ts, 0));
	times("f");
	ts[0].tv_nsec = UTIME_OMIT;
	ts[1].tv_sec = 55;
	T(futimens(fd, ts));
	times("f");
	ts[1].tv_nsec = 1000000000;
	T(futimens(fd, ts));
	T(utimes("f", tv));
	times("f");
	T(utime("f", &ut));
	times("f");
	tv[0].tv_usec = 1000000;
	T(utimes("f", tv));
	T(utimensat(AT_FDCWD, "none", NULL, 0));
	T(utimensat(AT_FDCWD, "l", NULL, AT_SYMLINK_NOFOLLOW));
	times("f");
	T(utimes("f", NULL));
	stat("f", &a);
	T(labs(time(NULL) - a.st_mtime) < 3);

	chmod("f", 0644);
	T(access("f", F_OK));
	T(access("f", R_OK | W_OK));
	T(access("f", X_OK));
	chmod("f", 0100);
	T(access("f", X_OK));
	T(access("d", X_OK));
	T(access("none", F_OK));
	T(access("f", 99));
	T(access("f/x", F_OK));
	T(faccessat(AT_FDCWD, "f", R_OK, 0));
	T(fstatat(AT_FDCWD, "", &a, 0));
	T(fstatat(fd, "", &a, AT_EMPTY_PATH));
	T(a.st_size);
	T(fstatat(AT_FDCWD, "f", &a, 0x4000000));

	struct statvfs vfs;
	T(statvfs(".", &vfs));
	T(vfs.f_bsize);
	T(vfs.f_namemax);
	T(vfs.f_bfree > 0 && vfs.f_bfree <= vfs.f_blocks);
	T(fstatvfs(fd, &vfs));
	int pipes[2];
	pipe(pipes);
	fstat(pipes[0], &a);
	printf("%o %ld\n", a.st_mode, (long)a.st_size);
	return 0;
}
