/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first process of the Linux guest that bench compares with: loads the network driver, sets the
 * address, prints "ready" and becomes the server whose command line stands behind "--" on the
 * kernel's.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const modules[] = {
        "virtio_ring",
        "virtio",
        "virtio_pci_legacy_dev",
        "virtio_pci_modern_dev",
        "virtio_pci",
        "virtio_mmio",
        "failover",
        "net_failover",
        "virtio_net",
};

static void load_modules(void)
{
	char path[64];
	unsigned int i;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		int fd;

		snprintf(path, sizeof(path), "/modules/%s.ko", modules[i]);
		fd = open(path, O_RDONLY);
		if (fd >= 0 && syscall(SYS_finit_module, fd, "", 0) < 0)
			perror(modules[i]);
		close(fd);
	}
}

static void set_address(const char *interface, const char *address, const char *mask)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request;
	struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;

	memset(&request, 0, sizeof(request));
	strcpy(request.ifr_name, interface);
	in->sin_family = AF_INET;
	inet_pton(AF_INET, address, &in->sin_addr);
	if (ioctl(s, SIOCSIFADDR, &request) < 0)
		perror("address");
	inet_pton(AF_INET, mask, &in->sin_addr);
	ioctl(s, SIOCSIFNETMASK, &request);
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	ioctl(s, SIOCSIFFLAGS, &request);
	close(s);
}

int main(int argc, char **argv)
{
	char *server[16] = {"/server"};
	int i;

	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("tmp", "/tmp", "tmpfs", 0, NULL);
	load_modules();
	set_address("lo", "127.0.0.1", "255.0.0.0");
	set_address("eth0", getenv("address") ? getenv("address") : "10.0.5.2", "255.255.255.0");
	for (i = 1; i < argc && i < 15; i++)
		server[i - 1] = argv[i];
	printf("ready\n");
	fflush(stdout);
	execv(server[0], server);
	perror(server[0]);
	reboot(RB_POWER_OFF);
	return 1;
}
