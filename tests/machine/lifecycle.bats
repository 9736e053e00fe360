#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Machines in the background: ps, logs, stop, pause, rm, events.

load helper

@test "detached: listed, logged, stopped, removed" {
	image idle 'print "up and running\n"'
	run timeout 60 "$KRAFT" run -W -d -n web idle
	[ "$status" -eq 0 ]
	[[ $output == *web ]]
	run "$KRAFT" ps
	[[ $output == *web*running* ]]
	wait_for '"$KRAFT" logs web | grep -q "up and running"'
	run "$KRAFT" ps -o json
	python3 -c 'import json, sys; row, = json.loads(sys.argv[1]); assert row["name"] == "web" and row["state"] == "running", row' "$output"
	run "$KRAFT" run -W -d -n web idle
	[ "$status" -eq 1 ]
	[[ $output == *"running already"* ]]
	run "$KRAFT" rm web
	[ "$status" -eq 1 ]
	[[ $output == *"is running"* ]]
	run "$KRAFT" stop web
	[ "$status" -eq 0 ]
	run "$KRAFT" ps
	[[ $output != *web* ]]
	run "$KRAFT" ps -a
	[[ $output == *"stopped (143)"* ]]
	run "$KRAFT" rm web
	[ "$status" -eq 0 ]
	[ -z "$(ls machines)" ]
}

@test "the status of a detached machine is kept" {
	image seven 'print "last words\n"
		report 7'
	"$KRAFT" run -W -d -n seven seven
	wait_for '"$KRAFT" ps -a | grep -q "exited (7)"'
	run "$KRAFT" logs -f seven
	[[ $output == *"last words"* ]]
	# the name is free again
	run timeout 60 "$KRAFT" run -W -n seven seven
	[ "$status" -eq 7 ]
}

@test "--rm leaves nothing" {
	image ok 'report 0'
	"$KRAFT" run -W -d --rm ok
	wait_for '[ -z "$("$KRAFT" ps -a -q)" ]'
	[ -z "$(ls machines)" ]
}

@test "paused and resumed" {
	image idle ''
	"$KRAFT" run -W -d -n one idle
	run "$KRAFT" pause one
	[ "$status" -eq 0 ]
	[[ $("$KRAFT" ps) == *paused* ]]
	run "$KRAFT" resume one
	[ "$status" -eq 0 ]
	[[ $("$KRAFT" ps) == *running* ]]
	run "$KRAFT" pause two
	[ "$status" -eq 1 ]
	[[ $output == *"no machine 'two'"* ]]
}

@test "started paused, it prints only when resumed" {
	image ok 'print "awake\n"
		report 0'
	"$KRAFT" run -W -d -P -n sleeper ok
	[[ $("$KRAFT" ps) == *paused* ]]
	[ -z "$("$KRAFT" logs sleeper)" ]
	"$KRAFT" resume sleeper
	wait_for '"$KRAFT" logs sleeper | grep -q awake'
}

@test "an emulator that was killed is noticed" {
	image idle ''
	"$KRAFT" run -W -d -n victim idle
	kill -KILL "$("$KRAFT" ps -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["pid"])')"
	wait_for '"$KRAFT" ps -a | grep -q "exited (125)"'
	run "$KRAFT" pause victim
	[ "$status" -eq 1 ]
}

@test "a foreground machine is stopped from elsewhere" {
	image idle 'print "up\n"'
	"$KRAFT" run -W idle >out.txt 2>&1 3>&- &
	pid=$!
	wait_for 'grep -q up out.txt'
	"$KRAFT" stop --all
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
}

@test "events" {
	image idle ''
	timeout 30 "$KRAFT" events -o json >events.txt 3>&- &
	HOLDER=$!
	sleep 0.5
	"$KRAFT" run -W -d -n noisy idle
	wait_for 'grep -q started events.txt'
	"$KRAFT" pause noisy
	wait_for 'grep -q paused events.txt'
	"$KRAFT" stop noisy
	wait_for 'grep -q stopped events.txt'
	python3 -c '
import json
for line in open("events.txt"):
    assert json.loads(line)["machine"] == "noisy"'
}

@test "stop -f kills at once" {
	image idle ''
	"$KRAFT" run -W -d -n one idle
	run "$KRAFT" stop -f one
	[ "$status" -eq 0 ]
	[[ $("$KRAFT" ps -a) == *stopped* ]]
}

@test "the command that is shown for gdb works, with symbols" {
	command -v gdb >/dev/null || skip "no gdb"
	image ok 'nop
		.globl landmark
		landmark: report 5'
	gcc -g -c ok.S -o ok.o
	mkdir 'a b'
	ld -N --no-warn-rwx-segments -T image.ld --build-id=none -o 'a b/ok.dbg' ok.o
	strip -o 'a b/ok' 'a b/ok.dbg'
	port=$(free_port)
	"$KRAFT" run -W -g "$port" 'a b/ok' >out.txt 2>&1 3>&- &
	pid=$!
	wait_for 'grep -q "^waiting for gdb: gdb " out.txt'
	wait_for '"$KRAFT" ps | grep -q paused'
	# the words as a shell takes them
	eval "command=($(sed -n 's/^waiting for gdb: //p' out.txt))"
	[ "${command[-1]}" = "$PWD/a b/ok.dbg" ]
	timeout 30 "${command[@]}" -nx -batch -ex 'hbreak landmark' -ex continue -ex detach >gdb.txt 2>&1 3>&- || true
	cat gdb.txt
	grep -q 'Breakpoint 1.*ok.S' gdb.txt
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 5 ]
}

@test "gdb is waited for" {
	image ok 'report 5'
	port=$(free_port)
	"$KRAFT" run -W -g "$port" ok >out.txt 2>&1 3>&- &
	pid=$!
	wait_for 'grep -q "target remote 127.0.0.1:$port" out.txt'
	command -v gdb >/dev/null || skip "no gdb"
	timeout 30 gdb -batch -ex "target remote 127.0.0.1:$port" -ex continue ok >gdb.txt 2>&1 3>&- || true
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 5 ]
}
