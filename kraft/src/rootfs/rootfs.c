/* SPDX-License-Identifier: BSD-3-Clause */
/* Which kind of root file system it is, and its conversion. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/file.h"
#include "origin/origin.h"
#include "rootfs/rootfs.h"
#include "term/message.h"

#define EXIT_USAGE 2

void rootfs_facts_free(struct rootfs_facts *facts)
{
	strings_free(&facts->arguments);
	strings_free(&facts->environment);
	strings_free(&facts->labels);
}

/* What the image reads as it is: "newc", with and without checksums. */
static bool is_cpio(const char *path)
{
	char magic[6] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool cpio = fd >= 0 && read(fd, magic, sizeof magic) == sizeof magic &&
	            (memcmp(magic, "070701", 6) == 0 || memcmp(magic, "070702", 6) == 0);

	if (fd >= 0)
		close(fd);
	return cpio;
}

static int copy(const char *source, const char *output)
{
	int error = file_copy(source, output);

	if (error)
		fail("cannot copy %s: %s", source, strerror(-error));
	return error;
}

/* Into a folder first: names are checked, and hard links find their files. */
static int convert(const char *source, const char *scratch, const char *output, long long time,
                   struct rootfs_facts *facts)
{
	char *tree = NULL;
	int error;

	if (dockerfile_named(source)) {
		error = dockerfile_build(source, scratch, &tree, facts);
	} else {
		tree = path_join(scratch, "tree");
		error = origin_unpack_rootfs(source, tree);
		if (error)
			hint("a root file system is a folder, a cpio, tar or zip archive, or a "
			     "file called Dockerfile");
	}
	if (!error)
		error = origin_pack(tree, output, time);
	free(tree);
	return error;
}

int rootfs_make(const char *source, const char *output, long long time, struct rootfs_facts *facts)
{
	char *scratch;
	int error;

	if (is_folder(source))
		return origin_pack(source, output, time);
	if (!is_file(source)) {
		fail("there is no root file system %s", source);
		return -ENOENT;
	}
	if (is_cpio(source))
		return copy(source, output);
	scratch = folder_temporary("rootfs");
	if (!scratch) {
		error = -errno;
		fail("cannot make a temporary folder: %s", strerror(-error));
	} else {
		error = convert(source, scratch, output, time, facts);
		(void)folder_remove(scratch);
	}
	free(scratch);
	return error;
}

/* --- command ------------------------------------------------------------------ */

static json_t *array_of(const struct strings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_string(list->item[i]));
	return array;
}

static int write_facts(const char *path, const struct rootfs_facts *facts)
{
	json_t *value = json_pack("{s:o, s:o, s:o}", "arguments", array_of(&facts->arguments),
	                          "environment", array_of(&facts->environment), "labels",
	                          array_of(&facts->labels));
	char *text = need(json_dumps(value, JSON_COMPACT));
	int error = file_write(path, text, strlen(text));

	if (error)
		fail("%s: %s", path, strerror(-error));
	free(text);
	json_decref(value);
	return error;
}

int rootfs_command(int argc, char **argv)
{
	static const struct option options[] = {{"time", required_argument, NULL, 't'},
	                                        {"facts", required_argument, NULL, 'f'},
	                                        {0}};
	struct rootfs_facts facts = {0};
	const char *facts_file = NULL;
	long long time = -1;
	int option, error;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 't')
			time = strtoll(optarg, NULL, 10);
		else if (option == 'f')
			facts_file = optarg;
		else
			return EXIT_USAGE;
	}
	if (argc - optind != 2) {
		fail("rootfs needs a source and an output");
		hint("see 'kraft-fetch --help'");
		return EXIT_USAGE;
	}
	error = rootfs_make(argv[optind], argv[optind + 1], time, &facts);
	if (!error && facts_file)
		error = write_facts(facts_file, &facts);
	rootfs_facts_free(&facts);
	return error ? 1 : 0;
}
