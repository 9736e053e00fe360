/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft run: a project's image, or any image, as a virtual machine. Both generations of the tool
 * use some letters differently; see the help text for how they are read. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "machine/machine.h"
#include "package/package.h"
#include "term/message.h"

static const struct option options[] = {
        OPTIONS_TARGET,
        {0, "plat", "PLATFORM", "the target with this platform (also -p PLATFORM)", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {0, "machine", "MODEL", "the machine: microvm (quickest), q35 or pc", "microvm q35 pc"},
        {'M', "memory", "SIZE", "memory: 64 (MiB), 64M, 64Mi, 1G", NULL},
        {'c', "cpu-cores", "N", "cores per socket", NULL},
        {'s', "cpu-sockets", "N", "sockets", NULL},
        {'p', "port", "[ADDRESS:]HOST[:GUEST][/udp]",
         "forward a port of the host (may be repeated)", NULL},
        {0, "network", "NETWORK",
         "user, none, or a bridge, with BRIDGE:ADDRESS/PREFIX[:GATEWAY[:DNS]] a fixed address",
         "user none"},
        {0, "nic", "NAME", "a network card on user-mode networking (also --virtio-nic)", NULL},
        {0, "virtio-nic", "NAME", "as --nic", NULL},
        {'b', "bridge", "BRIDGE", "a network card on this bridge (root)", NULL},
        {'V', "interface", "TAP", "a network card on this tap device", NULL},
        {0, "mac", "ADDRESS", "its hardware address", NULL},
        {'i', "initrd", "FILE", "a cpio archive, or a folder to be packed (also --rootfs)",
         "@file"},
        {0, "rootfs", "FILE", "as --initrd", "@file"},
        {0, "disk", "FILE[:PATH][:ro]",
         "a disk: a raw or qcow2 file or a block device, as /dev/vda, /dev/vdb, ... in this order; "
         "with PATH its ext2, ext3 or ext4 is mounted there (may be repeated)",
         "@file"},
        {'v', "volume", "HOST:GUEST[:OPTION,...]",
         "share a folder, mount a disk's file, or a volume by its name (may be repeated); the "
         "options "
         "are ro, and for folders 9pfs or virtiofs",
         "@folder"},
        {'e', "env", "NAME=VALUE", "a variable of the program's environment (may be repeated)",
         NULL},
        {'a', "kernel-arg", "NAME=VALUE", "a boot parameter, as netdev.ip=... (may be repeated)",
         NULL},
        {'n', "name", "NAME", "how the machine is called", NULL},
        {'d', "detach", NULL, "run in the background (also -B)", NULL},
        {'B', "background", NULL, "as --detach", NULL},
        {0, "rm", NULL, "forget the machine when it has ended", NULL},
        {'P', "paused", NULL, "start it stopped; 'kraft resume' goes on", NULL},
        {'g', "gdb", "PORT", "start it stopped and wait for gdb", NULL},
        {0, "dbg", NULL, "boot the image with symbols", NULL},
        {'D', "dry-run", NULL, "print the emulator's command line and end", NULL},
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        {0, "qemu", "FILE", "the emulator (also KRAFT_QEMU)", "@file"},
        {0},
};

static const char text[] =
        "The exit status is that of the program's main; 128 + N after a crash by signal N; 125 "
        "when the machine ended "
        "and said nothing; 1 when it was never started.\n\n"
        "The first word is an image, a project's folder or a package ('kraft pkg') when there is "
        "such a thing; words NAME.NAME=VALUE are boot parameters; all others, and what follows --, "
        "are the program's arguments. They replace those of kraft.yaml or of the package.\n\n"
        "-p is a port when it is a number or has a colon, else a platform. -n names the machine; a "
        "network card comes by "
        "itself when the image has a network. -d detaches; --dbg chooses the debug image. -v is a "
        "volume; give the global "
        "--verbose by its long name.";

static bool is_port(const char *value)
{
	return strchr(value, ':') || isdigit((unsigned char)*value);
}

/* -p PLATFORM of the first generation becomes --plat. */
static void sort_platforms(struct invocation *in)
{
	const struct option *platform = options;

	while (strcmp(platform->name, "plat") != 0)
		platform++;
	for (size_t i = 0; i < in->given_count; i++)
		if (strcmp(in->given[i].option->name, "port") == 0 && !is_port(in->given[i].value))
			in->given[i].option = platform;
}

static int usage(const char *option, const char *value, const char *expected)
{
	fail("--%s %s: expected %s", option, value, expected);
	hint("see 'kraft help run'");
	return EXIT_USAGE;
}

static int read_number(const struct invocation *in, const char *name, unsigned long max,
                       unsigned int *number)
{
	const char *value = option_value(in, name);
	char *end;

	if (!value)
		return 0;
	unsigned long n = isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : 0;

	if (n == 0 || n > max || *end)
		return usage(name, value, "a positive number");
	*number = (unsigned int)n;
	return 0;
}

static void set(char **field, const char *value)
{
	if (!value)
		return;
	free(*field);
	*field = copy_string(value);
}

static int read_ports(const struct invocation *in, struct machine_config *c)
{
	const char *value;
	size_t at = 0;

	while ((value = option_next(in, "port", &at)))
		if (machine_add_port(c, value))
			return usage("port", value,
			             "HOST:GUEST, ADDRESS:HOST:GUEST or PORT, with /udp or /tcp");
	return 0;
}

static int read_disks(const struct invocation *in, struct machine_config *c)
{
	const char *value;
	size_t at = 0;

	while ((value = option_next(in, "disk", &at)))
		if (machine_add_disk(c, value))
			return usage("disk", value,
			             "FILE, FILE:ro, FILE:PATH, FILE:PATH:ro; PATH is absolute and "
			             "has no blanks");
	return 0;
}

static int read_words(const struct invocation *in, struct machine_config *c)
{
	const char *value;

	for (size_t at = 0; (value = option_next(in, "env", &at));) {
		if (*value == '=' || !*value)
			return usage("env", value, "NAME=VALUE");
		const char *here = strchr(value, '=') ? NULL : getenv(value);

		if (strchr(value, '='))
			strings_add(&c->environment, value);
		else if (here) /* NAME alone hands ours on */
			strings_addf(&c->environment, "%s=%s", value, here);
	}
	for (size_t at = 0; (value = option_next(in, "kernel-arg", &at));)
		strings_add(&c->parameters, value);
	return 0;
}

static int read_volumes(const struct invocation *in, struct machine_config *c)
{
	const char *value;
	size_t at = 0;

	while ((value = option_next(in, "volume", &at)))
		if (machine_add_volume(c, value, NULL))
			return usage("volume", value,
			             "FOLDER:PATH, NAME:PATH, or with :ro, :virtiofs or both "
			             "(:ro,virtiofs) at the end; PATH is absolute and has no "
			             "blanks");
	return 0;
}

/* user, none, BRIDGE, BRIDGE:ADDRESS/PREFIX… */
static int read_network(const struct invocation *in, struct machine_config *c)
{
	const char *network = option_value(in, "network"), *bridge = option_value(in, "bridge");
	const char *interface = option_value(in, "interface");

	if ((network != NULL) + (bridge != NULL) + (interface != NULL) > 1)
		return usage("network", network ? network : "",
		             "only one of --network, --bridge, --interface");
	if (interface)
		c->network = MACHINE_NET_TAP;
	set(&c->tap, interface);
	if (bridge)
		c->network = MACHINE_NET_BRIDGE;
	set(&c->bridge, bridge);
	if (option_given(in, "nic") || option_given(in, "virtio-nic") ||
	    (network && strcmp(network, "user") == 0))
		c->network = c->network == MACHINE_NET_AUTO ? MACHINE_NET_USER : c->network;
	else if (network && strcmp(network, "none") == 0)
		c->network = MACHINE_NET_NONE;
	else if (network) {
		size_t len = strcspn(network, ":");

		c->network = MACHINE_NET_BRIDGE;
		c->bridge = copy_bytes(network, len);
		if (network[len])
			strings_addf(&c->parameters, "netdev.ip=%s", network + len + 1);
	}
	return 0;
}

static int read_options(const struct invocation *in, struct machine_config *c)
{
	const char *memory = option_value(in, "memory");
	int status = 0;

	if (memory && machine_parse_memory(memory, &c->memory))
		status = usage("memory", memory, "a size as 64M or 1G");
	if (!status)
		status = read_number(in, "cpu-cores", 255, &c->cores);
	if (!status)
		status = read_number(in, "cpu-sockets", 255, &c->sockets);
	if (!status)
		status = read_number(in, "gdb", 65535, &c->gdb_port);
	if (!status)
		status = read_ports(in, c);
	if (!status)
		status = read_disks(in, c);
	if (!status)
		status = read_words(in, c);
	if (!status)
		status = read_network(in, c);
	if (!status)
		status = read_volumes(in, c);
	set(&c->model, option_value(in, "machine"));
	set(&c->mac, option_value(in, "mac"));
	set(&c->name, option_value(in, "name"));
	set(&c->qemu, option_value(in, "qemu"));
	set(&c->initrd, option_value(in, "rootfs"));
	set(&c->initrd, option_value(in, "initrd"));
	c->detach = option_given(in, "detach") || option_given(in, "background");
	c->remove = option_given(in, "rm");
	c->paused = option_given(in, "paused");
	c->dry_run = option_given(in, "dry-run");
	c->no_accel = option_given(in, "disable-acceleration");
	return status;
}

/* netdev.ip=…: a dot before the equals sign, and nothing but a name before it. */
static bool is_parameter(const char *word)
{
	size_t len =
	        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

	return isalpha((unsigned char)*word) && word[len] == '=' && memchr(word, '.', len);
}

static void read_arguments(const struct invocation *in, size_t from, struct machine_config *c)
{
	for (size_t i = from; i < in->operands.count; i++)
		strings_add(is_parameter(in->operands.item[i]) ? &c->parameters : &c->arguments,
		            in->operands.item[i]);
	c->own_arguments = in->has_rest;
	for (size_t i = 0; i < in->rest.count; i++)
		strings_add(&c->arguments, in->rest.item[i]);
}

/* What the first operand names. A word without such a thing is an argument. */
struct subject {
	const char *image, *folder, *package;
};

static int first_operand(const struct invocation *in, struct subject *subject)
{
	const char *first = in->operands.count ? in->operands.item[0] : NULL;

	*subject = (struct subject){0};
	if (!first)
		return 0;
	if (package_known(first))
		subject->package = first;
	else if (is_file(first))
		subject->image = first;
	else if (is_folder(first))
		subject->folder = first;
	else if (strchr(first, '/') && !is_parameter(first)) {
		fail("there is no image, no project and no package %s", first);
		hint("arguments of the program stand after --");
		return -1;
	}
	return subject->image || subject->folder || subject->package;
}

static int run_command(const struct invocation *given)
{
	struct invocation in = *given;
	struct machine_config c;
	struct package package = {0};
	struct subject subject;
	int taken = first_operand(&in, &subject);
	int status = taken < 0 ? EXIT_FAILED : 0;
	bool debug = option_given(&in, "dbg");

	machine_config_init(&c);
	sort_platforms(&in);
	if (!status)
		status = read_options(&in, &c);
	if (!status)
		read_arguments(&in, (size_t)taken, &c);
	c.own_arguments = in.has_rest;
	c.packer = fetch_program();
	if (!status && subject.image)
		c.image = copy_string(subject.image);
	else if (!status && subject.package)
		status = run_package(subject.package, debug, &c, &package);
	else if (!status)
		status = run_project(&in, subject.folder, debug, &c, &package);
	if (!status)
		status = machine_run(&c);
	package_close(&package, c.dry_run);
	machine_config_free(&c);
	return status;
}

const struct command command_run = {
        .name = "run",
        .operands = "[PROJECT|IMAGE|PACKAGE] [PARAMETER=VALUE...] [-- ARGUMENTS...]",
        .summary = "boot an image",
        .text = text,
        .options = options,
        .complete = "@file",
        .run = run_command,
};
