/* SPDX-License-Identifier: BSD-3-Clause */
/* Decisions and checks before a machine is started. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/decide.h"
#include "machine/ports.h"
#include "machine/tap.h"
#include "term/message.h"

#define MIB            (1ULL << 20)
#define MEMORY_DEFAULT (128 * MIB)
#define MEMORY_SPARE   (96 * MIB)    /* for the program, when the image or its files are large */
#define MEMORY_LEAST   (64ULL << 10) /* of stacks and heap, below which nothing boots */

/* A cpio archive, which the image reads as it is. */
static bool is_cpio(const char *path)
{
	char magic[7] = "";
	FILE *file = fopen(path, "re");
	bool cpio = file && fread(magic, 1, 6, file) == 6 && starts_with(magic, "07070");

	if (file)
		fclose(file);
	return cpio;
}

static void add_words(struct strings *out, const json_t *list)
{
	const json_t *word;
	size_t i;

	json_array_foreach(list, i, word) if (json_is_string(word))
	        strings_add(out, json_string_value(word));
}

/* What a Dockerfile says besides files comes first, so that everything else overrides it. */
static void add_facts(struct machine_config *c, const char *path)
{
	json_t *facts = json_load_file(path, 0, NULL);
	struct strings environment = {0}, labels = {0};

	if (!c->arguments.count && !c->own_arguments)
		add_words(&c->arguments, json_object_get(facts, "arguments"));
	add_words(&environment, json_object_get(facts, "environment"));
	add_words(&labels, json_object_get(facts, "labels"));
	strings_move(&environment, &c->environment);
	strings_move(&labels, &c->labels);
	c->environment = environment;
	c->labels = labels;
	json_decref(facts);
}

static int pack(struct machine_config *c, const char *folder, char **initrd)
{
	char *facts = path_join(folder, "rootfs.json");
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct strings argv = {0};
	int status;

	*initrd = path_join(folder, "initrd.cpio");
	strings_add(&argv, c->packer);
	strings_add(&argv, "rootfs");
	if (c->fixed_times) {
		strings_add(&argv, "--time");
		strings_add(&argv, epoch && *epoch ? epoch : "0");
	}
	strings_add(&argv, "--facts");
	strings_add(&argv, facts);
	strings_add(&argv, c->initrd);
	strings_add(&argv, *initrd);
	status = process_run(&(struct process){.argv = (const char *const *)argv.item});
	if (status == 0)
		add_facts(c, facts);
	strings_free(&argv);
	free(facts);
	return status == 0 ? 0 : -EIO;
}

int decide_initrd(struct machine_config *c, const char *folder, char **initrd)
{
	*initrd = NULL;
	if (!c->initrd)
		return 0;
	if (!is_file(c->initrd) && !is_folder(c->initrd)) {
		fail("there is no initrd %s", c->initrd);
		return -ENOENT;
	}
	if (is_file(c->initrd) && is_cpio(c->initrd)) {
		*initrd = copy_string(c->initrd);
		return 0;
	}
	if (!folder) {
		*initrd = copy_string(c->initrd);
		hint("%s is packed into an archive when the machine is started", c->initrd);
		return 0;
	}
	if (c->packer)
		return pack(c, folder, initrd);
	fail("cannot pack %s: kraft-fetch is missing", c->initrd);
	return -ENOENT;
}

static uint64_t size_of(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

int decide_memory(const struct machine_config *c, const struct image_facts *image,
                  const char *initrd, uint64_t *memory)
{
	uint64_t occupied = image->end + ((size_of(initrd) + 4095) & ~4095ULL);
	uint64_t least = occupied + MEMORY_LEAST;

	*memory = c->memory;
	if (!*memory) {
		uint64_t wanted = (2 * occupied + MEMORY_SPARE + 16 * MIB - 1) & ~(16 * MIB - 1);

		*memory = wanted > MEMORY_DEFAULT ? wanted : MEMORY_DEFAULT;
	}
	if (*memory >= least)
		return 0;
	fail("too little memory: %llu KiB, and the image%s alone take%s %llu KiB",
	     (unsigned long long)(*memory >> 10), initrd ? " and its initrd" : "",
	     initrd ? "" : "s", (unsigned long long)(occupied >> 10));
	hint("give it at least %lluK, and what the program itself needs: -M %lluM",
	     (unsigned long long)((least + 1023) >> 10),
	     (unsigned long long)((least + 8 * MIB) >> 20));
	return -ENOMEM;
}

enum machine_network decide_network(const struct machine_config *c, const struct image_facts *image)
{
	if (c->network != MACHINE_NET_AUTO)
		return c->network;
	if (c->port_count == 0 && image->network == IMAGE_HAS_NOT)
		return MACHINE_NET_NONE;
	return MACHINE_NET_USER;
}

int decide_check_network(struct machine_config *c, const struct image_facts *image,
                         enum machine_network network)
{
	if (c->port_count && network != MACHINE_NET_USER && network != MACHINE_NET_SWITCH) {
		fail("ports are forwarded in user-mode networking only; on a %s the machine has an "
		     "address of its own",
		     network == MACHINE_NET_BRIDGE ? "bridge" : "tap device");
		return -EINVAL;
	}
	if (c->port_count && image->network == IMAGE_HAS_NOT) {
		fail("the image has no network driver, so no port can be forwarded to it");
		hint("select CONFIG_LIBVIRTIO_NET (the library lwip does), or leave -p away");
		return -EINVAL;
	}
	if (network == MACHINE_NET_TAP)
		return tap_check_interface(c->tap, "-V");
	/* The switch holds the ports of its machines already. */
	if (network == MACHINE_NET_SWITCH)
		return 0;
	return ports_check(c);
}

/* Always the same address for the same name: neighbours remember it. */
char *decide_mac(const char *name)
{
	unsigned int hash = 2166136261U;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return format("52:54:00:%02x:%02x:%02x", hash & 255, hash >> 8 & 255, hash >> 16 & 255);
}
