/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses: given at boot, learnt by DHCP, or made up (IPv6 link-local); the resolver's file. */
#ifndef LWIP_CONFIG_H
#define LWIP_CONFIG_H

#include "lwip/ip_addr.h"

struct lwip_device;

/* Configures all interfaces and waits, bounded, for DHCP. 0 or an error. */
int lwip_configure(void);

/* A name server or search domain for /etc/resolv.conf; written by lwip_resolver_write(). */
void lwip_resolver_server(unsigned int number, const ip_addr_t *server);
void lwip_resolver_domain(const char *domain);
/* Writes /etc/resolv.conf and /etc/hosts unless the program brings its own, when there is a file
 * system. */
void lwip_resolver_write(void);

#endif /* LWIP_CONFIG_H */
