/* SPDX-License-Identifier: BSD-3-Clause */
/* The names of signals. */
#include <uk/signal.h>

const char *uk_signal_name(int signo)
{
	static const char names[][10] = {
	        "unknown",  "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",  "SIGTRAP",   "SIGABRT",
	        "SIGBUS",   "SIGFPE",  "SIGKILL",   "SIGUSR1", "SIGSEGV", "SIGUSR2",   "SIGPIPE",
	        "SIGALRM",  "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",   "SIGTSTP",
	        "SIGTTIN",  "SIGTTOU", "SIGURG",    "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF",
	        "SIGWINCH", "SIGIO",   "SIGPWR",    "SIGSYS",
	};

	if (signo >= UK_SIGRTMIN && signo <= UK_NSIG)
		return "real-time signal";
	return names[signo > 0 && signo < UK_SIGRTMIN ? signo : 0];
}
