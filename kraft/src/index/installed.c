/* SPDX-License-Identifier: BSD-3-Clause */
/* Notes about what was brought into the workspace: .kraft/installed/TYPE-NAME, lines KEY=VALUE. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "index/installed.h"

static char *note_path(const struct workspace *w, enum component_type type, const char *name)
{
	char *folder = path_folder(w->index);
	char *path = format("%s/installed/%s-%s", folder, component_type_name(type), name);

	free(folder);
	return path;
}

/* The commit that a branch or tag stands for; NULL when there is none. */
static char *commit_of(const char *folder, const char *name)
{
	char *wanted = format("%s^{commit}", name);
	const char *const argv[] = {"git",      "-C",      folder, "rev-parse",
	                            "--verify", "--quiet", wanted, NULL};
	struct text out = {0}, errors = {0};
	char *commit = NULL;

	if (process_run(&(struct process){.argv = argv, .output = &out, .errors = &errors}) == 0 &&
	    out.len)
		commit = copy_string(trim(out.data));
	text_free(&out);
	text_free(&errors);
	free(wanted);
	return commit;
}

/* HEAD without a child process, where it is a loose branch or a bare hash: this is asked in each
 * build. */
static char *head_commit(const char *folder)
{
	char *git = path_join(folder, ".git"), *path = path_join(git, "HEAD"), *commit = NULL;
	struct text text = {0};

	if (file_read(path, &text) == 0) {
		char *head = trim(text.data);

		if (starts_with(head, "ref: ")) {
			char *loose = path_join(git, head + 5);
			struct text hash = {0};

			if (file_read(loose, &hash) == 0)
				commit = copy_string(trim(hash.data));
			text_free(&hash);
			free(loose);
		} else {
			commit = copy_string(head);
		}
		if (!commit)
			commit = commit_of(folder, "HEAD");
	} else if (is_file(git)) /* a worktree or a submodule */
		commit = commit_of(folder, "HEAD");
	text_free(&text);
	free(path);
	free(git);
	return commit;
}

void installed_note(const struct workspace *w, const struct component *c, const char *version)
{
	char *path = note_path(w, c->type, c->name), *folder = path_folder(path);
	char *where, *commit;
	struct text out = {0};

	where = component_folder(w, c->type, c->name);
	commit = head_commit(where);
	text_addf(&out, "origin=%s\nversion=%s\ncommit=%s\n", c->origin ? c->origin : c->location,
	          version, commit ? commit : "");
	free(commit);
	free(where);
	if (folder_make(folder) == 0)
		(void)file_write(path, out.data, out.len);
	text_free(&out);
	free(folder);
	free(path);
}

void installed_read(const struct workspace *w, enum component_type type, const char *name,
                    const char *folder, struct installed *out)
{
	char *path = note_path(w, type, name);
	struct strings lines = {0};
	struct text text = {0};

	memset(out, 0, sizeof(*out));
	out->commit = head_commit(folder);
	if (file_read(path, &text) == 0)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		if (starts_with(lines.item[i], "origin=") && !out->origin)
			out->origin = copy_string(lines.item[i] + strlen("origin="));
		if (starts_with(lines.item[i], "version=") && !out->version)
			out->version = copy_string(lines.item[i] + strlen("version="));
		if (starts_with(lines.item[i], "commit=") && out->commit)
			out->untouched =
			        strcmp(lines.item[i] + strlen("commit="), out->commit) == 0;
	}
	strings_free(&lines);
	text_free(&text);
	free(path);
}

void installed_free(struct installed *i)
{
	free(i->origin);
	free(i->version);
	free(i->commit);
	memset(i, 0, sizeof(*i));
}

static bool on_branch(const char *folder, const char *name)
{
	char *path = path_join(folder, ".git/HEAD"), *line = format("ref: refs/heads/%s\n", name);
	struct text text = {0};
	bool same = file_read(path, &text) == 0 && strcmp(text.data, line) == 0;

	text_free(&text);
	free(line);
	free(path);
	return same;
}

bool folder_is_at(const char *folder, const struct installed *i, const char *version)
{
	char *commit;
	bool same;

	if (!i->commit)
		return !i->version || strcmp(i->version, version) == 0;
	if (i->untouched && strcmp(i->version, version) == 0)
		return true;
	if (on_branch(folder, version))
		return true;
	commit = commit_of(folder, version);
	/* A shallow copy knows only what it was made from. */
	same = commit ? strcmp(commit, i->commit) == 0
	              : i->version && strcmp(i->version, version) == 0;
	free(commit);
	return same;
}

bool folder_is_clean(const char *folder)
{
	const char *const argv[] = {"git", "-C", folder, "status", "--porcelain", "--", ".", NULL};
	struct text out = {0}, errors = {0};
	bool clean =
	        process_run(&(struct process){.argv = argv, .output = &out, .errors = &errors}) ==
	                0 &&
	        !out.len;

	text_free(&out);
	text_free(&errors);
	return clean;
}
