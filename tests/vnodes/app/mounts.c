/* SPDX-License-Identifier: BSD-3-Clause */
/* What only an image has: mounting and unmounting the driver, a driver without numbers, threads in
 * a driver that sleeps, the end of the system with an open file. */
#include <dirent.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
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

/* Each look-up of a name gives a new number, so names in use must be found again. */
static void fresh(void)
{
	struct stat a, b;
	int fd;

	T(mkdir("/fresh", 0755));
	T(mount("memory", "/fresh", "testfs", 0, "fresh"));
	put_file("/fresh/f", "first");
	fd = open("/fresh/f", O_RDWR);
	T(stat("/fresh/f", &a));
	T(fstat(fd, &b));
	printf("the same: %d\n", a.st_ino == b.st_ino);
	put_file("/fresh/f", "longer than first");
	T(fstat(fd, &b));
	printf("size %ld\n", (long)b.st_size);
	T(mkdir("/fresh/d", 0755));
	T(chdir("/fresh/d"));
	put_file("inside", "x");
	T(rename("/fresh/f", "/fresh/d/g"));
	names("/fresh");
	names(".");
	show_file("g");
	T(link("g", "h"));
	T(rmdir("/fresh/d"));
	T(chdir("/"));
	T(umount("/fresh"));
	T(close(fd));
	T(umount("/fresh"));
}

static void *hammer(void *arg)
{
	char path[40], back[10];
	long number = (long)arg, failed = 0;

	for (int i = 0; i < 50; i++) {
		int fd;

		snprintf(path, sizeof(path), "/slow/%ld", number);
		fd = open(path, O_CREAT | O_RDWR | O_APPEND, 0600);
		failed += fd < 0 || write(fd, path + 6, 1) != 1;
		failed += pread(fd, back, 1, i) != 1 || back[0] != '0' + number;
		close(fd);
		fd = open("/slow/all", O_CREAT | O_WRONLY | O_APPEND, 0600);
		failed += write(fd, "0123456789", 10) != 10;
		close(fd);
		snprintf(path, sizeof(path), "/slow/moving%ld", number);
		failed += mkdir(path, 0700) || rmdir(path);
	}
	return (void *)failed;
}

static void threads(void)
{
	pthread_t thread[4];
	struct stat st;
	void *failed;

	T(mkdir("/slow", 0755));
	T(mount("memory", "/slow", "testfs", 0, "slow"));
	for (long i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, hammer, (void *)i);
	for (int i = 0; i < 4; i++) {
		pthread_join(thread[i], &failed);
		printf("failed: %ld\n", (long)failed);
	}
	T(stat("/slow/all", &st));
	printf("size %ld\n", (long)st.st_size);
	names("/slow");
	T(umount("/slow"));
}

/* As tests/volumes/app/driver.c calls it; here there is one driver. */
int mounts(const char *driver, const char *options)
{
	unsigned long value = 0;
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	T(mkdir("/mnt", 0755));
	T(mount("elsewhere", "/mnt", "testfs", 0, NULL));
	T(mount("memory", "/mnt", "testfs", 0, NULL));
	put_file("/mnt/f", "five!");
	fd = open("/mnt/f", O_RDWR);
	T(ioctl(fd, 0x1234, &value));
	printf("ioctl %lu\n", value);
	printf("terminal: %d\n", isatty(fd));
	T(mknod("/mnt/device", S_IFCHR | 0600, 5));
	T(mkfifo("/mnt/fifo", 0600));
	T(posix_fallocate(fd, 0, 10));
	T(umount("/mnt"));
	T(unlink("/mnt/f"));
	T(close(fd));
	T(mount("memory", "/mnt", "testfs", MS_REMOUNT | MS_RDONLY, NULL));
	T(open("/mnt/g", O_CREAT | O_WRONLY, 0600));
	T(umount("/mnt"));
	fresh();
	threads();
	return 0;
}

/* A file is closed and another left open when the system ends. */
int root(void)
{
	int fd;

	T(mkdir("/mnt", 0755));
	T(mount("memory", "/mnt", "testfs", 0, "slow"));
	put_file("/mnt/f", "closed");
	open("/mnt/f", O_RDONLY);
	return 7;
}
