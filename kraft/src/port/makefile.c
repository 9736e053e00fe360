/* SPDX-License-Identifier: BSD-3-Clause */
/* Makefile.uk and Config.uk of a new library. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "port/library.h"

struct names {
	char *symbol;  /* LIBIPERF3 */
	char *library; /* libiperf3 */
	char *prefix;  /* iperf3, as C spells it */
	char *folder;  /* of most sources, below the top; "." for the top itself */
};

static void names_of(const struct library *l, struct names *n)
{
	char *upper = symbol_name(l->name);

	n->symbol = format("LIB%s", upper);
	n->library = format("lib%s", l->name);
	n->prefix = copy_string(l->name);
	for (char *c = n->prefix; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	n->folder = l->facts ? facts_folder(l->facts) : copy_string(".");
	free(upper);
}

static void names_free(struct names *n)
{
	free(n->symbol);
	free(n->library);
	free(n->prefix);
	free(n->folder);
}

/* The version as a variable wherever it stands, so that `kraft lib bump` changes one line. */
static void add_with_version(struct text *out, const char *s, const char *version,
                             const char *symbol)
{
	size_t len = version ? strlen(version) : 0;

	while (*s) {
		if (len && strncmp(s, version, len) == 0) {
			text_addf(out, "$(%s_VERSION)", symbol);
			s += len;
		} else {
			text_add_bytes(out, s++, 1);
		}
	}
}

/* Without the archive: archives of repositories unpack to REPOSITORY-VERSION. */
static void guess_folder(const struct library *l, const char *symbol, struct text *out)
{
	const char *name = l->name;
	char *origin = copy_string(l->origin ? l->origin : "");

	while (ends_with(origin, "/"))
		origin[strlen(origin) - 1] = 0;
	if (ends_with(origin, ".git"))
		origin[strlen(origin) - 4] = 0;
	if (strstr(origin, "://git"))
		name = path_base(origin);
	text_addf(out, "%s-$(%s_VERSION)", name, symbol);
	free(origin);
}

static void add_origin(const struct library *l, const struct names *n, struct text *out)
{
	const struct archive *a = l->archive;
	const char *s = n->symbol;

	if (!a || (!a->url && !a->debian)) {
		text_addf(out,
		          "\n# Where the sources come from:\n# %s_VERSION := 1.0\n"
		          "# %s_URL := https://example.org/%s-$(%s_VERSION).tar.gz\n"
		          "# $(eval $(call fetch,%s,$(%s_URL)))\n",
		          s, s, l->name, s, n->library, s);
		return;
	}
	text_add(out, "\n# Where the sources come from\n");
	text_addf(out, "%s_VERSION := %s\n", s, l->version ? l->version : "");
	if (a->url) {
		text_addf(out, "%s_URL := ", s);
		add_with_version(out, a->url, l->version, s);
		text_add(out, "\n");
	}
	if (a->sha256)
		text_addf(out, "%s_ORIGIN_SHA256 := %s\n", s, a->sha256);
	if (a->debian) {
		text_addf(out, "%s_ORIGIN_DEBIAN := ", s);
		add_with_version(out, a->debian, l->version, s);
		text_add(out, "\n");
	}
	text_addf(out, "%s_SUBDIR := ", s);
	if (a->sha256)
		add_with_version(out, a->top ? a->top : ".", l->version, s);
	else
		guess_folder(l, s, out);
	if (a->url)
		text_addf(out, "\n$(eval $(call fetch,%s,$(%s_URL)))\n", n->library, s);
	else /* the distribution is the only place */
		text_addf(out, "\n$(eval $(call fetchas,%s,,%s-$(%s_VERSION).tar))\n", n->library,
		          l->name, s);
	text_addf(out, "%s_SRC := $(%s_ORIGIN)/$(%s_SUBDIR)", s, s, s);
	if (strcmp(n->folder, "."))
		text_addf(out, "/%s", n->folder);
	text_add(out, "\n");
}

/* A path below the top, by the shortest variable. */
static void add_path(const struct names *n, const char *path, struct text *out)
{
	size_t len = strlen(n->folder);

	if (strcmp(n->folder, ".") == 0 || strcmp(path, n->folder) == 0)
		text_addf(out, "$(%s_SRC)%s%s", n->symbol, strcmp(path, n->folder) ? "/" : "",
		          strcmp(path, n->folder) ? path : "");
	else if (strncmp(path, n->folder, len) == 0 && path[len] == '/')
		text_addf(out, "$(%s_SRC)%s", n->symbol, path + len);
	else if (strcmp(path, ".") == 0)
		text_addf(out, "$(%s_ORIGIN)/$(%s_SUBDIR)", n->symbol, n->symbol);
	else
		text_addf(out, "$(%s_ORIGIN)/$(%s_SUBDIR)/%s", n->symbol, n->symbol, path);
}

static void add_flag(struct text *out, const char *flag)
{
	if (!flag[strcspn(flag, " \"'\\$#")]) {
		text_addf(out, " %s", flag);
		return;
	}
	text_add(out, " '");
	for (; *flag; flag++)
		text_addf(out, *flag == '$' ? "$%c" : *flag == '#' ? "\\%c" : "%c", *flag);
	text_add(out, "'");
}

static bool has_main(const struct library *l)
{
	return l->facts && l->facts->main;
}

/* LIBX_FILE_FLAGS is named after the file. */
static char *file_symbol(const char *path)
{
	char *base = copy_string(path_base(path)), *symbol;
	char *dot = strrchr(base, '.');

	if (dot)
		*dot = 0;
	symbol = symbol_name(base);
	free(base);
	return symbol;
}

/* A header that ./configure wrote into the origin stands beside the sources and would be found
 * first. */
static void add_strays(const struct library *l, const struct names *n, struct text *out)
{
	const char *s = n->symbol;

	if (!l->paths || !l->paths->count)
		return;
	text_addf(out,
	          "# A ./configure run by hand in the origin writes headers that describe the "
	          "build machine. They\n"
	          "# stand beside the sources, where they would be found before those of this "
	          "port: they step aside.\n"
	          "%s_NATIVE := $(wildcard",
	          s);
	for (size_t i = 0; i < l->paths->count; i++) {
		text_add(out, " ");
		add_path(n, l->paths->item[i], out);
	}
	text_addf(out,
	          ")\nifneq ($(%s_NATIVE),)\n$(shell for f in $(%s_NATIVE); do mv -f $$f "
	          "$$f.native; done)\n"
	          "endif\n",
	          s, s);
}

static void add_flags(const struct library *l, const struct names *n, struct text *out)
{
	const struct facts *f = l->facts;

	text_add(out, "\n# Include folders and flags\n");
	add_strays(l, n, out);
	if (l->corrected && l->corrected->count)
		text_addf(out, "%s_CINCLUDES-y += -I$(%s_BASE)/target\n", n->symbol, n->symbol);
	if (!f || (l->headers && l->headers->count))
		text_addf(out, "%s%s_CINCLUDES-y += -I$(%s_BASE)/include\n", f ? "" : "# ",
		          n->symbol, n->symbol);
	for (size_t i = 0; f && i < f->includes.count; i++) {
		text_addf(out, "%s_CINCLUDES-y += -I", n->symbol);
		add_path(n, f->includes.item[i], out);
		text_add(out, "\n");
	}
	if (f && f->linux)
		text_addf(out,
		          "# The image has the system calls of Linux, which this source asks for\n"
		          "%s_COMPFLAGS-y += -D__linux__\n",
		          n->symbol);
	if (f && f->flags.count) {
		text_addf(out, "%s_CFLAGS-y +=", n->symbol);
		for (size_t i = 0; i < f->flags.count; i++)
			add_flag(out, f->flags.item[i]);
		text_add(out, "\n");
	}
	if (!f)
		text_addf(out, "# %s_CFLAGS-y += -Wno-unused-parameter\n", n->symbol);
}

static bool same_flags(const struct source_fact *a, const struct source_fact *b)
{
	bool same = a->flags.count == b->flags.count;

	for (size_t i = 0; same && i < a->flags.count; i++)
		same = strcmp(a->flags.item[i], b->flags.item[i]) == 0;
	return same;
}

/* Flags of single files; those of several alike stand once. */
static void add_file_flags(const struct facts *f, size_t index, const struct names *n,
                           struct text *out)
{
	const struct source_fact *source = &f->source[index];
	struct strings files = {0};

	for (size_t i = 0; i < f->count; i++) {
		if (!same_flags(source, &f->source[i]))
			continue;
		if (i < index) /* said by that one */
			break;
		char *file = file_symbol(f->source[i].path);

		strings_add_new(&files, file);
		free(file);
	}
	if (files.count == 1)
		text_addf(out, "%s_%s_FLAGS-y +=", n->symbol, files.item[0]);
	else if (files.count)
		text_addf(out, "%s_LIKE_%s :=", n->symbol, files.item[0]);
	for (size_t i = 0; files.count && i < source->flags.count; i++)
		add_flag(out, source->flags.item[i]);
	if (files.count > 1) {
		text_add(out, "\n$(foreach file,");
		for (size_t i = 0; i < files.count; i++)
			text_addf(out, "%s%s", i ? " " : "", files.item[i]);
		text_addf(out, ",$(eval %s_$(file)_FLAGS-y += $$(%s_LIKE_%s)))", n->symbol,
		          n->symbol, files.item[0]);
	}
	text_add(out, files.count ? "\n" : "");
	strings_free(&files);
}

static void add_sources(const struct library *l, const struct names *n, struct text *out)
{
	const struct facts *f = l->facts;

	text_add(out, "\n# Sources\n");
	if (!f)
		text_addf(out, "# %s_SRCS-y += $(%s_SRC)/main.c\n", n->symbol, n->symbol);
	for (size_t i = 0; f && i < f->count; i++) {
		text_addf(out, "%s_SRCS-y += ", n->symbol);
		if (f->source[i].generated)
			text_addf(out, "$(%s_BASE)/generated/%s", n->symbol, f->source[i].path);
		else
			add_path(n, f->source[i].path, out);
		text_add(out, "\n");
	}
	for (size_t i = 0; f && i < f->count; i++)
		if (f->source[i].flags.count)
			add_file_flags(f, i, n, out);
}

static void add_main(const struct library *l, const struct names *n, struct text *out)
{
	const char *s = n->symbol;
	char *file;

	if (!has_main(l) && !l->glue)
		return;
	file = has_main(l) ? file_symbol(l->facts->main) : copy_string("MAIN");
	if (l->glue) {
		text_addf(out,
		          "\n# main.c here calls the program's main under its new name\n"
		          "%s_%s_FLAGS-y += -Dmain=%s_main\n"
		          "%s_SRCS-$(CONFIG_%s_MAIN_FUNCTION) += $(%s_BASE)/main.c|unikraft\n",
		          s, file, n->prefix, s, s, s);
	} else {
		text_addf(out,
		          "\n# For use as a library of another program, main gets out of the way\n"
		          "ifneq ($(CONFIG_%s_MAIN_FUNCTION),y)\n"
		          "%s_%s_FLAGS-y += -Dmain=%s_main\nendif\n",
		          s, s, file, n->prefix);
	}
	free(file);
}

void library_makefile(const struct library *l, struct text *out)
{
	struct names n;

	names_of(l, &n);
	text_addf(out, "# %s%s%s as a Unikraft library\n$(eval $(call addlib_s,%s,$(CONFIG_%s)))\n",
	          l->name, l->version ? " " : "", l->version ? l->version : "", n.library,
	          n.symbol);
	add_origin(l, &n, out);
	add_flags(l, &n, out);
	add_sources(l, &n, out);
	add_main(l, &n, out);
	names_free(&n);
}

void library_config(const struct library *l, struct text *out)
{
	struct names n;

	names_of(l, &n);
	text_addf(out, "menuconfig %s\n\tbool \"%s\"\n\tdefault n\n", n.symbol, l->name);
	for (size_t i = 0; l->needs && i < l->needs->count; i++)
		text_addf(out, "\tselect %s\n", l->needs->item[i]);
	if (l->version)
		text_addf(out, "\thelp\n\t  %s %s from %s\n", l->name, l->version,
		          l->origin ? l->origin : "its archive");
	if (has_main(l) || l->glue || !l->facts)
		text_addf(out,
		          "\nif %s\nconfig %s_MAIN_FUNCTION\n\tbool \"Provide main function\"\n"
		          "\tdefault y\n\thelp\n\t  Off, the program's main is called %s_main, and "
		          "another\n"
		          "\t  library or the application provides main.\nendif\n",
		          n.symbol, n.symbol, n.prefix);
	names_free(&n);
}
