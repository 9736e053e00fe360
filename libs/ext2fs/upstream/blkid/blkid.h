/* SPDX-License-Identifier: BSD-3-Clause */
/* Journals on another device are found through libblkid; here they are not (see fs/journal.c). */
#ifndef BLKID_H
#define BLKID_H

#include <sys/types.h>

typedef void *blkid_cache;

int blkid_get_cache(blkid_cache *cache, const char *filename);
void blkid_put_cache(blkid_cache cache);
char *blkid_get_devname(blkid_cache cache, const char *token, const char *value);
char *blkid_devno_to_devname(dev_t devno);

#endif /* BLKID_H */
