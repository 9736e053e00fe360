/* SPDX-License-Identifier: BSD-3-Clause */
/* From file to file: sendfile(2), copy_file_range(2). */
#include <uk/alloc.h>
#include "fdio.h"

#define COPY_CHUNK 65536ul

static int is_regular(struct uk_open_file *of)
{
	struct stat st;

	return !uk_fdio_stat(of, &st) && S_ISREG(st.st_mode);
}

/* Copies up to count bytes; a place of -1 means the file's own position. Only what was written
 * counts, and only that moves the input's position. */
static __ssz copy(struct uk_open_file *in, __off in_off, struct uk_open_file *out, __off out_off,
                  __sz count)
{
	__off start = in_off < 0 ? in->pos : in_off;
	__sz total = 0, size = MIN(count, COPY_CHUNK);
	struct uk_alloc *a = uk_alloc_get_default();
	char *buffer = size ? uk_malloc(a, size) : NULL;
	__ssz n = 0;

	if (!buffer)
		return size ? -ENOMEM : 0;
	while (total < count) {
		struct iovec iov = {buffer, MIN(count - total, size)};

		n = uk_fdio_read(in, &iov, 1, start + total, 0);
		if (n <= 0)
			break;
		iov.iov_len = n;
		n = uk_fdio_write(out, &iov, 1, out_off < 0 ? -1 : out_off + (__off)total, 0);
		if (n <= 0)
			break;
		total += n;
		if ((__sz)n < iov.iov_len)
			break;
	}
	uk_free(a, buffer);
	if (in_off < 0)
		in->pos = start + total;
	return total ? (__ssz)total : n;
}

static __ssz send_file(struct uk_open_file *out, struct uk_open_file *in, off_t *off, __sz count)
{
	__ssz n;

	if (!FDIO_READABLE(in) || !FDIO_WRITABLE(out))
		return -EBADF;
	if (!is_regular(in) || (out->flags & O_APPEND))
		return -EINVAL;
	if (off && *off < 0)
		return -EINVAL;
	n = copy(in, off ? *off : -1, out, -1, MIN(count, FDIO_MAX));
	if (off && n > 0)
		*off += n;
	return n;
}

static __ssz copy_range(struct uk_open_file *in, off_t *in_off, struct uk_open_file *out,
                        off_t *out_off, __sz count)
{
	__off from = in_off ? *in_off : in->pos, to = out_off ? *out_off : out->pos;
	__ssz n;

	if (!FDIO_READABLE(in) || !FDIO_WRITABLE(out) || (out->flags & O_APPEND))
		return -EBADF;
	if (!is_regular(in) || !is_regular(out) || from < 0 || to < 0)
		return -EINVAL;
	count = MIN(count, FDIO_MAX);
	if (in->file == out->file && from < to + (__off)count && to < from + (__off)count)
		return -EINVAL;
	n = copy(in, in_off ? from : -1, out, out_off ? to : -1, count);
	if (n > 0 && in_off)
		*in_off += n;
	if (n > 0 && out_off)
		*out_off += n;
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, sendfile, int, out_fd, int, in_fd, off_t *, off, size_t, count)
{
	struct uk_open_file *in = uk_fdtab_get(in_fd), *out = uk_fdtab_get(out_fd);
	__ssz n = in && out ? send_file(out, in, off, count) : -EBADF;

	if (in)
		uk_open_file_put(in);
	if (out)
		uk_open_file_put(out);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, copy_file_range, int, in_fd, off_t *, in_off, int, out_fd, off_t *,
                    out_off, size_t, count, unsigned int, flags)
{
	struct uk_open_file *in = uk_fdtab_get(in_fd), *out = uk_fdtab_get(out_fd);
	__ssz n = in && out ? 0 : -EBADF;

	if (!n)
		n = flags ? -EINVAL : copy_range(in, in_off, out, out_off, count);
	if (in)
		uk_open_file_put(in);
	if (out)
		uk_open_file_put(out);
	return n;
}
