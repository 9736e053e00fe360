/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree in ../host: types, modes, sizes, targets, sums of contents. It was made on the host. */
#include <dirent.h>
#include "files.h"

static unsigned long sum_of(const char *path)
{
	static unsigned char block[10000];
	int fd = open(path, O_RDONLY);
	unsigned long sum = 5381;
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0)
		for (ssize_t i = 0; i < n; i++)
			sum = sum * 33 + block[i];
	close(fd);
	return n < 0 ? 0 : sum;
}

static void list(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char at[4200], target[5000];
		struct stat st;

		if (!strcmp(names[i]->d_name, ".") || !strcmp(names[i]->d_name, "..") ||
		    !strcmp(names[i]->d_name, "lost+found"))
			continue;
		snprintf(at, sizeof(at), "%s/%s", path, names[i]->d_name);
		if (lstat(at, &st)) {
			printf("%s: %s\n", at, error_name(errno));
			continue;
		}
		printf("%s %o %ld\n", at, st.st_mode, S_ISDIR(st.st_mode) ? 0L : (long)st.st_size);
		if (S_ISLNK(st.st_mode)) {
			ssize_t length = readlink(at, target, sizeof(target) - 1);

			target[length < 0 ? 0 : length] = '\0';
			printf("  -> %s\n", target);
		} else if (S_ISREG(st.st_mode)) {
			printf("  %lx\n", sum_of(at));
		} else if (S_ISDIR(st.st_mode)) {
			list(at);
		}
	}
}

int main(void)
{
	list("../host");
	return 0;
}
