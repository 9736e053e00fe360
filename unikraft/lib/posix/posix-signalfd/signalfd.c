/* SPDX-License-Identifier: BSD-3-Clause */
/* signalfd(2): a program's blocked signals to be read from a descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/signal.h>
#include <uk/syscall.h>

/* The program waits for these instead of handling them. */
struct signalfd {
	struct uk_file file;
	struct uk_list_head link;
	uk_sigset_t set;
};

/* struct signalfd_siginfo of Linux */
struct record {
	__u32 signo;
	__s32 errno_;
	__s32 code;
	__u32 pid;
	__u32 uid;
	__s32 fd;
	__u32 tid;
	__u32 band;
	__u32 overrun;
	__u32 trapno;
	__s32 status;
	__s32 value_int;
	__u64 value_ptr;
	__u64 unused[3];
	char pad[48];
};
UK_CTASSERT(sizeof(struct record) == 128);

static UK_LIST_HEAD(instances);

/* uksignal calls this for each signal that begins to wait. */
void uk_signal_entered(int signo)
{
	struct signalfd *s;

	uk_list_for_each_entry (s, &instances, link) {
		if (s->set & UK_SIGBIT(signo))
			uk_pollq_notify(&s->file.pollq, EPOLLIN | EPOLLRDNORM);
	}
}

static struct record to_record(const struct uk_siginfo *info)
{
	struct record r = {
	        .signo = (__u32)info->signo,
	        .errno_ = info->errno_,
	        .code = info->code,
	};

	if (info->code == UK_SI_TIMER) {
		r.tid = (__u32)info->timer.timerid;
		r.overrun = (__u32)info->timer.overrun;
		r.value_int = info->timer.value.int_;
		r.value_ptr = (__u64)info->timer.value.ptr;
	} else {
		r.pid = (__u32)info->kill.pid;
		r.uid = info->kill.uid;
		r.value_int = info->kill.value.int_;
		r.value_ptr = (__u64)info->kill.value.ptr;
	}
	return r;
}

static __ssz signalfd_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                           __off off __maybe_unused)
{
	struct signalfd *s = of->file->priv;
	__sz room = uk_iov_length(iov, iovcnt);
	struct uk_siginfo info;
	struct record r;
	__sz done = 0;

	if (room < sizeof(r))
		return -EINVAL;
	while (done + sizeof(r) <= room && uk_signal_take(s->set, &info)) {
		r = to_record(&info);
		uk_iov_put(iov, done, &r, sizeof(r));
		done += sizeof(r);
	}
	return done ? (__ssz)done : -EAGAIN;
}

static unsigned int signalfd_poll(struct uk_file *file)
{
	struct signalfd *s = file->priv;

	return uk_signal_waiting() & s->set ? EPOLLIN | EPOLLRDNORM : 0;
}

static void signalfd_release(struct uk_file *file)
{
	struct signalfd *s = file->priv;

	uk_list_del(&s->link);
	uk_free(uk_alloc_get_default(), s);
}

static const struct uk_file_ops signalfd_ops = {
        .read = signalfd_read,
        .poll = signalfd_poll,
        .release = signalfd_release,
};

static int create(uk_sigset_t set, int flags)
{
	struct signalfd *s = uk_zalloc(uk_alloc_get_default(), sizeof(*s));

	if (!s)
		return -ENOMEM;
	uk_file_init(&s->file, &signalfd_ops, s);
	s->set = set;
	uk_list_add(&s->link, &instances);
	return uk_fdtab_open(&s->file, O_RDWR | (unsigned int)flags);
}

static int change(int fd, uk_sigset_t set)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc = -EINVAL;

	if (!of)
		return -EBADF;
	if (of->file->ops == &signalfd_ops) {
		((struct signalfd *)of->file->priv)->set = set;
		uk_pollq_notify(&of->file->pollq, EPOLLIN | EPOLLRDNORM);
		rc = fd;
	}
	uk_open_file_put(of);
	return rc;
}

static long make(int fd, const uk_sigset_t *mask, size_t size, int flags)
{
	uk_sigset_t set;

	if (size != sizeof(*mask) || (flags & ~(O_CLOEXEC | O_NONBLOCK)))
		return -EINVAL;
	set = *mask & ~(UK_SIGBIT(UK_SIGKILL) | UK_SIGBIT(UK_SIGSTOP));
	return fd == -1 ? create(set, flags) : change(fd, set);
}

UK_SYSCALL_R_DEFINE(long, signalfd, int, fd, const uk_sigset_t *, mask, size_t, size)
{
	return make(fd, mask, size, 0);
}

UK_SYSCALL_R_DEFINE(long, signalfd4, int, fd, const uk_sigset_t *, mask, size_t, size, int, flags)
{
	return make(fd, mask, size, flags);
}
