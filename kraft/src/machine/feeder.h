/* SPDX-License-Identifier: BSD-3-Clause */
/* Standard input that is no terminal, for a program in an image: a process of ours hands it to the
 * emulator so that its end arrives as well, which a serial line cannot tell by itself. The image is
 * started with console.input=stream; lib/fs/ukfile/tty_stream.c is the other side. */
#ifndef KRAFT_MACHINE_FEEDER_H
#define KRAFT_MACHINE_FEEDER_H

#include <sys/types.h>

struct feeder {
	pid_t pid; /* 0: none */
	int input; /* what the emulator reads; closed by feeder_start()'s caller once it runs */
};

/* 0 or a negative errno. The process ends with us, with the input or with the emulator. */
int feeder_start(struct feeder *feeder);
/* Ends the process, which may still wait for input. */
void feeder_end(struct feeder *feeder);

#endif
