/* SPDX-License-Identifier: BSD-3-Clause */
/* What tests/boot/suite.sh can ask for. Each returns the image's status. */
#ifndef BOOT_CASES_H
#define BOOT_CASES_H

/* soak.c: extended state and signals under preemption for some seconds */
int soak(int seconds);

/* storm.c: timers that expire faster than they can be handled */
int storm(void);

/* memory.c */
int memory_all(void);     /* takes all page frames, checks them, gives nothing back */
int memory_program(void); /* the same by malloc(), then ends normally */

/* ends.c: ways to end; -1: no case of this name */
int ends(const char *name);

/* big.c, when it is in the image: 0 when the large sections hold what they should */
int big_check(void) __attribute__((weak));
/* text.c, when it is in the image */
int text_check(void) __attribute__((weak));

#endif /* BOOT_CASES_H */
