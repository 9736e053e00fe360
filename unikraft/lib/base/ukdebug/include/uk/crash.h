/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of the system with a report: reason, thread, registers, backtrace with function names,
 * last the status. The machine exits with 128 + the signal number that a process would have died
 * of. Any context; a crash inside the report ends it.
 */
#ifndef UK_CRASH_H
#define UK_CRASH_H

#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

struct __regs;

/* The kernel itself found something wrong (status 134, as abort). */
void uk_crash(const char *fmt, ...) __printf(1, 2) __noreturn;

/* A trap that nobody handles. address: what was accessed, for a page fault. */
void uk_crash_trap(const struct __regs *regs, int signo, __uptr address) __noreturn;

/* The function that contains an address of the image's text: its name and, in *offset, the distance
 * from its start; NULL when unknown. */
const char *uk_symbol_find(__uptr address, __uptr *offset);

/* The architecture's part of the report. */
void uk_crash_print_trap(const struct __regs *regs, __uptr address);
void uk_crash_print_regs(const struct __regs *regs);

/* Print the callers of this function. */
void uk_backtrace(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_CRASH_H */
