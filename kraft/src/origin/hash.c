/* SPDX-License-Identifier: BSD-3-Clause */
/* Checksums by libcrypto. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "origin/hash.h"

struct hasher {
	EVP_MD_CTX *context[HASH_COUNT];
};

static const EVP_MD *digest_of(enum hash_algorithm algorithm)
{
	switch (algorithm) {
	case HASH_SHA512:
		return EVP_sha512();
	case HASH_SHA1:
		return EVP_sha1();
	case HASH_MD5:
		return EVP_md5();
	default:
		return EVP_sha256();
	}
}

const char *hash_name(enum hash_algorithm algorithm)
{
	static const char *const names[HASH_COUNT] = {"sha256", "sha512", "sha1", "md5"};
	return algorithm < HASH_COUNT ? names[algorithm] : "?";
}

struct hasher *hasher_new(void)
{
	struct hasher *h = calloc(1, sizeof *h);
	if (!h)
		return NULL;
	for (int i = 0; i < HASH_COUNT; i++) {
		h->context[i] = EVP_MD_CTX_new();
		/* A libcrypto in FIPS mode may not offer MD5: that digest then stays empty and
		 * matches no pin. */
		if (h->context[i] && EVP_DigestInit_ex(h->context[i], digest_of(i), NULL) != 1) {
			EVP_MD_CTX_free(h->context[i]);
			h->context[i] = NULL;
		}
	}
	if (!h->context[HASH_SHA256]) {
		hasher_free(h);
		return NULL;
	}
	return h;
}

void hasher_update(struct hasher *h, const void *data, size_t len)
{
	for (int i = 0; i < HASH_COUNT; i++)
		if (h->context[i])
			EVP_DigestUpdate(h->context[i], data, len);
}

void hasher_finish(struct hasher *h, char hex[HASH_COUNT][HASH_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";
	for (int i = 0; i < HASH_COUNT; i++) {
		unsigned char raw[EVP_MAX_MD_SIZE];
		unsigned int len = 0;
		if (h->context[i])
			EVP_DigestFinal_ex(h->context[i], raw, &len);
		for (size_t k = 0; k < len; k++) {
			hex[i][2 * k] = digits[raw[k] >> 4];
			hex[i][2 * k + 1] = digits[raw[k] & 15];
		}
		hex[i][2UL * len] = '\0';
	}
	hasher_free(h);
}

void hasher_free(struct hasher *h)
{
	if (!h)
		return;
	for (int i = 0; i < HASH_COUNT; i++)
		EVP_MD_CTX_free(h->context[i]);
	free(h);
}

int hash_parse(enum hash_algorithm algorithm, const char *text, char hex[HASH_HEX_MAX])
{
	static const size_t lengths[HASH_COUNT] = {64, 128, 40, 32};
	if (strlen(text) != lengths[algorithm])
		return -EINVAL;
	for (size_t i = 0; text[i]; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return -EINVAL;
		hex[i] = (char)tolower((unsigned char)text[i]);
	}
	hex[lengths[algorithm]] = '\0';
	return 0;
}

int hash_fd(int fd, char hex[HASH_COUNT][HASH_HEX_MAX])
{
	struct hasher *h = hasher_new();
	if (!h)
		return -ENOMEM;
	static char buffer[1 << 16];
	ssize_t got;
	while ((got = read(fd, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			int error = -errno;
			hasher_free(h);
			return error;
		}
		hasher_update(h, buffer, (size_t)got);
	}
	hasher_finish(h, hex);
	return 0;
}

int hash_file(const char *path, char hex[HASH_COUNT][HASH_HEX_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int error = hash_fd(fd, hex);
	close(fd);
	return error;
}
