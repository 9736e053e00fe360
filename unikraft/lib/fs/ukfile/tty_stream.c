/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Input that is no terminal: bytes as from a pipe, which end. A serial line has no end, so the tool
 * sends one: TTY_STREAM_END, and in front of a byte of the data that is this or
 * TTY_STREAM_QUOTE, a TTY_STREAM_QUOTE. Nothing is echoed, edited or dropped: what does not fit
 * waits in the serial port.
 */
#include <errno.h>
#include <string.h>
#include <uk/libparam.h>
#include "tty.h"

#define TTY_STREAM_END   4
#define TTY_STREAM_QUOTE 22

static int set_input(const struct uk_libparam *param __maybe_unused,
                     const char *name __maybe_unused, char *value)
{
	if (strcmp(value, "stream") && strcmp(value, "terminal"))
		return -EINVAL;
	uk_console_tty.stream = !strcmp(value, "stream");
	if (uk_console_tty.stream)
		uk_console_tty.termios.lflag = uk_console_tty.termios.iflag = 0;
	return 0;
}
UK_LIBPARAM("console.input", set_input, "terminal, or stream: bytes that end, as from a pipe");

void tty_stream_receive(struct tty *tty, char c)
{
	if (tty->quoted || (c != TTY_STREAM_QUOTE && c != TTY_STREAM_END)) {
		tty->quoted = 0;
		tty_put(tty, c);
	} else if (c == TTY_STREAM_QUOTE) {
		tty->quoted = 1;
	} else {
		tty->at_end = 1;
	}
}
