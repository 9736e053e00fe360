#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A file system driver written for vnodes, mounted: the same programs work there and natively, and must print the same; mounts, threads and the
# end of the system only in the image.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/vnodes
work=$OUT/vnodes-work
image=$(image_path vnodes)
cases='volume_basic dir_list dir_ops dir_paths file_open file_rw file_stdio'

native_driver() {
	local name source objects=() cases_x=''
	for name in $cases; do
		source=$TOP/tests/posix/$name.c
		[ -e "$source" ] || source=$TOP/tests/volumes/$name.c
		gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread -I"$TOP/tests/posix" -Dmain="${name}_main" -c "$source" -o "$work/$name.o" || return 1
		objects+=("$work/$name.o")
		cases_x+="X($name) "
	done
	gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread "-DCASES(X)=$cases_x" "$TOP/tests/volumes/app/driver.c" "${objects[@]}" -o "$work/native"
}

same() { # NAME EXPECTED ACTUAL
	local difference
	if difference=$(diff "$2" "$3" 2>&1 | head -n 30) && [ -z "$difference" ]; then ok "vnodes: $1"; else not_ok "vnodes: $1" "$difference"; fi
}

section() { sed -n "/^=== $2\$/,/^=== $2:/p" "$1"; }

programs() { # NAME OPTIONS
	local name
	boot "$image" "vfs.fstab=[ memory:/data:testfs:0:$2 ] -- /data $cases" >"$work/$1.out"
	for name in $cases; do
		section "$work/native.out" "$name" >"$work/expected"
		section "$work/$1.out" "$name" | grep -v '^testfs:' >"$work/actual"
		same "$1: $name prints the same" "$work/expected" "$work/actual"
	done
	if grep -q '^testfs: /data: .*, synced 1$' "$work/$1.out"; then ok "vnodes: $1: is synced at the end"; else
		not_ok "vnodes: $1: is synced at the end" "$(tail -n 3 "$work/$1.out")"
	fi
}

rm -rf "$work"
mkdir -p "$work/natively"
if ! native_driver 2>"$work/cc"; then
	not_ok 'vnodes: the programs compile' "$(cat "$work/cc")"
elif ! build_image vnodes "$here/app" "$TOP/libs/musl:$here/testfs"; then
	not_ok 'vnodes: the image builds'
else
	"$work/native" "$work/natively" $cases >"$work/native.out"
	programs plain ''
	programs slow slow
	boot "$image" '-- mounts testfs -' >"$work/mounts.out"
	same 'mounts, a driver without numbers, threads' "$here/mounts.expected" "$work/mounts.out"
	boot "$image" '-- root' >"$work/end.out"
	[ $? = 7 ] && status=ok || status=not_ok
	"$status" 'vnodes: the status passes the end of the driver'
	same 'the end of the system closes and syncs' "$here/end.expected" "$work/end.out"
fi
plan
