#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Booting: machines, CPU models, memory sizes, clock sources, large images; preemption under load; every way to end.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
BOOT_TIMEOUT=${BOOT_TIMEOUT:-60}
# CPU models without random numbers need a seed
seed=random.seed=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

# both images from one folder: only one object differs
app=$TOP/tests/boot/app
image=$OUT/boot/plain
big=$OUT/boot/big
build() { # COPY y|n [KIB]: with the large sections or without, with so much more text
	local config=$OUT/boot/.config
	if [ -f "$config" ]; then
		sed -i '/CONFIG_APPBOOT_/d' "$config"
		[ "$2" = n ] || echo CONFIG_APPBOOT_BIG=y >>"$config"
		echo "CONFIG_APPBOOT_TEXT_KIB=${3:-0}" >>"$config"
	fi
	build_image boot "$app" "$TOP/libs/musl" && cp "$(image_path boot)" "$1"
}
build "$image" n && build "$big" y || { not_ok "boot: the images build"; plan; exit; }

# says NAME STATUS TEXT IMAGE COMMAND-LINE [QEMU option …]
says() {
	local name=$1 want=$2 text=$3 output status
	shift 3
	output=$(boot "$@")
	status=$?
	if [ "$status" -eq "$want" ] && grep -qE "$text" <<<"$output"; then
		ok "boot: $name"
	else
		not_ok "boot: $name" "status $status instead of $want, or no '$text' in
$output"
	fi
}

for MACHINE in microvm pc q35; do
	for CPU in max qemu64 core2duo Nehalem EPYC; do
		says "$MACHINE, CPU $CPU" 0 '^memory 6[0-9] MiB' "$image" "$seed -- hello"
	done
	CPU=max
	says "$MACHINE, two CPUs: the second stays parked" 0 '^memory 6' "$image" "-- hello" -smp 2
	says "$MACHINE: no free memory is in use by anybody" 0 'wrong 0' "$image" "-- frames"
	says "$MACHINE: a program takes all memory and ends" 0 'blocks many' "$image" "-- malloc"
done
for MACHINE in microvm,rtc=on,pit=off pc,hpet=off pc; do
	says "$MACHINE: clock and timer agree" 0 'clock steady' "$image" "-- rate"
done
says "HOME and TERM as Linux sets them" 0 '^environment HOME=/ TERM=linux$' "$image" "-- environment"
says "a variable that comes again replaces the earlier one" 0 '^environment HOME=/srv TERM=vt100 A=3 B=2$' "$image" \
	"env.TERM=vt100 env.A=1 env.HOME=/srv env.vars=[ B=2 A=3 ] -- environment"
MACHINE=pc,acpi=off says "no ACPI: the machine still ends" 0 '^memory' "$image" "-- hello"

MACHINE=pc MEMORY=5G says "pc, 5 GiB: memory above 4 GiB is used" 0 'above 4 GiB 20[0-9][0-9] MiB, wrong 0' "$image" "-- frames"
MACHINE=microvm MEMORY=5G says "microvm, 5 GiB" 0 'above 4 GiB [12][0-9]{3} MiB, wrong 0' "$image" "-- frames"
MACHINE=microvm
MEMORY=1200K says "less memory than the image" 125 "larger than the machine's memory" "$image" "-- hello"
MEMORY=64M says "less memory than a large image" 125 "larger than the machine's memory" "$big" "-- big"
MEMORY=2M says "2 MiB" 0 '^memory 1 MiB' "$image" "-- hello"
MEMORY=128M says "sections of 20 MiB" 0 '^big 21$' "$big" "-- big"
MEMORY=128M CPU=core2duo says "sections of 20 MiB without 1 GiB pages" 0 '^big 21$' "$big" "$seed -- big"
MEMORY=128M says "behind a large image memory is free" 0 'wrong 0' "$big" "-- frames"

# Around the borders of the page tables, which span 2 MiB each: the image begins at 1 MiB.
for kib in 850 900 950 1000 1020 2900 32400; do
	build "$OUT/boot/text" n $kib && says "an image with $kib KiB more of text" 0 '^text 7$' "$OUT/boot/text" "-- text"
done

good='rounds many, handled many, threads that never ran 0, wrong 0'
says "registers survive preemption and handlers" 0 "$good" "$image" "-- soak 3"
CPU=core2duo says "the same without XSAVE" 0 "$good" "$image" "$seed -- soak 2"
MACHINE=pc says "the same with two CPUs" 0 "$good" "$image" "-- soak 2" -smp 2
says "timers faster than their handling" 0 '^timer: ticked' "$image" "-- storm"

says "exit in a handler" 11 '' "$image" "-- from-handler"
says "exit in a kernel thread" 12 '' "$image" "-- from-kernel-thread"
says "exit while exiting" 13 '' "$image" "-- twice"
says "a report with a frame pointer that is no address" 132 'SIGILL.*' "$image" "-- bad-frame"
says "a report with a frame pointer to inaccessible memory" 132 'status 132' "$image" "-- unreadable-frame"
says "a fault in a handler" 139 'null page' "$image" "-- fault-in-handler"

# The console both ways. What is typed before the program listens is kept by the port.
shows() { # TEXT: waits for it, 15 s at the most
	local i
	for ((i = 0; i < 150; i++)); do grep -q "$1" "$OUT/boot/typed" && return; sleep 0.1; done
}
typed() {
	: >"$OUT/boot/typed"
	{ sleep 1; echo one; shows '^got one'; echo end; shows '^got end'; } | timeout 20 "$QEMU" -accel tcg -cpu max -m 64M -M pc -display none -nodefaults -no-user-config \
		-no-reboot -kernel "$image" -append "-- echo" -serial stdio -device isa-debug-exit,iobase=0x501,iosize=1 >"$OUT/boot/typed" 2>&1
}
typed
output=$(tr -d '\r' <"$OUT/boot/typed")
if grep -q '^got one$' <<<"$output" && grep -q '^got end$' <<<"$output"; then ok "boot: console input"; else not_ok "boot: console input" "$output"; fi
plan
