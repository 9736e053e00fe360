/* SPDX-License-Identifier: BSD-3-Clause */
/* glibc's struct tcp_info is an old one; Linux' own is what musl has. */
#include <linux/tcp.h>
