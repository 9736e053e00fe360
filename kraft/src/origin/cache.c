/* SPDX-License-Identifier: BSD-3-Clause */
/* The cache of archives. A file appears under its checksum by rename(), so what is there is
 * complete. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "origin/cache.h"
#include "term/message.h"

static char *choose_folder(void)
{
	const char *value = getenv("UK_CACHEDIR");
	if (value && *value)
		return copy_string(value);
	value = getenv("XDG_CACHE_HOME");
	if (value && *value == '/')
		return format("%s/kraft", value);
	value = getenv("HOME");
	if (value && *value)
		return format("%s/.cache/kraft", value);
	fail("no place for the cache: set UK_CACHEDIR or HOME");
	return NULL;
}

const char *cache_folder(void)
{
	static char *folder;
	if (folder)
		return folder;
	char *chosen = choose_folder();
	if (!chosen)
		return NULL;
	static const char *const parts[] = {"sha256", "alias", "partial", "lock", "apt"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *path = format("%s/%s", chosen, parts[i]);
		int error = folder_make(path);

		if (error) {
			fail("cannot create the cache %s: %s", path, strerror(-error));
			hint("set UK_CACHEDIR to a folder you may write");
			free(path);
			free(chosen);
			return NULL;
		}
		free(path);
	}
	/* apt-get and the partial files are used from other working directories. */
	folder = realpath(chosen, NULL);
	free(chosen);
	return folder;
}

static char *find_sha256(const char *hex)
{
	char *path = format("%s/sha256/%s", cache_folder(), hex);
	char found[HASH_COUNT][HASH_HEX_MAX];

	if (hash_file(path, found) != 0) {
		free(path);
		return NULL;
	}
	if (strcmp(found[HASH_SHA256], hex) == 0)
		return path;
	warn("the cached archive %s is damaged and was removed", path);
	unlink(path);
	free(path);
	return NULL;
}

static char *find_alias(const char *key)
{
	char *path = format("%s/alias/%s", cache_folder(), key);
	struct text line = {0};
	char hex[HASH_HEX_MAX];
	char *found = NULL;

	if (file_read(path, &line) == 0 && hash_parse(HASH_SHA256, trim(line.data), hex) == 0)
		found = find_sha256(hex);
	text_free(&line);
	free(path);
	return found;
}

static char *alias_key(enum hash_algorithm algorithm, const char *hex)
{
	return format("%s-%s", hash_name(algorithm), hex);
}

static char *url_key(const char *url)
{
	struct hasher *h = hasher_new();
	if (!h)
		return NULL;
	char hex[HASH_COUNT][HASH_HEX_MAX];
	hasher_update(h, url, strlen(url));
	hasher_finish(h, hex);
	return format("url-%s", hex[HASH_SHA256]);
}

char *cache_find(enum hash_algorithm algorithm, const char *hex)
{
	if (!cache_folder())
		return NULL;
	if (algorithm == HASH_SHA256)
		return find_sha256(hex);
	char *key = alias_key(algorithm, hex);
	char *found = find_alias(key);

	free(key);
	return found;
}

char *cache_find_url(const char *url)
{
	char *key = cache_folder() ? url_key(url) : NULL;
	char *found = key ? find_alias(key) : NULL;
	free(key);
	return found;
}

int cache_lock(const char *key)
{
	char *path = format("%s/lock/%s", cache_folder(), key);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	int error = fd < 0 ? -errno : 0;
	free(path);
	if (error)
		return error;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		say("another process fetches the same archive; waiting for it");
		while (flock(fd, LOCK_EX) != 0) {
			if (errno == EINTR)
				continue;
			error = -errno;
			close(fd);
			return error;
		}
	}
	return fd;
}

void cache_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

char *cache_partial(const char *key)
{
	return format("%s/partial/%s", cache_folder(), key);
}

static void write_alias(char *key, const char *hex)
{
	char *path = format("%s/alias/%s", cache_folder(), key);

	/* An alias that cannot be written costs a download later, nothing else. */
	(void)file_write(path, hex, strlen(hex));
	free(path);
	free(key);
}

char *cache_commit(const char *partial, char hex[HASH_COUNT][HASH_HEX_MAX], const char *url)
{
	char *path = format("%s/sha256/%s", cache_folder(), hex[HASH_SHA256]);
	int fd = open(partial, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0 || fchmod(fd, 0444) != 0 || rename(partial, path) != 0) {
		fail("cannot store the archive in the cache %s: %s", cache_folder(),
		     strerror(errno));
		free(path);
		path = NULL;
	}
	if (fd >= 0)
		close(fd);
	if (!path)
		return NULL;
	for (int i = HASH_SHA512; i < HASH_COUNT; i++)
		write_alias(alias_key(i, hex[i]), hex[HASH_SHA256]);
	if (url)
		write_alias(url_key(url), hex[HASH_SHA256]);
	return path;
}
