/* SPDX-License-Identifier: BSD-3-Clause */
/* Named volumes: folders of the host that machines share, and disks that they mount. They are in
 * the tool's data folder ($KRAFT_VOLUMES, else $XDG_DATA_HOME/kraft/volumes, else
 * ~/.local/share/kraft/volumes): a folder NAME, or a file NAME.ext4.
 * Functions that return int: 0 or a negative errno after a message. */
#ifndef KRAFT_MACHINE_VOLUME_H
#define KRAFT_MACHINE_VOLUME_H

#include "machine/image.h"
#include "machine/machine.h"

struct volume {
	char *name;
	const char *driver;  /* "9pfs", "virtiofs" or "ext4" */
	char *folder;        /* or the disk's file */
	char *changed;       /* local time of the last change of the folder or file itself */
	struct strings used; /* names of the machines that run with it */
};

/* driver: by which machines share it unless they are told otherwise; MACHINE_SHARE_ANY: 9p. */
int volume_create(const char *name, enum machine_share driver);
/* A disk of so many bytes with an ext4 file system that mke2fs makes. */
int volume_create_disk(const char *name, uint64_t size);
/* What a folder was made with. */
enum machine_share volume_driver(const char *name);
/* "9pfs" or "virtiofs". */
const char *share_name(enum machine_share driver);
/* Names of all, sorted. */
void volume_list(struct strings *names);
int volume_inspect(const char *name, struct volume *volume);
void volume_free(struct volume *volume);
/* With everything in it. -EBUSY: a machine uses it. */
int volume_remove(const char *name);

/* Finds the folders of a machine's volumes, and refuses what cannot be shared: folders and volumes
 * that do not exist, two at one place, an image without the driver. Decides the drivers. */
int volume_check(struct machine_config *c, const struct image_facts *image);
/* The mounts of the volumes are added to the image's parameters. */
void volume_parameters(struct machine_config *c, const struct image_facts *image);
/* "FOLDER -> PATH, …"; the caller frees it. NULL: none. */
char *volume_show(const struct machine_config *c);
/* The names of those that have one, separated by blanks. */
char *volume_names(const struct machine_config *c);

#endif
