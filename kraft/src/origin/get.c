/* SPDX-License-Identifier: BSD-3-Clause */
/* One archive from the first place that has it: cache, mirrors, distribution, upstream addresses.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "origin/apt.h"
#include "origin/cache.h"
#include "origin/download.h"
#include "origin/origin.h"
#include "origin/settings.h"
#include "term/message.h"

/* What the attempts so far came to. */
struct attempt {
	const struct origin_request *request;
	char *partial;
	char *found;          /* path in the cache */
	struct text failures; /* a line per place */
	bool mismatch;
};

static bool matches(const struct origin_request *r, char hex[HASH_COUNT][HASH_HEX_MAX])
{
	for (size_t i = 0; i < r->pin_count; i++)
		if (strcmp(r->pins[i].hex, hex[r->pins[i].algorithm]) == 0)
			return true;
	return r->pin_count == 0;
}

static void report_mismatch(struct attempt *a, const char *place,
                            char hex[HASH_COUNT][HASH_HEX_MAX])
{
	const struct origin_request *r = a->request;
	bool shown[HASH_COUNT] = {false};

	a->mismatch = true;
	fail("%s: wrong checksum of %s", r->name, place);
	for (size_t i = 0; i < r->pin_count; i++)
		say("  expected %s %s", hash_name(r->pins[i].algorithm), r->pins[i].hex);
	for (size_t i = 0; i < r->pin_count; i++) {
		enum hash_algorithm algorithm = r->pins[i].algorithm;

		if (!shown[algorithm])
			say("  actual   %s %s", hash_name(algorithm), hex[algorithm]);
		shown[algorithm] = true;
	}
}

/* Judges a complete file at a->partial; true when it is in the cache now. */
static bool accept_file(struct attempt *a, const char *place, const char *url,
                        char hex[HASH_COUNT][HASH_HEX_MAX])
{
	const struct origin_request *r = a->request;

	if (!matches(r, hex)) {
		report_mismatch(a, place, hex);
		unlink(a->partial);
		return false;
	}
	if (!r->pin_count && !r->unpinned) {
		warn("%s: no checksum is pinned, so nothing says that this is the right archive",
		     r->name);
		hint("pin it: sha256 %s", hex[HASH_SHA256]);
	}
	a->found = cache_commit(a->partial, hex, url);
	return a->found != NULL;
}

static bool try_url(struct attempt *a, const char *url, const char *alias)
{
	const struct origin_request *r = a->request;
	char hex[HASH_COUNT][HASH_HEX_MAX];
	struct text why = {0};

	if (!r->quiet)
		say("%s: fetching %s", r->name, url);
	int error = download(r->name, url, a->partial, r->quiet, hex, &why);

	if (error) {
		unlink(a->partial);
		text_addf(&a->failures, "  %s: %s\n", url, why.data ? why.data : strerror(-error));
	}
	text_free(&why);
	return !error && accept_file(a, url, alias, hex);
}

static char *mirror_address(const char *mirror, const char *name)
{
	const char *scheme = strstr(mirror, "://") ? "" : "file://";
	char *folder = *scheme ? path_absolute(mirror) : copy_string(mirror);
	char *address = format("%s%s%s%s", scheme, folder, ends_with(folder, "/") ? "" : "/", name);

	free(folder);
	return address;
}

/* A mirror holds archives under their file names and may be a copy of a cache. */
static bool try_mirror(struct attempt *a, const char *mirror)
{
	const struct origin_request *r = a->request;
	struct strings names = {0};

	for (size_t i = 0; i < r->pin_count; i++)
		if (r->pins[i].algorithm == HASH_SHA256)
			strings_addf(&names, "sha256/%s", r->pins[i].hex);
	for (size_t i = 0; i < r->url_count; i++)
		strings_add_new(&names, path_base(r->urls[i]));
	strings_add_new(&names, path_base(r->output));
	for (size_t i = 0; i < names.count && !a->found; i++) {
		char *address = mirror_address(mirror, names.item[i]);

		try_url(a, address, NULL);
		free(address);
	}
	strings_free(&names);
	return a->found != NULL;
}

static bool try_debian(struct attempt *a, const char *package)
{
	char *folder = format("%s.apt", a->partial);
	struct strings names = {0};
	struct text why = {0};

	folder_remove(folder);
	int error = folder_make(folder);

	if (!error)
		error = apt_download(a->request, package, folder, &why);
	if (error)
		text_addf(&a->failures, "  distribution: %s\n",
		          why.data ? why.data : strerror(-error));
	else
		folder_list(folder, &names);
	for (size_t i = 0; i < names.count && !a->found; i++) {
		char *path = path_join(folder, names.item[i]);
		char hex[HASH_COUNT][HASH_HEX_MAX];

		/* A package may come with several upstream archives (NAME.orig-PART.tar) and with
		 * signatures of them: a part is taken only when it is the one that is pinned. */
		if (strstr(names.item[i], ".orig") && !ends_with(path, ".asc") &&
		    hash_file(path, hex) == 0 &&
		    (strstr(names.item[i], ".orig.tar") ||
		     (a->request->pin_count && matches(a->request, hex))) &&
		    rename(path, a->partial) == 0)
			accept_file(a, names.item[i], NULL, hex);
		free(path);
	}
	strings_free(&names);
	text_free(&why);
	folder_remove(folder);
	free(folder);
	return a->found != NULL;
}

static char *find_cached(const struct origin_request *r)
{
	char *found = NULL;

	for (size_t i = 0; i < r->pin_count && !found; i++)
		found = cache_find(r->pins[i].algorithm, r->pins[i].hex);
	return found;
}

/* Local files are nearer than any server and come first; the other addresses last. */
static bool try_urls(struct attempt *a, bool local)
{
	for (size_t i = 0; i < a->request->url_count && !a->found; i++)
		if (starts_with(a->request->urls[i], "file://") == local)
			try_url(a, a->request->urls[i], a->request->urls[i]);
	return a->found != NULL;
}

static bool try_mirrors(struct attempt *a, const struct strings *mirrors)
{
	for (size_t i = 0; i < mirrors->count && !a->found; i++)
		try_mirror(a, mirrors->item[i]);
	return a->found != NULL;
}

/* Without a checksum what was fetched from the same address before is better than nothing. */
static bool try_earlier(struct attempt *a)
{
	const struct origin_request *r = a->request;

	for (size_t i = 0; !r->pin_count && i < r->url_count && !a->found; i++) {
		a->found = cache_find_url(r->urls[i]);
		if (a->found)
			warn("%s: not reachable; using what %s gave earlier", r->name, r->urls[i]);
	}
	return a->found != NULL;
}

static bool try_places(struct attempt *a)
{
	const struct origin_request *r = a->request;
	struct fetch_settings settings = {0};

	settings_load(&settings);
	bool found = try_urls(a, true);

	if (!found && settings.prioritize_origin)
		found = try_urls(a, false);
	found = found || try_mirrors(a, &settings.mirrors);
	for (size_t i = 0; i < r->debian_count && !found; i++)
		found = try_debian(a, r->debian[i]);
	if (!found && !settings.prioritize_origin)
		found = try_urls(a, false);
	strings_free(&settings.mirrors);
	return found || try_earlier(a);
}

/* Copy, not a link: whoever writes into the build folder must not reach the cache. */
static int deliver(const char *cached, const struct origin_request *r)
{
	char *folder = path_folder(r->output),
	     *beside = format("%s.part.%d", r->output, (int)getpid());
	int error = folder_make(folder);

	if (!error)
		error = file_copy(cached, beside);
	if (!error && chmod(beside, 0644) != 0)
		error = -errno;
	/* The time of arrival, so that make sees a new file. */
	if (!error && utimensat(AT_FDCWD, beside, NULL, 0) != 0)
		error = -errno;
	if (!error && rename(beside, r->output) != 0)
		error = -errno;
	if (error) {
		unlink(beside);
		fail("%s: cannot write %s: %s", r->name, r->output, strerror(-error));
	}
	free(folder);
	free(beside);
	return error;
}

static char *key_of(const struct origin_request *r)
{
	if (r->pin_count)
		return format("%s-%s", hash_name(r->pins[0].algorithm), r->pins[0].hex);

	struct hasher *h = hasher_new();
	char hex[HASH_COUNT][HASH_HEX_MAX];

	if (!h)
		return copy_string("unpinned");
	for (size_t i = 0; i < r->url_count; i++)
		hasher_update(h, r->urls[i], strlen(r->urls[i]) + 1);
	for (size_t i = 0; i < r->debian_count; i++)
		hasher_update(h, r->debian[i], strlen(r->debian[i]) + 1);
	hasher_finish(h, hex);
	return format("unpinned-%s", hex[HASH_SHA256]);
}

static int get_locked(struct attempt *a)
{
	const struct origin_request *r = a->request;

	a->found = find_cached(r);
	if (a->found && !r->quiet)
		detail("%s: from the cache", r->name);
	if (!a->found && !try_places(a)) {
		if (!a->mismatch)
			fail("%s: no place has this archive%s", r->name,
			     a->failures.len ? ":" : "");
		if (a->failures.len)
			say("%s", trim(a->failures.data));
		if (!a->mismatch)
			hint("put the archive into a folder and name it: "
			     "KRAFT_MIRRORS=/that/folder");
		return a->mismatch ? -EBADMSG : -ENOENT;
	}
	return deliver(a->found, r);
}

int origin_get(const struct origin_request *request)
{
	struct attempt a = {.request = request};

	if (!cache_folder())
		return -EACCES;
	char *key = key_of(request);
	int lock = cache_lock(key), error = lock < 0 ? lock : 0;

	if (error)
		fail("%s: cannot lock the cache %s: %s", request->name, cache_folder(),
		     strerror(-error));
	a.partial = cache_partial(key);
	if (!error)
		error = get_locked(&a);
	cache_unlock(lock);
	text_free(&a.failures);
	free(a.found);
	free(a.partial);
	free(key);
	return error;
}
