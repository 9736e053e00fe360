#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Network card and random numbers without a network stack, on each machine model and with each feature taken away.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"

build_image netecho "$TOP/tests/net/app" "$TOP/libs/musl" || { not_ok "net: the image builds"; plan; exit; }
image=$(image_path netecho)
port=$((20000 + $$ % 20000))

# Sends datagrams of all sizes until each came back, then asks the image to end.
client() {
	timeout 40 python3 - "$port" <<-'PY'
	import os, socket, sys, time
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	to = ("127.0.0.1", int(sys.argv[1]))
	good = 0
	for n in range(100):
	    data = os.urandom(8 + n * 14)
	    for attempt in range(60):
	        s.settimeout(0.3)
	        s.sendto(data, to)
	        try:
	            if s.recv(4096) == data:
	                good += 1
	                break
	        except (socket.timeout, ConnectionError):
	            time.sleep(0.05)
	print("echo", good)
	s.sendto(b"quit", to)
	PY
}

# echoes NAME MACHINE DEVICE[,OPTIONS] [QEMU option …]. microvm: slot 4, since QEMU joins input 0 of an I/O APIC to input 2.
echoes() {
	local name=$1 machine=$2 device=$3 output status place=
	shift 3
	[ "$machine" = microvm ] && place="virtio_mmio.device=512@0xfeb00800:28 "
	client >"$OUT/netecho/client" &
	output=$(MACHINE=$machine boot "$image" "$place-- 10.0.2.15 10.0.2.2" "$@" \
		-netdev "user,id=n,hostfwd=udp:127.0.0.1:$port-:7" -device "$device,netdev=n")
	status=$?
	wait $!
	if [ "$status" -eq 0 ] && grep -q 'echo 100' "$OUT/netecho/client" && grep -q 'gateway found' <<<"$output" &&
		grep -q 'by interrupt' <<<"$output"; then
		ok "net: $name"
	else
		not_ok "net: $name" "status $status
$(cat "$OUT/netecho/client")
$output"
	fi
	port=$((port + 1))
}

echoes "pc" pc virtio-net-pci
echoes "q35, behind a root port" q35 virtio-net-pci,bus=rp -device pcie-root-port,id=rp
echoes "microvm" microvm virtio-net-device,bus=virtio-mmio-bus.4
echoes "without EVENT_IDX" pc virtio-net-pci,event_idx=off
echoes "without mergeable buffers" pc virtio-net-pci,mrg_rxbuf=off
echoes "1024 descriptors" pc virtio-net-pci,rx_queue_size=1024,tx_queue_size=1024
echoes "modern only, behind an IOMMU flag" pc virtio-net-pci,disable-legacy=on,iommu_platform=on
MEMORY=4M echoes "4 MiB of memory" pc virtio-net-pci

# says NAME STATUS TEXT COMMAND-LINE [QEMU option …]
says() {
	local name=$1 want=$2 text=$3 line=$4 output status
	shift 4
	output=$(MACHINE=pc boot "$image" "$line" "$@")
	status=$?
	if [ "$status" -eq "$want" ] && grep -qE "$text" <<<"$output"; then ok "$name"; else not_ok "$name" "status $status
$output"; fi
}
seed=00112233445566778899aabbccddeeff
says "net: a legacy device is refused" 2 'not usable as a virtio 1.x device' '-- x y' -device virtio-net-pci,disable-modern=on,disable-legacy=off
CPU=qemu64
says "S12: no source of random numbers" 134 'No source of random numbers' '-- x y'
says "S12: a seed that is too short" 134 'random.seed must be' 'random.seed=0011 -- x y'
says "S12: a seed from the command line" 2 '^random ' "random.seed=$seed -- x y"
says "S12: virtio-rng" 2 '^random ' '-- x y' -device virtio-rng-pci
a=$(MACHINE=pc boot "$image" '-- x y' -device virtio-rng-pci)
b=$(MACHINE=pc boot "$image" '-- x y' -device virtio-rng-pci)
c=$(MACHINE=pc boot "$image" "random.seed=$seed -- x y")
d=$(MACHINE=pc boot "$image" "random.seed=$seed -- x y")
if [ "$a" != "$b" ]; then ok "S12: two boots differ"; else not_ok "S12: two boots differ" "$a"; fi
if [ "$c" = "$d" ] && [ "$c" != "$a" ]; then ok "S12: the same seed, the same numbers"; else not_ok "S12: the same seed, the same numbers" "$c
$d"; fi
plan
