/* SPDX-License-Identifier: BSD-3-Clause */
/* The build system's host program: one binary, one command per file. */
#ifndef UKTOOL_H
#define UKTOOL_H

#include <stddef.h>
#include <stdio.h>

/* Commands; argv[0] is the command's name. Each returns the exit status. */
int ukdep_fix(int argc, char **argv);
int ukdep_stamp(int argc, char **argv);
int ukdep_state(int argc, char **argv);
int ukconf_header(int argc, char **argv);
int uksymtab_make(int argc, char **argv);
int ukelf_check(int argc, char **argv);

/* Zeroed memory; ends the program when there is none. */
void *uk_xalloc(size_t size);
char *uk_concat(const char *a, const char *b);
/* The whole file with a NUL byte behind it, or NULL with errno set. */
char *uk_read_file(const char *path, size_t *size);
/* Output goes to a temporary file beside PATH; closing renames it. */
FILE *uk_open_output(const char *path);
int uk_close_output(FILE *f, const char *path);
/* As uk_close_output, but leaves PATH and its time alone when nothing changed. */
int uk_close_output_if_changed(FILE *f, const char *path);
int uk_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
int uk_usage(const char *arguments);

#endif
