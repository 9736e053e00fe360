/* SPDX-License-Identifier: BSD-3-Clause */
/* Dockerfiles that must run commands, by a container engine. That its program is there says little:
 * it is asked whether it works. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "origin/origin.h"
#include "rootfs/dockerfile.h"

static bool works(const char *const *argv)
{
	char *program = find_program(argv[0]);
	bool good = program && process_run(&(struct process){.argv = argv, .quiet = true}) == 0;

	free(program);
	return good;
}

const char *engine_find(void)
{
	static const char *const docker[] = {"docker", "info", NULL},
	                         *const buildx[] = {"docker", "buildx", "version", NULL},
	                         *const podman[] = {"podman", "info", NULL},
	                         *const buildah[] = {"buildah", "info", NULL};

	if (works(docker) && works(buildx))
		return "docker";
	if (works(podman))
		return "podman";
	return works(buildah) ? "buildah" : NULL;
}

int engine_build(const char *engine, const char *path, const struct dockerfile *d,
                 const char *scratch, char **tree)
{
	char *tar = path_join(scratch, "engine.tar"), *output = format("type=tar,dest=%s", tar);
	struct strings argv = {0};
	int status, error = 0;

	strings_add(&argv, engine);
	if (strcmp(engine, "docker") == 0)
		strings_add(&argv, "buildx");
	strings_add(&argv, "build");
	strings_add(&argv, "--output");
	strings_add(&argv, output);
	strings_add(&argv, "-f");
	strings_add(&argv, path);
	strings_add(&argv, d->context);
	say("%s builds %s", engine, path);
	status = process_run(&(struct process){.argv = (const char *const *)argv.item});
	if (status) {
		fail("%s could not build %s", engine, path);
		error = -EIO;
	}
	*tree = path_join(scratch, "engine");
	if (!error)
		error = origin_unpack_rootfs(tar, *tree);
	strings_free(&argv);
	free(tar);
	free(output);
	return error;
}
