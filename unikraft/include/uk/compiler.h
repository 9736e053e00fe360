/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of the compiler: they stand in uk/essentials.h.
 */
#ifndef UK_COMPILER_H
#define UK_COMPILER_H

#include <uk/essentials.h>

#endif /* UK_COMPILER_H */
