/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding QEMU, and finding out whether KVM does what it says. A device node proves nothing:
 * containers have one that they may not open, and some nested hypervisors run only the first
 * instructions of a kernel. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/emulator.h"
#include "machine/probe_guest.h"
#include "term/message.h"

#define KVM_DEVICE         "/dev/kvm"
#define PROBE_MILLISECONDS 2000

char *emulator_find(const char *configured)
{
	const char *name = configured ? configured : getenv("KRAFT_QEMU");

	if (!name || !*name)
		name = "qemu-system-x86_64";
	char *path = find_program(name);

	if (!path) {
		fail("%s is not installed", name);
		hint("apt-get install qemu-system-x86 (Debian, Ubuntu), dnf install "
		     "qemu-system-x86 (Fedora)");
	}
	return path;
}

static void probe_child(const char *emulator, const char *image)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execl(emulator, emulator, "-M", "microvm", "-accel", "kvm", "-cpu", "max", "-m", "16",
	      "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-kernel", image,
	      "-device", "isa-debug-exit,iobase=0x501,iosize=1", (char *)NULL);
	_exit(127);
}

/* The exit status, or -1 when it had to be killed: a failed KVM stops the machine and waits. */
static int wait_limited(pid_t pid)
{
	const struct timespec nap = {.tv_nsec = 5000000};
	int status;

	for (int waited = 0; waited < PROBE_MILLISECONDS; waited += 5) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		if (ended == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		if (ended < 0 && errno != EINTR)
			return -1;
		nanosleep(&nap, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

static bool probe(const char *emulator)
{
	char image[] = "/tmp/kraft-probe.XXXXXX";
	int fd = mkstemp(image), status = -1;

	if (fd < 0)
		return false;
	close(fd);
	if (probe_guest_write(image) == 0) {
		pid_t pid = fork();

		if (pid == 0)
			probe_child(emulator, image);
		status = pid > 0 ? wait_limited(pid) : -1;
	}
	unlink(image);
	return status == (PROBE_GUEST_STATUS << 1 | 1);
}

/* What the remembered answer is valid for. */
static char *probe_key(const char *emulator)
{
	struct text boot = {0};

	if (file_read("/proc/sys/kernel/random/boot_id", &boot) != 0)
		text_add(&boot, "?");
	char *key = format("%s %s %lld", trim(boot.data), emulator, file_time(emulator));

	text_free(&boot);
	return key;
}

static char *memory_path(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/')
		return format("%s/kraft/acceleration", cache);
	return home && *home ? format("%s/.cache/kraft/acceleration", home) : NULL;
}

static void remember(const char *path, const char *key, bool works)
{
	char *folder = path_folder(path), *line = format("%s %s\n", works ? "yes" : "no", key);

	/* A place that cannot be written costs a probe per run. */
	if (folder_make(folder) == 0)
		(void)file_write(path, line, strlen(line));
	free(folder);
	free(line);
}

bool emulator_has_kvm(const char *emulator, const char **why)
{
	if (access(KVM_DEVICE, F_OK) != 0) {
		*why = "there is no " KVM_DEVICE;
		return false;
	}
	if (access(KVM_DEVICE, R_OK | W_OK) != 0) {
		*why = "you may not use " KVM_DEVICE "; add yourself to the group kvm";
		return false;
	}
	*why = "this host's KVM does not run a kernel";
	char *path = memory_path(), *key = probe_key(emulator);
	struct text known = {0};
	bool works;

	if (path && file_read(path, &known) == 0 && strstr(known.data, key)) {
		works = starts_with(known.data, "yes");
	} else {
		works = probe(emulator);
		if (path)
			remember(path, key, works);
	}
	text_free(&known);
	free(path);
	free(key);
	return works;
}

bool emulator_has_rdrand(bool kvm)
{
	struct text info = {0};
	bool found;

	/* The emulated processor `max` has RDRAND. */
	if (!kvm)
		return true;
	found = file_read("/proc/cpuinfo", &info) == 0 &&
	        (strstr(info.data, " rdrand") || strstr(info.data, " rdseed"));
	text_free(&info);
	return found;
}
