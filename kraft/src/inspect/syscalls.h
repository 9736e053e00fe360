/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: their numbers from the architecture's table, and the libraries that provide them,
 * from the texts of the libraries. */
#ifndef KRAFT_INSPECT_SYSCALLS_H
#define KRAFT_INSPECT_SYSCALLS_H

#include "term/message.h"

#include "base/text.h"

struct syscall {
	char *name;
	int number;
	int arguments;
};

struct syscalls {
	struct syscall *item;
	size_t count;
};

/* The table of an architecture in the library OS at `core`. 0 or a negative errno. */
int syscalls_read(const char *core, const char *architecture, struct syscalls *out);
void syscalls_free(struct syscalls *s);
/* By name ("read", "SYS_read", "__NR_read") or number; NULL when there is none. */
const struct syscall *syscalls_find(const struct syscalls *s, const char *text);

struct syscall_provider {
	char *folder;           /* of the library */
	char *library;          /* "libposix_fdio" */
	struct strings options; /* with all of them the call is there; empty: with the library */
	char *prototype; /* "ssize_t read(int fd, …)"; NULL: its definition was not found */
	char *file;      /* where it is defined */
	int line;
};

/* Looks for a provider among the folders of libraries. False when there is none. */
bool syscall_provider(const struct strings *folders, const char *name,
                      struct syscall_provider *out);
void syscall_provider_free(struct syscall_provider *p);

/* Folders of libraries of the core at `core`, appended. */
void core_libraries(const char *core, struct strings *folders);

#endif
