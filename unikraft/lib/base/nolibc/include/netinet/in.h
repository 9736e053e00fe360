/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses and the options of Internet sockets, with the layout and values of Linux. */
#ifndef NOLIBC_NETINET_IN_H
#define NOLIBC_NETINET_IN_H

#include <inttypes.h>
#include <sys/socket.h>

typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;

struct in_addr {
	in_addr_t s_addr;
};

struct sockaddr_in {
	sa_family_t sin_family;
	in_port_t sin_port;
	struct in_addr sin_addr;
	uint8_t sin_zero[8];
};

struct in6_addr {
	union {
		uint8_t bytes[16];
		uint16_t halves[8];
		uint32_t words[4];
	} in6_union;
};
#define s6_addr   in6_union.bytes
#define s6_addr16 in6_union.halves
#define s6_addr32 in6_union.words

struct sockaddr_in6 {
	sa_family_t sin6_family;
	in_port_t sin6_port;
	uint32_t sin6_flowinfo;
	struct in6_addr sin6_addr;
	uint32_t sin6_scope_id;
};

struct ip_mreq {
	struct in_addr imr_multiaddr, imr_interface;
};

struct ip_mreqn {
	struct in_addr imr_multiaddr, imr_address;
	int imr_ifindex;
};

struct ipv6_mreq {
	struct in6_addr ipv6mr_multiaddr;
	unsigned int ipv6mr_interface;
};

struct in_pktinfo {
	int ipi_ifindex;
	struct in_addr ipi_spec_dst, ipi_addr;
};

struct in6_pktinfo {
	struct in6_addr ipi6_addr;
	unsigned int ipi6_ifindex;
};

#define INADDR_ANY       ((in_addr_t)0x00000000)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE      ((in_addr_t)0xffffffff)
#define INADDR_LOOPBACK  ((in_addr_t)0x7f000001)

#define INET_ADDRSTRLEN  16
#define INET6_ADDRSTRLEN 46

#define IN6ADDR_ANY_INIT          \
	{                         \
		{                 \
			{         \
				0 \
			}         \
		}                 \
	}
#define IN6ADDR_LOOPBACK_INIT                                                  \
	{                                                                      \
		{                                                              \
			{                                                      \
				0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 \
			}                                                      \
		}                                                              \
	}

#define IN6_IS_ADDR_UNSPECIFIED(a) \
	(((a)->s6_addr32[0] | (a)->s6_addr32[1] | (a)->s6_addr32[2] | (a)->s6_addr32[3]) == 0)
#define IN6_IS_ADDR_LOOPBACK(a)                                              \
	(((a)->s6_addr32[0] | (a)->s6_addr32[1] | (a)->s6_addr32[2]) == 0 && \
	 ((a)->s6_addr16[6] == 0 && (a)->s6_addr[14] == 0 && (a)->s6_addr[15] == 1))
#define IN6_IS_ADDR_MULTICAST(a) ((a)->s6_addr[0] == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(a) ((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0x80)
#define IN6_IS_ADDR_V4MAPPED(a)                                              \
	(((a)->s6_addr32[0] | (a)->s6_addr32[1] | (a)->s6_addr16[4]) == 0 && \
	 (a)->s6_addr16[5] == 0xffff)

#define IPPROTO_IP     0
#define IPPROTO_ICMP   1
#define IPPROTO_TCP    6
#define IPPROTO_UDP    17
#define IPPROTO_IPV6   41
#define IPPROTO_ICMPV6 58
#define IPPROTO_RAW    255

#define IP_TOS             1
#define IP_TTL             2
#define IP_PKTINFO         8
#define IP_MTU_DISCOVER    10
#define IP_RECVTTL         12
#define IP_RECVTOS         13
#define IP_MTU             14
#define IP_MULTICAST_IF    32
#define IP_MULTICAST_TTL   33
#define IP_MULTICAST_LOOP  34
#define IP_ADD_MEMBERSHIP  35
#define IP_DROP_MEMBERSHIP 36

#define IP_PMTUDISC_DONT 0
#define IP_PMTUDISC_WANT 1
#define IP_PMTUDISC_DO   2

#define IPV6_UNICAST_HOPS   16
#define IPV6_MULTICAST_IF   17
#define IPV6_MULTICAST_HOPS 18
#define IPV6_MULTICAST_LOOP 19
#define IPV6_JOIN_GROUP     20
#define IPV6_LEAVE_GROUP    21
#define IPV6_MTU_DISCOVER   23
#define IPV6_MTU            24
#define IPV6_V6ONLY         26
#define IPV6_RECVPKTINFO    49
#define IPV6_PKTINFO        50
#define IPV6_RECVHOPLIMIT   51
#define IPV6_HOPLIMIT       52
#define IPV6_RECVTCLASS     66
#define IPV6_TCLASS         67

/* The machine is little-endian, the network big-endian. */
static inline uint16_t htons(uint16_t host)
{
	return __builtin_bswap16(host);
}

static inline uint32_t htonl(uint32_t host)
{
	return __builtin_bswap32(host);
}

static inline uint16_t ntohs(uint16_t network)
{
	return __builtin_bswap16(network);
}

static inline uint32_t ntohl(uint32_t network)
{
	return __builtin_bswap32(network);
}
#endif
