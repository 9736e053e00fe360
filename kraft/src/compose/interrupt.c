/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that ask for the end while something is waited for. */
#include <signal.h>

#include "compose/compose.h"

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	caught = number;
}

void compose_catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	const struct sigaction action = {.sa_handler = catch_signal};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
}

int compose_interrupted(void)
{
	return caught;
}
