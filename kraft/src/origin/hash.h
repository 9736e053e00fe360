/* SPDX-License-Identifier: BSD-3-Clause */
/* Checksums of files, computed while they stream through. */
#ifndef KRAFT_ORIGIN_HASH_H
#define KRAFT_ORIGIN_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum hash_algorithm { HASH_SHA256, HASH_SHA512, HASH_SHA1, HASH_MD5, HASH_COUNT };
#define HASH_HEX_MAX 129 /* SHA-512 in hexadecimal and the end */

/* All four at once: which of them a pin uses is only known by comparing, and hashing costs less
 * than fetching. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_update(struct hasher *h, const void *data, size_t len);
/* Ends the computation and frees the hasher. */
void hasher_finish(struct hasher *h, char hex[HASH_COUNT][HASH_HEX_MAX]);
void hasher_free(struct hasher *h);

const char *hash_name(enum hash_algorithm algorithm);
/* Lower case and of the algorithm's length? Normalises into `hex`; -EINVAL. */
int hash_parse(enum hash_algorithm algorithm, const char *text, char hex[HASH_HEX_MAX]);
/* Of an open file from its current position on. 0 or a negative errno, prints nothing. */
int hash_fd(int fd, char hex[HASH_COUNT][HASH_HEX_MAX]);
int hash_file(const char *path, char hex[HASH_COUNT][HASH_HEX_MAX]);

#endif
