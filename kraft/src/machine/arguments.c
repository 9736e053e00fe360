/* SPDX-License-Identifier: BSD-3-Clause */
/* From a launch to the emulator's arguments. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "machine/arguments.h"
#include "machine/virtiofsd.h"
#include "term/message.h"

/* microvm: slot n of its virtio devices, and its interrupt on the second I/O APIC. The first slots
 * stay empty: QEMU delivers input 0 of every I/O APIC at input 2. */
#define MMIO_BASE      0xfeb00000U
#define MMIO_STRIDE    0x200U
#define MMIO_INTERRUPT 24U
#define MMIO_FIRST     4U

int arguments_check_model(const char *model)
{
	if (strcmp(model, "pc") == 0 || strcmp(model, "q35") == 0 || strcmp(model, "microvm") == 0)
		return 0;
	fail("unknown machine model '%s'", model);
	hint("the models are microvm, q35 and pc");
	return -EINVAL;
}

static bool is_microvm(const struct launch *l)
{
	return strcmp(l->model, "microvm") == 0;
}

static void add(struct strings *argv, const char *option, char *value)
{
	strings_add(argv, option);
	strings_take(argv, value);
}

/* In a list of properties a comma is doubled. */
static char *property(const char *value)
{
	struct text out = {0};

	text_add(&out, "");
	for (; *value; value++)
		text_add(&out, *value == ',' ? ",," : (char[]){*value, '\0'});
	return out.data;
}

static char *state_path(const struct launch *l, const char *name)
{
	char *path = path_join(l->folder, name), *escaped = property(path);

	free(path);
	return escaped;
}

static void add_machine(const struct launch *l, struct strings *argv)
{
	const struct machine_config *c = l->config;
	char *memory = l->memory % (1U << 20)
	                       ? format("%lluK", (unsigned long long)(l->memory >> 10))
	                       : format("%lluM", (unsigned long long)(l->memory >> 20));

	if (is_microvm(l)) {
		/* We name the devices to the image ourselves, in front of the program's arguments.
		 */
		add(argv, "-machine", copy_string("microvm,auto-kernel-cmdline=off,rtc=on"));
		add(argv, "-global", copy_string("virtio-mmio.force-legacy=false"));
	} else {
		add(argv, "-machine", copy_string(l->model));
		/* The quick firmware does not place PCI devices. */
		if (l->network == MACHINE_NET_NONE && !l->rng && !c->disk_count && !c->volume_count)
			add(argv, "-bios", copy_string("qboot.rom"));
	}
	add(argv, "-accel", copy_string(l->kvm ? "kvm" : "tcg"));
	add(argv, "-cpu", copy_string("max"));
	if (c->sockets > 1 || c->cores > 1)
		add(argv, "-smp",
		    format("cpus=%u,sockets=%u,cores=%u", c->sockets * c->cores, c->sockets,
		           c->cores));
	strings_add(argv, "-m");
	strings_add(argv, memory);
	/* A virtiofsd reads and writes the machine's memory. */
	if (virtiofsd_needed(c)) {
		add(argv, "-object",
		    format("memory-backend-memfd,id=memory,share=on,size=%s", memory));
		add(argv, "-machine", copy_string("memory-backend=memory"));
	}
	free(memory);
	static const char *const plain[] = {"-nodefaults", "-no-user-config", "-display", "none",
	                                    "-no-reboot"};

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		strings_add(argv, plain[i]);
}

static void add_console(const struct launch *l, struct strings *argv)
{
	if (!l->folder) {
		add(argv, "-chardev", copy_string("stdio,id=console,signal=on"));
		add(argv, "-chardev", copy_string("null,id=status"));
	} else {
		char *log = state_path(l, "log"), *status = state_path(l, "status"),
		     *qmp = property("qmp");

		add(argv, "-chardev",
		    l->config->detach ? format("file,id=console,path=%s", log)
		                      : format("stdio,id=console,signal=on,logfile=%s", log));
		add(argv, "-chardev", format("file,id=status,path=%s", status));
		/* Relative to the machine's folder, where the emulator runs: a socket's path must
		 * be short. */
		add(argv, "-qmp", format("unix:%s,server=on,wait=off", qmp));
		free(log);
		free(status);
		free(qmp);
	}
	add(argv, "-serial", copy_string("chardev:console"));
	add(argv, "-device", copy_string("isa-debug-exit,iobase=0x501,iosize=1"));
	add(argv, "-device", copy_string("isa-debugcon,iobase=0x502,chardev=status"));
}

static char *user_network(const struct machine_config *c)
{
	struct text t = {0};

	text_add(&t, "user,id=net0");
	for (size_t i = 0; i < c->port_count; i++)
		text_addf(&t, ",hostfwd=%s:%s:%u-:%u", c->ports[i].udp ? "udp" : "tcp",
		          c->ports[i].address, c->ports[i].host, c->ports[i].guest);
	return t.data;
}

static char *backend(const struct launch *l)
{
	if (l->network == MACHINE_NET_USER)
		return user_network(l->config);
	if (l->network == MACHINE_NET_BRIDGE && l->tap_fd >= 0)
		return format("tap,id=net0,fd=%d", l->tap_fd);
	if (l->network == MACHINE_NET_BRIDGE)
		return format("bridge,id=net0,br=%s", l->config->bridge);
	if (l->network == MACHINE_NET_SWITCH)
		return format("socket,id=net0,fd=%d", l->tap_fd);
	return format("tap,id=net0,ifname=%s,script=no,downscript=no,vnet_hdr=on", l->config->tap);
}

/* A device that is virtio 1.x by its kind, or was told so; *slot counts those of microvm. */
static void add_device(const struct launch *l, struct strings *argv, const char *name,
                       const char *pci_properties, const char *properties, unsigned int *slot)
{
	add(argv, "-device",
	    is_microvm(l) ? format("%s-device,bus=virtio-mmio-bus.%u%s", name,
	                           MMIO_FIRST + (*slot)++, properties)
	                  : format("%s-pci%s%s", name, pci_properties, properties));
}

/* A virtio device of this kind. */
static void add_virtio(const struct launch *l, struct strings *argv, const char *kind,
                       const char *properties, unsigned int *slot)
{
	char *name = format("virtio-%s", kind);

	add_device(l, argv, name,
	           strcmp(kind, "net") == 0 ? ",disable-legacy=on,romfile=" : ",disable-legacy=on",
	           properties, slot);
	free(name);
}

/* A program hears of the host's errors: QEMU would stop the machine when its disk is full. */
static void add_disk(const struct launch *l, struct strings *argv, size_t number,
                     unsigned int *slot)
{
	const struct machine_disk *disk = &l->config->disks[number];
	char *absolute = path_absolute(disk->file), *file = property(absolute);
	char *properties = format(",drive=disk%zu,werror=report,rerror=report", number);

	add(argv, "-drive",
	    format("id=disk%zu,if=none,format=%s,discard=unmap%s,file=%s", number,
	           disk->format == MACHINE_DISK_QCOW2 ? "qcow2" : "raw",
	           disk->read_only ? ",readonly=on" : "", file));
	add_virtio(l, argv, "blk", properties, slot);
	free(properties);
	free(file);
	free(absolute);
}

/* A folder that a virtiofsd serves, by a socket in the machine's folder. */
static void add_served(const struct launch *l, struct strings *argv, size_t number,
                       unsigned int *slots)
{
	char *properties = format(",chardev=fs%zu,tag=fs%zu", number, number);

	add(argv, "-chardev", format("socket,id=fs%zu,path=" VIRTIOFSD_SOCKET, number, number));
	add_device(l, argv, "vhost-user-fs", "", properties, slots);
	free(properties);
}

/* A folder that the emulator serves: what the image writes is the user's own, as far as the user
 * may make it so. Files of several file systems below one folder get numbers that do not collide.
 */
static void add_volume(const struct launch *l, struct strings *argv, size_t number,
                       unsigned int *slots)
{
	const struct machine_volume *v = &l->config->volumes[number];

	if (v->driver == MACHINE_SHARE_VIRTIOFS) {
		add_served(l, argv, number, slots);
		return;
	}
	char *source = property(v->source);
	char *properties = format(",fsdev=fs%zu,mount_tag=fs%zu", number, number);

	add(argv, "-fsdev",
	    format("local,id=fs%zu,path=%s,security_model=none,multidevs=remap%s", number, source,
	           v->read_only ? ",readonly=on" : ""));
	add_virtio(l, argv, "9p", properties, slots);
	free(source);
	free(properties);
}

static unsigned int add_devices(const struct launch *l, struct strings *argv)
{
	unsigned int slots = 0;

	if (l->network != MACHINE_NET_NONE) {
		char *properties = format(",netdev=net0,mac=%s", l->mac);

		add(argv, "-netdev", backend(l));
		add_virtio(l, argv, "net", properties, &slots);
		free(properties);
	}
	if (l->rng)
		add_virtio(l, argv, "rng", "", &slots);
	for (size_t i = 0; i < l->config->disk_count; i++)
		add_disk(l, argv, i, &slots);
	for (size_t i = 0; i < l->config->volume_count; i++)
		add_volume(l, argv, i, &slots);
	return slots;
}

/* The image's command line, with the places of microvm's devices in front. */
static char *append(const struct launch *l, unsigned int slots)
{
	const struct machine_config *c = l->config;
	struct machine_config with = *c;
	char *line;

	with.parameters = (struct strings){0};
	for (unsigned int i = 0; i < slots; i++)
		strings_addf(&with.parameters, "virtio_mmio.device=%u@0x%x:%u", MMIO_STRIDE,
		             MMIO_BASE + (MMIO_FIRST + i) * MMIO_STRIDE,
		             MMIO_INTERRUPT + MMIO_FIRST + i);
	if (l->linked)
		strings_add(&with.parameters, "aslr=no");
	if (l->stream)
		strings_add(&with.parameters, "console.input=stream");
	for (size_t i = 0; i < c->parameters.count; i++)
		strings_add(&with.parameters, c->parameters.item[i]);
	line = machine_command_line(&with);
	strings_free(&with.parameters);
	return line;
}

void arguments_build(const struct launch *l, struct strings *argv)
{
	const struct machine_config *c = l->config;
	char *name = property(l->name);

	strings_add(argv, l->emulator);
	add(argv, "-name", name);
	add_machine(l, argv);
	add_console(l, argv);
	unsigned int slots = add_devices(l, argv);

	add(argv, "-kernel", path_absolute(c->image));
	add(argv, "-append", append(l, slots));
	if (l->initrd)
		add(argv, "-initrd", path_absolute(l->initrd));
	if (c->gdb_port)
		add(argv, "-gdb", format("tcp:127.0.0.1:%u", c->gdb_port));
	if (c->paused || c->gdb_port)
		strings_add(argv, "-S");
	if (c->detach && l->folder) {
		strings_add(argv, "-daemonize");
		strings_add(argv, "-pidfile");
		strings_take(argv, path_join(l->folder, "pid"));
	}
}
