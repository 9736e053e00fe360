/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The terminal's input: line editing (POSIX canonical mode: erase, kill, end of file, echo) or raw
 * bytes. An end-of-file character is kept in the queue as a marked byte, so that it ends exactly
 * the read it belongs to.
 */
#include <errno.h>
#include <string.h>
#include <termios.h>
#include <uk/defer.h>
#include <uk/plat/console.h>
#include "tty.h"

int uk_signal_send(int signo, const void *info) __attribute__((weak));

struct tty uk_console_tty = {
        .termios =
                {
                        .iflag = ICRNL | IXON,
                        .oflag = OPOST | ONLCR,
                        .cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL,
                        .lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
                        .cc = {[VINTR] = 3,
                               [VQUIT] = 28,
                               [VERASE] = 127,
                               [VKILL] = 21,
                               [VEOF] = 4,
                               [VMIN] = 1,
                               [VSTART] = 17,
                               [VSTOP] = 19,
                               [VSUSP] = 26},
                },
};

/* Apart from the structure, whose initial values are part of the image. */
static char queue[TTY_QUEUE];
static unsigned char mark_bits[TTY_QUEUE / 8]; /* this byte is an end-of-file mark */

static int is_mark(unsigned int at)
{
	at %= TTY_QUEUE;
	return mark_bits[at / 8] >> at % 8 & 1;
}

static void enqueue(struct tty *tty, char c, int mark)
{
	unsigned int at = tty->tail % TTY_QUEUE;

	/* The last place is for the end of the line, as in Linux. */
	if (tty->tail - tty->head >= TTY_QUEUE - (unsigned int)(c != '\n' && !mark))
		return;
	queue[at] = c;
	mark_bits[at / 8] = (mark_bits[at / 8] & ~(1 << at % 8)) | mark << at % 8;
	tty->tail++;
}

unsigned int tty_room(const struct tty *tty)
{
	return TTY_QUEUE - (tty->tail - tty->head);
}

void tty_put(struct tty *tty, char c)
{
	queue[tty->tail % TTY_QUEUE] = c;
	tty->ready = ++tty->tail;
}

static void echo(struct tty *tty, char c)
{
	char shown[2] = {'^', c ^ 0x40};

	if (!(tty->termios.lflag & ECHO)) {
		if (c == '\n' && (tty->termios.lflag & ECHONL))
			ukplat_coutk(&c, 1);
		return;
	}
	if ((unsigned char)c < 32 && c != '\n' && c != '\t' && (tty->termios.lflag & ECHOCTL))
		ukplat_coutk(shown, 2);
	else
		ukplat_coutk(&c, 1);
}

static void erase(struct tty *tty)
{
	if (tty->tail == tty->ready)
		return;
	tty->tail--;
	if ((tty->termios.lflag & (ECHO | ECHOE)) == (ECHO | ECHOE))
		ukplat_coutk("\b \b", 3);
}

/* 1 when the character was a command to the line editor. */
static int edit(struct tty *tty, char c)
{
	const unsigned char *cc = tty->termios.cc;
	unsigned char key = c;

	if (key == 0)
		return 0;
	if (key == cc[VERASE] || (key == '\b' && cc[VERASE] == 127)) {
		erase(tty);
		return 1;
	}
	if (key == cc[VKILL]) {
		while (tty->tail != tty->ready)
			erase(tty);
		return 1;
	}
	if (key == cc[VEOF]) {
		enqueue(tty, 0, 1);
		tty->ready = tty->tail;
		return 1;
	}
	return 0;
}

static int signal_key(struct tty *tty, char c)
{
	const unsigned char *cc = tty->termios.cc;
	unsigned char key = c;
	int signo;

	if (!(tty->termios.lflag & ISIG) || !key)
		return 0;
	if (key == cc[VINTR])
		signo = 2;
	else if (key == cc[VQUIT])
		signo = 3;
	else
		return 0;
	echo(tty, c);
	if (!(tty->termios.lflag & NOFLSH))
		tty_flush(tty);
	if (uk_signal_send)
		uk_signal_send(signo, NULL);
	return 1;
}

static void receive(struct tty *tty, char c)
{
	if (c == '\r') {
		if (tty->termios.iflag & IGNCR)
			return;
		if (tty->termios.iflag & ICRNL)
			c = '\n';
	} else if (c == '\n' && (tty->termios.iflag & INLCR)) {
		c = '\r';
	}
	if (signal_key(tty, c))
		return;
	if ((tty->termios.lflag & ICANON) && edit(tty, c))
		return;
	echo(tty, c);
	enqueue(tty, c, 0);
	if (!(tty->termios.lflag & ICANON) || c == '\n')
		tty->ready = tty->tail;
}

static void input_work(struct uk_defer *work __maybe_unused)
{
	int ready;

	tty_pull(&uk_console_tty);
	tty_available(&uk_console_tty, &ready);
	if (ready)
		uk_pollq_notify(&uk_console_file.pollq, EPOLLIN | EPOLLRDNORM);
}

static struct uk_defer input_defer = UK_DEFER_INIT(input_work);

void tty_pull(struct tty *tty)
{
	char buf[64];
	unsigned int room = sizeof(buf);
	int n;

	/* A program that never reads costs no interrupts. */
	if (!tty->listening) {
		tty->listening = 1;
		ukplat_console_on_input(&input_defer);
	}
	do {
		if (tty->stream)
			room = MIN(tty_room(tty), (unsigned int)sizeof(buf));
		n = ukplat_cink(buf, room);
		for (int i = 0; i < n; i++)
			(tty->stream ? tty_stream_receive : receive)(tty, buf[i]);
	} while (n > 0);
}

void tty_flush(struct tty *tty)
{
	tty->head = tty->ready = tty->tail;
}

unsigned int tty_available(struct tty *tty, int *ready)
{
	unsigned int n = 0, end = tty->ready;

	if (!(tty->termios.lflag & ICANON)) {
		n = tty->tail - tty->head;
		*ready = tty->at_end || n >= MAX((unsigned int)tty->termios.cc[VMIN], 1u);
		return n;
	}
	*ready = tty->head != end;
	while (tty->head + n != end) {
		if (is_mark(tty->head + n))
			return n;
		n++;
		if (queue[(tty->head + n - 1) % TTY_QUEUE] == '\n')
			break;
	}
	return n;
}

__ssz tty_read(struct uk_open_file *of __maybe_unused, const struct iovec *iov, int iovcnt,
               __off off __maybe_unused)
{
	struct tty *tty = &uk_console_tty;
	__sz len = uk_iov_length(iov, iovcnt);
	unsigned int n, i;
	int ready;

	if (!len)
		return 0;
	tty_pull(tty);
	n = tty_available(tty, &ready);
	if (!ready)
		return (tty->termios.lflag & ICANON) || tty->termios.cc[VMIN] ? -EAGAIN : 0;
	n = MIN(n, len);
	for (i = 0; i < n; i++, tty->head++)
		uk_iov_put(iov, i, &queue[tty->head % TTY_QUEUE], 1);
	/* The mark ends this read; with nothing before it, that is the end of file. */
	if ((tty->termios.lflag & ICANON) && tty->head != tty->ready && is_mark(tty->head) &&
	    (n < len || !n))
		tty->head++;
	if ((int)(tty->ready - tty->head) < 0)
		tty->ready = tty->head;
	return n;
}
