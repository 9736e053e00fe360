#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# iperf3 as an image against the distribution's iperf3: over user-mode networking on every machine model, and, as root, over a tap device with
# offloads in a network namespace of its own. A case passes when the client ends well and bytes have arrived.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
libs=$TOP/libs/musl:$TOP/libs/lwip:$TOP/libs/iperf3
build_image iperf3 "$TOP/apps/iperf3" "$libs" || { not_ok "iperf3: the image builds"; plan; exit; }
image=$(image_path iperf3)
work=$(mktemp -d "${TMPDIR:-/tmp}/iperf3.XXXXXX")
ns=ukiperf$$
guest_pid=
server_pid=

finish() {
	[ -z "$guest_pid" ] || kill "$guest_pid" 2>/dev/null
	[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null
	ip netns del "$ns" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT

# start MACHINE COMMAND-LINE PREFIX NETDEV: boots in the background
start() {
	local machine=$1 line=$2 prefix=$3 netdev=$4 device=virtio-net-pci,disable-legacy=on,romfile= model=$1
	[ "$machine" = microvm ] && model=microvm,rtc=on device=virtio-net-device
	: >"$work/console"
	rm -f "$work/status"
	$prefix timeout -k 5 240 "$QEMU" -M "$model" -global virtio-mmio.force-legacy=false -accel tcg -cpu max -m "${MEMORY:-64M}" -display none \
		-nodefaults -no-user-config -no-reboot -chardev file,id=c,path="$work/console" -serial chardev:c -device isa-debug-exit,iobase=0x501,iosize=1 \
		-chardev file,id=s,path="$work/status" -device isa-debugcon,iobase=0x502,chardev=s \
		-kernel "$image" -append "$line" -netdev "$netdev" -device "$device,netdev=n" </dev/null >"$work/qemu" 2>&1 &
	guest_pid=$!
}
stop() { kill "$guest_pid" 2>/dev/null; wait "$guest_pid" 2>/dev/null; guest_pid=; }
listening() {
	local i
	for i in $(seq 1 150); do
		grep -q 'Server listening' "$work/console" && return 0
		kill -0 "$guest_pid" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}
free_port() { # a port of the loopback interface that nobody uses
	local port
	for port in $(seq $((20000 + $$ % 20000)) 59999); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
	done
}

# client NAME PREFIX ARGUMENT…: one run of the distribution's client
client() {
	local name=$1 prefix=$2 bytes
	shift 2
	if ! $prefix timeout -k 5 "${CLIENT_TIMEOUT:-30}" iperf3 "$@" -J >"$work/report" 2>"$work/errors"; then
		not_ok "iperf3: $name" "$(grep '"error"' "$work/report"; cat "$work/errors"; tail -n 12 "$work/console")"
		return
	fi
	bytes=$(awk '/"sum_received"|"sum":/ { s = 1 } s && /"bytes"/ { gsub(/[^0-9.e+]/, "", $2); b = $2 } END { printf "%.0f\n", b + 0 }' "$work/report")
	if [ "$bytes" -gt 0 ]; then ok "iperf3: $name"; else not_ok "iperf3: $name" "no byte arrived"; fi
}

for machine in microvm pc q35; do
	port=$(free_port)
	start $machine "-- -s" "" "user,id=n,hostfwd=tcp:127.0.0.1:$port-:5201,hostfwd=udp:127.0.0.1:$port-:5201"
	if ! listening; then not_ok "iperf3: serves on $machine" "$(cat "$work/qemu" "$work/console")"; stop; continue; fi
	client "$machine, user-mode network, TCP" "" -c 127.0.0.1 -p "$port" -t 1
	if [ $machine = microvm ]; then
		client "user-mode network, reverse" "" -c 127.0.0.1 -p "$port" -t 1 -R
		client "user-mode network, four streams" "" -c 127.0.0.1 -p "$port" -t 1 -P 4
		client "user-mode network, UDP" "" -c 127.0.0.1 -p "$port" -t 1 -u -b 10M
	fi
	stop
done

port=$(free_port)
start microvm "-- -s -1 -J" "" "user,id=n,hostfwd=tcp:127.0.0.1:$port-:5201"
sleep 1.5
client "server that ends after one client (-1 -J)" "" -c 127.0.0.1 -p "$port" -t 1
for _ in $(seq 1 50); do kill -0 "$guest_pid" 2>/dev/null || break; sleep 0.1; done
if [ "$(od -An -tu1 "$work/status" 2>/dev/null | tr -d ' ')" = 0 ] && grep -q '"bits_per_second"' "$work/console"; then
	ok "iperf3: main's status ends the machine, the report is JSON"
else
	not_ok "iperf3: main's status ends the machine, the report is JSON" "$(tail -n 5 "$work/console")"
fi
stop

port=$(free_port)
iperf3 -s -B 127.0.0.1 -p "$port" >"$work/server" 2>&1 &
server_pid=$!
start microvm "-- -c 10.0.2.2 -p $port -t 1" "" user,id=n
wait "$guest_pid"
guest_pid=
if [ "$(od -An -tu1 "$work/status" | tr -d ' ')" = 0 ] && grep -q 'receiver' "$work/console"; then
	ok "iperf3: client mode"
else
	not_ok "iperf3: client mode" "$(tail -n 12 "$work/console")"
fi
kill "$server_pid" 2>/dev/null
server_pid=

tap_cases() {
	local in="ip netns exec $ns" machine i
	local netdev=tap,id=n,ifname=tap0,script=no,downscript=no,vnet_hdr=on
	for machine in microvm q35; do
		start $machine "netdev.ip=10.9.0.2/24 -- -s" "$in" $netdev
		if ! listening; then not_ok "iperf3: serves on $machine over a tap device" "$(cat "$work/qemu" "$work/console")"; stop; continue; fi
		client "$machine, tap, TCP" "$in" -c 10.9.0.2 -t 2
		client "$machine, tap, reverse" "$in" -c 10.9.0.2 -t 2 -R
		client "$machine, tap, four streams" "$in" -c 10.9.0.2 -t 1 -P 4
		client "$machine, tap, both directions at once" "$in" -c 10.9.0.2 -t 2 --bidir
		client "$machine, tap, UDP" "$in" -c 10.9.0.2 -t 1 -u -b 200M
		client "$machine, tap, UDP reverse" "$in" -c 10.9.0.2 -t 1 -u -b 200M -R
		if [ $machine = microvm ]; then
			client "tap, small maximum segment" "$in" -c 10.9.0.2 -t 1 -M 536
			client "tap, small window" "$in" -c 10.9.0.2 -t 1 -w 16K
			client "tap, without delay (-N)" "$in" -c 10.9.0.2 -t 1 -N -l 128
			CLIENT_TIMEOUT=60 client "tap, 30 seconds" "$in" -c 10.9.0.2 -t 30
			for i in $(seq 1 5); do client "tap, client $i after another" "$in" -c 10.9.0.2 -t 1; done
		fi
		stop
	done
	MEMORY=4M start microvm "netdev.ip=10.9.0.2/24 -- -s" "$in" $netdev
	if listening; then client "serves with 4 MiB of memory" "$in" -c 10.9.0.2 -t 1; else not_ok "iperf3: serves with 4 MiB of memory" "$(cat "$work/console")"; fi
	stop
}

if [ "$(id -u)" -ne 0 ]; then
	skip "iperf3: tap device" "needs root"
elif ! ip netns add "$ns" 2>/dev/null || ! ip netns exec "$ns" ip tuntap add tap0 mode tap vnet_hdr 2>/dev/null; then
	skip "iperf3: tap device" "no network namespaces or no /dev/net/tun here"
else
	ip netns exec "$ns" ip addr add 10.9.0.1/24 dev tap0
	ip netns exec "$ns" ip link set tap0 up
	ip netns exec "$ns" ip link set lo up
	tap_cases
fi
plan
