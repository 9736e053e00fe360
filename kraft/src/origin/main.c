/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft-fetch: origins for the build system and for kraft. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "oci/command.h"
#include "origin/origin.h"
#include "origin/tree.h"
#include "rootfs/rootfs.h"
#include "term/message.h"

#define EXIT_USAGE 2

static const char help[] =
        "Usage: kraft-fetch COMMAND ...\n"
        "\n"
        "  get --output FILE [OPTION]... URL...   fetch an archive that matches a checksum\n"
        "      --name NAME             how messages call it\n"
        "      --sha256 HEX            (--sha512, --sha1, --md5) may be repeated: any one must "
        "match\n"
        "      --debian PKG[=VERSION]  the distribution's source package that holds the same "
        "archive\n"
        "      --unpinned              no checksum is expected, as of a list that changes\n"
        "      --quiet                 say nothing unless something is wrong\n"
        "      --verbose               show what the distribution's client says\n"
        "  unpack ARCHIVE FOLDER       all or nothing; prints the names at the top\n"
        "  list ARCHIVE                the names in it\n"
        "  top ARCHIVE                 the names at the top\n"
        "  hash FILE...                sha256 of files\n"
        "  tree [--whole] PATH...      one sha256 of all that is in each folder, without its "
        "build/\n"
        "                              (--whole: with it, for the next folder)\n"
        "  pack FOLDER FILE            a cpio archive for an initrd\n"
        "  rootfs SOURCE FILE          the same of a folder, an archive or a Dockerfile\n"
        "      --time SECONDS          the time that all its files get\n"
        "      --facts FILE            gets what a Dockerfile says besides, as JSON\n"
        "  oci pack|copy|list|info|remove|unpack   packages (OCI image layouts), for 'kraft pkg':\n"
        "      --from PLACE --ref NAME --to PLACE --name NAME --strategy "
        "overwrite|merge|abort\n"
        "      --kernel FILE --debug FILE --initrd FILE --config FILE --platform NAME\n"
        "      --architecture NAME --version TEXT --command-line TEXT\n"
        "      --argument WORD --env NAME=VALUE --label NAME=VALUE   (may be repeated)\n"
        "\n"
        "Places are tried in this order: the cache (UK_CACHEDIR, ~/.cache/kraft), mirrors "
        "(KRAFT_MIRRORS,\n"
        "[fetch] mirrors in ~/.kraftrc), the distribution's source archive, the addresses.\n"
        "KRAFT_CONNECT_TIMEOUT: seconds to wait for a server (5).\n";

static int usage(const char *what)
{
	fail("%s", what);
	hint("see 'kraft-fetch --help'");
	return EXIT_USAGE;
}

enum { OPT_NAME = 256, OPT_DEBIAN, OPT_OUTPUT, OPT_QUIET, OPT_VERBOSE, OPT_UNPINNED, OPT_HASH };

static const struct option options[] = {
        {"sha256", required_argument, NULL, OPT_HASH + HASH_SHA256},
        {"sha512", required_argument, NULL, OPT_HASH + HASH_SHA512},
        {"sha1", required_argument, NULL, OPT_HASH + HASH_SHA1},
        {"md5", required_argument, NULL, OPT_HASH + HASH_MD5},
        {"name", required_argument, NULL, OPT_NAME},
        {"debian", required_argument, NULL, OPT_DEBIAN},
        {"output", required_argument, NULL, OPT_OUTPUT},
        {"quiet", no_argument, NULL, OPT_QUIET},
        {"verbose", no_argument, NULL, OPT_VERBOSE},
        {"unpinned", no_argument, NULL, OPT_UNPINNED},
        {0},
};

static int add_pin(struct origin_request *r, enum hash_algorithm algorithm, const char *hex)
{
	if (r->pin_count == ORIGIN_MAX_PINS) {
		fail("too many checksums (%d)", ORIGIN_MAX_PINS);
		return EXIT_USAGE;
	}
	struct origin_pin *pin = &r->pins[r->pin_count++];

	pin->algorithm = algorithm;
	if (hash_parse(algorithm, hex, pin->hex) == 0)
		return 0;
	fail("'%s' is no %s checksum", hex, hash_name(algorithm));
	return EXIT_USAGE;
}

static int get_option(struct origin_request *r, int option)
{
	switch (option) {
	case OPT_NAME:
		r->name = optarg;
		return 0;
	case OPT_OUTPUT:
		r->output = optarg;
		return 0;
	case OPT_UNPINNED:
		r->unpinned = true;
		return 0;
	case OPT_QUIET:
		r->quiet = true;
		return 0;
	case OPT_VERBOSE:
		message_setup(false, true, false);
		return 0;
	case OPT_DEBIAN:
		if (r->debian_count == ORIGIN_MAX_PINS)
			return usage("too many source packages");
		r->debian[r->debian_count++] = optarg;
		return 0;
	case '?':
		return usage("wrong option");
	default:
		return add_pin(r, (enum hash_algorithm)(option - OPT_HASH), optarg);
	}
}

static int command_get(int argc, char **argv)
{
	struct origin_request r = {0};
	int option, status;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		status = get_option(&r, option);
		if (status)
			return status;
	}
	r.urls = (const char **)argv + optind;
	r.url_count = (size_t)(argc - optind);
	if (!r.output)
		return usage("get needs --output FILE");
	if (!r.url_count && !r.debian_count && !r.pin_count)
		return usage("get needs an address, a source package or a checksum");
	if (!r.name)
		r.name = r.output;
	return origin_get(&r) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int command_hash(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++) {
		char hex[HASH_COUNT][HASH_HEX_MAX];
		int error = hash_file(argv[i], hex);

		if (error) {
			fail("%s: %s", argv[i], strerror(-error));
			status = EXIT_FAILURE;
			continue;
		}
		printf("%s  %s\n", hex[HASH_SHA256], argv[i]);
	}
	return status;
}

static int command_tree(int argc, char **argv)
{
	int status = EXIT_SUCCESS;
	bool whole = false;

	for (int i = 1; i < argc; i++) {
		char hex[HASH_HEX_MAX];
		int error;

		if (strcmp(argv[i], "--whole") == 0) {
			whole = true;
			continue;
		}
		error = tree_hash(argv[i], whole, hex);
		whole = false;
		if (error) {
			fail("%s: %s", argv[i], strerror(-error));
			status = EXIT_FAILURE;
			continue;
		}
		printf("%s  %s\n", hex, argv[i]);
	}
	return status;
}

static int dispatch(int argc, char **argv)
{
	const char *command = argv[0];
	int error;

	if (strcmp(command, "get") == 0)
		return command_get(argc, argv);
	if (strcmp(command, "oci") == 0)
		return oci_command(argc, argv);
	if (strcmp(command, "rootfs") == 0)
		return rootfs_command(argc, argv);
	if (strcmp(command, "hash") == 0 && argc > 1)
		return command_hash(argc, argv);
	if (strcmp(command, "tree") == 0 && argc > 1)
		return command_tree(argc, argv);
	if (strcmp(command, "unpack") == 0 && argc == 3)
		error = origin_unpack(argv[1], argv[2]);
	else if (strcmp(command, "list") == 0 && argc == 2)
		error = origin_list(argv[1], false);
	else if (strcmp(command, "top") == 0 && argc == 2)
		error = origin_list(argv[1], true);
	else if (strcmp(command, "pack") == 0 && argc == 3)
		error = origin_pack(argv[1], argv[2], -1);
	else
		return usage("unknown command or wrong number of operands");
	return error ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	message_setup(false, false, false);
	if (argc < 2)
		return usage("no command");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		fputs(help, stdout);
		return EXIT_SUCCESS;
	}
	int status = dispatch(argc - 1, argv + 1);

	if (fflush(stdout) != 0) {
		fail("standard output cannot be written");
		return EXIT_FAILURE;
	}
	return status;
}
