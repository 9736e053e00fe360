/* SPDX-License-Identifier: BSD-3-Clause */
/* Versions, package URLs (the purl specification) and checksums of origins. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "index/workspace.h"
#include "inspect/origin_facts.h"

char *origin_folder(const struct library *l)
{
	char *origin, *only;
	struct strings names = {0};

	if (!l->url && !l->archive)
		return NULL;
	origin = path_join(l->build, "origin");
	folder_list(origin, &names);
	only = names.count == 1 ? path_join(origin, names.item[0]) : copy_string(origin);
	if (!is_folder(only)) {
		free(only);
		only = copy_string(origin);
	}
	strings_free(&names);
	free(origin);
	return only;
}

/* ".tar.gz" of an archive's name; "" when it is none. */
static const char *ending_of(const char *name)
{
	static const char *const endings[] = {".tar.gz",  ".tar.xz", ".tar.bz2", ".tar.zst",
	                                      ".tar.lz4", ".tgz",    ".zip",     ".tar"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(name, endings[i]))
			return endings[i];
	return "";
}

bool origin_is_at_url(const struct library *l)
{
	return l->url && l->archive && strcmp(ending_of(l->url), ending_of(l->archive)) == 0;
}

/* foo-1.2.tar.gz, v1.2.zip → 1.2 */
static char *version_in(const char *archive)
{
	const char *at = path_base(archive), *first = at;

	while (*at && !(isdigit((unsigned char)*at) && (at == first || strchr("-_v", at[-1]))))
		at++;
	return *at && *ending_of(at) ? copy_bytes(at, strlen(at) - strlen(ending_of(at))) : NULL;
}

char *origin_version(const struct library *l)
{
	char *version = NULL;

	if (l->version)
		return copy_string(l->version);
	if (l->archive)
		version = version_in(l->archive);
	return !version && l->branch ? copy_string(l->branch) : version;
}

/* Percent-encodes what a package URL does not leave as it is. */
static void add_encoded(struct text *out, const char *s, const char *safe)
{
	for (; *s; s++) {
		if (isalnum((unsigned char)*s) || strchr(".-_~", *s) || strchr(safe, *s))
			text_add_bytes(out, s, 1);
		else
			text_addf(out, "%%%02X", (unsigned char)*s);
	}
}

static void add_lower(struct text *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = (char)tolower((unsigned char)s[i]);

		text_add_bytes(out, &c, 1);
	}
}

/* https://github.com/OWNER/NAME/…; names are compared without case there. */
static bool add_github(struct text *out, const char *url)
{
	static const char host[] = "https://github.com/";
	size_t owner, name;

	if (!url || !starts_with(url, host))
		return false;
	url += strlen(host);
	owner = strcspn(url, "/");
	if (!owner || !url[owner])
		return false;
	name = strcspn(url + owner + 1, "/");
	if (name > 4 && strncmp(url + owner + 1 + name - 4, ".git", 4) == 0)
		name -= 4;
	if (!name)
		return false;
	text_add(out, "pkg:github/");
	add_lower(out, url, owner);
	text_add(out, "/");
	add_lower(out, url + owner + 1, name);
	return true;
}

char *origin_purl(const struct library *l, const char *version, const char *sha256)
{
	const char *name = l->name + (starts_with(l->name, "lib") ? 3 : 0);
	struct text purl = {0};
	const char *mark = "?";

	if (!add_github(&purl, l->url)) {
		text_add(&purl, "pkg:generic/");
		add_encoded(&purl, name, "");
	}
	if (version) {
		text_add(&purl, "@");
		add_encoded(&purl, version, "");
	}
	if (sha256 && *sha256) {
		text_addf(&purl, "?checksum=sha256:%s", sha256);
		mark = "&";
	}
	if (l->url && starts_with(purl.data, "pkg:generic/") &&
	    (l->branch || origin_is_at_url(l))) {
		text_addf(&purl, "%s%s=", mark, l->branch ? "vcs_url" : "download_url");
		if (l->branch)
			text_add(&purl, "git%2B");
		add_encoded(&purl, l->url, ":/");
	}
	return purl.data;
}

char *generic_purl(const char *space, const char *name, const char *version)
{
	struct text purl = {0};

	text_add(&purl, "pkg:generic/");
	if (space)
		text_addf(&purl, "%s/", space);
	add_encoded(&purl, name, "");
	if (version) {
		text_add(&purl, "@");
		add_encoded(&purl, version, "");
	}
	return purl.data;
}

int hash_files(const struct strings *paths, struct strings *hashes)
{
	char *fetch = fetch_program();
	struct strings argv = {0}, lines = {0};
	struct text output = {0};
	size_t line = 0;
	int status;

	if (!fetch) {
		fail("kraft-fetch, which computes checksums, is missing");
		hint("it is built beside kraft: make");
		return -ENOENT;
	}
	strings_add(&argv, fetch);
	strings_add(&argv, "hash");
	for (size_t i = 0; i < paths->count; i++)
		strings_add(&argv, paths->item[i]);
	status = process_run(
	        &(struct process){.argv = (const char *const *)argv.item, .output = &output});
	if (output.data)
		strings_split(&lines, output.data, "\n");
	for (size_t i = 0; i < paths->count; i++) {
		/* "HASH  PATH", without a line for what cannot be read */
		bool there = line < lines.count && strlen(lines.item[line]) > 66 &&
		             strcmp(lines.item[line] + 66, paths->item[i]) == 0;
		char *hash = there ? copy_bytes(lines.item[line], 64) : copy_string("");

		line += there;
		strings_take(hashes, hash);
	}
	strings_free(&lines);
	strings_free(&argv);
	text_free(&output);
	free(fetch);
	return status ? -EIO : 0;
}
