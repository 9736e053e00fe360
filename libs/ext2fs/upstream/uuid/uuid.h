/* SPDX-License-Identifier: BSD-3-Clause */
/* The little of libuuid that the journal needs (fs/journal.c). */
#ifndef UUID_H
#define UUID_H

typedef unsigned char uuid_t[16];

int uuid_is_null(const uuid_t uuid);
void uuid_unparse(const uuid_t uuid, char *out);

#endif /* UUID_H */
