/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of sockets: what is set is what is read; what does not exist is refused. */
#include <net/if.h>
#include "net.h"

static void get(int fd, const char *name, int level, int option)
{
	int value = -77;
	socklen_t len = sizeof(value);
	int rc = getsockopt(fd, level, option, &value, &len);

	if (rc)
		printf("%s: %s\n", name, error_name(errno));
	else
		printf("%s: %d length %d\n", name, value, (int)len);
}

static void set(int fd, const char *name, int level, int option, int value)
{
	int rc = setsockopt(fd, level, option, &value, sizeof(value));

	printf("set %s to %d: %s\n", name, value, rc ? error_name(errno) : "done");
	get(fd, name, level, option);
}

/* lwIP's own names, which ports call; elsewhere the C library's do. */
extern unsigned int lwip_if_nametoindex(const char *name) __attribute__((weak));
extern char *lwip_if_indextoname(unsigned int index, char *name) __attribute__((weak));

static void interfaces(void)
{
	char name[IF_NAMESIZE] = "";
	unsigned int lo = lwip_if_nametoindex ? lwip_if_nametoindex("lo") : if_nametoindex("lo");

	if (lwip_if_indextoname)
		lwip_if_indextoname(lo, name);
	else
		if_indextoname(lo, name);
	printf("interface %d %s\n", lo > 0, name);
	printf("no interface %u\n",
	       lwip_if_nametoindex ? lwip_if_nametoindex("nosuch0") : if_nametoindex("nosuch0"));
	printf("no name %d\n", lwip_if_indextoname ? !lwip_if_indextoname(9999, name)
	                                           : !if_indextoname(9999, name));
}

#define GET(fd, level, option)        get(fd, #option, level, option)
#define SET(fd, level, option, value) set(fd, #option, level, option, value)

int main(void)
{
	int t = socket(AF_INET, SOCK_STREAM, 0), u = socket(AF_INET, SOCK_DGRAM, 0), value, l,
	    fd[2];
	struct linger linger = {1, 5};
	struct tcp_info info;
	unsigned char byte = 8;
	socklen_t len;
	char name[32];

	setvbuf(stdout, NULL, _IOLBF, 0);
	GET(t, SOL_SOCKET, SO_TYPE);
	GET(u, SOL_SOCKET, SO_TYPE);
	GET(t, SOL_SOCKET, SO_DOMAIN);
	GET(t, SOL_SOCKET, SO_PROTOCOL);
	GET(u, SOL_SOCKET, SO_PROTOCOL);
	GET(t, SOL_SOCKET, SO_ERROR);
	GET(t, SOL_SOCKET, SO_ACCEPTCONN);
	SET(t, SOL_SOCKET, SO_ACCEPTCONN, 1);
	SET(t, SOL_SOCKET, SO_TYPE, 1);
	SET(t, SOL_SOCKET, SO_ERROR, 1);
	SET(t, SOL_SOCKET, SO_REUSEADDR, 5);
	SET(t, SOL_SOCKET, SO_REUSEPORT, 1);
	SET(t, SOL_SOCKET, SO_KEEPALIVE, 1);
	SET(t, SOL_SOCKET, SO_OOBINLINE, 1);
	SET(t, SOL_SOCKET, SO_DONTROUTE, 1);
	SET(u, SOL_SOCKET, SO_BROADCAST, 1);
	SET(u, SOL_SOCKET, SO_PRIORITY, 3);
	SET(u, SOL_SOCKET, SO_SNDBUF, 20000);
	SET(u, SOL_SOCKET, SO_RCVBUF, 20000);
	SET(t, SOL_SOCKET, SO_SNDBUF, 30000);
	SET(t, SOL_SOCKET, SO_RCVBUF, 30000);
	SET(t, SOL_SOCKET, 9999, 1);
	SET(t, 9999, 1, 1);
	SHOW(setsockopt(t, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)));
	len = sizeof(linger);
	SHOW(getsockopt(t, SOL_SOCKET, SO_LINGER, &linger, &len));
	printf("linger %d %d %d\n", linger.l_onoff, linger.l_linger, (int)len);
	SHOW(setsockopt(t, SOL_SOCKET, SO_LINGER, &linger, 4));
	SHOW(setsockopt(t, SOL_SOCKET, SO_REUSEADDR, &value, 2));

	GET(t, IPPROTO_TCP, TCP_NODELAY);
	SET(t, IPPROTO_TCP, TCP_NODELAY, 1);
	SET(t, IPPROTO_TCP, TCP_CORK, 1);
	SET(t, IPPROTO_TCP, TCP_CORK, 0);
	GET(t, IPPROTO_TCP, TCP_KEEPIDLE);
	GET(t, IPPROTO_TCP, TCP_KEEPINTVL);
	GET(t, IPPROTO_TCP, TCP_KEEPCNT);
	SET(t, IPPROTO_TCP, TCP_KEEPIDLE, 30);
	SET(t, IPPROTO_TCP, TCP_KEEPINTVL, 10);
	SET(t, IPPROTO_TCP, TCP_KEEPCNT, 4);
	SET(t, IPPROTO_TCP, TCP_KEEPIDLE, 0);
	SET(t, IPPROTO_TCP, TCP_KEEPCNT, 200);
	SET(t, IPPROTO_TCP, TCP_MAXSEG, 50);
	GET(t, IPPROTO_TCP, TCP_MAXSEG);
	GET(u, IPPROTO_TCP, TCP_NODELAY);
	len = sizeof(name);
	memset(name, 0, sizeof(name));
	SHOW(getsockopt(t, IPPROTO_TCP, TCP_CONGESTION, name, &len));
	printf("congestion named %d length %d\n", name[0] != 0, (int)len);
	SHOW(setsockopt(t, IPPROTO_TCP, TCP_CONGESTION, "reno", 4));
	len = sizeof(name);
	SHOW(getsockopt(t, IPPROTO_TCP, TCP_CONGESTION, name, &len));
	printf("%s\n", name);
	SHOW(setsockopt(t, IPPROTO_TCP, TCP_CONGESTION, "nonesuch", 8));

	GET(t, IPPROTO_IP, IP_TTL);
	SET(t, IPPROTO_IP, IP_TTL, 33);
	SET(t, IPPROTO_IP, IP_TTL, 0);
	SET(t, IPPROTO_IP, IP_TTL, 256);
	SET(t, IPPROTO_IP, IP_TTL, -1);
	SET(u, IPPROTO_IP, IP_TOS, 16);
	SHOW(setsockopt(u, IPPROTO_IP, IP_TOS, &byte, 1));
	GET(u, IPPROTO_IP, IP_TOS);
	SET(u, IPPROTO_IP, IP_MULTICAST_TTL, 9);
	SET(u, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
	SET(u, IPPROTO_IP, IP_PKTINFO, 1);
	GET(u, IPPROTO_IPV6, IPV6_V6ONLY);

	l = listener(7);
	GET(l, SOL_SOCKET, SO_ACCEPTCONN);
	len = sizeof(info);
	SHOW(getsockopt(l, IPPROTO_TCP, TCP_INFO, &info, &len));
	printf("state %d\n", info.tcpi_state);
	fd[0] = connect_to(port_of(l));
	fd[1] = accept(l, NULL, NULL);
	send(fd[0], "x", 1, 0);
	recv(fd[1], name, 1, 0);
	settle();
	len = sizeof(info);
	SHOW(getsockopt(fd[0], IPPROTO_TCP, TCP_INFO, &info, &len));
	printf("state %d mss %d cwnd %d retransmitted %u unacked %u\n", info.tcpi_state,
	       info.tcpi_snd_mss > 500, info.tcpi_snd_cwnd > 0, info.tcpi_total_retrans,
	       info.tcpi_unacked);
	shutdown(fd[0], SHUT_WR);
	settle();
	getsockopt(fd[0], IPPROTO_TCP, TCP_INFO, &info, &len);
	printf("state %d\n", info.tcpi_state);
	len = sizeof(info);
	getsockopt(fd[1], IPPROTO_TCP, TCP_INFO, &info, &len);
	printf("state %d\n", info.tcpi_state);
	SHOW(getsockopt(t, SOL_SOCKET, SO_TYPE, NULL, &len) == -1);
	SHOW(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &len));
	SHOW(setsockopt(-1, SOL_SOCKET, SO_TYPE, &value, len));
	interfaces();
	return 0;
}
