/* SPDX-License-Identifier: BSD-3-Clause */
/* The console. Output is unbuffered and works from the first C code on, in every context. */
#ifndef UK_PLAT_CONSOLE_H
#define UK_PLAT_CONSOLE_H

#include <uk/arch/types.h>

struct uk_defer;

/* Write len bytes as they are (a newline is preceded by a carriage return on the wire). Returns
 * len. */
int ukplat_coutk(const char *buf, unsigned int len); /* kernel messages */
int ukplat_coutd(const char *buf, unsigned int len); /* debug messages: the same console */

/* Take up to maxlen bytes that have arrived; 0 when there are none. Never waits. */
int ukplat_cink(char *buf, unsigned int maxlen);

/* From now on, have this work deferred whenever input has arrived (turns the device's interrupt
 * on). */
void ukplat_console_on_input(struct uk_defer *work);

#endif /* UK_PLAT_CONSOLE_H */
