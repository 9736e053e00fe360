/* SPDX-License-Identifier: BSD-3-Clause */
/* COPY and ADD: files of the context, or of another stage, into a stage's tree. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "origin/origin.h"
#include "origin/safe_path.h"
#include "rootfs/dockerfile.h"

/* --- .dockerignore ------------------------------------------------------------------ */

/* Docker's patterns: ** stands for any number of folders, a folder for what is in it. */
static bool matches(const char *pattern, const char *path)
{
	if (starts_with(pattern, "**/"))
		for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
			if (matches(pattern + 3, at))
				return true;
	/* The path itself, and each folder above it. */
	for (size_t len = strlen(path); len; len--) {
		char *head = copy_bytes(path, len);
		bool same = (!path[len] || path[len] == '/') &&
		            fnmatch(pattern, head, FNM_PATHNAME) == 0;

		free(head);
		if (same)
			return true;
	}
	return false;
}

static bool ignored(const struct strings *patterns, const char *path)
{
	bool out = false;

	for (size_t i = 0; patterns && i < patterns->count; i++) {
		const char *pattern = patterns->item[i];
		bool back = *pattern == '!';
		char *plain = copy_string(pattern + back + strspn(pattern + back, "/"));
		size_t len = strlen(plain);

		if (len && plain[len - 1] == '/')
			plain[len - 1] = '\0';
		if (matches(plain, path))
			out = !back;
		free(plain);
	}
	return out;
}

/* --- the tree ------------------------------------------------------------------------- */

/* A folder of the tree, with its parents. A symbolic link on the way could lead out of the tree. */
static int make_folder(const char *tree, const char *path)
{
	int error = 0;
	struct stat st;

	for (size_t len = 0; path[len] && !error;) {
		len += strspn(path + len, "/");
		len += strcspn(path + len, "/");
		char *part = copy_bytes(path, len), *whole = path_join(tree, part);

		if (lstat(whole, &st) != 0)
			error = mkdir(whole, 0755) == 0 ? 0 : -errno;
		else if (!S_ISDIR(st.st_mode))
			error = -ENOTDIR;
		free(part);
		free(whole);
	}
	return error;
}

static int copy_one(const struct copying *c, const char *from, const char *to);

static int copy_folder(const struct copying *c, const char *from, const char *to)
{
	struct strings names = {0};
	char *source = path_join(c->from, from);
	int error = make_folder(c->to, to);

	if (!error)
		error = folder_list(source, &names);
	for (size_t i = 0; i < names.count && !error; i++) {
		char *inner = *from ? path_join(from, names.item[i]) : copy_string(names.item[i]),
		     *target = *to ? path_join(to, names.item[i]) : copy_string(names.item[i]);

		error = copy_one(c, inner, target);
		free(inner);
		free(target);
	}
	strings_free(&names);
	free(source);
	return error;
}

static int copy_link(const char *source, const char *target)
{
	char to[4096];
	ssize_t len = readlink(source, to, sizeof to - 1);

	if (len < 0)
		return -errno;
	to[len] = '\0';
	return symlink(to, target) == 0 ? 0 : -errno;
}

static int copy_regular(const struct copying *c, const char *source, const char *target,
                        const struct stat *st)
{
	const struct timespec times[2] = {st->st_atim, st->st_mtim};
	mode_t mode = c->mode >= 0 ? (mode_t)c->mode : st->st_mode & 07777;
	int error = file_copy(source, target);

	if (!error && chmod(target, mode) != 0)
		error = -errno;
	if (!error && utimensat(AT_FDCWD, target, times, 0) != 0)
		error = -errno;
	return error;
}

/* Both paths are relative: to the source's folder and to the tree. */
static int copy_one(const struct copying *c, const char *from, const char *to)
{
	char *source = path_join(c->from, from), *target = path_join(c->to, to),
	     *parent = path_folder(to);
	struct stat st;
	int error = lstat(source, &st) == 0 ? 0 : -errno;
	bool folder = !error && S_ISDIR(st.st_mode);

	if (!error && *from && ignored(c->ignore, from) && !folder)
		goto out;
	if (folder) {
		/* An exception below may bring a part of it back. */
		error = copy_folder(c, from, to);
		if (!error && ignored(c->ignore, from) && is_empty_folder(target))
			rmdir(target);
		else if (!error && chmod(target, st.st_mode & 07777) != 0)
			error = -errno;
		goto out;
	}
	if (!error)
		error = make_folder(c->to, strchr(to, '/') ? parent : "");
	if (!error) {
		struct stat old;

		if (lstat(target, &old) == 0 && !S_ISDIR(old.st_mode))
			unlink(target);
		if (S_ISLNK(st.st_mode))
			error = copy_link(source, target);
		else if (S_ISREG(st.st_mode))
			error = copy_regular(c, source, target, &st);
	}
out:
	if (error)
		fail_at(&c->place, "cannot copy %s: %s", from, strerror(-error));
	free(source);
	free(target);
	free(parent);
	return error;
}

/* --- sources --------------------------------------------------------------------------- */

/* All paths below `folder` that a pattern means, sorted. Without wildcards that is itself. */
static void find_sources(const struct copying *c, const char *folder, const char *pattern,
                         struct strings *found)
{
	size_t len = strcspn(pattern, "/");
	char *part = copy_bytes(pattern, len), *here = path_join(c->from, folder);
	const char *rest = pattern[len] ? pattern + len + 1 : NULL;
	struct strings names = {0};

	(void)folder_list(*folder ? here : c->from, &names);
	for (size_t i = 0; i < names.count; i++) {
		if (fnmatch(part, names.item[i], 0) != 0)
			continue;
		char *path =
		        *folder ? path_join(folder, names.item[i]) : copy_string(names.item[i]);

		if (rest && *rest)
			find_sources(c, path, rest, found);
		else
			strings_add(found, path);
		free(path);
	}
	strings_free(&names);
	free(part);
	free(here);
}

/* A part of the way that is a symbolic link may lead out of the context. */
static bool leaves(const struct copying *c, const char *path)
{
	char *whole = path_join(c->from, path), *real = realpath(whole, NULL),
	     *root = realpath(c->from, NULL);
	size_t len = root ? strlen(root) : 0;
	bool out =
	        real && root && (strncmp(real, root, len) != 0 || (real[len] && real[len] != '/'));

	free(whole);
	free(real);
	free(root);
	return out;
}

static bool is_archive(const char *path)
{
	static const char *const ends[] = {".tar", ".tar.gz",  ".tgz",    ".tar.xz",
	                                   ".txz", ".tar.bz2", ".tar.zst"};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(path, ends[i]))
			return true;
	return false;
}

/* ADD of an archive: unpacked beside, then copied like a folder. */
static int unpack(const struct copying *c, const char *from, const char *to)
{
	char *source = path_join(c->from, from), *beside = format("%s.add", c->to);
	int error = origin_unpack_rootfs(source, beside);

	if (!error) {
		struct copying inner = *c;

		inner.from = beside;
		inner.ignore = NULL;
		error = copy_folder(&inner, "", to);
	}
	(void)folder_remove(beside);
	free(source);
	free(beside);
	return error;
}

/* A source that is named is what the link leads to; links inside of folders stay links. */
static int copy_named(const struct copying *c, const char *from, const char *to)
{
	char *source = path_join(c->from, from), *real = realpath(source, NULL),
	     *root = realpath(c->from, NULL);
	int error = -ENOENT;

	if (real && root && starts_with(real, root))
		error = copy_one(c, real + strlen(root) + (real[strlen(root)] == '/'), to);
	else
		fail_at(&c->place, "cannot copy %s: %s", from, strerror(ENOENT));
	free(source);
	free(real);
	free(root);
	return error;
}

/* `to` is relative to the tree; `into`: it is a folder that the source lands in. */
static int copy_source(const struct copying *c, const char *from, const char *to, bool into)
{
	char *source = path_join(c->from, from);
	char *target = into && *to ? path_join(to, path_base(from))
	               : into      ? copy_string(path_base(from))
	                           : copy_string(to);
	int error;

	if (leaves(c, from)) {
		fail_at(&c->place, "'%s' leads out of the folder", from);
		error = -EPERM;
	} else if (is_folder(*from ? source : c->from)) {
		error = copy_folder(c, from, to);
	} else if (c->unpack && is_archive(from)) {
		error = unpack(c, from, to);
	} else {
		error = copy_named(c, from, target);
	}
	free(source);
	free(target);
	return error;
}

/* "/srv/x" or, below WORKDIR, "x" → "srv/x"; NULL after a message. */
static char *target_path(const struct copying *c, const char *destination)
{
	char *whole = *destination == '/' ? copy_string(destination)
	                                  : path_join(c->directory, destination),
	     *member = safe_member(whole + strspn(whole, "/"));

	/* The root itself has no name. */
	if (!member && !whole[strspn(whole, "/")])
		member = copy_string("");
	if (!member)
		fail_at(&c->place, "'%s' leads out of the root file system", destination);
	free(whole);
	return member;
}

static int collect(const struct copying *c, const struct strings *sources, struct strings *found)
{
	for (size_t i = 0; i < sources->count; i++) {
		const char *given = sources->item[i];
		const char *inner = given + strspn(given, "/");
		char *pattern = *inner ? safe_member(inner) : copy_string("");
		size_t before = found->count;

		if (!pattern) {
			fail_at(&c->place, "'%s' leads out of the folder", given);
			hint("COPY and ADD read what is beside the Dockerfile, and below");
			return -EPERM;
		}
		if (!*pattern)
			strings_add(found, "");
		else
			find_sources(c, "", pattern, found);
		for (size_t k = before; k < found->count; k++) {
			char *path = path_join(c->from, found->item[k]);
			bool gone = *found->item[k] && !is_folder(path) &&
			            ignored(c->ignore, found->item[k]);

			free(path);
			if (gone)
				strings_remove(found, k--);
		}
		free(pattern);
		if (found->count == before) {
			fail_at(&c->place, "there is no '%s' in %s", given, c->from);
			if (c->ignore && c->ignore->count)
				hint(".dockerignore may leave it out");
			return -ENOENT;
		}
	}
	return 0;
}

int copy_make_folder(const struct copying *c, const char *path)
{
	char *to = target_path(c, path);
	int error = to ? make_folder(c->to, to) : -EINVAL;

	if (to && error)
		fail_at(&c->place, "cannot make %s: %s", path, strerror(-error));
	free(to);
	return error;
}

int copy_files(const struct copying *c, const struct strings *sources, const char *destination)
{
	char *to = target_path(c, destination), *there = to ? path_join(c->to, to) : NULL;
	struct strings found = {0};
	size_t len = strlen(destination);
	bool into = (len && destination[len - 1] == '/') || strcmp(destination, ".") == 0 ||
	            ends_with(destination, "/.") || (there && is_folder(there));
	int error = to ? collect(c, sources, &found) : -EINVAL;

	if (!error && found.count > 1 && !into) {
		fail_at(&c->place, "several sources need a folder, so '%s' must end with /",
		        destination);
		error = -ENOTDIR;
	}
	for (size_t i = 0; i < found.count && !error; i++)
		error = copy_source(c, found.item[i], to, into);
	strings_free(&found);
	free(to);
	free(there);
	return error;
}
