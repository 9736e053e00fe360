/* SPDX-License-Identifier: BSD-3-Clause */
/* Tap devices on a bridge. */
#ifndef KRAFT_MACHINE_TAP_H
#define KRAFT_MACHINE_TAP_H

#include <stddef.h>

/* A new tap device with virtio headers (offloads then reach the guest), up and part of `bridge`. It
 * vanishes with the last descriptor. Returns the descriptor, which is inherited by programs that
 * are started, or a negative errno after a message. */
int tap_open_on_bridge(const char *bridge);
/* -ENODEV after a message when there is no such interface. */
int tap_check_interface(const char *name, const char *option);

/* A connection to the switch that listens at this socket; the path may be of any length. */
int switch_connect(const char *socket);

#endif
