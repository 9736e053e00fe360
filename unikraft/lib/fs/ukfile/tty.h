/* SPDX-License-Identifier: BSD-3-Clause */
/* The terminal on the console: what output, line discipline and requests share. */
#ifndef UKFILE_TTY_H
#define UKFILE_TTY_H

#include <uk/file.h>

/* The kernel's struct termios (19 control characters), a prefix of the libc's. */
struct tty_termios {
	unsigned int iflag, oflag, cflag, lflag;
	unsigned char line;
	unsigned char cc[19];
};

#define TTY_QUEUE 4096 /* as in Linux: longer lines are cut */

struct tty {
	struct tty_termios termios;
	unsigned short rows, columns;
	int listening; /* input notification is set up */
	/* Input is a stream of bytes that ends, no terminal (tty_stream.c). */
	unsigned char stream, quoted, at_end;
	/* queue[head, ready) may be read, [ready, tail) is the line being edited; free-running */
	unsigned int head, ready, tail;
};

extern struct tty uk_console_tty;

__ssz tty_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off);
int tty_ioctl(struct uk_open_file *of, unsigned int request, void *arg);

/* A byte that has arrived, when input is a stream. */
void tty_stream_receive(struct tty *tty, char c);
/* The line discipline's queue: places left, and a byte more for the reader. */
unsigned int tty_room(const struct tty *tty);
void tty_put(struct tty *tty, char c);

/* Takes what has arrived through the line discipline. */
void tty_pull(struct tty *tty);
/* Bytes that a read would return now; *ready: it would not block. */
unsigned int tty_available(struct tty *tty, int *ready);
void tty_flush(struct tty *tty);

#endif /* UKFILE_TTY_H */
