/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: a crash of the system is a failed test. */
#ifndef UK_CRASH_H
#define UK_CRASH_H

#include <stdio.h>
#include <stdlib.h>

#ifndef __FILE_NAME__
#define __FILE_NAME__ __FILE__
#endif
#define uk_crash(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), abort())

#endif /* UK_CRASH_H */
