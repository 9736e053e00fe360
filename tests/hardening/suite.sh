#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# One test per property: what is forbidden ends the image with the named fault, a report and a non-zero status.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"

build_image hardening "$TOP/tests/hardening/app" "$TOP/libs/musl" || { not_ok "hardening: the image builds"; plan; exit; }
image=$(image_path hardening)

# dies PROPERTY CASE STATUS TEXT…: the case ends with this status and the report holds each text
dies() {
	local property=$1 case=$2 want=$3 output status text
	shift 3
	output=$(boot "$image" "-- $case")
	status=$?
	if [ "$status" -ne "$want" ]; then
		not_ok "$property: $case" "status $status instead of $want
$output"
		return
	fi
	for text in "$@"; do
		if ! grep -qE "$text" <<<"$output"; then
			not_ok "$property: $case" "no '$text' in
$output"
			return
		fi
	done
	ok "$property: $case"
}

dies S1 write-text 139 'page fault writing .*not allowed' 'main\+0x'
dies S2 write-rodata 139 'page fault writing .*not allowed'
dies S2 execute-rodata 139 'page fault executing .*not allowed'
dies S3 execute-data 139 'page fault executing .*not allowed'
dies S3 execute-bss 139 'page fault executing .*not allowed'
dies S4 execute-heap 139 'page fault executing .*not allowed'
dies S4 execute-large-heap 139 'page fault executing .*not allowed'
dies S5 execute-stack 139 'page fault executing .*not allowed'
dies S6 read-null 139 'page fault reading .*null page'
dies S6 write-null 139 'page fault writing .*null page'
dies S6 call-null 139 'page fault executing .*null page'
dies S7 overflow-main 139 'stack overflow' 'thread: +main'
dies S7 overflow-thread 139 'stack overflow' 'thread:' 'recurse\+0x'
dies S11 smash 134 'stack smashing' 'smash\+0x'
dies S27 divide 136 'divide error' 'rip [0-9a-f]{16}' '#0 0x[0-9a-f]+ main\+0x' '=== status 136'
dies S27 illegal 132 'invalid instruction' 'main\+0x'
dies S27 abort 134

if readelf -lW "$image" | awk '$1 == "LOAD" && /RWE/ { bad = 1 } END { exit bad }'; then ok "S8: no segment is both writable and executable"; else not_ok "S8: no segment is both writable and executable"; fi
output=$(boot "$image" "-- wx")
if grep -q refused <<<"$output"; then ok "S8: no mapping can be both writable and executable"; else not_ok "S8: mappings" "$output"; fi
if readelf -lW "$image" | grep GNU_STACK | grep -q 'RW '; then ok "S9: the stack is marked not executable"; else not_ok "S9: GNU_STACK"; fi
if readelf -SW "$image.dbg" | grep -q 'note.GNU-stack.*X'; then not_ok "S9: no executable stack note"; else ok "S9: no executable stack note"; fi

first=$(boot "$image" "-- report" | sed -n 's/^canary //p')
second=$(boot "$image" "-- report" | sed -n 's/^canary //p')
if [[ $first =~ ^[0-9a-f]{14}00$ && $first != 0000000000000000 && $second =~ 00$ && $first != "$second" ]]; then
	ok "S10: the canary is random per boot and has a zero byte"
else
	not_ok "S10: the canary" "first $first second $second"
fi

output=$(CPU=qemu64 boot "$image" "-- report")
status=$?
if [ $status -ne 0 ] && grep -qi 'random' <<<"$output"; then ok "S12: refuses to start without a source of random numbers"; else not_ok "S12: no source" "status $status
$output"; fi
output=$(CPU=qemu64 boot "$image" "random.seed=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff -- report")
status=$?
if [ $status -eq 0 ]; then ok "S12: starts with a seed from the command line"; else not_ok "S12: seed" "status $status
$output"; fi
output=$(CPU=qemu64 boot "$image" "-- report" -device virtio-rng-device)
status=$?
if [ $status -eq 0 ] && ! grep -q 'canary 0000000000000000' <<<"$output"; then ok "S12: starts with virtio-rng"; else not_ok "S12: virtio-rng" "status $status
$output"; fi

for ((i = 0; i < 8; i++)); do boot "$image" "-- addresses"; done >"$OUT/hardening/addresses"
for kind in text data stack thread mapping; do
	different=$(grep "^$kind 0x" "$OUT/hardening/addresses" | sort -u | wc -l)
	if [ "$different" -eq 8 ]; then ok "S13: $kind: another address at each of 8 boots"; else not_ok "S13: $kind" "$(cat "$OUT/hardening/addresses")"; fi
done
for ((i = 0; i < 2; i++)); do boot "$image" "aslr=no -- addresses"; done | sort | uniq -c >"$OUT/hardening/addresses"
if [ "$(awk '$1 == 2' "$OUT/hardening/addresses" | wc -l)" -eq 5 ] && grep -q 'text 0x1[0-9a-f]\{5\}$' "$OUT/hardening/addresses"; then
	ok "S13: aslr=no: addresses as linked"
else
	not_ok "S13: aslr=no" "$(cat "$OUT/hardening/addresses")"
fi
dies S13 read-linked 139 'page fault reading 0x100600: nothing is mapped there'
# The backtrace names addresses as linked, whatever the place: what tools find in the image with symbols.
frame=$(boot "$image" "-- divide" | sed -n 's/^ *#0 \(0x[0-9a-f]*\) main+.*/\1/p')
if addr2line -e "$image.dbg" "$frame" | grep -q 'main\.c:[0-9]'; then ok "S27: addresses of the backtrace are found in the image with symbols"; else not_ok "S27: backtrace" "frame $frame"; fi

output=$(boot "$image" "-- report")
if grep -q '^wp 1 smep 1 umip 1 nx 1' <<<"$output"; then ok "S14: WP, SMEP, UMIP and NX are on"; else not_ok "S14: control registers" "$output"; fi
plan
