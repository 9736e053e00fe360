/* SPDX-License-Identifier: BSD-3-Clause */
/* From the platform to main, and back. */
#ifndef UK_BOOT_H
#define UK_BOOT_H

#include <uk/essentials.h>

/* The platform is up (kernel context on its boot stack): start the scheduler, the init table, and
 * main. */
void uk_boot(void) __noreturn;

/* End the system: the init table's counterparts in reverse order, then power off. status: 0 to 255.
 * Any thread. */
void uk_exit(int status) __noreturn;

/*
 * Hook of a libc (weak): set itself up, run the constructors and exit(main(argc, argv, envp)). Runs
 * in the main thread in program context. Without it ukboot runs constructors and main itself.
 */
int uk_libc_start(int (*main)(int, char **, char **), int argc, char **argv, char **envp) __weak;

#endif /* UK_BOOT_H */
