/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Areas: [unused][variables with a first value][others][control block], where the control block
 * begins at the thread pointer. The linker counts back from there by the length of the variables,
 * rounded so that their start keeps its place within the alignment.
 */
#include <string.h>
#include <uk/arch/tls.h>
#include <uk/essentials.h>

/* Of the linker script, the last one with a value; a script from outside may lack it. */
extern const char _tls_start[], _etdata[], _tls_end[];
extern const __u64 _tls_align __weak;

#define ALIGN_MIN 16

#ifdef UKARCH_TLS_TCB_RESERVE
#define TCB_SIZE ((__sz)UKARCH_TLS_TCB_RESERVE)
#else
#define TCB_SIZE sizeof(__uptr)
#endif

/* From the first variable to the thread pointer. */
static __sz variables_len(void)
{
	__sz align = ukarch_tls_area_align(), len = (__sz)(_tls_end - _tls_start);

	return len + (-((__uptr)_tls_start + len) & (align - 1));
}

static __sz tlsp_offset(void)
{
	return ALIGN_UP(variables_len(), ukarch_tls_area_align());
}

__sz ukarch_tls_area_align(void)
{
	return &_tls_align && _tls_align > ALIGN_MIN ? _tls_align : ALIGN_MIN;
}

__sz ukarch_tls_tcb_size(void)
{
	return MAX(TCB_SIZE, sizeof(__uptr));
}

__sz ukarch_tls_area_size(void)
{
	return tlsp_offset() + ukarch_tls_tcb_size();
}

__uptr ukarch_tls_tlsp(void *tls_area)
{
	return (__uptr)tls_area + tlsp_offset();
}

void *ukarch_tls_area_get(__uptr tlsp)
{
	return (void *)(tlsp - tlsp_offset());
}

void *ukarch_tls_tcb_get(__uptr tlsp)
{
	return (void *)tlsp;
}

void ukarch_tls_area_init(void *tls_area)
{
	__uptr tlsp = ukarch_tls_tlsp(tls_area);

	memset(tls_area, 0, ukarch_tls_area_size());
	memcpy((char *)tlsp - variables_len(), _tls_start, (__sz)(_etdata - _tls_start));
	*(__uptr *)tlsp = tlsp;
	if (ukarch_tls_tcb_init)
		ukarch_tls_tcb_init(ukarch_tls_tcb_get(tlsp));
}
