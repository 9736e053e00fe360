/* SPDX-License-Identifier: BSD-3-Clause */
/* What a configuration leaves open is decided here, and what cannot work is refused before anything
 * starts. Functions that return int: 0 or a negative errno after a message. */
#ifndef KRAFT_MACHINE_DECIDE_H
#define KRAFT_MACHINE_DECIDE_H

#include "machine/image.h"
#include "machine/machine.h"

/* The initrd to boot with: a cpio archive as it was given; a folder, another archive or what a
 * Dockerfile makes is packed into `folder` (NULL in a dry run: not packed). Arguments, environment
 * and labels of a Dockerfile are put in front of those of `c`. *initrd belongs to the caller, NULL
 * when there is none. */
int decide_initrd(struct machine_config *c, const char *folder, char **initrd);
/* As configured, or sized from the image; less than the image occupies is refused. */
int decide_memory(const struct machine_config *c, const struct image_facts *image,
                  const char *initrd, uint64_t *memory);
/* Never MACHINE_NET_AUTO. */
enum machine_network decide_network(const struct machine_config *c,
                                    const struct image_facts *image);
/* Ports that are free and can be forwarded, interfaces that exist. */
int decide_check_network(struct machine_config *c, const struct image_facts *image,
                         enum machine_network network);
/* Always the same address for the same name; the caller frees it. */
char *decide_mac(const char *name);

#endif
