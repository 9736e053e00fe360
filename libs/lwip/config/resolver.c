/* SPDX-License-Identifier: BSD-3-Clause */
/* /etc/resolv.conf and /etc/hosts: what the libc's resolver reads. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <uk/config.h>
#include <uk/print.h>
#include "config.h"
#include "lwip_hooks.h"

#define SERVERS 3

static ip_addr_t server_address[SERVERS];
static int server_known[SERVERS];
static const char *domain_name;

void lwip_resolver_server(unsigned int number, const ip_addr_t *server)
{
	if (number >= SERVERS)
		return;
	server_known[number] = server && !ip_addr_isany(server);
	if (server)
		ip_addr_copy(server_address[number], *server);
}

void lwip_resolver_domain(const char *domain)
{
	if (domain && *domain)
		domain_name = domain;
}

void dns_setserver(u8_t number, const ip_addr_t *server)
{
	lwip_resolver_server(number, server);
}

#if CONFIG_LIBVFSCORE
#include <uk/file.h>
#include <uk/vfs.h>

/* Set once a file was written here: it may then be replaced. */
static int ours;

static void file_write(const char *path, unsigned int flags, const char *text, size_t len)
{
	struct iovec iov = {.iov_base = (void *)(__uptr)text, .iov_len = len};
	struct uk_open_file *of;

	if (uk_vfs_open(NULL, path, O_WRONLY | O_CREAT | flags, 0644, &of))
		return;
	if (of->file->ops->write)
		of->file->ops->write(of, &iov, 1, -1);
	uk_open_file_put(of);
}

void lwip_resolver_write(void)
{
	static const char hosts[] = "127.0.0.1\tlocalhost\n::1\tlocalhost\n";
	char text[256], address[IPADDR_STRLEN_MAX];
	struct uk_node *node;
	int len = 0;

	if (!ours && !uk_vfs_lookup(NULL, "/etc/resolv.conf", 0, &node)) {
		/* The program's own file stands. */
		uk_node_put(node);
		return;
	}
	if (domain_name)
		len = uk_snprintf(text, sizeof(text), "search %.100s\n", domain_name);
	for (int i = 0; i < SERVERS; i++)
		if (server_known[i]) {
			ipaddr_ntoa_r(&server_address[i], address, sizeof(address));
			len += uk_snprintf(text + len, sizeof(text) - (size_t)len,
			                   "nameserver %s\n", address);
		}
	if (!len)
		return;
	uk_vfs_mkdir(NULL, "/etc", 0755);
	file_write("/etc/resolv.conf", O_TRUNC, text, (size_t)len);
	ours = 1;
	file_write("/etc/hosts", O_EXCL, hosts, sizeof(hosts) - 1);
}
#else
void lwip_resolver_write(void)
{
}
#endif
