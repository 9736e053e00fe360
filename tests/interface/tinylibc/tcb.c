/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts what the core asks of it. */
#include "tcb.h"

int tcb_areas, tcb_inits, tcb_finis;

void ukarch_tls_tcb_init(void *tcb)
{
	struct tcb *t = tcb;

	t->magic = t->self == tcb ? 0x7c8 : 0;
	tcb_areas++;
}

int uk_thread_uktcb_init(struct uk_thread *thread, void *tcb)
{
	((struct tcb *)tcb)->thread = thread;
	tcb_inits++;
	return 0;
}

void uk_thread_uktcb_fini(struct uk_thread *thread, void *tcb)
{
	if (((struct tcb *)tcb)->thread == thread)
		tcb_finis++;
}
