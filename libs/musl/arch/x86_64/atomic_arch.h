/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's atomics, except for spinning: on one processor it only delays the thread that is waited
 * for, and `pause` leaves a virtual machine. */
#include_next <atomic_arch.h>
#undef a_spin
#define a_spin() __asm__ __volatile__("" : : : "memory")
