#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What only an image has: an initrd, mounts, little memory, the console's terminal. The expected output stands beside this script.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/files
image=$(image_path files)
work=$OUT/files-work

compare() { # NAME STATUS OUTPUT-FILE
	local difference
	if difference=$(diff "$here/$1.expected" "$3") && [ "$2" = 0 ]; then ok "files: $1"; else not_ok "files: $1" "status $2
$difference"; fi
}

make_initrd() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/sub"
	echo 'from the initrd' >"$work/tree/hello.txt"
	head -c 100000 /dev/zero | tr '\0' q >"$work/tree/sub/big"
	ln -s ../hello.txt "$work/tree/sub/link"
	ln "$work/tree/hello.txt" "$work/tree/hard"
	chmod -R u=rwX,go=rX "$work/tree"
	(cd "$work/tree" && find . | LC_ALL=C sort | cpio --quiet -o -H newc) >"$work/initrd"
}

type_slowly() { # waits for each word on the console before it types
	local file=$1
	wait_for() { for _ in $(seq 300); do grep -q "$1" "$file" 2>/dev/null && return; sleep 0.1; done; }
	wait_for ready
	printf 'hello\nab\177c\nx\025yz\n'
	printf 'tail\004\004'
	wait_for raw
	printf 'raw'
	sleep 1
}

terminal_case() {
	local console=$work/terminal.out
	: >"$console"
	type_slowly "$console" | timeout 60 "$QEMU" -accel tcg -cpu max -m 64M -display none -nodefaults -no-user-config -no-reboot -M pc -kernel "$image" \
		-append '-- terminal' -chardev stdio,id=console,signal=off -serial chardev:console >"$console"
	tr -d '\r' <"$console" >"$console.text"
	compare terminal 0 "$console.text"
}

# `kraft run` with input from a pipe: all byte values, more than any buffer on the way holds.
stream_case() { # NAME INPUT
	local want got
	want=$(python3 -c 'import sys
data = open(sys.argv[1], "rb").read()
total = 0
for count, byte in enumerate(data, 1):
    total = (total + byte) * count % 1000003
print(f"input is a terminal: 0, output: 1\n{len(data)} bytes, sum {total}, end 0\nend again 0")' "$2")
	got=$(KRAFT_MACHINES=$work/machines timeout 60 "$TOP/bin/kraft" run -W "$image" -- stream <"$2" 2>"$work/errors" | tr -d '\r')
	if [ "$got" = "$want" ]; then ok "files: $1"; else not_ok "files: $1" "$got
instead of
$want
$(cat "$work/errors")"; fi
}

mkdir -p "$work"
if ! command -v cpio >/dev/null; then
	skip 'files' 'cpio is not installed'
elif build_image files "$here/app" "$TOP/libs/musl"; then
	make_initrd
	boot "$image" '-- initrd' -initrd "$work/initrd" >"$work/out"; compare initrd $? "$work/out"
	boot "$image" 'vfs.fstab=[ none:/:ramfs initrd0:/:extract x:/a/b:tmpfs ] -- initrd' -initrd "$work/initrd" >"$work/out"; compare initrd $? "$work/out"
	boot "$image" '-- mounts' >"$work/out"; compare mounts $? "$work/out"
	MEMORY=32M boot "$image" '-- full' >"$work/out"; compare full $? "$work/out"
	terminal_case
	python3 -c 'import sys; sys.stdout.buffer.write(bytes(i * i * 7 // 256 % 256 for i in range(100000)) + bytes(range(256)))' >"$work/bytes"
	stream_case 'input from a pipe' "$work/bytes"
	stream_case 'no input' /dev/null
	head -c 50000 "$work/initrd" >"$work/short"
	boot "$image" '-- initrd' -initrd "$work/short" >"$work/out"
	if grep -q 'initrd is damaged' "$work/out"; then ok 'files: a damaged initrd is reported'; else not_ok 'files: a damaged initrd is reported' "$(cat "$work/out")"; fi
	boot "$image" 'vfs.fstab=[ x:/:nosuchfs ] -- initrd' >"$work/out"
	if grep -q 'cannot mount x (nosuchfs) on /' "$work/out"; then ok 'files: an unknown file system is reported'; else not_ok 'files: an unknown file system is reported' "$(cat "$work/out")"; fi
else
	not_ok 'files: the image builds'
fi
plan
