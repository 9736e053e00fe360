/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry and helpers of the build system's host program. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "uktool.h"

void *uk_xalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		exit(uk_fail("out of memory"));
	return p;
}

char *uk_concat(const char *a, const char *b)
{
	char *s = uk_xalloc(strlen(a) + strlen(b) + 1);

	return strcat(strcpy(s, a), b);
}

char *uk_read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t len = 0, room = 16384, n;
	char *buf;

	if (!f)
		return NULL;
	setvbuf(f, NULL, _IONBF, 0);
	buf = uk_xalloc(room + 1);
	while ((n = fread(buf + len, 1, room - len, f)) > 0) {
		len += n;
		if (len < room)
			continue;
		room *= 2;
		buf = realloc(buf, room + 1);
		if (!buf)
			exit(uk_fail("out of memory"));
	}
	fclose(f);
	buf[len] = '\0';
	if (size)
		*size = len;
	return buf;
}

FILE *uk_open_output(const char *path)
{
	char *tmp = uk_concat(path, ".tmp");
	FILE *f = fopen(tmp, "wb");

	if (!f)
		exit(uk_fail("%s: cannot write: %s", tmp, strerror(errno)));
	free(tmp);
	return f;
}

static int finish(FILE *f, const char *path, int keep_same)
{
	char *tmp = uk_concat(path, ".tmp"), *was, *is;
	size_t was_size = 0, is_size = 0;

	if (ferror(f) | fclose(f))
		return uk_fail("%s: cannot write: %s", tmp, strerror(errno));
	if (keep_same) {
		was = uk_read_file(path, &was_size);
		is = uk_read_file(tmp, &is_size);
		if (was && is && was_size == is_size && !memcmp(was, is, is_size))
			return remove(tmp) ? uk_fail("%s: %s", tmp, strerror(errno)) : 0;
	}
	if (rename(tmp, path))
		return uk_fail("%s: %s", path, strerror(errno));
	return 0;
}

int uk_close_output(FILE *f, const char *path)
{
	return finish(f, path, 0);
}

int uk_close_output_if_changed(FILE *f, const char *path)
{
	return finish(f, path, 1);
}

int uk_fail(const char *format, ...)
{
	va_list ap;

	fputs("error: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return 1;
}

int uk_usage(const char *arguments)
{
	fprintf(stderr, "usage: uktool %s\n", arguments);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
	        {"fix", ukdep_fix},        {"stamp", ukdep_stamp},
	        {"state", ukdep_state},    {"config-header", ukconf_header},
	        {"symtab", uksymtab_make}, {"elf-check", ukelf_check},
	};

	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return uk_usage("fix|stamp|state|config-header|symtab|elf-check ARGUMENTS");
}
