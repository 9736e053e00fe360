/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX strings.h. */
#ifndef NOLIBC_STRINGS_H
#define NOLIBC_STRINGS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
int ffs(int i);
int ffsl(long i);
int ffsll(long long i);
void bzero(void *s, size_t n);
int bcmp(const void *a, const void *b, size_t n);
#ifdef __cplusplus
}
#endif
#endif
