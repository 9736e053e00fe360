/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads are made by posix-process; no stack is switched by hand here. */
#include <stdarg.h>
#include "pthread_impl.h"

/* posix-process; see uk/process.h */
extern __attribute__((__weak__)) long uk_clone_thread(unsigned long flags, void *stack, int *ptid,
                                                      int *ctid, void *tls, int (*fn)(void *),
                                                      void *arg);

int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...)
{
	int *ptid, *ctid;
	va_list ap;
	void *tls;

	va_start(ap, arg);
	ptid = va_arg(ap, int *);
	tls = va_arg(ap, void *);
	ctid = va_arg(ap, int *);
	va_end(ap);
	if (!uk_clone_thread)
		return -ENOSYS;
	return (int)uk_clone_thread((unsigned int)flags, stack, ptid, ctid, tls, fn, arg);
}
