/* SPDX-License-Identifier: BSD-3-Clause */
/* Output to the console, by the kernel's formatter. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/plat/console.h>
#include <uk/print.h>

/* Both streams are the console and unbuffered, so there is nothing in them. */
struct nolibc_file {
	char unused;
};

static FILE out, err;
#undef stdout
#undef stderr
FILE *const stdout = &out, *const stderr = &err;

static void write_console(void *arg, const char *text, __sz len)
{
	(void)arg;
	ukplat_coutk(text, (unsigned int)len);
}

int vfprintf(FILE *restrict f, const char *restrict fmt, va_list ap)
{
	(void)f;
	return uk_format(write_console, NULL, fmt, ap);
}

int vprintf(const char *restrict fmt, va_list ap)
{
	return vfprintf(stdout, fmt, ap);
}

int vsnprintf(char *restrict s, size_t n, const char *restrict fmt, va_list ap)
{
	return uk_vsnprintf(s, n, fmt, ap);
}

int vsprintf(char *restrict s, const char *restrict fmt, va_list ap)
{
	return vsnprintf(s, INT_MAX, fmt, ap);
}

int vasprintf(char **s, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	*s = len < 0 ? NULL : malloc((size_t)len + 1);
	return *s ? vsnprintf(*s, (size_t)len + 1, fmt, ap) : -1;
}

#define FORWARD(call)      \
	va_list ap;        \
	int ret;           \
                           \
	va_start(ap, fmt); \
	ret = call;        \
	va_end(ap);        \
	return ret

int printf(const char *restrict fmt, ...)
{
	FORWARD(vfprintf(stdout, fmt, ap));
}

int fprintf(FILE *restrict f, const char *restrict fmt, ...)
{
	FORWARD(vfprintf(f, fmt, ap));
}

int sprintf(char *restrict s, const char *restrict fmt, ...)
{
	FORWARD(vsprintf(s, fmt, ap));
}

int snprintf(char *restrict s, size_t n, const char *restrict fmt, ...)
{
	FORWARD(vsnprintf(s, n, fmt, ap));
}

int asprintf(char **s, const char *fmt, ...)
{
	FORWARD(vasprintf(s, fmt, ap));
}

size_t fwrite(const void *restrict p, size_t size, size_t n, FILE *restrict f)
{
	(void)f;
	write_console(NULL, p, size * n);
	return n;
}

int fputs(const char *restrict s, FILE *restrict f)
{
	fwrite(s, 1, strlen(s), f);
	return 0;
}

int puts(const char *s)
{
	fputs(s, stdout);
	return fputs("\n", stdout);
}

int fputc(int c, FILE *f)
{
	char byte = (char)c;

	fwrite(&byte, 1, 1, f);
	return (unsigned char)c;
}

int putc(int c, FILE *f)
{
	return fputc(c, f);
}

int putchar(int c)
{
	return fputc(c, stdout);
}

int fflush(FILE *f)
{
	(void)f;
	return 0;
}

void perror(const char *what)
{
	int error = errno;

	if (what && *what)
		fprintf(stderr, "%s: ", what);
	fprintf(stderr, "%s\n", strerror(error));
}
