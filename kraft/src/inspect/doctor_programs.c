/* SPDX-License-Identifier: BSD-3-Clause */
/* Programs and headers that building and running need, with their versions. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "index/workspace.h"
#include "inspect/doctor.h"
#include "machine/virtiofsd.h"

#define PATIENCE 3000 /* milliseconds for a program to say its version */

/* The first number with a dot that a program prints; NULL when it says none in time. */
static char *version_of(const char *program, const char *option)
{
	const char *const argv[] = {program, option, NULL};
	struct text said = {0};
	char *version = NULL;
	int status = process_run(&(struct process){
	        .argv = argv, .output = &said, .errors = &said, .milliseconds = PATIENCE});

	for (const char *c = said.data; status == 0 && c && *c && !version; c++) {
		size_t len = strspn(c, "0123456789.");

		if (isdigit((unsigned char)*c) &&
		    (c == said.data || !isalnum((unsigned char)c[-1])) &&
		    (memchr(c, '.', len) || !c[len] || c[len] == '\n'))
			version = copy_bytes(c, len);
		else if (len)
			c += len - 1;
	}
	text_free(&said);
	return version;
}

/* Is `version` at least MAJOR.MINOR? */
static bool at_least(const char *version, long major, long minor)
{
	char *end;
	long first = strtol(version, &end, 10);

	return first > major ||
	       (first == major && (*end == '.' ? strtol(end + 1, NULL, 10) : 0) >= minor);
}

struct tool {
	const char *name; /* of the finding */
	const char *program;
	const char *option; /* that prints the version; NULL: being there is enough */
	long major, minor;  /* the least that works; 0: any */
	const char *package;
	enum health without;
	const char *use; /* what does not work without */
};

static void check_tool(struct findings *f, const struct tool *t)
{
	char *path = find_program(t->program), *version;

	if (!path) {
		finding_add(f, t->name, t->without,
		            format("%s is not installed: %s", t->program, t->use),
		            install_command(t->package));
		return;
	}
	version = t->option ? version_of(path, t->option) : NULL;
	if (t->option && !version)
		finding_add(f, t->name, t->without,
		            format("%s does not run: %s --version says nothing", t->program, path),
		            install_command(t->package));
	else if (version && t->major && !at_least(version, t->major, t->minor))
		finding_add(f, t->name, t->without,
		            format("%s %s is too old: %ld.%ld is needed", t->program, version,
		                   t->major, t->minor),
		            install_command(t->package));
	else
		finding_add(f, t->name, HEALTH_OK,
		            version ? format("%s %s", t->program, version) : copy_string(path),
		            NULL);
	free(version);
	free(path);
}

static const struct tool builders[] = {
        {"make", "make", "--version", 4, 3, "make", HEALTH_MISSING, "nothing can be built"},
        {"binutils", "ld", "--version", 0, 0, "binutils", HEALTH_MISSING, "nothing can be linked"},
        {"Kconfig", "kconfig-conf", NULL, 0, 0, "kconfig-frontends-nox", HEALTH_MISSING,
         "nothing can be configured"},
        {"menuconfig", "kconfig-mconf", NULL, 0, 0, "kconfig-frontends-nox", HEALTH_WARN,
         "kraft menuconfig"},
        {"git", "git", "--version", 0, 0, "git", HEALTH_WARN, "origins that are repositories"},
        {"patch", "patch", "--version", 0, 0, "patch", HEALTH_WARN, "ports with patches"},
};

/* Not in everybody's PATH. */
static void check_mke2fs(struct findings *f)
{
	char *path = find_system_program("mke2fs");

	finding_add(
	        f, "e2fsprogs", path ? HEALTH_OK : HEALTH_WARN,
	        path ? copy_string(path)
	             : copy_string("mke2fs is not installed: kraft volume create --driver ext4"),
	        path ? NULL : install_command("e2fsprogs"));
	free(path);
}

static const struct tool packagers[] = {
        {"apt-get", "apt-get", NULL, 0, 0, "apt", HEALTH_WARN,
         "sources come from mirrors and upstream only"},
        {"dpkg-source", "dpkg-source", NULL, 0, 0, "dpkg-dev", HEALTH_WARN,
         "sources come from mirrors and upstream only"},
};

/* Either compiler will do; images are built with gcc unless COMPILER says clang. */
static void check_compilers(struct findings *f)
{
	static const struct tool
	        gcc = {"gcc", "gcc", "--version",    12,
	               0,     "gcc", HEALTH_MISSING, "nothing can be compiled"},
	        clang = {"clang", "clang", "--version",    14,
	                 0,       "clang", HEALTH_MISSING, "nothing can be compiled"};
	const char *chosen = getenv("COMPILER");
	bool wants_clang = chosen && strcmp(chosen, "clang") == 0;
	char *other = find_program(wants_clang ? "gcc" : "clang");

	check_tool(f, wants_clang ? &clang : &gcc);
	if (other)
		check_tool(f, wants_clang ? &gcc : &clang);
	else
		finding_add(f, wants_clang ? "gcc" : "clang", HEALTH_OK,
		            format("not installed; only for COMPILER=%s",
		                   wants_clang ? "gcc" : "clang"),
		            NULL);
	/* the one that is not asked for is no need */
	if (f->item[f->count - 1].health == HEALTH_MISSING)
		f->item[f->count - 1].health = HEALTH_WARN;
	free(other);
	if (is_file("/usr/include/stdio.h"))
		finding_add(f, "C headers", HEALTH_OK, copy_string("/usr/include"), NULL);
	else
		finding_add(f, "C headers", HEALTH_MISSING,
		            copy_string("the build system's own tool cannot be compiled"),
		            install_command("libc6-dev"));
}

static void check_emulator(struct findings *f)
{
	static const char firmware[] = "/usr/share/seabios/bios-microvm.bin";
	const char *configured = getenv("KRAFT_QEMU");
	struct tool qemu = {"QEMU", "qemu-system-x86_64", "--version",    5,
	                    0,      "qemu-system-x86",    HEALTH_MISSING, "nothing can be run"};

	if (configured && *configured)
		qemu.program = configured;
	check_tool(f, &qemu);
	if (f->item[f->count - 1].health != HEALTH_OK)
		return;
	if (is_file(firmware) || is_file("/usr/share/qemu/bios-microvm.bin"))
		finding_add(f, "firmware", HEALTH_OK, copy_string("bios-microvm.bin"), NULL);
	else
		finding_add(f, "firmware", HEALTH_WARN,
		            copy_string("bios-microvm.bin is not installed: the machine microvm"),
		            install_command("seabios"));
}

/* Folders are shared without it as well. */
static void check_virtiofsd(struct findings *f)
{
	char *path = virtiofsd_find();

	if (path)
		finding_add(f, "virtiofsd", HEALTH_OK, path, NULL);
	else
		finding_add(f, "virtiofsd", HEALTH_WARN,
		            copy_string("virtiofsd is not installed: volumes by virtiofs (those by "
		                        "9p work)"),
		            install_command(virtiofsd_package()));
}

static bool lists_packages(const char *path)
{
	struct strings lines = {0};
	struct text text = {0};
	bool found = false;

	if (file_read(path, &text) == 0 && text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = trim(lines.item[i]);

		found |= starts_with(line, "deb ") || starts_with(line, "deb-src ") ||
		         starts_with(line, "deb [") || starts_with(line, "Types:");
	}
	strings_free(&lines);
	text_free(&text);
	return found;
}

/* kraft-fetch derives entries for source packages from those that are configured here. */
static void check_package_sources(struct findings *f)
{
	const char *given = getenv("KRAFT_APT_ETC"), *etc = given && *given ? given : "/etc/apt";
	char *folder = path_join(etc, "sources.list.d"), *list = path_join(etc, "sources.list");
	struct strings names = {0};
	bool found = lists_packages(list);

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count && !found; i++) {
		char *path = path_join(folder, names.item[i]);

		found = (ends_with(path, ".list") || ends_with(path, ".sources")) &&
		        lists_packages(path);
		free(path);
	}
	if (found)
		finding_add(f, "source packages", HEALTH_OK, format("by the entries of %s", etc),
		            NULL);
	else
		finding_add(f, "source packages", HEALTH_WARN,
		            format("%s names no distribution to take sources from", etc),
		            format("%seditor %s", geteuid() ? "sudo " : "", list));
	strings_free(&names);
	free(folder);
	free(list);
}

static bool runs(const char *program)
{
	const char *const argv[] = {program, "--help", NULL};

	return process_run(&(struct process){
	               .argv = argv, .quiet = true, .milliseconds = PATIENCE}) == 0;
}

static void check_own_programs(struct findings *f)
{
	char *fetch = fetch_program();
	const char *root = builtin_root();

	if (!fetch)
		finding_add(
		        f, "kraft-fetch", HEALTH_MISSING,
		        copy_string("it stands neither beside kraft nor in PATH: no source can be "
		                    "fetched"),
		        root ? format("make -C %s", root)
		             : copy_string("export KRAFT_FETCH=/path/to/kraft-fetch"));
	else if (!runs(fetch))
		finding_add(f, "kraft-fetch", HEALTH_MISSING,
		            format("%s does not run: a library of it is not installed", fetch),
		            install_command("libcurl4 libarchive13 libssl3"));
	else
		finding_add(f, "kraft-fetch", HEALTH_OK, copy_string(fetch), NULL);
	free(fetch);
}

void doctor_programs(struct findings *f)
{
	for (size_t i = 0; i < sizeof(builders) / sizeof(*builders); i++)
		check_tool(f, &builders[i]);
	check_compilers(f);
	check_mke2fs(f);
	check_own_programs(f);
	for (size_t i = 0; i < sizeof(packagers) / sizeof(*packagers); i++)
		check_tool(f, &packagers[i]);
	check_package_sources(f);
	check_emulator(f);
	check_virtiofsd(f);
}
