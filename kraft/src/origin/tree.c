/* SPDX-License-Identifier: BSD-3-Clause */
/* The checksum of a folder: each file as NAME, a zero, its length as text, a zero, its bytes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "origin/tree.h"

struct tree {
	EVP_MD_CTX *context;
	size_t prefix; /* of the paths, which is not hashed */
	bool whole;
};

static void add_head(struct tree *t, const char *path, const char *kind, long long size)
{
	char length[32];
	int len = snprintf(length, sizeof length, "%s%lld", kind, size);

	EVP_DigestUpdate(t->context, path + t->prefix, strlen(path + t->prefix) + 1);
	EVP_DigestUpdate(t->context, length, (size_t)len + 1);
}

static int add_file(struct tree *t, const char *path, long long size)
{
	static char block[1 << 16];
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	ssize_t got;

	if (fd < 0)
		return -errno;
	add_head(t, path, "", size);
	while ((got = read(fd, block, sizeof block)) != 0 && !error) {
		if (got > 0)
			EVP_DigestUpdate(t->context, block, (size_t)got);
		else if (errno != EINTR)
			error = -errno;
	}
	close(fd);
	return error;
}

static int add_link(struct tree *t, const char *path)
{
	char target[4096];
	ssize_t len = readlink(path, target, sizeof target);

	if (len < 0)
		return -errno;
	add_head(t, path, "link ", len);
	EVP_DigestUpdate(t->context, target, (size_t)len);
	return 0;
}

static int add_folder(struct tree *t, const char *folder, int depth)
{
	struct strings names = {0};
	int error = depth > 64 ? -ELOOP : folder_list(folder, &names);

	for (size_t i = 0; i < names.count && !error; i++) {
		const char *name = names.item[i];
		char *path;
		struct stat st;

		if (name[0] == '.' || (!depth && !t->whole && strcmp(name, "build") == 0))
			continue;
		path = path_join(folder, name);
		if (lstat(path, &st))
			error = -errno;
		else if (S_ISDIR(st.st_mode))
			error = add_folder(t, path, depth + 1);
		else if (S_ISREG(st.st_mode))
			error = add_file(t, path, st.st_size);
		else if (S_ISLNK(st.st_mode))
			error = add_link(t, path);
		free(path);
	}
	strings_free(&names);
	return error;
}

int tree_hash(const char *path, bool whole, char hex[HASH_HEX_MAX])
{
	struct tree t = {.context = EVP_MD_CTX_new(), .prefix = strlen(path) + 1, .whole = whole};
	unsigned char sum[EVP_MAX_MD_SIZE];
	char all[HASH_COUNT][HASH_HEX_MAX];
	unsigned int len = 0;
	int error;

	if (!is_folder(path)) {
		EVP_MD_CTX_free(t.context);
		error = hash_file(path, all);
		if (!error)
			memcpy(hex, all[HASH_SHA256], HASH_HEX_MAX);
		return error;
	}
	error = t.context && EVP_DigestInit_ex(t.context, EVP_sha256(), NULL)
	                ? add_folder(&t, path, 0)
	                : -ENOMEM;
	if (!error)
		EVP_DigestFinal_ex(t.context, sum, &len);
	for (size_t i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	EVP_MD_CTX_free(t.context);
	return error;
}
