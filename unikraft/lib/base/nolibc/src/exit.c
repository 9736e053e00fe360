/* SPDX-License-Identifier: BSD-3-Clause */
/* The program's start, environment and end. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uk/boot.h>

#define ATEXIT_MAX 32

char **environ;
static void (*handlers[ATEXIT_MAX])(void);
static int handler_count;

extern void (*const __init_array_start[])(void), (*const __init_array_end[])(void);

int uk_libc_start(int (*main)(int, char **, char **), int argc, char **argv, char **envp)
{
	environ = envp;
	for (void (*const *f)(void) = __init_array_start; f < __init_array_end; f++)
		if (*f)
			(*f)();
	exit(main(argc, argv, envp));
}

int atexit(void (*fn)(void))
{
	if (handler_count == ATEXIT_MAX)
		return -1;
	handlers[handler_count++] = fn;
	return 0;
}

void exit(int status)
{
	while (handler_count)
		handlers[--handler_count]();
	_Exit(status);
}

void _Exit(int status)
{
	uk_exit(status & 0xff);
}

void _exit(int status)
{
	_Exit(status);
}

/* As in a shell: 128 and the number of SIGABRT. */
void abort(void)
{
	_Exit(128 + 6);
}

void __assert_fail(const char *condition, const char *file, int line, const char *function)
{
	fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, function, condition);
	abort();
}

char *getenv(const char *name)
{
	size_t len = strlen(name);

	for (char **e = environ; e && *e; e++)
		if (!strncmp(*e, name, len) && (*e)[len] == '=')
			return *e + len + 1;
	return NULL;
}

pid_t getpid(void)
{
	return 1;
}
