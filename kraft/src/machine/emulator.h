/* SPDX-License-Identifier: BSD-3-Clause */
/* The emulator program and what it can do on this host. */
#ifndef KRAFT_MACHINE_EMULATOR_H
#define KRAFT_MACHINE_EMULATOR_H

#include <stdbool.h>

#include "base/text.h"

/* The configured one, $KRAFT_QEMU, or qemu-system-x86_64 in PATH; the caller frees it. NULL after a
 * message that names the package to install. */
char *emulator_find(const char *configured);
/* Does hardware acceleration run a kernel here? Tried once with a tiny image, then remembered until
 * the next boot or another emulator. When not, *why (borrowed) says so in a few words. */
bool emulator_has_kvm(const char *emulator, const char **why);
/* Does the guest's processor offer RDRAND (or RDSEED) to seed its random numbers from? */
bool emulator_has_rdrand(bool kvm);

#endif
