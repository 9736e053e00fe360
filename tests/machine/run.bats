#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft run: exit statuses, the command line, memory, ports, and what is said when something is missing.

load helper
bats_require_minimum_version 1.5.0

@test "the status of main is the exit status, on every machine model" {
	image ok 'print "hello\n"
		report 0'
	image seven 'report 7'
	for model in microvm q35 pc; do
		run timeout 60 "$KRAFT" run -W --machine "$model" ok
		[ "$status" -eq 0 ]
		[[ $output == *hello* ]]
		run timeout 60 "$KRAFT" run -W --machine "$model" seven
		[ "$status" -eq 7 ]
	done
	[ -z "$(ls machines)" ]
}

@test "a crash is 128 + signal" {
	image crash 'report 139'
	run timeout 60 "$KRAFT" run crash
	[ "$status" -eq 139 ]
}

@test "a machine that dies without a word is no success" {
	image triple 'lidt nothing
		int3
		.pushsection .rodata
		nothing: .quad 0
		.popsection'
	run timeout 60 "$KRAFT" run -W triple
	[ "$status" -eq 125 ]
	[[ $output == *"without reporting a status"* ]]
}

@test "the image gets its command line" {
	image echo 'mov 24(%ebp), %esi
		call puts
		report 0'
	run timeout 60 "$KRAFT" run -W --network none -e A=1 echo netdev.ip=10.0.0.2/24 -- -s 'a b' 'q"\x' ''
	[ "$status" -eq 0 ]
	[[ $output == 'netdev.ip=10.0.0.2/24 env.A=1 -- -s "a b" "q\"\\x" ""'* ]]
	run timeout 60 "$KRAFT" run -W --network user echo -- last
	[[ $output == 'virtio_mmio.device=512@0xfeb00800:28 -- last'* ]]
}

@test "on a terminal the program learns which one it is" {
	image line 'mov 24(%ebp), %esi
		call puts
		report 0'
	echo CONFIG_LIBUKBOOT_ENVIRONMENT_DEFAULTS=y >.config
	shown() { env TERM=xterm-test script -qec "$KRAFT run -W $* line" /dev/null </dev/null | tr -d '\r'; }
	[[ $(shown) == *env.TERM=xterm-test* ]]
	# what people say themselves comes later, and holds
	[[ $(shown -e TERM=mine) == *env.TERM=xterm-test*env.TERM=mine* ]]
	TERM=xterm-test run "$KRAFT" run -W line
	[[ $output != *TERM* ]]
	: >.config
	[[ $(shown) != *TERM* ]]
}

@test "dry run prints the command line and starts nothing" {
	image ok 'report 0'
	run "$KRAFT" run -D -W -M 64Mi -c 2 -s 2 --machine q35 -p 8080:80 -p 127.0.0.1:5353:53/udp ok -- 'a b'
	[ "$status" -eq 0 ]
	[[ $output == *"-machine q35"* && $output == *"-m 64M"* && $output == *"cpus=4,sockets=2,cores=2"* ]]
	[[ $output == *"hostfwd=tcp::8080-:80,hostfwd=udp:127.0.0.1:5353-:53"* ]]
	[[ $output == *"-append '-- \"a b\"'"* ]]
	[ ! -e machines ] || [ -z "$(ls machines)" ]
}

@test "a folder is packed as an initrd" {
	image modules 'mov 16(%ebp), %esi
		mov (%esi), %edi
		cmpl $0x37303730, (%edi)
		jne 4f
		report 0
	4:	report 1'
	mkdir -p files && echo content >files/name
	run timeout 60 "$KRAFT" run -W -i files modules
	[ "$status" -eq 0 ]
	run timeout 60 "$KRAFT" run -W -i missing modules
	[ "$status" -eq 1 ]
	[[ $output == *"no initrd missing"* ]]
}

@test "too little memory is said before anything starts" {
	image big '.pushsection .bss
		.skip 4000000
		.popsection
		report 0'
	run "$KRAFT" run -M 2M big
	[ "$status" -eq 1 ]
	[[ $output == *"too little memory"* && $output == *"-M "* ]]
	run timeout 60 "$KRAFT" run -W big
	[ "$status" -eq 0 ]
}

@test "a port in use: the holder is named" {
	image ok 'report 0'
	port=$(free_port)
	python3 -c "
import socket, time
s = socket.create_server(('127.0.0.1', $port))
open('listening', 'w').close()
time.sleep(60)" 3>&- &
	HOLDER=$!
	wait_for '[ -e listening ]'
	run "$KRAFT" run -p "$port:80" ok
	[ "$status" -eq 1 ]
	[[ $output == *"port $port is in use by python3"*"process $HOLDER"* ]]
}

@test "a port held by a machine: the machine is named" {
	image idle ''
	port=$(free_port)
	run timeout 60 "$KRAFT" run -W -d -n first -p "$port:80" idle
	[ "$status" -eq 0 ]
	run "$KRAFT" run -W -p "$port:80" idle
	[ "$status" -eq 1 ]
	[[ $output == *"in use by the machine first"* && $output == *"kraft stop first"* ]]
}

@test "a port held by a machine that kraft has forgotten: its name and how to end it" {
	image idle ''
	port=$(free_port)
	"$KRAFT" run -W -d -n lost -p "$port:80" idle
	pid=$("$KRAFT" ps -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["pid"])')
	rm -rf machines/lost
	run "$KRAFT" run -W -p "$port:80" idle
	[ "$status" -eq 1 ]
	[[ $output == *"in use by the virtual machine lost (process $pid)"* ]]
	[[ $output =~ "end it with '"(kill [0-9]+)"'" ]]
	[ "${BASH_REMATCH[1]}" = "kill $pid" ]
	${BASH_REMATCH[1]}
	wait_for '! kill -0 $pid 2>/dev/null'
	run "$KRAFT" run -W -d -n next -p "$port:80" idle
	[ "$status" -eq 0 ]
}

@test "--verbose shows the emulator's command line" {
	image ok 'report 3'
	run --separate-stderr "$KRAFT" --verbose run -W ok
	[ "$status" -eq 3 ]
	[[ $stderr == *"qemu-system"*"-kernel $PWD/ok"* ]]
	run --separate-stderr "$KRAFT" run -W ok
	[[ $stderr != *"-kernel"* ]]
}

@test "a reader that goes away ends the machine, which is forgotten" {
	image talk '5: print "line\n"
		jmp 5b'
	image quiet 'print "line\n"'
	for which in talk quiet; do
		run bash -c "set -o pipefail; timeout 60 '$KRAFT' run -W $which | head -n 1"
		[ "$status" -eq 141 ]
		[ "${lines[0]}" = line ]
		[ -z "$("$KRAFT" ps -a -q)" ]
		[ -z "$(ls machines)" ]
	done
	# messages and output through one pipe
	run bash -c "set -o pipefail; timeout 60 '$KRAFT' --verbose run -W talk 2>&1 | head -n 1"
	echo "status $status: $output"
	[ "$status" -eq 141 ]
	[ -z "$(ls machines)" ]
}

@test "events end with their reader" {
	run timeout 20 bash -c "'$KRAFT' events | true"
	[ "$status" -eq 0 ]
}

@test "no QEMU: the package to install" {
	image ok 'report 0'
	KRAFT_QEMU=qemu-that-is-not-there run "$KRAFT" run ok
	[ "$status" -eq 1 ]
	[[ $output == *"not installed"* && $output == *"apt-get install qemu-system-x86"* ]]
}

@test "what is no image" {
	echo text >text
	run "$KRAFT" run text
	[ "$status" -eq 1 ]
	[[ $output == *"not an ELF image"* ]]
	run "$KRAFT" run ./missing
	[ "$status" -eq 1 ]
	run "$KRAFT" run /bin/true
	[ "$status" -eq 1 ]
	[[ $output == *"PVH"* ]]
	head -c 60 /bin/true >short
	run "$KRAFT" run short
	[ "$status" -eq 1 ]
}

@test "values that make no sense" {
	image ok 'report 0'
	for words in '-M 64Q' '-M 0' '-c 0' '-p 1:2:3:4' '-p 70000:1' '--machine z80' '-v a:b' '-e =x' '--bridge no-such-br'; do
		run "$KRAFT" run $words ok
		[ "$status" -ne 0 ]
		[[ $output == *error:* ]]
	done
}

@test "Ctrl-C ends the machine" {
	image idle 'print "up\n"'
	"$KRAFT" run -W idle >out.txt 2>&1 3>&- &
	pid=$!
	wait_for 'grep -q up out.txt'
	[ "$("$KRAFT" ps -q | wc -l)" -eq 1 ]
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	[ -z "$(ls machines)" ]
	! grep -q 'terminating on signal' out.txt
}

@test "a crash is shown with its source lines" {
	image crash 'print "  #0 0x100000 _start+0x0\n"
		report 139'
	gcc -g -c crash.S -o crash.o
	ld -N --no-warn-rwx-segments -T image.ld -o crash.dbg crash.o
	cp crash.dbg crash
	run timeout 60 "$KRAFT" run -W crash
	[ "$status" -eq 139 ]
	[[ $output == *"in the source:"*"crash.S:"* ]]
	echo '  #1 0x100004 _start+0x4' >trace
	run "$KRAFT" symbolize crash.dbg <trace
	[[ $output == *crash.S:* ]]
}

@test "a card is attached when the image has a driver for it" {
	mkdir -p app/build
	image ok 'report 0'
	cp ok app/build/ok
	echo 'CONFIG_LIBVIRTIO_NET=y' >app/.config
	run "$KRAFT" run -D -W app/build/ok
	[[ $output == *virtio-net* ]]
	echo '# CONFIG_LIBVIRTIO_NET is not set' >app/.config
	run "$KRAFT" run -D -W app/build/ok
	[ "$status" -eq 0 ]
	[[ $output != *virtio-net* ]]
	run "$KRAFT" run -D -W -p 8080:80 app/build/ok
	[ "$status" -eq 1 ]
	[[ $output == *"no network driver"* ]]
}
