/* SPDX-License-Identifier: BSD-3-Clause */
/* What only an image has: mounting, unmounting, read-only folders, a folder as the root. */
#include <dirent.h>
#include <sys/mount.h>
#include "files.h"

static void names(const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);

	printf("%s:", path);
	for (int i = 0; i < n; i++)
		printf(" %s", list[i]->d_name);
	puts("");
}

int mounts(const char *driver, const char *options)
{
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	names("/data");
	show_file("/data/from-host");
	T(open("/ro/new", O_CREAT | O_WRONLY, 0644));
	T(open("/ro/there", O_WRONLY));
	T(unlink("/ro/there"));
	show_file("/ro/there");
	T(rename("/data/from-host", "/ro/x"));
	T(rename("/data/from-host", "/tmp/x"));
	T(mkdir("/mnt", 0755));
	T(mount("nosuch", "/mnt", driver, 0, NULL));
	T(mount("fs0", "/mnt", driver, 0, "nonsense=1"));
	T(mount("fs0", "/mnt", driver, MS_RDONLY, options));
	show_file("/mnt/from-host");
	T(open("/mnt/new", O_CREAT | O_WRONLY, 0644));
	put_file("/data/second", "by the other mount");
	show_file("/mnt/second");
	fd = T(open("/mnt/second", O_RDONLY)) >= 0 ? 3 : -1;
	T(umount("/mnt"));
	T(close(fd));
	T(umount("/mnt"));
	T(rmdir("/mnt"));
	/* only the device refuses, not the mount */
	T(mount("fs1", "/data", driver, 0, NULL));
	T(unlink("/data/there"));
	T(umount("/data"));
	names("/data");
	return 0;
}

int root(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	names("/");
	show_file("/from-host");
	T(mkdir("/made", 0755));
	T(chdir("/made"));
	put_file("file", "in the root");
	show_file("/made/../made/file");
	T(access("/dev/null", F_OK));
	return 0;
}
