/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories: entries and types, positions, changes in between, many entries, nftw. */
#include <dirent.h>
#include <ftw.h>
#include "files.h"

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list(const char *path)
{
	static char names[64][300];
	struct dirent *entry;
	int count = 0;
	DIR *dir = opendir(path);

	printf("%s:", path);
	if (!dir) {
		printf(" %s\n", error_name(errno));
		return;
	}
	while ((entry = readdir(dir)) && count < 64)
		sprintf(names[count++], "%s(%d)", entry->d_name, entry->d_type);
	closedir(dir);
	qsort(names, count, sizeof(names[0]), compare);
	for (int i = 0; i < count; i++)
		printf(" %.20s", names[i]);
	printf("\n");
}

static int directories, files, depth;

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	directories += type == FTW_D;
	files += type == FTW_F;
	depth = ftw->level > depth ? ftw->level : depth;
	return 0;
}

int main(void)
{
	char name[300];
	struct dirent *entry;
	struct stat st;
	int count = 0, seen[1000] = {0};

	scratch();
	mkdir("d", 0755);
	list("d");
	put_file("d/file", "");
	mkdir("d/dir", 0755);
	symlink("x", "d/link");
	if (!on_volume())
		mkfifo("d/fifo", 0644);
	list("d");
	list("d/file");
	list("none");
	list("d/link");

	mkdir("many", 0755);
	for (int i = 0; i < 1000; i++) {
		sprintf(name, "many/%d", i);
		put_file(name, "");
	}
	DIR *dir = opendir("many");
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		int number = atoi(entry->d_name);
		seen[number]++;
		count++;
		/* Removing what was read does not disturb the rest. */
		sprintf(name, "many/%d", number);
		unlink(name);
	}
	T(count);
	count = 0;
	for (int i = 0; i < 1000; i++)
		count += seen[i] == 1;
	T(count);
	rewinddir(dir);
	count = 0;
	while (readdir(dir))
		count++;
	T(count);
	closedir(dir);
	T(rmdir("many"));

	dir = opendir("d");
	readdir(dir);
	readdir(dir);
	readdir(dir);
	long position = telldir(dir);
	entry = readdir(dir);
	strcpy(name, entry->d_name);
	while (readdir(dir))
		;
	seekdir(dir, position);
	entry = readdir(dir);
	T(strcmp(name, entry->d_name));
	T(fstat(dirfd(dir), &st));
	T(S_ISDIR(st.st_mode));
	closedir(dir);

	int fd = open("d", O_RDONLY);
	unlink("d/file");
	rmdir("d/dir");
	unlink("d/link");
	unlink("d/fifo");
	rmdir("d");
	T(openat(fd, "x", O_CREAT | O_WRONLY, 0644));
	T(mkdirat(fd, "x", 0755));
	T(fstat(fd, &st));
	T(st.st_nlink);
	close(fd);

	mkdir("tree", 0755);
	mkdir("tree/a", 0755);
	mkdir("tree/a/b", 0755);
	put_file("tree/a/b/f", "");
	put_file("tree/last", "");
	T(nftw("tree", visit, 10, FTW_PHYS));
	printf("%d directories %d files depth %d\n", directories, files, depth);
	struct dirent **found;
	T(scandir("tree", &found, NULL, alphasort));
	puts(found[2]->d_name);
	puts(found[3]->d_name);
	return 0;
}
