/* SPDX-License-Identifier: BSD-3-Clause */
/* Times of a file in seconds. */
#ifndef NOLIBC_UTIME_H
#define NOLIBC_UTIME_H

#include <sys/types.h>

struct utimbuf {
	time_t actime, modtime;
};
#endif
