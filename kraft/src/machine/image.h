/* SPDX-License-Identifier: BSD-3-Clause */
/* What an image says about itself: how it boots, how much memory it occupies, whether it has a
 * network. */
#ifndef KRAFT_MACHINE_IMAGE_H
#define KRAFT_MACHINE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Of a driver: without a configuration nobody knows. */
enum image_network { IMAGE_NETWORK_UNKNOWN, IMAGE_NETWORK_NO, IMAGE_NETWORK_YES };

struct image_facts {
	uint64_t end; /* first physical address behind the image */
	bool pvh;
	enum image_network network;
	enum image_network shares; /* folders of the host, by 9p */
	char *fstab;               /* the mounts it is configured with; NULL: none */
};

/* Reads the ELF headers, and the configuration: `dotconfig`, or .config beside or above the image
 * when it is NULL. 0 or a negative errno after a message. */
int image_examine(const char *image, const char *dotconfig, struct image_facts *facts);
/* Frees what the facts own. */
void image_forget(struct image_facts *facts);

#endif
