/* SPDX-License-Identifier: BSD-3-Clause */
/* What iperf3's configure would find out about an image with musl and lwIP. */
#ifndef IPERF_CONFIG_H
#define IPERF_CONFIG_H

#define UK_IPERF3_STRING_(x) #x
#define UK_IPERF3_STRING(x)  UK_IPERF3_STRING_(x)

#define HAVE_CLOCK_GETTIME  1
#define HAVE_ENDIAN_H       1
#define HAVE_GETLINE        1
#define HAVE_INTTYPES_H     1
#define HAVE_MEMORY_H       1
#define HAVE_POLL_H         1
#define HAVE_PTHREAD        1 /* 3.16 and later, as the next */
#define HAVE_STDATOMIC_H    1
#define HAVE_STDINT_H       1
#define HAVE_STDLIB_H       1
#define HAVE_STRINGS_H      1
#define HAVE_STRING_H       1
#define HAVE_SYS_SOCKET_H   1
#define HAVE_SYS_STAT_H     1
#define HAVE_SYS_TYPES_H    1
#define HAVE_TCP_CONGESTION 1
#define HAVE_UNISTD_H       1
#define STDC_HEADERS        1

/* Not here: daemon() (one process), processor affinity (one processor), flow labels, pacing, SCTP,
 * OpenSSL. */

#define PACKAGE           "iperf"
#define PACKAGE_NAME      "iperf"
#define PACKAGE_TARNAME   "iperf"
#define PACKAGE_VERSION   UK_IPERF3_STRING(UK_IPERF3_VERSION)
#define PACKAGE_STRING    "iperf " PACKAGE_VERSION
#define PACKAGE_BUGREPORT "https://github.com/esnet/iperf"
#define PACKAGE_URL       "https://software.es.net/iperf/"
#define VERSION           PACKAGE_VERSION

#endif
