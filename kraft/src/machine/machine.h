/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual machines: from a description to a running QEMU, its status, and what is left of it
 * afterwards.
 *
 * Order of calls: machine_config_init(), fill in, machine_run() (blocks; returns the exit status of
 * the tool), and machine_config_free(). Strings inside a configuration are owned by it (allocate
 * with strdup). Functions return 0 or a negative errno and have then printed one message on stderr
 * that says what was wrong and what to do. */
#ifndef KRAFT_MACHINE_H
#define KRAFT_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/text.h"

/* Exit statuses of `kraft run` besides the program's own (0-255; a crash is 128 + signal). */
#define MACHINE_EXIT_DIED    125 /* the machine ended and reported no status */
#define MACHINE_EXIT_SETUP   1   /* it was never started */
#define MACHINE_EXIT_STOPPED 143 /* `kraft stop` ended it */

enum machine_network {
	MACHINE_NET_AUTO, /* user-mode when the image has a network stack */
	MACHINE_NET_NONE,
	MACHINE_NET_USER,   /* user-mode: no privilege, forwards ports */
	MACHINE_NET_BRIDGE, /* a new tap device on an existing bridge (root) */
	MACHINE_NET_TAP,    /* an existing tap device */
	MACHINE_NET_SWITCH, /* the private network of a composition (bin/kraft-switch) */
};

struct machine_port {
	char address[64]; /* host address, empty: every address */
	uint16_t host;
	uint16_t guest;
	bool udp;
};

enum machine_disk_format { MACHINE_DISK_ANY, MACHINE_DISK_RAW, MACHINE_DISK_QCOW2 };

struct machine_disk {
	char *file;
	enum machine_disk_format format; /* ANY: by the file's content, decided before the start */
	bool read_only;
	char *target; /* where the image mounts its ext2, ext3 or ext4; NULL: nowhere */
	char *name;   /* of a named volume, else NULL */
};

enum machine_share {
	MACHINE_SHARE_ANY, /* the volume's own, or what the image has; decided before the start */
	MACHINE_SHARE_9PFS,
	MACHINE_SHARE_VIRTIOFS, /* a virtiofsd serves the folder */
};

struct machine_volume {
	char *source; /* a folder, or the name of a volume until it is found */
	char *target; /* where the image has it */
	char *name;   /* of a named volume, else NULL */
	enum machine_share driver;
	bool read_only;
};

struct machine_config {
	char *name;        /* NULL: made up */
	char *image;       /* the ELF image; required */
	char *debug_image; /* with symbols; NULL: IMAGE.dbg when it is there */
	char *dotconfig;   /* the image's .config; NULL: looked for near the image */
	char *project;     /* shown by `kraft ps`; may be NULL */
	char *platform;    /* how the target calls it (qemu); for packages */
	char *model;       /* pc, q35, microvm; NULL: the default */
	char *qemu;        /* emulator; NULL: found in PATH or $KRAFT_QEMU */
	char *initrd;      /* cpio archive or a folder; may be NULL */
	char *packer;      /* program that makes an archive of a folder (kraft-fetch) */
	char *bridge;      /* MACHINE_NET_BRIDGE */
	char *tap;         /* MACHINE_NET_TAP */
	char *socket;      /* MACHINE_NET_SWITCH: where the switch listens */
	char *composition; /* the composition it belongs to, its service there, and what this */
	char *service;     /* machine was made from, as `kraft compose` sees it; NULL: none */
	char *identity;
	char *mac;       /* NULL: derived from the name */
	uint64_t memory; /* bytes; 0: sized from the image */
	unsigned int sockets;
	unsigned int cores;
	unsigned int gdb_port; /* 0: no gdb server */
	enum machine_network network;
	struct machine_port *ports;
	size_t port_count;
	struct machine_disk *disks; /* vda, vdb, … in this order */
	size_t disk_count;
	struct machine_volume *volumes;
	size_t volume_count;
	struct strings parameters;  /* name=value for the image (netdev.ip=…) */
	struct strings environment; /* NAME=VALUE */
	struct strings arguments;   /* the program's, argv[1] on */
	struct strings labels;      /* NAME=VALUE; for packages */
	bool own_arguments; /* even when there are none, those of a Dockerfile do not count */
	bool paused;
	bool detach;
	bool remove; /* forget the machine when it has ended */
	bool no_accel;
	bool dry_run;
	bool quiet;
	bool fixed_times; /* files packed into an initrd get one time, for packages */
};

void machine_config_init(struct machine_config *config);
void machine_config_free(struct machine_config *config);

/* Starts the machine. In the foreground it waits for the end and returns the exit status; detached,
 * it returns 0 as soon as QEMU has started and prints the name. A dry run prints the command line,
 * quoted for a shell. */
int machine_run(struct machine_config *config);

/* "64", "64M", "64Mi", "64MiB", "1G", "1536K" → bytes. A bare number counts MiB. -EINVAL, prints
 * nothing. */
int machine_parse_memory(const char *text, uint64_t *bytes);
/* "HOST:GUEST[/udp]", "ADDRESS:HOST:GUEST", "PORT" → appended to the configuration. -EINVAL, prints
 * nothing. */
int machine_add_port(struct machine_config *config, const char *text);
/* "FILE[:TARGET][:ro][,raw|,qcow2]" → appended to the configuration. -EINVAL, prints nothing. */
int machine_add_disk(struct machine_config *config, const char *text);
/* "SOURCE:TARGET[:OPTION,…]" → appended; the options are ro, rw and a folder's driver. SOURCE is a
 * folder, relative to `folder` (NULL: the current one), the file of a disk, or the name of a
 * volume. -EINVAL, prints nothing. */
int machine_add_volume(struct machine_config *config, const char *text, const char *folder);
int machine_add_share(struct machine_config *config, const char *source, const char *target,
                      enum machine_share driver, bool read_only);
/* A folder or a disk, as the source is one or the other; a disk has no other driver than ANY. */
int machine_add_place(struct machine_config *config, const char *source, const char *target,
                      enum machine_share driver, bool read_only);
/* A disk with a file system for this place. */
int machine_add_mounted_disk(struct machine_config *config, const char *file, const char *target,
                             bool read_only);
/* Whether the image's list of mounts can have this place: absolute, without blanks. */
bool machine_usable_target(const char *target);
/* "9pfs", "9p", "virtiofs"; MACHINE_SHARE_ANY for anything else. */
enum machine_share machine_share_driver(const char *name);
/* A volume's source as machine_add_share() takes it; the caller frees it. */
char *machine_volume_source(const char *source, const char *folder);
/* The image's command line (see docs/architecture.md, Command line), without the image's name,
 * which it knows; the caller frees it. */
char *machine_command_line(const struct machine_config *config);

/* --- machines that run or have run
 * ------------------------------------------------------------------------------ */

enum machine_state { MACHINE_RUNNING, MACHINE_PAUSED, MACHINE_EXITED };

struct machine_record {
	char *name;
	char *image;
	char *project;
	char *model;
	char *arguments; /* the image's command line */
	char *ports;     /* "8080->80/tcp, …" */
	char *composition;
	char *service;
	char *identity;
	char *volumes;      /* "FOLDER -> PATH, …" */
	char *volume_names; /* separated by blanks */
	char *folder;       /* log, status, qmp stand in it */
	uint64_t memory;
	int64_t created; /* seconds since 1970 */
	pid_t pid;
	uint64_t pid_start; /* start time of the process, so that a reused pid is never signalled */
	bool remove;
	bool stopped;  /* ended by `kraft stop` */
	bool hardware; /* runs on KVM */
	enum machine_state state;
	int exit_status; /* valid when MACHINE_EXITED */
};

/* All known machines, oldest first; those that ended and asked for it are removed on the way. The
 * caller frees the list. */
int machine_list(struct machine_record **records, size_t *count);
void machine_list_free(struct machine_record *records, size_t count);
/* One machine by name or unique beginning of it; -ENOENT (message printed). Free with
 * machine_record_free(). */
int machine_find(const char *name, struct machine_record *record);
void machine_record_free(struct machine_record *record);

int machine_stop(struct machine_record *record, unsigned int timeout_seconds);
int machine_pause(const struct machine_record *record, bool pause);
int machine_remove(struct machine_record *record, bool force);
/* Copies the log to `out`; with follow until the machine has ended. */
int machine_log(const struct machine_record *record, bool follow, FILE *out);

#endif
