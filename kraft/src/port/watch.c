/* SPDX-License-Identifier: BSD-3-Clause */
/* Running a native build with a compiler that keeps a record. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "port/watch.h"
#include "term/message.h"

#define CMAKE_FOLDER "kraft-build" /* in the source; `build` is often there */

/* Libraries that are part of the libc here, or of the compiler. */
static const char own_libraries[] = "c m pthread rt dl util crypt resolv xnet nsl gcc gcc_s gcc_eh "
                                    "atomic stdc++ socket";

/* Libraries nobody has a port of are dropped: a test of ./configure for one of their functions then
 * fails as it should. What the build has made itself stands in one of its -L folders. A record is
 * the folder and the words, each ended by a NUL, and a word of one byte 1. */
static const char script[] =
        "made() {\n"
        "\tfor d; do\n"
        "\t\tcase $d in -L*) [ -e \"${d#-L}/lib$l.a\" ] || [ -e \"${d#-L}/lib$l.so\" ] && return 0 "
        ";; esac\n"
        "\tdone\n"
        "\treturn 1\n"
        "}\n"
        "for a; do\n"
        "\tshift\n"
        "\tcase $a in\n"
        "\t-I/usr/* | -I/opt/*) [ \"$foreign\" ] && continue ;; # the host's headers\n"
        "\t-l*)\n"
        "\t\tl=${a#-l}\n"
        "\t\tcase $allowed in *\" $l \"*) set -- \"$@\" \"$a\"; continue ;; esac\n"
        "\t\tif made \"$@\"; then set -- \"$@\" \"$a\"; continue; fi\n"
        "\t\tcase $(cc -print-file-name=lib$l.so) in /*) echo \"$l\" >>\"$scratch/refused\" ;; "
        "esac\n"
        "\t\tcontinue ;;\n"
        "\tesac\n"
        "\tset -- \"$@\" \"$a\"\n"
        "done\n"
        "{ printf '%s\\0' \"$PWD\" cc \"$@\"; printf '\\001\\0'; } >>\"$scratch/record\"\n"
        "[ \"$KRAFT_WATCH\" = make ] && set -- \"$@\" -Wl,--unresolved-symbols=ignore-all\n"
        "compile() {\n"
        "\tcc \"$@\"";

/* ./configure asks by linking whether there is a function, and what is linked is the host's libc.
 * A link that failed for nothing but names that the image's has is made all the same, and a program
 * that got a function from the host's which the image's has not is taken back. Names that begin
 * with _ are between the libc and the compiler. */
static const char judgement[] =
        "}\n"
        "[ \"$KRAFT_WATCH\" = configure ] && [ -e \"$symbols\" ] || { compile \"$@\"; exit; }\n"
        "compile \"$@\" 2>\"$scratch/errors.$$\"\n"
        "status=$?\n"
        "errors=$(cat \"$scratch/errors.$$\"; rm \"$scratch/errors.$$\")\n"
        "[ -z \"$errors\" ] || printf '%s\\n' \"$errors\" >&2\n"
        "missing=$(printf '%s\\n' \"$errors\" |\n"
        "\tsed -n \"s/.*undefined reference to .\\([A-Za-z_][A-Za-z0-9_]*\\).*/\\1/p\" | sort -u)\n"
        "if [ $status -ne 0 ] && [ \"$missing\" ] &&\n"
        "\t! printf '%s\\n' \"$missing\" | grep -qvxFf \"$symbols\"; then\n"
        "\tcompile \"$@\" -Wl,--unresolved-symbols=ignore-all 2>/dev/null\n"
        "\tstatus=$?\n"
        "fi\n"
        "[ $status -eq 0 ] || exit $status\n"
        "out=a.out last=\n"
        "for a; do\n"
        "\tcase $last in -o) out=$a ;; esac\n"
        "\tcase $a in -c | -E | -S | -M | -MM | -shared) exit 0 ;; esac\n"
        "\tlast=$a\n"
        "done\n"
        "strange=$(nm -D -u \"$out\" 2>/dev/null |\n"
        "\tsed -n 's/^ *[Uw] \\([A-Za-z][A-Za-z0-9_]*\\)@GLIBC.*/\\1/p' | grep -vxFf "
        "\"$symbols\")\n"
        "[ -z \"$strange\" ] && exit 0\n"
        "echo \"not in the image's libc:\" $strange >&2\n"
        "rm -f \"$out\"\n"
        "exit 1\n";

static void write_script(struct text *out, const struct watch *w)
{
	text_addf(out,
	          "#!/bin/sh\n# Stands in for the compiler: keeps a record of each call.\n"
	          "scratch='%s'\nsymbols='%s'\nforeign=%s\nallowed=' %s",
	          w->scratch, w->symbols ? w->symbols : "", w->headers->count ? "y" : "",
	          own_libraries);
	for (size_t i = 0; i < w->libraries->count; i++)
		text_addf(out, " %s", w->libraries->item[i]);
	text_add(out, " '\n");
	text_add(out, script);
	if (w->headers->count)
		text_add(out, " -nostdinc");
	for (size_t i = 0; i < w->headers->count; i++)
		text_addf(out, " -isystem '%s'", w->headers->item[i]);
	text_add(out, "\n");
	text_add(out, judgement);
}

void watch_read(const char *file, struct calls *out)
{
	struct text text = {0};
	struct call call = {0};
	size_t at = 0;

	file_read(file, &text);
	while (at < text.len) {
		const char *word = text.data + at;

		at += strlen(word) + 1;
		if (strcmp(word, "\001") == 0) {
			out->item = need(realloc(out->item, (out->count + 1) * sizeof(*out->item)));
			out->item[out->count++] = call;
			memset(&call, 0, sizeof(call));
		} else if (!call.folder) {
			call.folder = copy_string(word);
		} else {
			strings_add(&call.words, word);
		}
	}
	free(call.folder);
	strings_free(&call.words);
	text_free(&text);
}

static char *last_lines(const struct text *output)
{
	size_t at = output->len, lines = 0;

	while (at && lines < 12)
		lines += output->data[--at] == '\n';
	return copy_string(output->data ? output->data + at + (lines == 12) : "");
}

static bool step(const struct watch *w, struct watched *out, const char *mode,
                 const char *const *argv)
{
	char *compiler = format("CC=%s/cc", w->scratch), *phase = format("KRAFT_WATCH=%s", mode);
	const char *const variables[] = {compiler,           phase,
	                                 "CFLAGS=-O0",       "CONFIG_SITE=/dev/null",
	                                 "PKG_CONFIG_PATH=", "PKG_CONFIG_LIBDIR=/nonexistent",
	                                 "LC_ALL=C",         "MAKEFLAGS",
	                                 "MAKELEVEL",        NULL};
	struct text output = {0};
	char *shown = process_show(argv);
	int status;

	detail("%s", shown);
	status = process_run(&(struct process){.argv = argv,
	                                       .folder = w->tree,
	                                       .variables = variables,
	                                       .output = &output,
	                                       .errors = &output});
	if (status) {
		free(out->log);
		out->log = last_lines(&output);
	}
	free(shown);
	text_free(&output);
	free(phase);
	free(compiler);
	return status == 0;
}

static bool tree_has(const struct watch *w, const char *name)
{
	char *path = path_join(w->tree, name);
	bool there = is_file(path);

	free(path);
	return there;
}

static bool has_makefile(const struct watch *w)
{
	return tree_has(w, "Makefile") || tree_has(w, "makefile") || tree_has(w, "GNUmakefile");
}

static bool uses_cmake(const struct watch *w)
{
	return tree_has(w, "CMakeLists.txt") && !tree_has(w, "configure") && !has_makefile(w);
}

static void add_all(struct strings *argv, const struct strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		strings_add(argv, words->item[i]);
}

static bool run_configure(const struct watch *w, struct watched *out)
{
	char *path = path_join(w->tree, "configure");
	struct strings argv = {0};
	struct text text = {0};

	strings_split(&argv, "timeout 600 ./configure", " ");
	file_read(path, &text);
	if (text.data && strstr(text.data, "enable_shared")) /* else libtool compiles all twice */
		strings_split(&argv, "--disable-shared --enable-static", " ");
	add_all(&argv, w->configure_arguments);
	bool ok = step(w, out, "configure", (const char *const *)argv.item);

	strings_free(&argv);
	text_free(&text);
	free(path);
	return ok;
}

static bool run_make(const struct watch *w, struct watched *out)
{
	struct strings argv = {0};

	strings_split(&argv, "timeout 1200 make -k", " ");
	if (uses_cmake(w))
		strings_split(&argv, "-C " CMAKE_FOLDER, " ");
	else if (!out->configured)
		strings_addf(&argv, "CC=%s/cc", w->scratch);
	add_all(&argv, w->make_arguments);
	bool ok = step(w, out, "make", (const char *const *)argv.item);

	strings_free(&argv);
	return ok;
}

/* Static libraries, whose objects are seen, and nothing of what is installed here. */
static bool run_cmake(const struct watch *w, struct watched *out)
{
	char *program = find_program("cmake");
	struct strings argv = {0};
	bool ok = false;

	if (program) {
		strings_split(&argv, "timeout 600 cmake -S . -B " CMAKE_FOLDER, " ");
		strings_split(&argv, "-DBUILD_SHARED_LIBS=OFF -DCMAKE_BUILD_TYPE=None", " ");
		strings_add(&argv, "-DCMAKE_FIND_ROOT_PATH=/nonexistent");
		strings_split(&argv,
		              "-DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY "
		              "-DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY "
		              "-DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY",
		              " ");
		add_all(&argv, w->configure_arguments);
		ok = step(w, out, "configure", (const char *const *)argv.item);
	} else {
		free(out->log);
		out->log = copy_string("cmake is not installed; as root: apt-get install cmake");
	}
	strings_free(&argv);
	free(program);
	return ok;
}

static int prepare(const struct watch *w)
{
	char *script = path_join(w->scratch, "cc");
	struct text text = {0};
	int error;

	write_script(&text, w);
	error = file_write(script, text.data, text.len);
	if (!error && chmod(script, 0755))
		error = -errno;
	text_free(&text);
	free(script);
	return error;
}

int watch_build(const struct watch *w, struct watched *out)
{
	const char *const bootstrap[] = {"timeout", "300", "autoreconf", "-fi", NULL};
	char *record = path_join(w->scratch, "record"), *refused = path_join(w->scratch, "refused");
	struct text names = {0};
	struct strings all = {0};
	bool makefile;
	int error = prepare(w);

	memset(out, 0, sizeof(*out));
	if (error)
		goto out;
	out->compiler = path_join(w->scratch, "cc");
	if (!tree_has(w, "configure") &&
	    (tree_has(w, "configure.ac") || tree_has(w, "configure.in")))
		step(w, out, "configure", bootstrap);
	makefile = has_makefile(w);
	if (tree_has(w, "configure"))
		out->configured = run_configure(w, out);
	else if (uses_cmake(w))
		out->configured = run_cmake(w, out);
	else if (!makefile)
		error = -ENOENT;
	unlink(record);
	if (!error && (out->configured || (makefile && !tree_has(w, "configure"))))
		out->built = run_make(w, out);
	watch_read(record, &out->calls);
	if (file_read(refused, &names) == 0)
		strings_split(&all, names.data, "\n");
	for (size_t i = 0; i < all.count; i++)
		strings_add_new(&out->refused, all.item[i]);
out:
	strings_free(&all);
	text_free(&names);
	free(record);
	free(refused);
	return error;
}

void watched_free(struct watched *w)
{
	for (size_t i = 0; i < w->calls.count; i++) {
		free(w->calls.item[i].folder);
		strings_free(&w->calls.item[i].words);
	}
	free(w->calls.item);
	strings_free(&w->refused);
	free(w->compiler);
	free(w->log);
	memset(w, 0, sizeof(*w));
}
