/* SPDX-License-Identifier: BSD-3-Clause */
/* Porting, step by step: fetch, watch the native build, write, commit. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "index/index.h"
#include "port/headers.h"
#include "port/native.h"
#include "port/needs.h"
#include "port/port.h"
#include "term/message.h"

static void note(struct port *p, char *text)
{
	free(p->note);
	p->note = text;
}

/* Ports that the workspace knows may be linked by their names, as -lz is by zlib or z. */
static void ported_libraries(const struct workspace *w, struct strings *out)
{
	struct index index;

	if (index_load(w, &index))
		return;
	for (size_t i = 0; i < index.count; i++) {
		const char *name = index.item[i].name;

		if (index.item[i].type != TYPE_LIB)
			continue;
		strings_add_new(out, name);
		if (starts_with(name, "lib"))
			strings_add_new(out, name + 3);
		if (ends_with(name, "lib")) {
			char *word = copy_bytes(name, strlen(name) - 3);

			strings_add_new(out, word);
			free(word);
		}
	}
	index_free(&index);
}

/* Where an include folder of the build would have found it: include/NAME for `#include "NAME"`. */
static const char *below_include(const struct port *p, const char *path)
{
	const char *best = path_base(path);

	for (size_t i = 0; i < p->facts.includes.count; i++) {
		const char *folder = p->facts.includes.item[i];
		size_t len = strlen(folder);

		if (strcmp(folder, ".") == 0 && !strchr(path, '/'))
			return path;
		if (strncmp(path, folder, len) == 0 && path[len] == '/')
			return path + len + 1;
	}
	return best;
}

static int copy_to(const struct port *p, const char *tree, const char *path, const char *folder,
                   const char *name)
{
	char *from = path_join(tree, path),
	     *into = format("%s/%s/%s", p->library.folder, folder, name);
	char *parent = path_folder(into);
	int error = folder_make(parent);

	if (!error)
		error = file_copy(from, into);
	if (error)
		fail("%s cannot be written: %s", into, strerror(-error));
	free(parent);
	free(into);
	free(from);
	return error;
}

/* Headers and sources that only exist after ./configure and make go into the port. */
static int copy_generated(struct port *p, const char *tree, const struct strings *pristine)
{
	int error = 0;

	for (size_t i = 0; i < p->facts.headers.count && !error; i++) {
		const char *path = p->facts.headers.item[i], *name;

		if (strings_has(pristine, path))
			continue;
		name = below_include(p, path);
		if (!strings_add_new(&p->headers, name))
			continue;
		strings_add(&p->paths, path);
		error = copy_to(p, tree, path, "include", name);
	}
	for (size_t i = 0; i < p->facts.count && !error; i++)
		if (p->facts.source[i].generated)
			error = copy_to(p, tree, p->facts.source[i].path, "generated",
			                p->facts.source[i].path);
	return error;
}

/* What was watched, and what is to be said of it. */
static void judge(struct port *p, const struct watched *watched, const char *tree,
                  const struct strings *pristine)
{
	const char *program = p->program ? p->program : p->library.name;
	int error = facts_find(watched, tree, program, pristine, &p->facts);
	struct strings programs = {0};
	struct text names = {0};

	facts_programs(watched, &programs);
	for (size_t i = 0; i < programs.count; i++)
		text_addf(&names, "%s%s", i ? ", " : "", programs.item[i]);
	if (error && programs.count > 1)
		note(p, format("its build makes no %s but %s: choose one with --program", program,
		               names.data));
	else if (error || (!watched->built && !p->facts.main))
		note(p, format("its build %s; name its files in Makefile.uk, or steer the build "
		               "with --configure-arg and --make-arg%s%s",
		               watched->built ? "shows no program" : "failed",
		               watched->log ? ". It ended with:\n" : "",
		               watched->log ? watched->log : ""));
	text_free(&names);
	strings_free(&programs);
}

static int watch(struct port *p, const char *scratch, const char *tree)
{
	struct strings headers = {0}, libraries = {0}, pristine = {0};
	struct watched watched = {0};
	char *symbols = NULL;
	int error;

	list_files(tree, "", &pristine);
	if (target_headers(&p->workspace, scratch, &headers, &symbols)) {
		strings_free(&headers);
		note(p, copy_string("the headers of musl could not be had, so ./configure looked "
		                    "at this machine's: check "
		                    "the generated headers in include/"));
	}
	ported_libraries(&p->workspace, &libraries);
	say("  watching its native build (./configure or cmake, and make)");
	error = watch_build(&(struct watch){.tree = tree,
	                                    .scratch = scratch,
	                                    .headers = &headers,
	                                    .symbols = symbols,
	                                    .libraries = &libraries,
	                                    .configure_arguments = &p->configure_arguments,
	                                    .make_arguments = &p->make_arguments},
	                    &watched);
	if (error == -ENOENT)
		note(p, copy_string("the source has neither ./configure nor a Makefile nor "
		                    "CMakeLists.txt: name its files in Makefile.uk"));
	else if (!error)
		judge(p, &watched, tree, &pristine);
	for (size_t i = 0; i < watched.refused.count; i++)
		strings_add_new(&p->refused, watched.refused.item[i]);
	error = 0;
	if (p->facts.count) {
		p->library.facts = &p->facts;
		error = copy_generated(p, tree, &pristine);
		if (!error && headers.count)
			native_correct(&p->archive, scratch, p->library.folder,
			               &p->configure_arguments, &p->paths, &p->headers,
			               &p->corrected);
	}
	watched_free(&watched);
	free(symbols);
	strings_free(&pristine);
	strings_free(&libraries);
	strings_free(&headers);
	return error;
}

static int examine(struct port *p, const char *scratch)
{
	char *unpacked = path_join(scratch, "source");
	char *tree = p->archive.top ? path_join(unpacked, p->archive.top) : copy_string(unpacked);
	int error = 0;

	if (archive_unpack(&p->archive, unpacked))
		note(p, copy_string("the archive could not be unpacked"));
	else
		error = watch(p, scratch, tree);
	free(tree);
	free(unpacked);
	return error;
}

static void find_needs(struct port *p)
{
	char *core = copy_string(p->workspace.core);

	if (!is_folder(core) && builtin_root()) {
		free(core);
		core = path_join(builtin_root(), "unikraft");
	}
	needs_find(core, &p->facts, &p->needs);
	p->library.needs = &p->needs;
	free(core);
}

static int gather(struct port *p, const char *scratch)
{
	struct library *l = &p->library;
	int error = 0;

	if (!l->origin || !l->version) {
		note(p, format("without --%s nothing was fetched: fill in the head of Makefile.uk",
		               l->origin ? "version" : "origin"));
	} else {
		say("  fetching %s %s", l->name, l->version);
		if (archive_get(l->name, l->version, l->origin, &p->archive)) {
			free(p->archive.sha256);
			p->archive.sha256 = NULL;
			note(p, copy_string("the source could not be fetched, so its checksum is "
			                    "not pinned and its files are not "
			                    "listed: fill in Makefile.uk, or run this again with "
			                    "--force when the network is "
			                    "there"));
		} else if (p->watch) {
			error = examine(p, scratch);
		}
	}
	l->archive = &p->archive;
	l->headers = &p->headers;
	l->paths = &p->paths;
	l->corrected = &p->corrected;
	find_needs(p);
	return error;
}

int port_make(struct port *p)
{
	char scratch[] = "/tmp/kraft-port-XXXXXX", *parent = path_folder(p->library.folder);
	const char *target = p->library.folder;
	char *beside = format("%s.new.%d", target, (int)getpid());
	int error = folder_make(parent);

	if (error) {
		fail("%s cannot be made: %s", parent, strerror(-error));
	} else if (!mkdtemp(scratch)) {
		error = -errno;
		fail("no scratch folder can be made in /tmp: %s", strerror(errno));
	}
	if (!error) {
		p->library.folder = beside;
		error = gather(p, scratch);
		if (!error)
			error = library_write(&p->library);
		if (!error)
			error = library_commit(&p->library, p->branch);
		if (!error && is_folder(target))
			error = folder_remove(target);
		if (!error && rename(beside, target)) {
			error = -errno;
			fail("%s cannot be written: %s", target, strerror(errno));
		}
		if (error)
			folder_remove(beside);
		folder_remove(scratch);
	}
	p->library.folder = target;
	free(beside);
	free(parent);
	return error;
}

void port_free(struct port *p)
{
	workspace_free(&p->workspace);
	archive_free(&p->archive);
	facts_free(&p->facts);
	strings_free(&p->needs);
	strings_free(&p->headers);
	strings_free(&p->paths);
	strings_free(&p->corrected);
	strings_free(&p->refused);
	strings_free(&p->configure_arguments);
	strings_free(&p->make_arguments);
	free(p->note);
}
