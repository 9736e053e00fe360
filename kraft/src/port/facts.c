/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the record of a native build. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/process.h"
#include "port/facts.h"

struct finder {
	const struct watched *w;
	const char *tree;
	struct strings objects; /* real paths of the program's objects */
	struct strings seen;    /* archives and links that were looked into */
};

void list_files(const char *folder, const char *prefix, struct strings *out)
{
	struct strings names = {0};

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(folder, names.item[i]);
		char *shown = format("%s%s", prefix, names.item[i]);
		struct stat st;

		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			char *deeper = format("%s/", shown);

			list_files(path, deeper, out);
			free(deeper);
		} else {
			strings_add(out, shown);
		}
		free(shown);
		free(path);
	}
	strings_free(&names);
}

/* The file as it is, so that links and .. compare equal; the lexical path when it is gone. */
static char *real(const char *folder, const char *path)
{
	char *joined = path_join(folder, path), *found = realpath(joined, NULL);

	if (!found)
		found = path_absolute(joined);
	free(joined);
	return found;
}

static const char *word_after(const struct call *c, const char *option)
{
	for (size_t i = 0; i + 1 < c->words.count; i++)
		if (strcmp(c->words.item[i], option) == 0)
			return c->words.item[i + 1];
	return NULL;
}

static bool has_word(const struct call *c, const char *word)
{
	return strings_has(&c->words, word);
}

static bool is_source(const char *word)
{
	static const char *const ends[] = {".c", ".cc", ".cpp", ".cxx", ".S", ".s", NULL};

	for (int i = 0; word[0] != '-' && ends[i]; i++)
		if (ends_with(word, ends[i]))
			return true;
	return false;
}

static const char *source_of(const struct call *c)
{
	for (size_t i = 1; i < c->words.count; i++)
		if (is_source(c->words.item[i]) && strcmp(c->words.item[i - 1], "-o"))
			return c->words.item[i];
	return NULL;
}

/* The object a compilation makes: -o, or the source's name in the folder. */
static char *object_of(const struct call *c, const char *source)
{
	const char *out = word_after(c, "-o");
	char *name, *path, *dot;

	if (out)
		return real(c->folder, out);
	name = copy_string(path_base(source));
	dot = strrchr(name, '.');
	*dot = 0;
	path = format("%s.o", name);
	free(name);
	name = real(c->folder, path);
	free(path);
	return name;
}

static void add_inputs(struct finder *f, const struct call *c);

/* Members of an archive are known by name only: the compilation in the same or a near folder is
 * meant. */
static void add_archive(struct finder *f, const char *path)
{
	const char *const argv[] = {"ar", "t", path, NULL};
	struct text names = {0}, errors = {0};
	struct strings members = {0};

	if (process_run(&(struct process){.argv = argv, .output = &names, .errors = &errors}) == 0)
		strings_split(&members, names.data ? names.data : "", "\n");
	for (size_t i = 0; i < f->w->calls.count; i++) {
		const struct call *c = &f->w->calls.item[i];
		const char *source = source_of(c);
		char *object;

		if (!has_word(c, "-c") || !source)
			continue;
		object = object_of(c, source);
		if (strings_has(&members, path_base(object)))
			strings_add_new(&f->objects, object);
		free(object);
	}
	strings_free(&members);
	text_free(&names);
	text_free(&errors);
}

static void add_input(struct finder *f, const char *path)
{
	if (ends_with(path, ".o") || ends_with(path, ".lo")) {
		strings_add_new(&f->objects, path);
		return;
	}
	if (!strings_add_new(&f->seen, path))
		return;
	if (ends_with(path, ".a")) {
		add_archive(f, path);
		return;
	}
	/* a shared library: whatever linked it */
	for (size_t i = 0; i < f->w->calls.count; i++) {
		const struct call *c = &f->w->calls.item[i];
		const char *out = word_after(c, "-o");
		char *made = out && !has_word(c, "-c") ? real(c->folder, out) : NULL;

		if (made && strcmp(made, path) == 0)
			add_inputs(f, c);
		free(made);
	}
}

/* -lNAME that the build itself has made. */
static void add_library(struct finder *f, const struct call *c, const char *name)
{
	for (size_t i = 0; i < c->words.count; i++) {
		if (!starts_with(c->words.item[i], "-L"))
			continue;
		for (int shared = 0; shared < 2; shared++) {
			char *file = format("%s/lib%s.%s", c->words.item[i] + 2, name,
			                    shared ? "so" : "a");
			char *path = real(c->folder, file);

			if (is_file(path) && starts_with(path, f->tree))
				add_input(f, path);
			free(path);
			free(file);
		}
	}
}

static void add_inputs(struct finder *f, const struct call *c)
{
	for (size_t i = 1; i < c->words.count; i++) {
		const char *word = c->words.item[i];
		char *path;

		if (strcmp(c->words.item[i - 1], "-o") == 0)
			continue;
		if (starts_with(word, "-l"))
			add_library(f, c, word + 2);
		if (word[0] == '-' || !(ends_with(word, ".o") || ends_with(word, ".lo") ||
		                        ends_with(word, ".a") || strstr(word, ".so")))
			continue;
		path = real(c->folder, word);
		if (starts_with(path, f->tree))
			add_input(f, path);
		free(path);
	}
	/* compiled and linked in one call */
	if (!has_word(c, "-c") && source_of(c)) {
		char *whole = real(c->folder, word_after(c, "-o") ? word_after(c, "-o") : "a.out");

		strings_add_new(&f->objects, whole);
		free(whole);
	}
}

/* The program that a call links, NULL when it links none; libtool puts a prefix before the name. */
static const char *linked_program(const struct call *c)
{
	const char *out = word_after(c, "-o"), *base;

	if (!out || has_word(c, "-c") || has_word(c, "-E") || has_word(c, "-S") ||
	    has_word(c, "-shared"))
		return NULL;
	base = path_base(out);
	return starts_with(base, "lt-") ? base + 3 : base;
}

void facts_programs(const struct watched *w, struct strings *out)
{
	for (size_t i = 0; i < w->calls.count; i++) {
		const char *program = linked_program(&w->calls.item[i]);

		if (program)
			strings_add_new(out, program);
	}
}

/* The last link that makes a program of this name. */
static const struct call *find_link(const struct watched *w, const char *program)
{
	for (size_t i = w->calls.count; i > 0; i--) {
		const char *linked = linked_program(&w->calls.item[i - 1]);

		if (linked && strcmp(linked, program) == 0)
			return &w->calls.item[i - 1];
	}
	return NULL;
}

static const struct call *find_program_link(const struct watched *w, const char *name)
{
	struct strings names = {0}, programs = {0};
	const struct call *found = NULL;
	size_t stem = strlen(name);

	while (stem > 1 && strchr("0123456789.-_", name[stem - 1]))
		stem--;
	strings_add(&names, name);
	strings_addf(&names, "%s-server", name);
	strings_addf(&names, "%sd", name);
	strings_take(&names, copy_bytes(name, stem));
	for (size_t i = 0; i < names.count && !found; i++)
		found = find_link(w, names.item[i]);
	facts_programs(w, &programs);
	/* in a build that failed the only program may be any */
	if (!found && programs.count == 1 && w->built)
		found = find_link(w, programs.item[0]);
	strings_free(&names);
	strings_free(&programs);
	return found;
}

static bool is_portable_flag(const char *word)
{
	static const char *const kept[] = {"-D",
	                                   "-U",
	                                   "-std=",
	                                   "-ansi",
	                                   "-Wno-",
	                                   "-fwrapv",
	                                   "-fno-strict-aliasing",
	                                   "-funsigned-char",
	                                   "-fsigned-char",
	                                   "-fcommon",
	                                   "-fms-extensions",
	                                   "-fno-strict-overflow",
	                                   NULL};

	for (int i = 0; kept[i]; i++)
		if (starts_with(word, kept[i]))
			return true;
	return false;
}

/* Include folders in the tree, relative to it; "-Ix" and "-I x". */
static void add_includes(const struct finder *f, const struct call *c, struct strings *out)
{
	for (size_t i = 1; i < c->words.count; i++) {
		const char *word = c->words.item[i];
		char *path;

		if (!starts_with(word, "-I"))
			continue;
		if (!word[2] && i + 1 < c->words.count)
			word = c->words.item[i + 1] - 2;
		path = real(c->folder, word + 2);
		if (strcmp(path, f->tree) == 0)
			strings_add_new(out, ".");
		else if (starts_with(path, f->tree) && path[strlen(f->tree)] == '/')
			strings_add_new(out, path + strlen(f->tree) + 1);
		free(path);
	}
}

static void add_source(const struct finder *f, const struct call *c, const char *source,
                       const struct strings *pristine, struct facts *out)
{
	char *path = real(c->folder, source);
	struct source_fact *fact;

	if (!starts_with(path, f->tree))
		goto out;
	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->source[i].path, path + strlen(f->tree) + 1) == 0)
			goto out;
	out->source = need(realloc(out->source, (out->count + 1) * sizeof(*out->source)));
	fact = &out->source[out->count++];
	memset(fact, 0, sizeof(*fact));
	fact->path = copy_string(path + strlen(f->tree) + 1);
	fact->generated = !strings_has(pristine, fact->path);
	for (size_t i = 1; i < c->words.count; i++)
		if (is_portable_flag(c->words.item[i]))
			strings_add_new(&fact->flags, c->words.item[i]);
	add_includes(f, c, &out->includes);
out:
	free(path);
}

/* Words that say what a call makes; those of the second kind take the next word with them. */
static bool says_output(const char *word, bool with_next)
{
	static const char alone[] = " -c -MD -MMD -MP -MG -M -MM ", next[] = " -o -MF -MT -MQ ";
	char *padded = format(" %s ", word);
	bool found = strstr(with_next ? next : alone, padded) != NULL;

	free(padded);
	return found;
}

/* The files below the tree that a compilation reads: the call once more, with -M. */
static void add_headers(const struct finder *f, const struct call *c, struct strings *out)
{
	struct text rule = {0}, errors = {0};
	struct strings argv = {0}, files = {0};
	size_t len = strlen(f->tree);

	strings_add(&argv, f->w->compiler);
	for (size_t i = 1; i < c->words.count; i++) {
		if (says_output(c->words.item[i], true))
			i++;
		else if (!says_output(c->words.item[i], false))
			strings_add(&argv, c->words.item[i]);
	}
	strings_add(&argv, "-M");
	process_run(&(struct process){.argv = (const char *const *)argv.item,
	                              .folder = c->folder,
	                              .output = &rule,
	                              .errors = &errors});
	strings_split(&files, rule.data ? rule.data : "", " \n\\");
	for (size_t i = 0; i < files.count; i++) {
		char *path = real(c->folder, files.item[i]);

		if (strncmp(path, f->tree, len) == 0 && path[len] == '/' && !is_source(path) &&
		    is_file(path))
			strings_add_new(out, path + len + 1);
		free(path);
	}
	strings_free(&argv);
	strings_free(&files);
	text_free(&rule);
	text_free(&errors);
}

/* What every source has moves to the flags of all. */
static void share_flags(struct facts *f)
{
	if (!f->count)
		return;
	for (size_t i = 0; i < f->source[0].flags.count; i++) {
		const char *flag = f->source[0].flags.item[i];
		bool everywhere = true;

		for (size_t k = 1; k < f->count; k++)
			everywhere &= strings_has(&f->source[k].flags, flag);
		if (everywhere)
			strings_add(&f->flags, flag);
	}
	for (size_t k = 0; k < f->count; k++) {
		struct strings *own = &f->source[k].flags;

		for (size_t i = own->count; i > 0; i--)
			if (strings_has(&f->flags, own->item[i - 1]))
				strings_remove(own, i - 1);
	}
}

/* nm's output: "ADDRESS T name" or " U name". */
static void read_symbols(const char *object, const char *source, struct strings *defined,
                         struct strings *undefined, struct facts *out)
{
	const char *const argv[] = {"nm", object, NULL};
	struct text text = {0}, errors = {0}, bytes = {0};
	struct strings lines = {0};

	if (file_read(object, &bytes) == 0 && memmem(bytes.data, bytes.len, "/dev/", 5))
		out->devices = true;
	text_free(&bytes);
	process_run(&(struct process){.argv = argv, .output = &text, .errors = &errors});
	strings_split(&lines, text.data ? text.data : "", "\n");
	for (size_t i = 0; i < lines.count; i++) {
		struct strings part = {0};

		strings_split(&part, lines.item[i], " ");
		if (part.count == 2 && strcmp(part.item[0], "U") == 0) {
			strings_add_new(undefined, part.item[1]);
		} else if (part.count == 3 && strchr("TDBRVW", part.item[1][0])) {
			strings_add_new(defined, part.item[2]);
			if (strcmp(part.item[2], "main") == 0 && !out->main)
				out->main = copy_string(source);
		}
		strings_free(&part);
	}
	strings_free(&lines);
	text_free(&text);
	text_free(&errors);
}

static int compare_sources(const void *a, const void *b)
{
	return strcmp(((const struct source_fact *)a)->path, ((const struct source_fact *)b)->path);
}

/* No program, but a library of that name: libz.a serves for z, libz and zlib. */
static void add_named_archive(struct finder *f, const char *name, const char *tree)
{
	char *stem = copy_string(starts_with(name, "lib") ? name + 3 : name), *wanted[2];
	struct strings files = {0};

	wanted[0] = format("lib%s.a", stem);
	if (ends_with(stem, "lib"))
		stem[strlen(stem) - 3] = 0;
	wanted[1] = format("lib%s.a", stem);
	list_files(tree, "", &files);
	for (size_t i = 0; i < files.count; i++) {
		const char *base = path_base(files.item[i]);

		if (strcmp(base, wanted[0]) == 0 || strcmp(base, wanted[1]) == 0) {
			char *path = real(tree, files.item[i]);

			add_input(f, path);
			free(path);
		}
	}
	strings_free(&files);
	free(wanted[0]);
	free(wanted[1]);
	free(stem);
}

static bool mentions_linux(const char *tree, const char *path)
{
	static const char macro[] = "__linux__";
	char *file = path_join(tree, path);
	struct text text = {0};
	bool found = file_read(file, &text) == 0 &&
	             memmem(text.data, text.len, macro, sizeof(macro) - 1) != NULL;

	text_free(&text);
	free(file);
	return found;
}

static bool asks_for_linux(const struct facts *f, const char *tree)
{
	for (size_t i = 0; i < f->count; i++)
		if (mentions_linux(tree, f->source[i].path))
			return true;
	for (size_t i = 0; i < f->headers.count; i++)
		if (mentions_linux(tree, f->headers.item[i]))
			return true;
	return false;
}

int facts_find(const struct watched *w, const char *tree, const char *program,
               const struct strings *pristine, struct facts *out)
{
	char *top = realpath(tree, NULL);
	struct finder f = {.w = w, .tree = top ? top : tree};
	const struct call *link = find_program_link(w, program);
	struct strings defined = {0}, undefined = {0};

	memset(out, 0, sizeof(*out));
	if (link)
		add_inputs(&f, link);
	else
		add_named_archive(&f, program, f.tree);
	for (size_t i = 0; i < w->calls.count; i++) {
		const struct call *c = &w->calls.item[i];
		const char *source = source_of(c);
		char *object;
		size_t before = out->count;

		if (!source || has_word(c, "-E"))
			continue;
		object = has_word(c, "-c")
		                 ? object_of(c, source)
		                 : real(c->folder,
		                        word_after(c, "-o") ? word_after(c, "-o") : "a.out");
		if (strings_has(&f.objects, object)) {
			/* one call may name several sources */
			for (size_t k = 1; k < c->words.count; k++)
				if (is_source(c->words.item[k]))
					add_source(&f, c, c->words.item[k], pristine, out);
			if (out->count > before) {
				read_symbols(object, out->source[before].path, &defined, &undefined,
				             out);
				add_headers(&f, c, &out->headers);
			}
		}
		free(object);
	}
	share_flags(out);
	out->linux = asks_for_linux(out, f.tree);
	for (size_t i = 0; i < undefined.count; i++)
		if (!strings_has(&defined, undefined.item[i]))
			strings_add(&out->undefined, undefined.item[i]);
	strings_sort(&out->undefined);
	if (out->count)
		qsort(out->source, out->count, sizeof(*out->source), compare_sources);
	strings_free(&defined);
	strings_free(&undefined);
	strings_free(&f.objects);
	strings_free(&f.seen);
	free(top);
	return out->count ? 0 : -ENOENT;
}

char *facts_folder(const struct facts *f)
{
	char *best = copy_string(".");
	size_t most = 0;

	for (size_t i = 0; i < f->count; i++) {
		char *folder = path_folder(f->source[i].path);
		size_t count = 0;

		for (size_t k = 0; k < f->count; k++) {
			char *other = path_folder(f->source[k].path);

			count += strcmp(other, folder) == 0;
			free(other);
		}
		if (count > most) {
			most = count;
			free(best);
			best = copy_string(folder);
		}
		free(folder);
	}
	return best;
}

void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->source[i].path);
		strings_free(&f->source[i].flags);
	}
	free(f->source);
	free(f->main);
	strings_free(&f->flags);
	strings_free(&f->includes);
	strings_free(&f->headers);
	strings_free(&f->undefined);
	memset(f, 0, sizeof(*f));
}
