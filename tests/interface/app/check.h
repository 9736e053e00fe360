/* SPDX-License-Identifier: BSD-3-Clause */
/* One line per question. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

extern int failed;

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition)) {                                            \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			failed = 1;                                            \
		}                                                              \
	} while (0)

#endif /* CHECK_H */
