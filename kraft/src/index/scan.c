/* SPDX-License-Identifier: BSD-3-Clause */
/* Origins: what each of them offers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/process.h"
#include "index/index.h"
#include "index/json.h"
#include "term/message.h"

static const char *const archive_ends[] = {".tar.gz",  ".tgz", ".tar.xz", ".tar.bz2", ".txz",
                                           ".tar.zst", ".tar", ".zip",    NULL};

static const char *archive_end(const char *s)
{
	for (int i = 0; archive_ends[i]; i++)
		if (ends_with(s, archive_ends[i]))
			return archive_ends[i];
	return NULL;
}

enum origin_kind origin_kind_of(const char *origin)
{
	if (is_folder(origin))
		return ORIGIN_FOLDER;
	if (ends_with(origin, ".json"))
		return ORIGIN_INDEX;
	if (archive_end(origin))
		return ORIGIN_ARCHIVE;
	if (strstr(origin, "://") || starts_with(origin, "git@") || ends_with(origin, ".git"))
		return ORIGIN_GIT;
	return ORIGIN_FOLDER;
}

static void finish(struct component *c, const char *origin, enum origin_kind kind)
{
	c->origin = copy_string(origin);
	c->kind = kind;
	c->checked = time(NULL);
}

/* A folder is one component, or holds some: directly, or in libs/, apps/ and unikraft/ of a
 * workspace. */
static int scan_folder(const char *folder, const char *origin, enum origin_kind kind, int depth,
                       struct index *out)
{
	struct strings names = {0};
	struct component c;
	int found = 0;

	if (folder_inspect(folder, &c) == 0) {
		finish(&c, origin, kind);
		index_add(out, &c);
		return 1;
	}
	if (depth)
		folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path;

		if (names.item[i][0] == '.')
			continue;
		path = path_join(folder, names.item[i]);
		if (is_folder(path))
			found += scan_folder(path, origin, kind, depth - 1, out);
		free(path);
	}
	strings_free(&names);
	return found;
}

static void core_version(const char *folder, struct strings *out)
{
	char *path = path_join(folder, "Makefile");
	struct text text = {0};
	char *at;

	if (file_read(path, &text) == 0 && (at = strstr(text.data, "UK_FULLVERSION :="))) {
		at += strlen("UK_FULLVERSION :=");
		at[strcspn(at, "\n")] = 0;
		strings_add_new(out, trim(at));
	}
	text_free(&text);
	free(path);
}

/* What came with the tool has one state, known under these names. */
int builtin_scan(struct index *out)
{
	static const char *const folders[] = {"unikraft", "libs", "apps"};
	const char *root = builtin_root();
	struct strings versions = {0};
	size_t first = out->count;
	char *core;

	if (!root)
		return -ENOENT;
	for (int i = 0; i < 3; i++) {
		char *folder = path_join(root, folders[i]);

		scan_folder(folder, "built-in", ORIGIN_BUILTIN, i ? 1 : 0, out);
		free(folder);
	}
	strings_add(&versions, "staging");
	strings_add(&versions, "stable");
	core = path_join(root, "unikraft");
	core_version(core, &versions);
	free(core);
	for (size_t i = first; i < out->count; i++) {
		strings_free(&out->item[i].versions);
		for (size_t k = 0; k < versions.count; k++)
			strings_add(&out->item[i].versions, versions.item[k]);
	}
	strings_free(&versions);
	return 0;
}

/* https://host/owner/lib-NAME.git → type and name */
static void name_from_address(const char *origin, struct component *c)
{
	char *copy = copy_string(origin), *base, *rest;
	const char *end = archive_end(copy);

	while (ends_with(copy, "/"))
		copy[strlen(copy) - 1] = 0;
	if (end)
		copy[strlen(copy) - strlen(end)] = 0;
	if (ends_with(copy, ".git"))
		copy[strlen(copy) - 4] = 0;
	base = strrchr(copy, '/');
	if (!base)
		base = strrchr(copy, ':');
	base = base ? base + 1 : copy;
	c->type = TYPE_LIB;
	if (starts_with(base, "app-"))
		c->type = TYPE_APP;
	else if (strcmp(base, "unikraft") == 0)
		c->type = TYPE_CORE;
	if (starts_with(base, "lib-") || starts_with(base, "app-"))
		base += 4;
	/* NAME-1.2.3 of an archive */
	rest = end ? strrchr(base, '-') : NULL;
	if (rest && rest[1] >= '0' && rest[1] <= '9') {
		*rest = 0;
		strings_add(&c->versions, rest + 1);
	}
	c->name = copy_string(base);
	free(copy);
}

char *origin_component_name(const char *origin)
{
	struct component c = {0};
	char *name;

	name_from_address(origin, &c);
	name = c.name;
	c.name = NULL;
	component_free(&c);
	return name;
}

static int scan_git(const char *origin, struct index *out)
{
	static const char *const variables[] = {"GIT_TERMINAL_PROMPT=0",
	                                        "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o "
	                                        "ConnectTimeout=10",
	                                        NULL};
	const char *const argv[] = {"timeout",     "--foreground",
	                            "20",          "git",
	                            "-c",          "http.lowSpeedLimit=1",
	                            "-c",          "http.lowSpeedTime=10",
	                            "ls-remote",   "--symref",
	                            "--",          origin,
	                            "HEAD",        "refs/heads/*",
	                            "refs/tags/*", NULL};
	struct text refs = {0}, errors = {0};
	struct strings lines = {0};
	struct component c = {0};
	int status = process_run(&(struct process){
	        .argv = argv, .variables = variables, .output = &refs, .errors = &errors});

	if (status) {
		fail("the git repository %s does not answer", origin);
		if (errors.len)
			hint("git says: %s", trim(errors.data));
		text_free(&refs);
		text_free(&errors);
		return -EIO;
	}
	name_from_address(origin, &c);
	strings_split(&lines, refs.data ? refs.data : "", "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = lines.item[i], *ref = strchr(line, '\t');

		/* The default branch comes first: "ref: refs/heads/NAME<tab>HEAD". */
		if (ref && starts_with(line, "ref: refs/heads/")) {
			*ref = 0;
			strings_add_new(&c.versions, line + strlen("ref: refs/heads/"));
		} else if (ref && ends_with(ref, "^{}"))
			continue;
		else if (ref && starts_with(ref, "\trefs/heads/"))
			strings_add_new(&c.versions, ref + strlen("\trefs/heads/"));
		else if (ref && starts_with(ref, "\trefs/tags/"))
			strings_add_new(&c.versions, ref + strlen("\trefs/tags/"));
	}
	c.location = copy_string(origin);
	finish(&c, origin, ORIGIN_GIT);
	index_add(out, &c);
	strings_free(&lines);
	text_free(&refs);
	text_free(&errors);
	return 0;
}

static int scan_archive(const char *origin, struct index *out)
{
	struct component c = {0};

	if (!strstr(origin, "://") && !is_file(origin)) {
		fail("there is no archive %s", origin);
		return -ENOENT;
	}
	name_from_address(origin, &c);
	if (!c.versions.count)
		strings_add(&c.versions, "staging");
	c.location = copy_string(origin);
	finish(&c, origin, ORIGIN_ARCHIVE);
	index_add(out, &c);
	return 0;
}

/* An index of someone else: a file or an address. */
static int scan_index(const char *origin, struct index *out)
{
	char *path = copy_string(origin), *program = NULL;
	char here[] = "/tmp/kraft-index-XXXXXX";
	bool remote = strstr(origin, "://") && !starts_with(origin, "file://");
	size_t first = out->count;
	int error;

	if (starts_with(origin, "file://"))
		memmove(path, path + 7, strlen(path) - 6);
	if (remote) {
		const char *argv[] = {NULL,       "get", "--unpinned", "--quiet",
		                      "--output", NULL,  origin,       NULL};

		program = fetch_program();
		free(path);
		path = mkdtemp(here) ? path_join(here, "index.json") : NULL;
		argv[0] = program;
		argv[5] = path;
		if (!program || !path || process_run(&(struct process){.argv = argv})) {
			fail("the index %s cannot be fetched", origin);
			error = -EIO;
			goto out;
		}
	}
	error = json_read_index(path, out);
	for (size_t i = first; i < out->count; i++) {
		free(out->item[i].origin);
		/* nothing that others list came with this tool */
		finish(&out->item[i], origin,
		       out->item[i].kind == ORIGIN_BUILTIN ? origin_kind_of(out->item[i].location)
		                                           : out->item[i].kind);
	}
out:
	if (remote)
		folder_remove(here);
	free(program);
	free(path);
	return error;
}

int origin_scan(const char *origin, struct index *out)
{
	switch (origin_kind_of(origin)) {
	case ORIGIN_GIT:
		return scan_git(origin, out);
	case ORIGIN_ARCHIVE:
		return scan_archive(origin, out);
	case ORIGIN_INDEX:
		return scan_index(origin, out);
	default:
		break;
	}
	if (!is_folder(origin)) {
		fail("there is no folder %s", origin);
		hint("'kraft list remove %s' forgets this origin", origin);
		return -ENOENT;
	}
	if (!scan_folder(origin, origin, ORIGIN_FOLDER, 2, out)) {
		fail("%s holds no component", origin);
		hint("a library is a folder with a Makefile.uk, an application one with a "
		     "kraft.yaml");
		return -ENOENT;
	}
	return 0;
}
