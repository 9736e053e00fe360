/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file: output goes straight to the platform; input is the terminal's (tty.c). */
#include <errno.h>
#include <string.h>
#include <uk/plat/console.h>
#include "tty.h"

static __ssz console_write(struct uk_open_file *of __maybe_unused, const struct iovec *iov,
                           int iovcnt, __off off __maybe_unused)
{
	__ssz total = 0;

	for (int i = 0; i < iovcnt; i++) {
		const char *buf = iov[i].iov_base;
		__sz left = iov[i].iov_len;

		while (left) {
			unsigned int n = MIN(left, 0x10000UL);

			ukplat_coutk(buf, n);
			buf += n;
			left -= n;
			total += n;
		}
	}
	return total;
}

static unsigned int console_poll(struct uk_file *file __maybe_unused)
{
	int ready;

	tty_pull(&uk_console_tty);
	tty_available(&uk_console_tty, &ready);
	return EPOLLOUT | EPOLLWRNORM | (ready ? EPOLLIN | EPOLLRDNORM : 0);
}

static int console_stat(struct uk_file *file __maybe_unused, struct stat *st)
{
	st->st_mode = S_IFCHR | 0620;
	st->st_nlink = 1;
	st->st_rdev = 5 << 8 | 1;
	st->st_blksize = 1024;
	return 0;
}

static const struct uk_file_ops console_ops = {
        .read = tty_read,
        .write = console_write,
        .poll = console_poll,
        .stat = console_stat,
        .ioctl = tty_ioctl,
};

struct uk_file uk_console_file = UK_FILE_INITIALIZER(uk_console_file, &console_ops);

/* One more reference than there are descriptors: they are never released. */
struct uk_open_file uk_console_open_file = {
        .file = &uk_console_file,
        .flags = O_RDWR,
        .refs = 3,
        .watches = UK_LIST_HEAD_INIT(uk_console_open_file.watches),
};

/* Standard input on its own, since it may be a stream where the output is a terminal. */
struct uk_open_file uk_console_input = {
        .file = &uk_console_file,
        .flags = O_RDWR,
        .refs = 2,
        .watches = UK_LIST_HEAD_INIT(uk_console_input.watches),
};
