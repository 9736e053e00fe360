#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The same program twice: each tests/posix/NAME.c is run as a Linux process and as an image, and must print the same and exit alike. All
# programs stand in one image; the boot command line chooses. The Linux process runs in a file system
# in memory, as the image does. CASES='pipe_*' limits the run.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/posix
native=$OUT/posix-native
results=$OUT/posix-results
memory=${memory:-$(mktemp -d /dev/shm/posix.XXXXXX 2>/dev/null || mktemp -d)}
export memory

run_case() { # NAME: compares, writes $results/NAME.{ok,diff}. A session of its own: one that began outside our process-id name space has the number 0.
	local name=$1 native_status image_status
	( mkdir -p "$memory/$name" && cd "$memory/$name" && setsid --wait timeout 60 "$native/$name" </dev/null >"$results/$name.native" 2>"$results/$name.native.err" )
	native_status=$?
	boot "$(image_path posix)" "-- $name" >"$results/$name.image"
	image_status=$?
	if [ "$native_status" = "$image_status" ] && cmp -s "$results/$name.native" "$results/$name.image"; then
		touch "$results/$name.ok"
	else
		{ echo "status: Linux $native_status, image $image_status"; diff "$results/$name.native" "$results/$name.image" | head -n 20; } >"$results/$name.diff"
	fi
}

if [ "${1:-}" = --case ]; then run_case "$2"; exit; fi

trap 'rm -rf "$memory"' EXIT
names=$(cd "$here" && for f in ${CASES:-*}.c; do [ -f "$f" ] && echo "${f%.c}"; done)
rm -rf "$results"
mkdir -p "$native" "$results"
for name in $names; do
	if [ "$here/$name.c" -nt "$native/$name" ]; then
		gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread -o "$native/$name" "$here/$name.c" -lm -lrt 2>"$results/$name.cc" ||
			{ not_ok "$name: compiles for Linux" "$(cat "$results/$name.cc")"; }
	fi
done
if build_image posix "$here/app" "$TOP/libs/musl:$TOP/libs/lwip"; then
	printf '%s\n' $names | OUT=$OUT TOP=$TOP xargs -P 2 -n 1 bash "$0" --case
	for name in $names; do
		if [ -f "$results/$name.ok" ]; then ok "posix: $name"; else not_ok "posix: $name" "$(cat "$results/$name.diff" 2>/dev/null)"; fi
	done
else
	not_ok "posix: the image builds"
fi
plan
