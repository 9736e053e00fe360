/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests with the host's headers: glibc has a macro of the same name with another meaning.
 */
#include_next <uk/essentials.h>
#undef __nonnull
#define __nonnull(parameters) __attribute__((__nonnull__ parameters))
