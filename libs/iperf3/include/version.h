/* SPDX-License-Identifier: BSD-3-Clause */
/* What iperf3's configure would make of version.h.in. */
#include "iperf_config.h"

#define IPERF_VERSION      PACKAGE_VERSION
#define IPERF_VERSION_DATE ""
