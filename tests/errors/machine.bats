#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft run with what cannot work; a real image, built once.
load helper

setup_file() {
	local TOP
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	mkdir -p "$BATS_FILE_TMPDIR/hello"
	# a driver, so that ports can be forwarded to it
	echo CONFIG_LIBVIRTIO_NET=y >"$BATS_FILE_TMPDIR/options"
	local args=(-s -j2 -C "$TOP/unikraft" A="$TOP/apps/helloworld" O="$BATS_FILE_TMPDIR/hello" C="$BATS_FILE_TMPDIR/hello/.config" N=hello
		UK_DEFCONFIG="$BATS_FILE_TMPDIR/options")
	env -u MAKEFLAGS -u MFLAGS make "${args[@]}" defconfig >/dev/null 2>&1
	env -u MAKEFLAGS -u MFLAGS make "${args[@]}" >/dev/null 2>&1
}

image() { echo "$BATS_FILE_TMPDIR/hello/hello_kvm-x86_64"; }
no_machine() { [ -z "$(kraft ps -a -q)" ]; }

@test "the image works, so that what follows means something" {
	run timeout 60 kraft run -W "$(image)" -- a
	[ "$status" -eq 0 ]
	[[ $output == *"Hello world!"* ]]
	no_machine
}

@test "no QEMU: what to install" {
	mkdir -p "$T/bin"
	for tool in env sh bash; do ln -s "$(command -v $tool)" "$T/bin/$tool"; done
	refuses env PATH="$T/bin" "$TOP/bin/kraft" run "$(image)" -- "qemu-system-x86"
	no_machine
}

@test "a port in use: the holder is named, nothing is left" {
	python3 - >"$T/port" <<-'END' &
	import socket, time
	s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
	print(s.getsockname()[1], flush=True); time.sleep(60)
	END
	HOLDER=$!
	for _ in $(seq 100); do [ -s "$T/port" ] && break; sleep 0.1; done
	refuses kraft run -p "$(cat "$T/port"):80" "$(image)" -- "$(cat "$T/port")" "$HOLDER"
	no_machine
}

@test "too little memory for the image: refused before anything starts" {
	refuses kraft run -M 1M "$(image)" -- "too little memory" "-M"
	no_machine
}

@test "too little memory for the system: a message and a status, whatever the size" {
	. "$TOP/tests/lib/boot.sh"
	local size worked= refused=
	for size in 1100 1160 1180 1200 1220 1240 1260 1280 1320 1400 1600 2048; do
		BOOT_TIMEOUT=20 MEMORY=${size}K run boot "$(image)" ""
		if [ "$status" -eq 0 ]; then
			[[ $output == *"Hello world!"* ]]
			worked=$size
		else
			echo "$size KiB: status $status: $output"
			[ "$status" -ne 124 ]
			[[ $output == *memory* ]]
			refused=$size
		fi
	done
	echo "works from $worked, refuses up to $refused"
	[ -n "$worked" ]
}
