/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rounding to pages, under the names that allocators of BSD origin use.
 */
#ifndef UK_PAGE_H
#define UK_PAGE_H

#include <uk/arch/limits.h>

#define round_pgup(a)   PAGE_ALIGN_UP(a)
#define round_pgdown(a) PAGE_ALIGN_DOWN(a)

#endif /* UK_PAGE_H */
