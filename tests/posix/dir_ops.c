/* SPDX-License-Identifier: BSD-3-Clause */
/* mkdir, rmdir, link, unlink, rename with their errors. */
#include "files.h"

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2
#include <sys/syscall.h>
#define renameat2(a, b, c, d, e) syscall(SYS_renameat2, a, b, c, d, e)
#endif

static void fill(void)
{
	mkdir("d", 0755);
	mkdir("e", 0755);
	mkdir("d/sub", 0755);
	put_file("d/file", "in d");
	put_file("f", "f");
	put_file("g", "g");
	symlink("f", "l");
	symlink("d", "ld");
	symlink("none", "dangling");
}

static void directories(void)
{
	T(mkdir("d", 0755));
	T(mkdir("d/", 0755));
	T(mkdir("f", 0755));
	T(mkdir("f/x", 0755));
	T(mkdir("none/x", 0755));
	T(mkdir("dangling", 0755));
	T(mkdir(".", 0755));
	T(mkdir("..", 0755));
	T(mkdir("/", 0755));
	T(mkdir("n/", 0755));
	T(mkdir("", 0755));
	T(rmdir("n"));
	T(rmdir("n"));
	T(rmdir("d"));
	T(rmdir("f"));
	T(rmdir("."));
	T(rmdir("d/.."));
	T(rmdir("d/sub/."));
	T(rmdir("ld"));
	T(rmdir("ld/"));
	T(rmdir("/"));
	T(rmdir("e/"));
	T(mkdir("e", 0755));
}

static void links(void)
{
	T(link("f", "f2"));
	T(link("f", "g"));
	T(link("none", "x"));
	T(link("d", "x"));
	T(link("f", "none/x"));
	T(link("f", "x/"));
	T(link("l", "l2"));
	char text[8] = "";
	T(readlink("l2", text, 8));
	T(linkat(AT_FDCWD, "l", AT_FDCWD, "l3", AT_SYMLINK_FOLLOW));
	T(readlink("l3", text, 8));
	T(linkat(AT_FDCWD, "f", AT_FDCWD, "l4", 0x8000));
	T(unlink("f2"));
	T(unlink("l2"));
	T(unlink("l3"));
	T(unlink("none"));
	T(unlink("d"));
	T(unlink("f/"));
	T(unlink("d/"));
	T(unlink("."));
	T(unlink(""));
	T(unlinkat(AT_FDCWD, "f", AT_REMOVEDIR));
	T(unlinkat(AT_FDCWD, "f", 1));
	T(remove("none"));
}

static void exchange(void)
{
	T(renameat2(AT_FDCWD, "r1", AT_FDCWD, "r2", RENAME_EXCHANGE));
	show_file("r1");
	show_file("r2");
	T(renameat2(AT_FDCWD, "z", AT_FDCWD, "r1", RENAME_EXCHANGE));
	show_file("z");
}

static void renames(void)
{
	T(rename("f", "h"));
	show_file("h");
	T(rename("h", "g"));
	show_file("g");
	T(rename("g", "f"));
	T(rename("f", "f"));
	T(rename("none", "x"));
	T(rename("none", "f"));
	T(rename("f", "d"));
	T(rename("d", "f"));
	T(rename("d", "d/sub/x"));
	T(rename("d", "d/x"));
	T(rename("d/sub", "d"));
	T(rename("e", "d"));
	T(rename("d", "e"));
	show_file("e/file");
	T(rename("e", "d"));
	T(rename("e", "."));
	T(rename(".", "x"));
	T(rename("d/..", "x"));
	if (!on_volume())
		T(rename("/", "x"));
	T(rename("f", "none/x"));
	T(rename("f", "x/"));
	T(rename("f/", "x"));
	T(rename("d", "dd/"));
	T(rename("dd/", "d"));
	T(rename("l", "l5"));
	T(readlink("l5", (char[8]){0}, 8));
	T(rename("ld/file", "ld/file2"));
	show_file("d/file2");
	T(rename("f", "/dev/null/x"));
	put_file("r1", "one");
	put_file("r2", "two");
	T(link("r1", "r3"));
	T(rename("r1", "r3"));
	T(access("r1", F_OK));
	T(renameat2(AT_FDCWD, "r1", AT_FDCWD, "r2", RENAME_NOREPLACE));
	mkdir("z", 0755);
	if (!on_volume())
		exchange();
	T(renameat2(AT_FDCWD, "z", AT_FDCWD, "none", RENAME_EXCHANGE));
	T(renameat2(AT_FDCWD, "z", AT_FDCWD, "q", 77));
	struct stat st;
	stat(".", &st);
	T(st.st_nlink);
	if (!on_volume())
		T(rename("z", "/z"));
}

int main(void)
{
	scratch();
	fill();
	directories();
	links();
	renames();
	return 0;
}
