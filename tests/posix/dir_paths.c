/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk along a path: dots, slashes, symbolic links, limits. */
#include <limits.h>
#include "files.h"

static void kind(const char *path)
{
	struct stat st;

	printf("\"%.30s\": ", path);
	if (stat(path, &st))
		printf("%s, ", error_name(errno));
	else
		printf("%o, ", st.st_mode >> 12);
	if (lstat(path, &st))
		printf("%s\n", error_name(errno));
	else
		printf("%o\n", st.st_mode >> 12);
}

int main(void)
{
	static char name[PATH_MAX + 10], text[PATH_MAX + 10];
	struct stat a, b;

	scratch();
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	put_file("a/f", "f");
	symlink("a", "toa");
	symlink("a/", "toa2");
	symlink("../a/b", "a/up");
	symlink("f", "a/tof");
	symlink("f/", "a/tof2");
	symlink("/", "root");
	symlink(".", "here");
	symlink("none", "none1");
	symlink("x1", "x2");
	symlink("x2", "x1");
	const char *paths[] = {"a",
	                       "a/",
	                       "a/.",
	                       "a/..",
	                       "a//b",
	                       "./a/./b/../b",
	                       "toa",
	                       "toa/",
	                       "toa/b",
	                       "toa2",
	                       "toa2/f",
	                       "a/up",
	                       "a/up/..",
	                       "a/up/../f",
	                       "a/tof",
	                       "a/tof/",
	                       "a/tof2",
	                       "a/f/",
	                       "a/f/.",
	                       "a/f/..",
	                       "root",
	                       "root/dev",
	                       "here/here/here/a",
	                       "none1",
	                       "none1/",
	                       "none1/x",
	                       "x1",
	                       "x1/",
	                       "x1/y",
	                       "/",
	                       "/..",
	                       "/../..",
	                       "///",
	                       "",
	                       ".",
	                       "..",
	                       "a/none",
	                       "a/none/",
	                       "a/none/x",
	                       "a/b/../../toa/f"};
	for (unsigned int i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		kind(paths[i]);

	memset(name, 'n', 256);
	kind(name);
	name[255] = 0;
	kind(name);
	T(mkdir(name, 0755));
	kind(name);
	strcat(name, "/../a/f");
	kind(name);
	memset(name, '/', PATH_MAX);
	kind(name);
	name[PATH_MAX - 1] = 0;
	kind(name);
	memcpy(name + PATH_MAX - 3, "a", 2);
	kind(name);

	/* 40 links are followed, 41 are not. */
	char from[16], to[16];
	put_file("l0", "end");
	for (int i = 1; i <= 41; i++) {
		sprintf(from, "l%d", i);
		sprintf(to, "l%d", i - 1);
		symlink(to, from);
	}
	kind("l40");
	kind("l41");

	T(readlink("toa", text, sizeof(text)));
	T(readlink("toa2", text, 1));
	T(readlink("a", text, 10));
	T(readlink("none", text, 10));
	T(readlink("toa/", text, 10));
	T(symlink("", "empty"));
	T(symlink("x", "a"));
	T(symlink("x", "new/"));
	T(symlink("x", "none/new"));
	memset(text, 'x', PATH_MAX);
	T(symlink(text, "long"));
	text[PATH_MAX - 1] = 0;
	T(symlink(text, "long"));

	stat("/", &a);
	stat("/..", &b);
	T(a.st_ino == b.st_ino);
	stat(".", &a);
	stat("a/..", &b);
	T(a.st_ino == b.st_ino);
	stat("/dev", &a);
	stat("/dev/shm/..", &b);
	T(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	return 0;
}
