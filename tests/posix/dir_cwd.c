/* SPDX-License-Identifier: BSD-3-Clause */
/* The working directory: getcwd, chdir, fchdir, moved and removed directories, umask. */
#include "files.h"

static void where(void)
{
	char path[300];

	if (!getcwd(path, sizeof(path)))
		printf("cwd: %s\n", error_name(errno));
	else
		printf("cwd: %s\n", strncmp(path, "/dev/shm/test", 13) ? path : path + 19);
}

int main(void)
{
	char small[4];

	scratch();
	where();
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	symlink("a/b", "l");
	put_file("f", "");
	T(chdir("a/b"));
	where();
	T(chdir(".."));
	where();
	T(chdir("../l"));
	where();
	T(chdir("../.."));
	T(chdir("f"));
	T(chdir("none"));
	T(chdir(""));
	int here = open(".", O_RDONLY), f = open("f", O_RDONLY);
	T(chdir("a/b"));
	T(fchdir(f));
	T(fchdir(-1));
	T(rename("../../a", "../../c"));
	where();
	T(fchdir(here));
	where();
	T(getcwd(small, sizeof(small)) == NULL && errno == ERANGE);
	T(getcwd(small, 0) == NULL && errno == EINVAL);
	T(chdir("c/b"));
	T(rmdir("../b"));
	where();
	T(open("new", O_CREAT | O_WRONLY, 0644));
	T(mkdir("new", 0755));
	T(access(".", F_OK));
	T(access("..", F_OK));
	T(chdir(".."));
	where();
	T(chdir("/"));
	where();
	T(chdir("/dev"));
	where();
	T(chdir(".."));
	where();
	T(umask(077));
	T(umask(022));
	T(umask(01777));
	T(umask(022));
	return 0;
}
