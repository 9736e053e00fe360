/* SPDX-License-Identifier: BSD-3-Clause */
/* The console's terminal: lines with erase and kill, end of file, raw bytes. */
#include <poll.h>
#include <termios.h>
#include "files.h"

int terminal(void)
{
	struct pollfd input = {0, POLLIN};
	struct termios modes;
	char line[100];

	T(isatty(0));
	T(tcgetattr(0, &modes));
	modes.c_lflag &= ~ECHO;
	T(tcsetattr(0, TCSANOW, &modes));
	T(poll(&input, 1, 0));
	puts("ready");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		printf("line <%s>\n", line);
	}
	T(feof(stdin) != 0);
	modes.c_lflag &= ~ICANON;
	modes.c_cc[VMIN] = 3;
	T(tcsetattr(0, TCSANOW, &modes));
	puts("raw");
	T(read(0, line, 3));
	printf("%.3s\n", line);
	return 0;
}
