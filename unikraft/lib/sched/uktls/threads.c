/* SPDX-License-Identifier: BSD-3-Clause */
/* An area for each thread of the program: what uksched and ukboot ask for. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/plat/tls.h>
#include <uk/tcb_impl.h>

static void *area_new(struct uk_alloc *a)
{
	void *area = uk_memalign(a, ukarch_tls_area_align(), ukarch_tls_area_size());

	if (area)
		ukarch_tls_area_init(area);
	return area;
}

static int tell_libc(struct uk_thread *thread)
{
	return uk_thread_uktcb_init ? uk_thread_uktcb_init(thread, uk_thread_uktcb(thread)) : 0;
}

int uk_thread_tls_init(struct uk_thread *thread, struct uk_alloc *a)
{
	void *area = area_new(a);
	int rc;

	if (!area)
		return -ENOMEM;
	thread->tlsp = ukarch_tls_tlsp(area);
	rc = tell_libc(thread);
	if (rc < 0) {
		thread->tlsp = 0;
		uk_free(a, area);
		return rc;
	}
	thread->flags |= UK_THREADF_UKTLS;
	thread->_mem.uktls = area;
	thread->_mem.uktls_a = a;
	return 0;
}

void uk_thread_tls_fini(struct uk_thread *thread)
{
	void *area = thread->_mem.uktls;

	if (uk_thread_uktcb_fini)
		uk_thread_uktcb_fini(thread, ukarch_tls_tcb_get(ukarch_tls_tlsp(area)));
	thread->flags &= ~UK_THREADF_UKTLS;
	thread->_mem.uktls = NULL;
	uk_free(thread->_mem.uktls_a, area);
}

int uk_thread_tls_boot(void)
{
	void *area = area_new(uk_alloc_get_default());

	if (!area)
		return -ENOMEM;
	ukplat_tlsp_set(ukarch_tls_tlsp(area));
	return 0;
}

int uk_thread_tls_first(struct uk_thread *thread)
{
	int rc = tell_libc(thread);

	if (rc < 0)
		return rc;
	thread->flags |= UK_THREADF_UKTLS;
	thread->_mem.uktls = ukarch_tls_area_get(thread->tlsp);
	thread->_mem.uktls_a = uk_alloc_get_default();
	return 0;
}
