/* SPDX-License-Identifier: BSD-3-Clause */
/* driver FOLDER CASE…: each case works in a folder FOLDER/CASE of its own, which is made first. The
 * same as a Linux process and as an image. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DECLARE(name) int name##_main(int argc, char **argv);
#define ENTRY(name)   {#name, name##_main},

CASES(DECLARE)

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} cases[] = {CASES(ENTRY)};

static int run(const char *folder, const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (mkdir(path, 0755) || chdir(path)) {
		printf("%s: %s\n", path, strerror(errno));
		return 1;
	}
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!strcmp(name, cases[i].name)) {
			char *arguments[] = {(char *)name, NULL};
			int status = cases[i].run(1, arguments);

			fflush(stdout);
			return status;
		}
	printf("no such program: %s\n", name);
	return 126;
}

#ifdef IMAGE
int mounts(const char *driver, const char *options), root(void);
#endif

int main(int argc, char **argv)
{
	int status = 0;

#ifdef IMAGE
	if (argc == 4 && !strcmp(argv[1], "mounts"))
		return mounts(argv[2], argv[3]);
	if (argc == 2 && !strcmp(argv[1], "root"))
		return root();
#endif

	setenv("SCRATCH_HERE", "1", 1);
	umask(022);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 2; i < argc; i++) {
		printf("=== %s\n", argv[i]);
		status |= run(argv[1], argv[i]);
		printf("=== %s: %d\n", argv[i], status);
	}
	return status;
}
