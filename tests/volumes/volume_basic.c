/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything a program does with files, once: the calls' results and, at the host, the tree. */
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include "files.h"

static void show(const char *path)
{
	struct stat st;

	if (lstat(path, &st)) {
		printf("%s: %s\n", path, error_name(errno));
		return;
	}
	printf("%s: %o links %d size %ld mtime %ld.%09ld\n", path, st.st_mode,
	       S_ISDIR(st.st_mode) ? 0 : (int)st.st_nlink,
	       S_ISDIR(st.st_mode) ? 0L : (long)st.st_size,
	       S_ISREG(st.st_mode) && st.st_mtim.tv_sec < 1000000000 ? (long)st.st_mtim.tv_sec : 0L,
	       S_ISREG(st.st_mode) && st.st_mtim.tv_sec < 1000000000 ? (long)st.st_mtim.tv_nsec
	                                                             : 0L);
}

static void create(void)
{
	int fd;

	put_file("plain", "twelve bytes");
	show("plain");
	T(open("plain", O_CREAT | O_EXCL | O_WRONLY, 0600));
	T(open("missing", O_RDONLY));
	T(open("missing/too", O_CREAT | O_WRONLY, 0600));
	fd = open("readonly", O_CREAT | O_RDWR, 0444);
	T(write(fd, "written all the same", 20));
	T(lseek(fd, -4, SEEK_END));
	T(close(fd));
	show("readonly");
	fd = open("plain", O_WRONLY | O_APPEND);
	T(write(fd, " and more", 9));
	T(lseek(fd, 0, SEEK_CUR));
	T(close(fd));
	show_file("plain");
	fd = open("plain", O_RDWR | O_TRUNC);
	T(write(fd, "0123456789", 10));
	T(ftruncate(fd, 5));
	T(ftruncate(fd, 8));
	T(fsync(fd));
	T(fdatasync(fd));
	T(pwrite(fd, "xy", 2, 20));
	T(close(fd));
	show("plain");
	T(truncate("plain", 3));
	show_file("plain");
}

static void attributes(void)
{
	struct timespec times[2] = {{.tv_sec = 1000, .tv_nsec = 5000},
	                            {.tv_sec = 2000, .tv_nsec = 7000}};
	struct stat st;

	T(chmod("plain", 0640));
	T(utimensat(AT_FDCWD, "plain", times, 0));
	show("plain");
	times[0].tv_nsec = UTIME_OMIT;
	times[1].tv_sec = 3000;
	T(utimensat(AT_FDCWD, "plain", times, 0));
	T(stat("plain", &st));
	printf("atime %ld mtime %ld\n", (long)st.st_atim.tv_sec, (long)st.st_mtim.tv_sec);
	T(chmod("missing", 0600));
	T(access("plain", R_OK | W_OK));
	T(access("plain", X_OK));
	T(chown("plain", 0, 0));
}

static void names(void)
{
	char target[100] = "";

	T(mkdir("dir", 0750));
	T(mkdir("dir", 0750));
	T(mkdir("dir/deep", 0755));
	T(symlink("dir/deep", "link"));
	T(symlink("nowhere", "dangling"));
	T(readlink("link", target, sizeof(target)));
	puts(target);
	T(readlink("plain", target, sizeof(target)));
	put_file("link/inside", "through a link");
	show_file("dir/deep/inside");
	T(open("dangling", O_RDONLY));
	T(link("plain", "hard"));
	show("plain");
	T(rename("hard", "dir/moved"));
	T(rename("dir/moved", "plain"));
	T(rename("plain", "dir/plain"));
	T(rename("dir", "dir/deep/dir"));
	T(rename("dir/plain", "dir/deep"));
	T(rename("dir", "renamed"));
	show("renamed/plain");
	show("dir");
	T(rmdir("renamed"));
	T(unlink("renamed"));
	T(rmdir("renamed/plain"));
	T(unlink("renamed/plain"));
	T(unlink("renamed/plain"));
	T(mkdir("empty", 0700));
	T(rmdir("empty"));
	show("link");
}

static void unlinked(void)
{
	char back[10] = "";
	struct stat st;
	int fd = open("temporary", O_CREAT | O_RDWR, 0600);

	T(unlink("temporary"));
	T(write(fd, "kept", 4));
	T(pread(fd, back, sizeof(back), 0));
	puts(back);
	T(fstat(fd, &st));
	printf("links %d size %ld\n", (int)st.st_nlink, (long)st.st_size);
	T(close(fd));
	T(open("temporary", O_RDONLY));
}

static void map(void)
{
	int fd = open("mapped", O_CREAT | O_RDWR, 0600);
	char *at;

	T(write(fd, "mapped memory", 13));
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	printf("%.13s\n", at);
	at[0] = 'M';
	printf("%.13s\n", at);
	munmap(at, 4096);
	close(fd);
	show_file("mapped");
}

int main(void)
{
	struct statfs fs;

	create();
	attributes();
	names();
	unlinked();
	map();
	T(statfs(".", &fs));
	printf("%d %d\n", fs.f_bsize > 0, fs.f_blocks > 0);
	return 0;
}
