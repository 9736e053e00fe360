#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# lwIP and the sockets as a host program under sanitizers (tests/unit/lwip_host): two stacks exchange data over a wire that loses packets, with
# and without offloads, and while memory is short.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
build_image iperf3 "$TOP/apps/iperf3" "$TOP/libs/musl:$TOP/libs/lwip:$TOP/libs/iperf3" || { not_ok "sockets: lwIP's source is there"; plan; exit; }
tree=$(find "$OUT/iperf3/liblwip/origin" -maxdepth 1 -name 'lwip-*' | head -n 1)
output=$(bash "$TOP/tests/unit/lwip_host/run.sh" "$tree" "$OUT/sockets" 2>&1)
for name in "plain" "offloads" "plain, 2 % lost" "offloads, 2 % lost" "offloads, memory short"; do
	if grep -qF "ok - $name (server 0, client 0)" <<<"$output"; then ok "sockets: $name"; else not_ok "sockets: $name" "$output"; fi
done
plan
