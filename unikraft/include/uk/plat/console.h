/* SPDX-License-Identifier: BSD-3-Clause */
/* The console. Output is unbuffered and works from the first C code on, in every context. */
#ifndef UK_PLAT_CONSOLE_H
#define UK_PLAT_CONSOLE_H

#include <uk/arch/types.h>

/* Texts that change how a terminal shows what follows (ECMA-48). */
#define UK_ANSI_SEQUENCE_(n)             "\033[" #n "m"
#define UK_ANSI_SEQUENCE(n)              UK_ANSI_SEQUENCE_(n)
#define UK_ANSI_MOD_RESET                UK_ANSI_SEQUENCE(0)
#define UK_ANSI_MOD_BOLD                 UK_ANSI_SEQUENCE(1)
#define UK_ANSI_MOD_UNDERLINE            UK_ANSI_SEQUENCE(4)
#define UK_ANSI_MOD_COLORFG(fg)          UK_ANSI_MOD_COLOR_(3, fg)
#define UK_ANSI_MOD_COLORBG(bg)          UK_ANSI_MOD_COLOR_(4, bg)
#define UK_ANSI_MOD_COLOR(fg, bg)        UK_ANSI_MOD_COLORFG(fg) UK_ANSI_MOD_COLORBG(bg)
#define UK_ANSI_MOD_COLOR_(kind, color)  UK_ANSI_MOD_COLOR__(kind, color)
#define UK_ANSI_MOD_COLOR__(kind, color) UK_ANSI_SEQUENCE(kind##color)
#define UK_ANSI_COLOR_BLACK              0
#define UK_ANSI_COLOR_RED                1
#define UK_ANSI_COLOR_GREEN              2
#define UK_ANSI_COLOR_YELLOW             3
#define UK_ANSI_COLOR_BLUE               4
#define UK_ANSI_COLOR_MAGENTA            5
#define UK_ANSI_COLOR_CYAN               6
#define UK_ANSI_COLOR_WHITE              7

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
