/* SPDX-License-Identifier: BSD-3-Clause */
/* Bridges through ioctls and sysfs. */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/sockios.h>

#include "base/file.h"
#include "machine/bridge.h"
#include "term/message.h"

#define INTERFACES "/sys/class/net"

int bridge_parse_address(const char *text, unsigned int *address, unsigned int *mask)
{
	char *copy = copy_string(text), *slash = strchr(copy, '/'), *end = "";
	unsigned long bits = 24;
	int error = 0;

	if (slash) {
		*slash++ = '\0';
		bits = strtoul(slash, &end, 10);
	}
	if (*end || (slash && !*slash) || bits == 0 || bits > 30 ||
	    inet_pton(AF_INET, copy, address) != 1)
		error = -EINVAL;
	else
		*mask = htonl(~0U << (32 - bits));
	free(copy);
	return error;
}

static int report(const char *what, const char *name, int error)
{
	fail("cannot %s the network %s: %s", what, name, strerror(-error));
	if (error == -EPERM || error == -EACCES)
		hint("run it as root; user-mode networking (-p HOST:GUEST) needs no privilege");
	return error;
}

static int call(int control, unsigned long request, void *argument)
{
	return ioctl(control, request, argument) == 0 ? 0 : -errno;
}

static int set_address(int control, const char *name, unsigned int address, unsigned int mask)
{
	struct ifreq request = {0};
	struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;
	int error;

	strcpy(request.ifr_name, name);
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = address;
	error = call(control, SIOCSIFADDR, &request);
	in->sin_addr.s_addr = mask;
	return error ? error : call(control, SIOCSIFNETMASK, &request);
}

static int set_up(int control, const char *name, bool up)
{
	struct ifreq request = {0};
	int error;

	strcpy(request.ifr_name, name);
	error = call(control, SIOCGIFFLAGS, &request);
	if (up)
		request.ifr_flags |= IFF_UP;
	else
		request.ifr_flags &= ~IFF_UP;
	return error ? error : call(control, SIOCSIFFLAGS, &request);
}

static int check_name(const char *name)
{
	if (*name && strlen(name) < IFNAMSIZ && !strpbrk(name, "/ :%"))
		return 0;
	fail("'%s' is no name for a network: at most %d characters, no blanks, ':', '/' or '%%'",
	     name, IFNAMSIZ - 1);
	return -EINVAL;
}

int bridge_create(const char *name, const char *address)
{
	unsigned int ip = 0, mask = 0;
	int error = check_name(name), control;

	if (!error && address && bridge_parse_address(address, &ip, &mask)) {
		fail("'%s' is no ADDRESS/PREFIX", address);
		error = -EINVAL;
	}
	if (error)
		return error;
	control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (control < 0)
		return report("create", name, -errno);
	error = call(control, SIOCBRADDBR, (void *)name);
	if (!error) {
		if (address)
			error = set_address(control, name, ip, mask);
		if (!error)
			error = set_up(control, name, true);
		if (error) {
			(void)set_up(control, name, false);
			(void)call(control, SIOCBRDELBR, (void *)name);
		}
	}
	close(control);
	return error ? report("create", name, error) : 0;
}

static bool is_bridge(const char *name)
{
	char *path = format(INTERFACES "/%s/bridge", name);
	bool answer = is_folder(path);

	free(path);
	return answer;
}

static int find_bridge(const char *name)
{
	int error = check_name(name);

	if (error || is_bridge(name))
		return error;
	fail("there is no network '%s'", name);
	hint("'kraft net ls' lists the networks");
	return -ENOENT;
}

int bridge_remove(const char *name)
{
	struct bridge bridge;
	int error = bridge_inspect(name, &bridge), control;

	if (error)
		return error;
	if (bridge.members.count) {
		fail("the network %s is in use by %s", name, bridge.members.item[0]);
		hint("stop the machines on it first");
		error = -EBUSY;
	}
	bridge_free(&bridge);
	if (error)
		return error;
	control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	error = control < 0 ? -errno : set_up(control, name, false);
	if (!error)
		error = call(control, SIOCBRDELBR, (void *)name);
	if (control >= 0)
		close(control);
	return error ? report("remove", name, error) : 0;
}

int bridge_list(struct strings *names)
{
	struct strings all = {0};
	int error = folder_list(INTERFACES, &all);

	for (size_t i = 0; i < all.count && !error; i++)
		if (is_bridge(all.item[i]))
			strings_add(names, all.item[i]);
	strings_free(&all);
	if (error)
		fail("cannot list the network interfaces: %s", strerror(-error));
	return error;
}

static char *read_address(int control, const char *name)
{
	struct ifreq request = {0};
	struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;
	char ip[INET_ADDRSTRLEN];

	strcpy(request.ifr_name, name);
	if (call(control, SIOCGIFADDR, &request) != 0)
		return NULL;
	inet_ntop(AF_INET, &in->sin_addr, ip, sizeof ip);
	if (call(control, SIOCGIFNETMASK, &request) != 0)
		return NULL;
	return format("%s/%d", ip, __builtin_popcount(in->sin_addr.s_addr));
}

int bridge_inspect(const char *name, struct bridge *bridge)
{
	int error = find_bridge(name), control;
	struct ifreq request = {0};
	char *members;

	*bridge = (struct bridge){0};
	if (error)
		return error;
	control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (control < 0)
		return report("inspect", name, -errno);
	bridge->name = copy_string(name);
	bridge->address = read_address(control, name);
	strcpy(request.ifr_name, name);
	bridge->up = call(control, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP);
	close(control);
	members = format(INTERFACES "/%s/brif", name);
	(void)folder_list(members, &bridge->members);
	free(members);
	return 0;
}

void bridge_free(struct bridge *bridge)
{
	free(bridge->name);
	free(bridge->address);
	strings_free(&bridge->members);
	*bridge = (struct bridge){0};
}
