/* SPDX-License-Identifier: BSD-3-Clause */
/* Output to the console and formatting without floating point. There are no files in this libc. */
#ifndef NOLIBC_STDIO_H
#define NOLIBC_STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct nolibc_file FILE;
extern FILE *const stdout, *const stderr;
#define stdout stdout
#define stderr stderr
#define EOF    (-1)
#define BUFSIZ 1024

#ifdef __cplusplus
extern "C" {
#endif
int printf(const char *__restrict fmt, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE *__restrict f, const char *__restrict fmt, ...)
        __attribute__((format(printf, 2, 3)));
int sprintf(char *__restrict s, const char *__restrict fmt, ...)
        __attribute__((format(printf, 2, 3)));
int snprintf(char *__restrict s, size_t n, const char *__restrict fmt, ...)
        __attribute__((format(printf, 3, 4)));
int asprintf(char **s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int vprintf(const char *__restrict fmt, va_list ap);
int vfprintf(FILE *__restrict f, const char *__restrict fmt, va_list ap);
int vsprintf(char *__restrict s, const char *__restrict fmt, va_list ap);
int vsnprintf(char *__restrict s, size_t n, const char *__restrict fmt, va_list ap);
int vasprintf(char **s, const char *fmt, va_list ap);
int puts(const char *s);
int putchar(int c);
int putc(int c, FILE *f);
int fputc(int c, FILE *f);
int fputs(const char *__restrict s, FILE *__restrict f);
size_t fwrite(const void *__restrict p, size_t size, size_t n, FILE *__restrict f);
int fflush(FILE *f);
void perror(const char *what);
#ifdef __cplusplus
}
#endif
#endif
