/* SPDX-License-Identifier: BSD-3-Clause */
/* Where named volumes are. Callers free the paths. */
#ifndef KRAFT_MACHINE_VOLUME_FOLDER_H
#define KRAFT_MACHINE_VOLUME_FOLDER_H

#include <stdbool.h>

char *volume_store(void);
char *volume_folder(const char *name);
/* The file of a volume that is a disk. */
char *volume_disk(const char *name);
bool volume_is_name(const char *name);

#endif
