/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of findings, and checks of what the kernel and the terminal allow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "inspect/doctor.h"
#include "machine/emulator.h"

#define TUN_DEVICE    "/dev/net/tun"
#define CAP_NET_ADMIN 12
#define MENU_COLUMNS  80 /* less is refused by menuconfig */
#define MENU_ROWS     19

void finding_add(struct findings *f, const char *name, enum health health, char *found, char *mend)
{
	f->item = need(realloc(f->item, (f->count + 1) * sizeof(*f->item)));
	f->item[f->count++] = (struct finding){name, health, found, mend};
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->item[i].found);
		free(f->item[i].mend);
	}
	free(f->item);
	*f = (struct findings){0};
}

const char *health_name(enum health health)
{
	static const char *const names[] = {"ok", "warn", "missing"};

	return names[health];
}

char *install_command(const char *packages)
{
	return format("%sapt-get install -y %s", geteuid() ? "sudo " : "", packages);
}

static void check_acceleration(struct findings *f)
{
	char *emulator = find_program("qemu-system-x86_64"), *mend = NULL;
	const char *configured = getenv("KRAFT_QEMU"), *why = NULL;

	if (configured && *configured) {
		free(emulator);
		emulator = find_program(configured);
	}
	if (access("/dev/kvm", F_OK) != 0) {
		finding_add(
		        f, "acceleration", HEALTH_WARN,
		        copy_string("there is no /dev/kvm: images are emulated, which is slower"),
		        format("%smodprobe -a kvm_intel kvm_amd", geteuid() ? "sudo " : ""));
	} else if (!emulator) {
		finding_add(f, "acceleration", HEALTH_WARN,
		            copy_string("not tried, as there is no QEMU"),
		            install_command("qemu-system-x86"));
	} else if (emulator_has_kvm(emulator, &why)) {
		finding_add(f, "acceleration", HEALTH_OK, copy_string("KVM runs a kernel"), NULL);
	} else {
		/* a KVM that fails is a matter of the host around this machine: nothing here mends
		 * it */
		if (access("/dev/kvm", R_OK | W_OK) != 0)
			mend = copy_string("sudo usermod -aG kvm $USER");
		finding_add(f, "acceleration", HEALTH_WARN,
		            format("%s: images are emulated, which is slower", why), mend);
	}
	free(emulator);
}

static bool has_capability(unsigned int number)
{
	struct text status = {0};
	const char *at;
	bool has = false;

	if (file_read("/proc/self/status", &status) == 0) {
		at = strstr(status.data, "CapEff:");
		has = at && strtoull(at + strlen("CapEff:"), NULL, 16) >> number & 1;
	}
	text_free(&status);
	return has;
}

static void check_network(struct findings *f)
{
	if (access(TUN_DEVICE, F_OK) != 0)
		finding_add(f, "tap and bridge", HEALTH_WARN,
		            copy_string("there is no " TUN_DEVICE
		                        ": user-mode networking (kraft run -p) works"),
		            format("%smodprobe tun", geteuid() ? "sudo " : ""));
	else if (!has_capability(CAP_NET_ADMIN) || access(TUN_DEVICE, R_OK | W_OK) != 0)
		finding_add(
		        f, "tap and bridge", HEALTH_WARN,
		        copy_string("you may not make networks: user-mode networking (kraft run "
		                    "-p) works"),
		        copy_string("sudo kraft net create NAME"));
	else
		finding_add(f, "tap and bridge", HEALTH_OK, copy_string("you may make them"), NULL);
}

static bool has_terminfo(const char *term)
{
	static const char *const folders[] = {"/etc/terminfo", "/lib/terminfo",
	                                      "/usr/share/terminfo", "/usr/lib/terminfo"};
	const char *home = getenv("HOME"), *own = getenv("TERMINFO");
	bool found = false;
	char *path;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !found; i++) {
		path = format("%s/%c/%s", folders[i], term[0], term);
		found = is_file(path);
		free(path);
	}
	path = format("%s/.terminfo/%c/%s", home ? home : "", term[0], term);
	found |= is_file(path);
	free(path);
	path = format("%s/%c/%s", own ? own : "", term[0], term);
	found |= own && is_file(path);
	free(path);
	return found;
}

/* For menuconfig; everything else works without. */
static void check_terminal(struct findings *f)
{
	const char *term = getenv("TERM");
	struct winsize size = {0};

	if (!isatty(0) || !isatty(1))
		finding_add(f, "terminal", HEALTH_OK,
		            copy_string("none here; only menuconfig needs one"), NULL);
	else if (!term || !*term || strcmp(term, "dumb") == 0)
		finding_add(f, "terminal", HEALTH_WARN,
		            copy_string("TERM does not say what it can: menuconfig will not start"),
		            copy_string("export TERM=xterm"));
	else if (strchr(term, '/') || !has_terminfo(term))
		finding_add(f, "terminal", HEALTH_WARN,
		            format("'%s' is not known here: menuconfig will not start", term),
		            install_command("ncurses-term"));
	else if (ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col &&
	         (size.ws_col < MENU_COLUMNS || size.ws_row < MENU_ROWS))
		finding_add(f, "terminal", HEALTH_WARN,
		            format("%d × %d is too small for menuconfig", size.ws_col, size.ws_row),
		            format("stty columns %d rows %d", MENU_COLUMNS, MENU_ROWS));
	else
		finding_add(f, "terminal", HEALTH_OK, copy_string(term), NULL);
}

void doctor_examine(struct findings *f)
{
	*f = (struct findings){0};
	doctor_programs(f);
	check_acceleration(f);
	check_network(f);
	check_terminal(f);
	doctor_places(f);
}
