/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start of a program. Takes the place of musl's file of the same name, whose guard for
 * set-user-ID programs opens /dev/null: no program is more privileged than its user here, and a
 * program that opens nothing shall carry no file system.
 */
#include <elf.h>
#include <features.h>
#include <unistd.h>
#include <stdlib.h>
#include "libc.h"

#define AUX_TYPES 38

extern weak hidden void (*const __init_array_start)(void), (*const __init_array_end)(void);

static void nothing(void)
{
}
weak_alias(nothing, _init);

static void no_guard(void *random)
{
}
weak_alias(no_guard, __init_ssp);

static void set_program_name(char *path)
{
	char *p;

	__progname_full = __progname = path;
	for (p = path; *p; p++)
		if (*p == '/')
			__progname = p + 1;
}

void __init_libc(char **envp, char *name)
{
	size_t aux[AUX_TYPES] = {0};
	char **end = envp;
	size_t *entry;

	__environ = envp;
	while (*end)
		end++;
	libc.auxv = (size_t *)(end + 1);
	for (entry = libc.auxv; entry[0] != AT_NULL; entry += 2)
		if (entry[0] < AUX_TYPES)
			aux[entry[0]] = entry[1];
	__hwcap = aux[AT_HWCAP];
	libc.page_size = aux[AT_PAGESZ];
	set_program_name(name ? name : "");
	__init_tls(aux);
	__init_ssp((void *)aux[AT_RANDOM]);
}

static void run_constructors(void)
{
	void (*const *f)(void);

	_init();
	for (f = &__init_array_start; f < &__init_array_end; f++)
		(*f)();
}
weak_alias(run_constructors, __libc_start_init);

/* Not inlined: what it uses (the thread pointer, the canary) exists only after __init_libc(). */
static __attribute__((__noinline__)) int run_main(int (*main)(int, char **, char **), int argc,
                                                  char **argv)
{
	__libc_start_init();
	exit(main(argc, argv, argv + argc + 1));
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(),
                      void (*fini)(), void (*rtld_fini)())
{
	__init_libc(argv + argc + 1, argv[0]);
	return run_main(main, argc, argv);
}
