/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees that a file system's metadata notices: large folders, deep ones, all kinds of files, names
 * that change places. */
#include <dirent.h>
#include <sys/syscall.h>
#include "files.h"

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif
#define NAMES 1500

/* How many names a folder has, and a sum over them. */
static void show_names(const char *path)
{
	unsigned long sum = 0, count = 0;
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		unsigned long hash = 5381;

		for (const char *c = entry->d_name; *c; c++)
			hash = hash * 33 + (unsigned char)*c;
		sum += hash;
		count++;
	}
	if (dir)
		closedir(dir);
	printf("%s: %lu names, %lx\n", path, count, sum);
}

static void large_folder(void)
{
	char name[300];
	int errors = 0;

	T(mkdir("large", 0755));
	for (int i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "large/%d-%0*d", i, i % 200 + 1, i);
		int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0644);

		errors += fd < 0 || write(fd, name, strlen(name)) != (ssize_t)strlen(name) ||
		          close(fd);
	}
	T(errors);
	show_names("large");
	for (int i = 0; i < NAMES; i += 3) {
		snprintf(name, sizeof(name), "large/%d-%0*d", i, i % 200 + 1, i);
		errors += unlink(name) != 0;
	}
	for (int i = 1; i < NAMES; i += 3) {
		char to[300];

		snprintf(name, sizeof(name), "large/%d-%0*d", i, i % 200 + 1, i);
		snprintf(to, sizeof(to), "large/again-%d", i);
		errors += rename(name, to) != 0;
	}
	T(errors);
	show_names("large");
	show_file("large/again-1");
	T(rmdir("large"));
}

/* Names that go while they are listed: each of the others comes once. */
static void remove_while_listing(void)
{
	char name[40], path[60];
	int seen = 0;
	struct dirent *entry;
	DIR *dir;

	T(mkdir("listed", 0755));
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "listed/%d", i);
		put_file(name, "");
	}
	dir = opendir("listed");
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "listed/%s", entry->d_name);
		seen += entry->d_name[0] != '.' && unlink(path) == 0;
	}
	closedir(dir);
	T(seen);
	T(rmdir("listed"));
}

static void deep_folder(void)
{
	char path[1000] = "deep";

	T(mkdir(path, 0755));
	for (int i = 0; i < 60; i++) {
		strcat(path, "/d");
		if (mkdir(path, 0755))
			printf("%d: %s\n", i, error_name(errno));
	}
	strcat(path, "/leaf");
	put_file(path, "far below");
	show_file(path);
	T(rename("deep/d/d/d", "moved"));
	T(rename("moved", "deep/moved"));
	T(rename("deep", "deep/d/inside"));
	show_names("deep");
}

static void all_kinds(void)
{
	struct stat st;
	char target[901], back[1000];

	T(mkdir("kinds", 0711));
	T(mkfifo("kinds/fifo", 0600));
	T(symlink("short", "kinds/fast"));
	memset(target, 'x', sizeof(target) - 1);
	target[sizeof(target) - 1] = '\0';
	T(symlink(target, "kinds/slow"));
	T(readlink("kinds/slow", back, sizeof(back)));
	T(memcmp(target, back, 900));
	memset(target, 'y', 59), target[59] = '\0';
	T(symlink(target, "kinds/fast59"));
	memset(target, 'z', 60), target[60] = '\0';
	T(symlink(target, "kinds/slow60"));
	T(readlink("kinds/fast59", back, sizeof(back)));
	T(readlink("kinds/slow60", back, sizeof(back)));
	T(chmod("kinds", 01770));
	T(lstat("kinds/fifo", &st));
	T(S_ISFIFO(st.st_mode));
	T(lstat("kinds", &st));
	printf("%o\n", st.st_mode);
}

static void exchange(void)
{
	struct stat st;

	T(mkdir("a", 0755));
	T(mkdir("b", 0755));
	T(mkdir("a/folder", 0755));
	put_file("b/file", "I was in b");
	T(syscall(SYS_renameat2, AT_FDCWD, "a/folder", AT_FDCWD, "b/file", RENAME_EXCHANGE));
	show_file("a/folder");
	T(stat("b/file/..", &st));
	T(stat("a", &st));
	printf("a: %d links\n", (int)st.st_nlink);
	T(stat("b", &st));
	printf("b: %d links\n", (int)st.st_nlink);
	T(mkdir("c", 0755));
	T(rename("b/file", "c"));
	T(stat("b", &st));
	printf("b: %d links\n", (int)st.st_nlink);
	T(rename("a/folder", "b/there"));
	T(link("b/there", "b/again"));
	T(rename("b/there", "b/again"));
	T(unlink("b/there"));
	show_file("b/again");
}

/* Files without a name: their space comes back, and one gets a name after all. */
static void nameless(void)
{
	char path[60];
	int fd, other;

	fd = open(".", O_TMPFILE | O_RDWR, 0600);
	T(write(fd, "no name yet", 11));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	T(close(fd));
	fd = open("opened", O_CREAT | O_RDWR, 0600);
	other = open("opened2", O_CREAT | O_RDWR, 0600);
	T(write(fd, "still here", 10));
	T(unlink("opened"));
	T(unlink("opened2"));
	memset(path, 0, sizeof(path));
	T(pread(fd, path, 20, 0));
	puts(path);
	T(close(fd));
	T(write(other, "x", 1));
	T(close(other));
	T(mkdir("gone", 0700));
	fd = open("gone", O_RDONLY | O_DIRECTORY);
	T(rmdir("gone"));
	T(fsync(fd));
	T(close(fd));
}

static void times(void)
{
	struct timespec far[2] = {{.tv_sec = 4000000000, .tv_nsec = 123456789},
	                          {.tv_sec = -86400 * 365, .tv_nsec = 5}};
	struct stat st;

	put_file("timed", "x");
	T(utimensat(AT_FDCWD, "timed", far, 0));
	T(stat("timed", &st));
	printf("%ld.%09ld %ld.%09ld\n", (long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
	       (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	T(chown("timed", 100000, 70000));
	T(stat("timed", &st));
	printf("%u %u\n", st.st_uid, st.st_gid);
}

int main(void)
{
	large_folder();
	remove_while_listing();
	deep_folder();
	all_kinds();
	exchange();
	nameless();
	times();
	return 0;
}
