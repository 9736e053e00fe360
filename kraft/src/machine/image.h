/* SPDX-License-Identifier: BSD-3-Clause */
/* What an image says about itself: how it boots, how much memory it occupies, whether it has a
 * network, whether it can have disks, how it takes input. */
#ifndef KRAFT_MACHINE_IMAGE_H
#define KRAFT_MACHINE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the image has a driver; UNKNOWN without its configuration. */
enum image_driver { IMAGE_UNKNOWN, IMAGE_HAS_NOT, IMAGE_HAS };

struct image_facts {
	uint64_t end; /* first physical address behind the image */
	bool pvh;
	enum image_driver network;
	enum image_driver disk;
	enum image_driver stream;      /* standard input that is no terminal */
	enum image_driver shares;      /* folders of the host, by 9p */
	enum image_driver virtiofs;    /* and by virtiofs */
	enum image_driver ext;         /* ext2, ext3 and ext4 on a disk */
	enum image_driver aslr;        /* runs at other addresses than it is linked to */
	enum image_driver environment; /* a default one, in which TERM can be replaced */
	char *fstab;                   /* the mounts it is configured with; NULL: none */
};

/* Reads the ELF headers, and the configuration: `dotconfig`, or .config beside or above the image
 * when it is NULL. 0 or a negative errno after a message. */
int image_examine(const char *image, const char *dotconfig, struct image_facts *facts);
/* Frees what the facts own. */
void image_forget(struct image_facts *facts);

/* The .config beside or above an image; NULL: there is none. The caller frees it. */
char *image_config(const char *image);

#endif
