/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared with the other tests; what else they replace is real here. */
#include "../../stub/uk/crash.h"
