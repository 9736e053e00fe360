/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine's disks: what is wrong with their files is said before anything starts. */
#ifndef KRAFT_MACHINE_DISKS_H
#define KRAFT_MACHINE_DISKS_H

#include "machine/image.h"
#include "machine/machine.h"

/* Each file is there, may be used so, is no format that QEMU would misread, and is in use by
 * nobody; the image has a driver. Decides the formats that were left open. 0 or a negative errno
 * after a message. */
int disks_check(struct machine_config *config, const struct image_facts *image);
#endif
