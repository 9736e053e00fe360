/* SPDX-License-Identifier: BSD-3-Clause */
/* mount and umount: what is busy, what lies below, read-only, chroot. */
#include <sys/mount.h>
#include "files.h"

static void cwd(void)
{
	char path[100];

	puts(getcwd(path, sizeof(path)) ? path : error_name(errno));
}

int mounts(void)
{
	int held;

	T(mkdir("/mnt", 0755));
	T(mount("none", "/mnt", "tmpfs", 0, NULL));
	T(mount("none", "/mnt2", "tmpfs", 0, NULL));
	T(mount("none", "/mnt", "ext4", 0, NULL));
	put_file("/mnt/f", "in mnt");
	T(mkdir("/mnt/d", 0755));
	held = open("/mnt/f", O_RDONLY);
	T(umount("/mnt"));
	close(held);
	T(rename("/mnt/f", "/f"));
	T(rmdir("/mnt"));
	T(chdir("/mnt/d"));
	cwd();
	T(umount("/mnt"));
	T(chdir("../.."));
	cwd();
	T(mount("none", "/mnt/d", "tmpfs", 0, NULL));
	T(umount("/mnt"));
	T(umount("/mnt/d"));
	T(umount("/mnt"));
	show_file("/mnt/f");
	T(umount("/mnt"));
	T(umount("/"));
	T(rmdir("/mnt"));

	T(mkdir("/ro", 0755));
	T(mount("x", "/ro", "ramfs", 0, NULL));
	put_file("/ro/f", "x");
	T(mount("x", "/ro", "ramfs", MS_REMOUNT | MS_RDONLY, NULL));
	T(open("/ro/f", O_WRONLY));
	T(open("/ro/g", O_CREAT | O_WRONLY, 0644));
	T(mkdir("/ro/d", 0755));
	T(unlink("/ro/f"));
	T(chmod("/ro/f", 0));
	T(access("/ro/f", W_OK));
	show_file("/ro/f");

	T(mkdir("/jail", 0755));
	T(mkdir("/jail/in", 0755));
	T(chroot("/jail"));
	T(chdir("/"));
	T(access("/ro", F_OK));
	T(access("../ro", F_OK));
	T(access("/in", F_OK));
	cwd();
	return 0;
}
