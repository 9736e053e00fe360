/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Priorities of entries in the init table and of constructors: they stand in uk/init.h.
 */
#ifndef UK_PRIO_H
#define UK_PRIO_H

#include <uk/init.h>

#endif /* UK_PRIO_H */
