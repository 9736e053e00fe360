/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of UDP sockets, with the values of Linux. */
#ifndef NOLIBC_NETINET_UDP_H
#define NOLIBC_NETINET_UDP_H

#define UDP_CORK 1
#define SOL_UDP  17
#endif
