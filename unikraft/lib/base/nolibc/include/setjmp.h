/* SPDX-License-Identifier: BSD-3-Clause */
/* C17 7.13. The buffer holds the registers that a function must preserve, the stack pointer and the
 * return address. */
#ifndef NOLIBC_SETJMP_H
#define NOLIBC_SETJMP_H
#ifdef __cplusplus
extern "C" {
#endif
typedef unsigned long jmp_buf[8];
int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int value);
#define setjmp setjmp
#ifdef __cplusplus
}
#endif
#endif
