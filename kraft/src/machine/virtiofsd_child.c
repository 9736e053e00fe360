/* SPDX-License-Identifier: BSD-3-Clause */
/* The process that becomes a virtiofsd. What the daemon may not do by itself is done before: a
 * folder that is to stay as it is is mounted read-only in a namespace of its own, which holds
 * whatever the daemon does, and who is not root becomes root of a user namespace. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/user_namespace.h"
#include "machine/virtiofsd_child.h"

#define SOCKET        3 /* the descriptor that the daemon finds */
#define CAP_SYS_ADMIN 21

_Noreturn static void give_up(const char *what)
{
	dprintf(2, "%s: %s\n", what, strerror(errno));
	_exit(1);
}

static bool may_administrate(void)
{
	struct text status = {0};
	const char *at = NULL;

	if (file_read("/proc/self/status", &status) == 0)
		at = strstr(status.data, "CapEff:");
	bool may = at && strtoull(at + strlen("CapEff:"), NULL, 16) >> CAP_SYS_ADMIN & 1;

	text_free(&status);
	return may;
}

/* The folder and all that is mounted below it. */
static void mount_read_only(const char *folder)
{
#ifdef SYS_mount_setattr
	struct {
		uint64_t set, clear, propagation, user_namespace;
	} read_only = {.set = 1 /* MOUNT_ATTR_RDONLY */};
#endif

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(folder, folder, NULL, MS_BIND | MS_REC, NULL))
		give_up("a read-only folder cannot be mounted");
#ifdef SYS_mount_setattr
	if (syscall(SYS_mount_setattr, AT_FDCWD, folder, 0x8000 /* AT_RECURSIVE */, &read_only,
	            sizeof read_only) == 0)
		return;
#endif
	/* A kernel before 5.12: what is mounted below stays writable, so it is not shown. */
	if (umount2(folder, MNT_DETACH) || mount(folder, folder, NULL, MS_BIND, NULL) ||
	    mount(NULL, folder, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL))
		give_up("a read-only folder cannot be mounted");
}

/* How the daemon locks itself in: the strictest way that it may use. */
static const char *isolate(const struct virtiofsd_child *c)
{
	bool root = may_administrate(), mapped = false;

	if (!root && geteuid() != 0) {
		mapped = user_namespace_enter();
		if (!mapped && (c->is_c || c->volume->read_only))
			give_up("who is not root needs user namespaces, which this system refuses");
	} else if (c->volume->read_only && unshare(CLONE_NEWNS)) {
		give_up("a read-only folder needs a mount namespace");
	}
	if (c->volume->read_only)
		mount_read_only(c->volume->source);
	if (root)
		return "namespace";
	return mapped || geteuid() == 0 ? "chroot" : "none";
}

/* In a list of options a comma and a backslash stand behind a backslash. */
static char *option(const char *value)
{
	struct text out = {0};

	text_add(&out, "");
	for (; *value; value++)
		text_addf(&out, "%s%c", *value == ',' || *value == '\\' ? "\\" : "", *value);
	return out.data;
}

static void build(const struct virtiofsd_child *c, const char *sandbox, struct strings *argv)
{
	strings_add(argv, c->program);
	strings_addf(argv, "--fd=%d", SOCKET);
	if (c->is_c) {
		char *source = option(c->volume->source);

		strings_add(argv, "-f");
		strings_add(argv, "-o");
		strings_addf(argv, "source=%s", source);
		strings_add(argv, "-o");
		strings_addf(argv, "sandbox=%s", sandbox);
		free(source);
	} else {
		strings_addf(argv, "--shared-dir=%s", c->volume->source);
		strings_addf(argv, "--sandbox=%s", sandbox);
	}
}

_Noreturn void virtiofsd_child(const struct virtiofsd_child *c)
{
	struct strings argv = {0};
	int null = open("/dev/null", O_RDONLY);

	signal(SIGPIPE, SIG_DFL);
	/* Ctrl-C is for the emulator, whose end is ours. */
	setsid();
	if (!c->stays) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != c->parent)
			_exit(127);
	}
	dup2(null, 0);
	dup2(c->log, 1);
	dup2(c->log, 2);
	build(c, isolate(c), &argv);
	/* dup2() to the same number would leave it to be closed. */
	if (c->socket == SOCKET)
		fcntl(SOCKET, F_SETFD, 0);
	else
		dup2(c->socket, SOCKET);
	execv(argv.item[0], argv.item);
	give_up(argv.item[0]);
}
