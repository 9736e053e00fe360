/* SPDX-License-Identifier: BSD-3-Clause */
/* The control block of a libc, in the manner of ports. */
#ifndef TCB_H
#define TCB_H

#include <uk/arch/tls.h>
#include <uk/plat/tls.h>
#include <uk/tcb_impl.h>

struct tcb {
	void *self;
	unsigned long magic;
	struct uk_thread *thread;
	char rest[176];
};

extern int tcb_areas, tcb_inits, tcb_finis;

static inline struct tcb *tcb_self(void)
{
	return ukarch_tls_tcb_get(ukplat_tlsp_get());
}

#endif /* TCB_H */
