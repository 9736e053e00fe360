#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# lwIP and our sockets as a host program under sanitizers: run.sh LWIP-TREE [OUTPUT-FOLDER]. The tree is lwIP's unpacked archive (an image's
# build folder has it as liblwip/origin/lwip-VERSION).
set -e
cd "$(dirname "$0")/../../.."
tree=${1:?the folder of lwIP}
out=${2:-build/tests/unit}
mkdir -p "$out"
src=$tree/src
flags="-std=gnu17 -g -O1 -D_GNU_SOURCE -Wall -Wextra -Wno-address -Wno-unused-function -fsanitize=address,undefined -fno-sanitize-recover=undefined"
# The kernel and the host name types alike.
flags="$flags -D_ASM_GENERIC_INT_LL64_H -include unikraft/include/uk/arch/types.h"
includes="-Itests/unit/lwip_host -Itests/unit/file_stub -Iunikraft/include -Iunikraft/arch/x86_64/include -Ilibs/lwip/include -I$src/include"
for d in base/ukdebug mem/ukalloc mem/ukfalloc dev/uknetdev dev/ukswrand sched/uksched fs/ukfile posix/posix-fdtab posix/posix-socket posix/uksignal; do
	includes="$includes -Iunikraft/lib/$d/include"
done
core="def.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c tcp.c tcp_in.c udp.c ipv4/etharp.c ipv4/icmp.c ipv4/igmp.c ipv4/ip4.c
	ipv4/ip4_addr.c ipv6/ethip6.c ipv6/icmp6.c ipv6/inet6.c ipv6/ip6.c ipv6/ip6_addr.c ipv6/mld6.c ipv6/nd6.c ../netif/ethernet.c"
objects=
compile() { # SOURCE [flag …]
	local object=$out/lwip_host.$(echo "${1##*lwip/}" | tr / _).o source=$1
	shift
	gcc $flags $includes "$@" -c "$source" -o "$object"
	objects="$objects $object"
}
for f in $core; do compile "$src/core/$f" -w; done
compile "$src/core/tcp_out.c" -w -Dtcp_split_unsent_seg=lwip_tcp_split_unsent_seg
compile "$src/core/ipv4/ip4_frag.c" -w -Dip4_frag=lwip_ip4_fragment
compile "$src/core/ipv6/ip6_frag.c" -w -Dip6_frag=lwip_ip6_fragment
for f in libs/lwip/{stack,device,config,socket}/*.c unikraft/lib/dev/uknetdev/netbuf.c unikraft/lib/posix/posix-socket/core.c \
	tests/unit/lwip_host/{kernel,wire,main}.c unikraft/lib/fs/ukfile/iov.c; do
	compile "$f"
done
gcc -fsanitize=address,undefined -o "$out/lwip_host" $objects
timeout 280 "$out/lwip_host"
