/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the parts of the image lie: symbols of the linker script, and the same as numbers. The
 * thread-local variables' first values and the unwinding tables are part of the constants.
 */
#ifndef UK_PLAT_COMMON_SECTIONS_H
#define UK_PLAT_COMMON_SECTIONS_H

#include <uk/arch/types.h>
#include <uk/ctors.h>

extern char _text[], _etext[];     /* code */
extern char _rodata[], _erodata[]; /* constants */
extern char _ctors[], _ectors[];   /* constructors' addresses, among the constants */
extern char _data[], _edata[];     /* data with a first value */
extern char __bss_start[], _end[]; /* zeroed data; the end of the image */
extern char __eh_frame_start[], __eh_frame_end[];
extern char __eh_frame_hdr_start[], __eh_frame_hdr_end[];
extern char _tls_start[], _etdata[], _tls_end[];

#define __TEXT               ((__uptr)_text)
#define __ETEXT              ((__uptr)_etext)
#define __RODATA             ((__uptr)_rodata)
#define __ERODATA            ((__uptr)_erodata)
#define __CTORS              ((__uptr)_ctors)
#define __ECTORS             ((__uptr)_ectors)
#define __DATA               ((__uptr)_data)
#define __EDATA              ((__uptr)_edata)
#define __BSS_START          ((__uptr)__bss_start)
#define __END                ((__uptr)_end)
#define __EH_FRAME_START     ((__uptr)__eh_frame_start)
#define __EH_FRAME_END       ((__uptr)__eh_frame_end)
#define __EH_FRAME_HDR_START ((__uptr)__eh_frame_hdr_start)
#define __EH_FRAME_HDR_END   ((__uptr)__eh_frame_hdr_end)

#endif /* UK_PLAT_COMMON_SECTIONS_H */
