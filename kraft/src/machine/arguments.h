/* SPDX-License-Identifier: BSD-3-Clause */
/* The emulator's command line. */
#ifndef KRAFT_MACHINE_ARGUMENTS_H
#define KRAFT_MACHINE_ARGUMENTS_H

#include "machine/machine.h"

#define MODEL_DEFAULT "microvm"

/* Everything that was decided before; strings are borrowed. */
struct launch {
	const struct machine_config *config;
	const char *emulator;
	const char *folder; /* of the machine's state; NULL in a dry run */
	const char *name;
	const char *model;
	const char *initrd; /* a cpio archive; may be NULL */
	const char *mac;
	uint64_t memory;              /* bytes */
	enum machine_network network; /* never MACHINE_NET_AUTO */
	int tap_fd;                   /* MACHINE_NET_BRIDGE, _SWITCH; -1 in a dry run */
	bool kvm;
	const char *emulated_because; /* why not kvm; NULL: nobody needs to be told */
	bool rng;                     /* give it virtio-rng */
	bool linked;                  /* it runs where it is linked, which gdb expects */
	bool stream;                  /* standard input is no terminal (feeder.h) */
};

/* -EINVAL after a message when the model is not one of pc, q35, microvm. */
int arguments_check_model(const char *model);
void arguments_build(const struct launch *launch, struct strings *argv);

#endif
