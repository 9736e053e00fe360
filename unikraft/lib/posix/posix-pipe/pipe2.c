/* SPDX-License-Identifier: BSD-3-Clause */
/* pipe(2), pipe2(2). */
#include <errno.h>
#include <fcntl.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "pipe.h"

/* Both ends or none. */
static int make_pipe(int fds[2], int flags)
{
	struct uk_file *read_end, *write_end;
	struct pipe *p;
	int in, out;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if ((__uptr)fds < 4096)
		return -EFAULT;
	p = pipe_new();
	if (!p)
		return -ENOMEM;
	read_end = pipe_open_end(p, PIPE_READ);
	write_end = pipe_open_end(p, PIPE_WRITE);
	in = uk_fdtab_open(read_end, O_RDONLY | flags);
	if (in < 0) {
		uk_file_put(write_end);
		return in;
	}
	out = uk_fdtab_open(write_end, O_WRONLY | flags);
	if (out < 0) {
		uk_fdtab_close(in);
		return out;
	}
	fds[0] = in;
	fds[1] = out;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, pipe, int *, fds)
{
	return make_pipe(fds, 0);
}

UK_SYSCALL_R_DEFINE(int, pipe2, int *, fds, int, flags)
{
	return make_pipe(fds, flags);
}
