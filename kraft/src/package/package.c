/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding packages and opening them. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/file.h"
#include "base/process.h"
#include "index/workspace.h"
#include "package/package.h"
#include "term/message.h"

char *package_store(void)
{
	return place_for_data("KRAFT_PACKAGES", "packages");
}

/* FOLDER or FILE, and behind a colon the name in it. A path with a colon is taken whole when it
 * exists. */
static void split_place(const char *text, struct package_place *place)
{
	const char *colon = strchr(text, ':');

	if (!colon || is_file(text) || is_folder(text)) {
		place->location = copy_string(text);
		return;
	}
	place->location = copy_bytes(text, (size_t)(colon - text));
	place->name = copy_string(colon + 1);
}

static bool is_layout(const char *path)
{
	char *marker = path_join(path, "oci-layout");
	bool there = is_file(marker);

	free(marker);
	return there;
}

void package_place_parse(const char *reference, struct package_place *place)
{
	*place = (struct package_place){0};
	if (starts_with(reference, "oci:")) {
		split_place(reference + 4, place);
	} else if (starts_with(reference, "oci-archive:")) {
		split_place(reference + 12, place);
	} else if (is_file(reference) || is_folder(reference) || *reference == '/' ||
	           starts_with(reference, "./") || starts_with(reference, "../")) {
		place->location = copy_string(reference);
	} else {
		place->location = package_store();
		place->name = copy_string(reference);
		place->store = true;
	}
}

void package_place_free(struct package_place *place)
{
	free(place->location);
	free(place->name);
	*place = (struct package_place){0};
}

bool package_in_store(const char *name)
{
	char *store = package_store(), *path = path_join(store, "index.json");
	char *full = strchr(name, ':') ? copy_string(name) : format("%s:latest", name);
	json_t *index = json_load_file(path, 0, NULL), *entry;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, entry)
	{
		const char *own =
		        json_string_value(json_object_get(json_object_get(entry, "annotations"),
		                                          "org.opencontainers.image.ref.name"));
		const char *digest = json_string_value(json_object_get(entry, "digest"));

		found = found || (own && strcmp(own, full) == 0) ||
		        (digest && strlen(name) > 12 && starts_with(digest, name));
	}
	json_decref(index);
	free(store);
	free(path);
	free(full);
	return found;
}

bool package_known(const char *word)
{
	if (starts_with(word, "oci:") || starts_with(word, "oci-archive:"))
		return true;
	if (is_folder(word))
		return is_layout(word);
	if (is_file(word))
		return ends_with(word, ".tar");
	return *word && package_in_store(word);
}

int package_place_check(const struct package_place *place)
{
	if (!place->store || is_folder(place->location))
		return 0;
	fail("there is no package '%s'", place->name);
	hint("'kraft pkg -n NAME' makes one from a project, 'kraft pkg pull' brings one");
	return -ENOENT;
}

int package_run(struct strings *words, struct text *output)
{
	char *program = fetch_program();
	struct strings argv = {0};
	int status = 1;

	if (program) {
		strings_add(&argv, program);
		strings_add(&argv, "oci");
		for (size_t i = 0; i < words->count; i++)
			strings_add(&argv, words->item[i]);
		status = process_run(&(struct process){.argv = (const char *const *)argv.item,
		                                       .output = output});
	} else {
		fail("kraft-fetch is missing");
		hint("it belongs beside kraft: 'make install' brings both");
	}
	strings_free(&argv);
	strings_free(words);
	free(program);
	return status < 0 ? 1 : status;
}

/* --- folders of packages that are being run ----------------------------------- */

static char *runs_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/')
		return format("%s/kraft/running", cache);
	if (home && *home)
		return format("%s/.cache/kraft/running", home);
	return copy_string("/tmp/kraft-running");
}

/* A folder begins with the process that made it; one whose process has ended was left behind. */
static void reap(const char *runs)
{
	struct strings names = {0};

	(void)folder_list(runs, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(runs, names.item[i]);
		long pid = strtol(names.item[i], NULL, 10);

		if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
			(void)folder_remove(path);
		free(path);
	}
	strings_free(&names);
}

static char *existing(const char *folder, const char *name)
{
	char *path = path_join(folder, name);

	if (is_file(path))
		return path;
	free(path);
	return NULL;
}

static void add_words(struct strings *out, const json_t *list)
{
	const json_t *word;
	size_t i;

	json_array_foreach(list, i, word) if (json_is_string(word))
	        strings_add(out, json_string_value(word));
}

static int read_facts(struct package *p)
{
	char *path = path_join(p->folder, "package.json");
	json_t *value = json_load_file(path, 0, NULL), *label;
	const char *key, *text;
	int error = value ? 0 : -EINVAL;

	if (error) {
		fail("%s cannot be read", path);
	} else {
		text = json_string_value(json_object_get(value, "name"));
		p->name = copy_string(text ? text : "");
		text = json_string_value(json_object_get(value, "digest"));
		p->digest = copy_string(text ? text : "");
		add_words(&p->arguments, json_object_get(value, "arguments"));
		add_words(&p->environment, json_object_get(value, "environment"));
		json_object_foreach(json_object_get(value, "labels"), key, label)
		        strings_addf(&p->labels, "%s=%s", key,
		                     json_is_string(label) ? json_string_value(label) : "");
	}
	json_decref(value);
	free(path);
	return error;
}

int package_open(const char *reference, struct package *p)
{
	static int serial;
	char *runs = runs_folder();
	struct package_place place;
	struct strings words = {0};
	int error = folder_make(runs);

	*p = (struct package){0};
	if (error) {
		fail("%s: %s", runs, strerror(-error));
		free(runs);
		return error;
	}
	reap(runs);
	package_place_parse(reference, &place);
	p->folder = format("%s/%d.%d", runs, (int)getpid(), ++serial);
	strings_add(&words, "unpack");
	strings_add(&words, "--from");
	strings_add(&words, place.location);
	if (place.name) {
		strings_add(&words, "--ref");
		strings_add(&words, place.name);
	}
	strings_add(&words, p->folder);
	error = package_place_check(&place);
	if (!error)
		error = package_run(&words, NULL) == 0 ? read_facts(p) : -EIO;
	if (!error) {
		p->kernel = path_join(p->folder, "kernel");
		p->debug = existing(p->folder, "kernel.dbg");
		p->initrd = existing(p->folder, "initrd");
		p->dotconfig = existing(p->folder, "config");
	} else {
		package_close(p, false);
	}
	package_place_free(&place);
	free(runs);
	return error;
}

void package_close(struct package *p, bool keep)
{
	if (p->folder && !keep)
		(void)folder_remove(p->folder);
	free(p->name);
	free(p->digest);
	free(p->folder);
	free(p->kernel);
	free(p->debug);
	free(p->initrd);
	free(p->dotconfig);
	strings_free(&p->arguments);
	strings_free(&p->environment);
	strings_free(&p->labels);
	*p = (struct package){0};
}
