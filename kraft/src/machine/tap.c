/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's side of a network card: tap devices through /dev/net/tun and the bridge's ioctls, and
 * the switch of a composition. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/if_tun.h>
#include <linux/sockios.h>

#include "base/file.h"
#include "machine/tap.h"
#include "term/message.h"

int tap_check_interface(const char *name, const char *option)
{
	if (strlen(name) < IFNAMSIZ && if_nametoindex(name))
		return 0;
	fail("there is no network interface '%s' (%s)", name, option);
	hint("'ip link' lists the interfaces; 'kraft net create' makes a bridge");
	return -ENODEV;
}

static int create(struct ifreq *request)
{
	int fd = open("/dev/net/tun", O_RDWR);

	if (fd < 0)
		return -errno;
	*request = (struct ifreq){.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	strcpy(request->ifr_name, "kraft%d");
	if (ioctl(fd, TUNSETIFF, request) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static int attach(struct ifreq *tap, const char *bridge)
{
	struct ifreq request = {0};
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error = 0;

	if (control < 0)
		return -errno;
	strcpy(request.ifr_name, bridge);
	request.ifr_ifindex = (int)if_nametoindex(tap->ifr_name);
	if (ioctl(control, SIOCBRADDIF, &request) != 0)
		error = -errno;
	tap->ifr_flags = IFF_UP | IFF_BROADCAST | IFF_MULTICAST;
	if (!error && ioctl(control, SIOCSIFFLAGS, tap) != 0)
		error = -errno;
	close(control);
	return error;
}

int tap_open_on_bridge(const char *bridge)
{
	struct ifreq tap;
	int error = tap_check_interface(bridge, "--bridge");

	if (error)
		return error;
	int fd = create(&tap);

	error = fd < 0 ? fd : attach(&tap, bridge);
	if (!error)
		return fd;
	if (fd >= 0)
		close(fd);
	if (error == -EPERM || error == -EACCES) {
		fail("a tap device on a bridge needs root");
		hint("run as root, name a tap device of yours with -V, or use user-mode networking "
		     "with -p HOST:GUEST");
	} else {
		fail("cannot attach a tap device to '%s': %s", bridge, strerror(-error));
	}
	return error;
}

int switch_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *folder = path_folder(path), *brief;
	int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC), fd = -1, error = 0;

	/* A socket's path must be short, so it begins at the folder's descriptor. */
	brief = format("/proc/self/fd/%d/%s", at, path_base(path));
	strncpy(address.sun_path, brief, sizeof address.sun_path - 1);
	if (at >= 0)
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		error = -errno;
		fail("cannot reach the network at %s: %s", path, strerror(-error));
		if (fd >= 0)
			close(fd);
	}
	if (at >= 0)
		close(at);
	free(brief);
	free(folder);
	return error ? error : fd;
}
