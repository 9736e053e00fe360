/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses as text. */
#ifndef NOLIBC_ARPA_INET_H
#define NOLIBC_ARPA_INET_H

#include <netinet/in.h>

#ifdef __cplusplus
extern "C" {
#endif
/* a.b.c.d, each part decimal, 0 octal or 0x hexadecimal; with fewer parts the last fills the rest.
 * 1, or 0: no address. */
int inet_aton(const char *text, struct in_addr *address);
in_addr_t inet_addr(const char *text);   /* INADDR_NONE: no address */
char *inet_ntoa(struct in_addr address); /* overwritten by the next call */
/* AF_INET and AF_INET6. 1; 0: no address; -1: errno says EAFNOSUPPORT. */
int inet_pton(int family, const char *__restrict text, void *__restrict address);
/* NULL: errno says EAFNOSUPPORT, or ENOSPC. */
const char *inet_ntop(int family, const void *__restrict address, char *__restrict text,
                      socklen_t size);
#ifdef __cplusplus
}
#endif
#endif
