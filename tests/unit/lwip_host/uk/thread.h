/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel's own header: the file tests, whose other stand-ins serve here too, have a simpler
 * one. */
#include "../../../../unikraft/lib/sched/uksched/include/uk/thread.h"
