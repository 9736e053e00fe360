/* SPDX-License-Identifier: BSD-3-Clause */
/* Host ports: tried with bind(2); their holder is found through /proc. */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/holder.h"
#include "machine/ports.h"
#include "term/message.h"

#define TCP_STATE_LISTEN 0x0a

unsigned long ports_inode(const char *table, uint16_t port, bool udp)
{
	struct strings lines = {0};
	unsigned long found = 0;

	strings_split(&lines, table, "\n");
	/* The first line holds the titles. */
	for (size_t i = 1; i < lines.count && !found; i++) {
		unsigned int local, state;
		unsigned long inode;

		if (sscanf(lines.item[i],
		           " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*s %*s %lu",
		           &local, &state, &inode) == 3 &&
		    local == port && (udp || state == TCP_STATE_LISTEN))
			found = inode;
	}
	strings_free(&lines);
	return found;
}

static bool holds(const char *pid, const char *link)
{
	char *folder = format("/proc/%s/fd", pid);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		char target[64];
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1);

		if (len > 0) {
			target[len] = '\0';
			found = strcmp(target, link) == 0;
		}
	}
	if (dir)
		closedir(dir);
	free(folder);
	return found;
}

/* The process with the socket; 0 when it is not ours to see. */
static pid_t find_process(unsigned long inode)
{
	char *link = format("socket:[%lu]", inode);
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	pid_t pid = 0;

	while (dir && !pid && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) && holds(entry->d_name, link))
			pid = (pid_t)strtol(entry->d_name, NULL, 10);
	if (dir)
		closedir(dir);
	free(link);
	return pid;
}

static pid_t find_holder(uint16_t port, bool udp)
{
	static const char *const tables[2][2] = {{"/proc/net/tcp", "/proc/net/tcp6"},
	                                         {"/proc/net/udp", "/proc/net/udp6"}};
	unsigned long inode = 0;

	for (int i = 0; i < 2 && !inode; i++) {
		struct text table = {0};

		if (file_read(tables[udp][i], &table) == 0)
			inode = ports_inode(table.data, port, udp);
		text_free(&table);
	}
	return inode ? find_process(inode) : 0;
}

/* The name that an emulator was started with (-name VALUE); NULL when it has none. */
static char *emulator_name(pid_t pid)
{
	char *path = format("/proc/%d/cmdline", (int)pid), *name = NULL;
	struct text words = {0};

	if (file_read(path, &words) == 0) {
		const char *end = words.data + words.len;

		for (const char *word = words.data; word < end && !name; word += strlen(word) + 1)
			if (strcmp(word, "-name") == 0 && word + sizeof("-name") < end)
				name = copy_string(word + sizeof("-name"));
	}
	text_free(&words);
	free(path);
	return name;
}

static void report_holder(const struct machine_port *port)
{
	pid_t pid = find_holder(port->host, port->udp);
	char *machine = pid ? holder_machine(pid) : NULL;
	char *path = format("/proc/%d/comm", (int)pid);
	struct text command = {0};
	char *stale = NULL;

	if (machine) {
		fail("port %u is in use by the machine %s", port->host, machine);
		hint("'kraft stop %s' ends it", machine);
	} else if (pid && file_read(path, &command) == 0 && starts_with(command.data, "qemu-") &&
	           (stale = emulator_name(pid))) {
		fail("port %u is in use by the virtual machine %s (process %d), of which "
		     "'kraft ps' knows nothing",
		     port->host, stale, (int)pid);
		hint("end it with 'kill %d', or choose another port: -p %u:%u", (int)pid,
		     port->host < 65535 ? port->host + 1U : 1024U, port->guest);
	} else if (command.len) {
		fail("port %u is in use by %s (process %d)", port->host, trim(command.data),
		     (int)pid);
		hint("choose another one: -p %u:%u", port->host < 65535 ? port->host + 1U : 1024U,
		     port->guest);
	} else {
		fail("port %u is in use by a process that you may not see", port->host);
		hint("choose another one: -p %u:%u", port->host < 65535 ? port->host + 1U : 1024U,
		     port->guest);
	}
	text_free(&command);
	free(stale);
	free(path);
	free(machine);
}

static int check_port(const struct machine_port *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port->host)};
	int one = 1, error = 0;

	if (*port->address && inet_pton(AF_INET, port->address, &address.sin_addr) != 1) {
		fail("'%s' is no address", port->address);
		return -EINVAL;
	}
	int fd = socket(AF_INET, (port->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return 0; /* QEMU will say what is wrong */
	/* As QEMU does: connections that linger from an earlier run are no obstacle. */
	if (!port->udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
		error = -errno;
	else if (!port->udp && listen(fd, 1) != 0)
		error = -errno;
	close(fd);
	if (error == -EADDRINUSE) {
		report_holder(port);
	} else if (error == -EACCES) {
		fail("port %u needs root", port->host);
		hint("choose one from 1024 on: -p %u:%u", port->host + 8000U, port->guest);
	} else if (error) {
		fail("port %u on %s: %s", port->host,
		     *port->address ? port->address : "every address", strerror(-error));
	}
	return error;
}

int ports_check(const struct machine_config *config)
{
	int error = 0;

	for (size_t i = 0; i < config->port_count && !error; i++) {
		for (size_t k = 0; k < i && !error; k++) {
			if (config->ports[k].host == config->ports[i].host &&
			    config->ports[k].udp == config->ports[i].udp &&
			    strcmp(config->ports[k].address, config->ports[i].address) == 0) {
				fail("port %u is given twice", config->ports[i].host);
				error = -EINVAL;
			}
		}
		if (!error)
			error = check_port(&config->ports[i]);
	}
	return error;
}

char *ports_show(const struct machine_config *config)
{
	struct text out = {0};

	text_add(&out, "");
	for (size_t i = 0; i < config->port_count; i++) {
		const struct machine_port *p = &config->ports[i];

		text_addf(&out, "%s%s%s%u->%u/%s", i ? ", " : "", p->address,
		          *p->address ? ":" : "", p->host, p->guest, p->udp ? "udp" : "tcp");
	}
	return out.data;
}
