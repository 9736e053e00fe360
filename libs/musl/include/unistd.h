/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's header, with a name for sysconf(3) that programs take for granted. The value is glibc's;
 * the answer is -1: not known. */
#include_next <unistd.h>

#ifndef _SC_LEVEL1_DCACHE_LINESIZE
#define _SC_LEVEL1_DCACHE_LINESIZE 190
#endif
