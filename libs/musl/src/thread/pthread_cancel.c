/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation. A cancellation point looks at the flag before its system call and when that was
 * interrupted; the signal's only purpose is to interrupt. So its handler is installed without
 * SA_RESTART.
 */
#include <string.h>
#include "pthread_impl.h"
#include "syscall.h"

static long act(pthread_t self)
{
	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	/* PTHREAD_CANCEL_MASKED, musl's extension: an error instead, once */
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

hidden long __uk_cancel_before(long n)
{
	pthread_t self = __pthread_self();

	if (!self->cancel || self->canceldisable == PTHREAD_CANCEL_DISABLE)
		return 0;
	/* close() under the masked state must happen: its descriptor would be lost */
	if (self->canceldisable && n == SYS_close)
		return 0;
	return act(self);
}

hidden long __uk_cancel_after(long n)
{
	pthread_t self = __pthread_self();

	if (n == SYS_close || !self->cancel || self->canceldisable == PTHREAD_CANCEL_DISABLE)
		return -EINTR;
	return act(self);
}

/* Asked by the kernel right before a sleep: a signal that came after the look above has been
 * handled already, and will not interrupt. */
int uk_libc_cancelled(void)
{
	pthread_t self = __pthread_self();

	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

void __testcancel(void)
{
	pthread_t self = __pthread_self();

	if (self->cancel && !self->canceldisable)
		act(self);
}

static void handler(int sig, siginfo_t *info, void *context)
{
	pthread_t self = __pthread_self();

	(void)sig;
	(void)info;
	(void)context;
	if (self->cancel && self->cancelasync && self->canceldisable != PTHREAD_CANCEL_DISABLE)
		act(self);
}

int pthread_cancel(pthread_t t)
{
	static int installed;
	struct sigaction sa = {.sa_flags = SA_SIGINFO, .sa_sigaction = handler};

	if (!installed) {
		memset(&sa.sa_mask, -1, _NSIG / 8);
		__libc_sigaction(SIGCANCEL, &sa, 0);
		installed = 1;
	}
	a_store(&t->cancel, 1);
	if (t == pthread_self()) {
		if (t->canceldisable == PTHREAD_CANCEL_ENABLE && t->cancelasync)
			pthread_exit(PTHREAD_CANCELED);
		return 0;
	}
	return pthread_kill(t, SIGCANCEL);
}
