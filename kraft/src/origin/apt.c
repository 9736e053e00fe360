/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs apt-get and apt-cache with private lists that are refreshed once a day. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "origin/apt.h"
#include "origin/apt_sources.h"
#include "origin/cache.h"
#include "term/message.h"

#define LISTS_MAX_AGE (24LL * 3600)

/* The arguments that keep apt away from the system's own state. */
static void add_options(struct strings *argv, const char *state)
{
	strings_add(argv, "-q");
	strings_addf(argv, "-oDir::Etc::sourcelist=%s/sources.list", state);
	strings_add(argv, "-oDir::Etc::sourceparts=/dev/null");
	strings_addf(argv, "-oDir::State::lists=%s/lists", state);
	strings_addf(argv, "-oDir::Cache=%s/cache", state);
	strings_add(argv, "-oAcquire::Languages=none");
	strings_add(argv, "-oAcquire::http::Timeout=10");
	strings_add(argv, "-oAcquire::https::Timeout=10");
	strings_add(argv, "-oAcquire::Retries=1");
	/* The unprivileged user of apt's downloads may not write into a user's cache. */
	if (geteuid() == 0)
		strings_add(argv, "-oAPT::Sandbox::User=root");
}

static int run(struct strings *argv, const char *folder, struct text *output, struct text *errors)
{
	static const char *const variables[] = {"LC_ALL=C.UTF-8", NULL};
	const struct process p = {.argv = (const char *const *)argv->item,
	                          .folder = folder,
	                          .variables = variables,
	                          .output = output,
	                          .errors = errors};
	int status = process_run(&p);

	strings_free(argv);
	return status;
}

/* 0 when the lists can be used. */
static int refresh(const char *state, const char *lines, struct text *why)
{
	char *list = path_join(state, "sources.list"), *stamp = path_join(state, "stamp");
	char *lists = path_join(state, "lists/partial"),
	     *cache = path_join(state, "cache/archives/partial");
	struct text output = {0};
	struct strings argv = {0};
	int changed = file_update(list, lines, strlen(lines));
	long long age = time(NULL) - file_time(stamp) / 1000000000LL;
	int error = changed < 0 ? changed : 0;

	if (!error)
		error = folder_make(lists);
	if (!error)
		error = folder_make(cache);
	if (!error && (changed || age > LISTS_MAX_AGE)) {
		say("reading the distribution's list of source packages (once a day)");
		strings_add(&argv, "apt-get");
		add_options(&argv, state);
		strings_add(&argv, "update");
		/* A release that the mirror does not carry fails the whole command although the
		 * others arrived: go on with these, and ask again next time. */
		int status = run(&argv, NULL, &output, &output);

		if (status == 0)
			error = file_write(stamp, "", 0);
		else if (status == 127)
			error = -ENOENT;
		detail("%s", output.data ? output.data : "");
	}
	if (error)
		text_addf(why, "%s",
		          error == -ENOENT ? "apt-get is not installed" : strerror(-error));
	text_free(&output);
	free(list);
	free(stamp);
	free(lists);
	free(cache);
	return error;
}

static bool line_has_pin(const struct origin_request *request, const char *line)
{
	for (size_t i = 0; i < request->pin_count; i++)
		if (strstr(line, request->pins[i].hex))
			return true;
	return false;
}

/* The part of a version between the distribution's epoch and its revision. */
static const char *upstream_version(const char *version, size_t *len)
{
	const char *start = version + strspn(version, "0123456789"), *dash;

	start = *start == ':' ? start + 1 : version;
	dash = strrchr(start, '-');
	*len = dash ? (size_t)(dash - start) : strlen(start);
	return start;
}

static bool same_upstream(const char *a, const char *b)
{
	size_t a_len, b_len;

	a = upstream_version(a, &a_len);
	b = upstream_version(b, &b_len);
	return a_len == b_len && strncmp(a, b, a_len) == 0;
}

/* From `apt-cache showsrc`: versions that list a pinned archive, else those of the same upstream
 * version. */
static void candidates(const struct origin_request *request, const char *index, const char *wanted,
                       struct strings *versions)
{
	struct strings lines = {0}, others = {0};
	const char *version = "";

	strings_split(&lines, index, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		if (starts_with(lines.item[i], "Version: ")) {
			version = lines.item[i] + 9;
			if (wanted && same_upstream(version, wanted))
				strings_add_new(&others, version);
		} else if (line_has_pin(request, lines.item[i])) {
			strings_add_new(versions, version);
		}
	}
	for (size_t i = 0; i < others.count; i++)
		strings_add_new(versions, others.item[i]);
	strings_free(&lines);
	strings_free(&others);
}

static bool has_archive(const char *folder)
{
	struct strings names = {0};
	bool found = false;

	if (folder_list(folder, &names) == 0)
		for (size_t i = 0; i < names.count; i++)
			found |= strstr(names.item[i], ".orig") != NULL;
	strings_free(&names);
	return found;
}

/* Only the upstream archive first; all files of the package where the client cannot tell it apart.
 */
static bool fetch_version(const char *state, const char *name, const char *version,
                          const char *folder, struct text *output)
{
	for (int all = 0; all < 2 && !has_archive(folder); all++) {
		struct strings argv = {0};

		strings_add(&argv, "apt-get");
		add_options(&argv, state);
		strings_add(&argv, "source");
		strings_add(&argv, "--download-only");
		if (!all)
			strings_add(&argv, "--tar-only");
		strings_addf(&argv, "%s=%s", name, version);
		output->len = 0;
		/* The exit status counts every file, of which only the upstream archive is needed.
		 */
		(void)run(&argv, folder, output, output);
	}
	return has_archive(folder);
}

static int fetch_package(const struct origin_request *request, const char *state,
                         const char *package, const char *folder, struct text *why)
{
	const char *equals = strchr(package, '='), *wanted = equals ? equals + 1 : NULL;
	char *name = copy_bytes(package, equals ? (size_t)(equals - package) : strlen(package));
	struct text index = {0}, output = {0};
	struct strings argv = {0}, versions = {0};
	bool found = false;

	strings_add(&argv, "apt-cache");
	add_options(&argv, state);
	strings_add(&argv, "showsrc");
	strings_add(&argv, "--only-source");
	strings_add(&argv, name);
	(void)run(&argv, NULL, &index, &output);
	if (index.len)
		candidates(request, index.data, wanted, &versions);
	if (!versions.count)
		text_addf(why, "the distribution has no source package %s", package);
	for (size_t i = 0; i < versions.count && !found; i++) {
		say("%s: from the distribution's source package %s %s", request->name, name,
		    versions.item[i]);
		found = fetch_version(state, name, versions.item[i], folder, &output);
	}
	if (versions.count && !found)
		text_addf(why, "apt-get source %s: %s", package,
		          output.len ? trim(output.data) : "failed");
	text_free(&index);
	text_free(&output);
	strings_free(&versions);
	free(name);
	return found ? 0 : -ENOENT;
}

int apt_download(const struct origin_request *request, const char *package, const char *folder,
                 struct text *why)
{
	const char *etc = getenv("KRAFT_APT_ETC");
	char *client = find_program("apt-get"), *state = path_join(cache_folder(), "apt"), *lines;
	struct apt_entries entries = {0};
	int error = -ENOENT, lock;

	apt_read_configured(etc && *etc ? etc : "/etc/apt", &entries);
	lines = apt_source_lines(&entries);
	apt_entries_free(&entries);
	lock = cache_lock("apt");
	if (!client)
		text_add(why, "apt-get is not installed");
	else if (!*lines)
		text_add(why,
		         "no package source is configured from which source packages could come");
	else if (lock < 0)
		text_addf(why, "cannot lock the cache: %s", strerror(-lock));
	else
		error = refresh(state, lines, why);
	if (!error)
		error = fetch_package(request, state, package, folder, why);
	cache_unlock(lock);
	free(client);
	free(state);
	free(lines);
	return error;
}
