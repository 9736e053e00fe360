/* SPDX-License-Identifier: BSD-3-Clause */
/* The terminal's requests: modes, window size, queue. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include "tty.h"

static int set_modes(struct tty *tty, const struct tty_termios *modes, int flush)
{
	if (flush)
		tty_flush(tty);
	/* What was typed so far becomes readable when lines no longer matter, and stays so. */
	tty->ready = tty->tail;
	tty->termios = *modes;
	return 0;
}

static int window_size(struct tty *tty, struct winsize *size, int set)
{
	if (set) {
		tty->rows = size->ws_row;
		tty->columns = size->ws_col;
	} else {
		*size = (struct winsize){.ws_row = tty->rows, .ws_col = tty->columns};
	}
	return 0;
}

int tty_ioctl(struct uk_open_file *of, unsigned int request, void *arg)
{
	struct tty *tty = &uk_console_tty;
	int ready;

	if (tty->stream && of == &uk_console_input && request != FIONREAD)
		return -ENOTTY;
	switch (request) {
	case TIOCGWINSZ:
	case TIOCSWINSZ:
		return window_size(tty, arg, request == TIOCSWINSZ);
	case TCGETS:
		*(struct tty_termios *)arg = tty->termios;
		return 0;
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_modes(tty, arg, request == TCSETSF);
	case FIONREAD:
		tty_pull(tty);
		*(int *)arg = tty_available(tty, &ready);
		return 0;
	case TIOCOUTQ:
		*(int *)arg = 0;
		return 0;
	case TCFLSH:
		if ((__uptr)arg == TCIFLUSH || (__uptr)arg == TCIOFLUSH)
			tty_flush(tty);
		return (__uptr)arg > TCIOFLUSH ? -EINVAL : 0;
	case TCSBRK:
	case TCXONC:
		return 0; /* output is never queued */
	case TIOCGPGRP:
	case TIOCGSID:
		*(int *)arg = 1; /* the one process */
		return 0;
	case TIOCSPGRP:
		return *(int *)arg == 1 ? 0 : -EPERM;
	case TIOCSCTTY:
		return 0;
	default:
		return -ENOTTY;
	}
}
