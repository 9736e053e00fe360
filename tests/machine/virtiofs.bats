#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Folders by virtiofs: choosing the driver, and the daemons that serve them from their start to their end. That files are shared is
# tests/volumes' matter, with an image that has the driver.

load helper

virtiofs_setup() {
	export KRAFT_VOLUMES=$PWD/volumes
	# what a developer has set must not decide
	unset KRAFT_VIRTIOFSD
	image ok 'print "hello\n"
		report 0'
	image sleeper 'nop'
	mkdir -p data
}

# A daemon that is made up: CODE runs once it was asked for its version, as the one in Rust answers.
daemon() { # CODE
	printf '#!/bin/sh\n[ "$1" = --version ] && { echo virtiofsd 1.10.0; exit; }\n%s\n' "$1" >daemon
	chmod +x daemon
	export KRAFT_VIRTIOFSD=$PWD/daemon
}

# The processes that serve a folder of this test.
daemons() {
	local pid
	for pid in /proc/[0-9]*; do
		{ tr '\0' ' ' <"$pid/cmdline"; } 2>/dev/null | grep -q "^[^ ]*virtiofsd .*$PWD/" && echo "${pid#/proc/}"
	done
	return 0
}

gone() { # WHAT…: within five seconds
	for _ in $(seq 100); do
		[ -z "$("$@")" ] && return
		sleep 0.05
	done
	return 1
}

@test "the driver of a volume: devices, memory and mounts" {
	virtiofs_setup
	run "$KRAFT" run -D -W -M 32 --network none -v ./data:/data:virtiofs -v data:/nine -v data:/ro:ro,virtiofs -v data:/again:9pfs,rw ok
	[ "$status" -eq 0 ]
	[[ $output == *"-m 32M -object memory-backend-memfd,id=memory,share=on,size=32M -machine memory-backend=memory"* ]]
	[[ $output == *"-chardev socket,id=fs0,path=fs0.socket -device vhost-user-fs-device,bus=virtio-mmio-bus.4,chardev=fs0,tag=fs0"* ]]
	[[ $output == *"-fsdev local,id=fs1,path=$PWD/data,"*"bus=virtio-mmio-bus.5,fsdev=fs1,mount_tag=fs1"* ]]
	[[ $output == *'vfs.fstab=[ fs0:/data:virtiofs:0 fs1:/nine:9pfs:0 fs2:/ro:virtiofs:1 fs3:/again:9pfs:0 ]'* ]]
	run "$KRAFT" run -D -W --machine q35 -v data:/:virtiofs ok
	[[ $output == *'-device vhost-user-fs-pci,chardev=fs0,tag=fs0'*'vfs.fstab=[ fs0:/:virtiofs:0 ]'* ]]
	run "$KRAFT" run -D -W -v data:/:9pfs ok
	[[ $output != *memory-backend* ]]
	for bad in virtio 9p,virtiofs ro,ro virtiofs, ,virtiofs rox; do
		run "$KRAFT" run -D -W -v "data:/a:$bad" ok
		[ "$status" -eq 2 ]
		[[ $output == *":ro,virtiofs"* ]]
	done
}

@test "the driver that an image has" {
	virtiofs_setup
	printf 'CONFIG_LIBVIRTIOFS=y\n' >.config
	run "$KRAFT" run -D -W -v data:/a ok
	[[ $output == *'fs0:/a:virtiofs:0'* ]]
	run "$KRAFT" run -D -W -v data:/a:9pfs ok
	[ "$status" -eq 1 ]
	[[ $output == *"the image has no 9pfs"*"kraft set LIB9PFS=y"* ]]
	printf 'CONFIG_LIB9PFS=y\n' >.config
	run "$KRAFT" run -D -W -v data:/a ok
	[[ $output == *'fs0:/a:9pfs:0'* ]]
	run "$KRAFT" run -D -W -v data:/a:virtiofs ok
	[ "$status" -eq 1 ]
	[[ $output == *"the image has no virtiofs"*"kraft set LIBVIRTIOFS=y"* ]]
}

@test "a named volume's driver" {
	virtiofs_setup
	"$KRAFT" volume create --driver virtiofs fast
	"$KRAFT" volume create plain
	run "$KRAFT" volume create --driver nfs other
	[ "$status" -eq 2 ]
	[[ $output == *"no driver 'nfs'"*"9pfs, virtiofs and ext4"* ]]
	[ "$("$KRAFT" volume ls -o json | jq -r '.[] | "\(.name) \(.driver)"')" = $'fast virtiofs\nplain 9pfs' ]
	run "$KRAFT" run -D -W -v fast:/a -v plain:/b -v fast:/c:9pfs ok
	[[ $output == *'[ fs0:/a:virtiofs:0 fs1:/b:9pfs:0 fs2:/c:9pfs:0 ]'* ]]
	# the image decides when it has only the other
	printf 'CONFIG_LIB9PFS=y\n' >.config
	run "$KRAFT" run -D -W -v fast:/a ok
	[[ $output == *'fs0:/a:9pfs:0'* ]]
	"$KRAFT" volume rm fast plain
	[ -z "$(ls -A volumes)" ]
}

@test "a daemon serves as long as its machine runs" {
	virtiofs_setup
	mkdir other
	for model in microvm q35; do
		run timeout 60 "$KRAFT" run -W --machine $model -v data:/data:virtiofs ok
		[ "$status" -eq 0 ]
		[[ $output == *hello* && $output != *virtio_* ]]
		[ -z "$(daemons)" ]
	done
	run timeout 60 "$KRAFT" run -W -d -n holder -v data:/data:virtiofs -v other:/other:ro,virtiofs sleeper
	[ "$status" -eq 0 ]
	[ -n "$(daemons)" ]
	[[ $("$KRAFT" ps -o json | jq -r '.[0].name') == holder ]]
	"$KRAFT" stop holder
	[ -z "$(daemons)" ]
	"$KRAFT" rm holder
	[ -z "$(ls machines)" ]
	# a machine that is killed, and its tool
	run timeout 60 "$KRAFT" run -W -d -n holder -v data:/data:virtiofs sleeper
	kill -9 "$(sed -n 's/^pid=//p' machines/holder/record)"
	gone daemons
	"$KRAFT" rm holder
	timeout 60 "$KRAFT" run -W -n holder -v data:/data:virtiofs sleeper &
	tool=$!
	while ! grep -q '^pid=[1-9]' machines/holder/record 2>/dev/null; do sleep 0.05; done
	kill -9 "$(ps -o pid= --ppid $tool)"
	gone daemons
	run timeout 60 "$KRAFT" run -W --rm -n another -v data:/data:virtiofs ok
	[ "$status" -eq 0 ]
	[ ! -e machines/another ]
}

@test "a daemon whose machine never comes is ended" {
	virtiofs_setup
	printf '#!/bin/sh\nexit 1\n' >qemu
	chmod +x qemu
	for detach in '' -d; do
		run "$KRAFT" run -W $detach --qemu ./qemu -v data:/data:virtiofs ok
		[ "$status" -eq 1 ]
		[[ $output == *"the emulator could not start the machine"* ]]
		[ -z "$(daemons)" ]
		[ -z "$(ls machines)" ]
	done
	# one that a tool which was killed has left is ended when its machine is forgotten
	sleep 100 &
	HOLDER=$!
	mkdir -p machines/old
	printf 'image=/x\ncreated=1\npid=1\npid_start=1\n' >machines/old/record
	printf '%d %s\n' $HOLDER 1 >machines/old/daemons # another process that has the number by now
	"$KRAFT" ps -a
	kill -0 $HOLDER
	printf '%d %s\n' $HOLDER "$(sed 's/.*) //' /proc/$HOLDER/stat | cut -d' ' -f20)" >machines/old/daemons
	"$KRAFT" rm old
	run kill -0 $HOLDER
	[ "$status" -ne 0 ]
}

@test "a daemon that is missing or fails is one clear error" {
	virtiofs_setup
	KRAFT_VIRTIOFSD=$PWD/nothing run "$KRAFT" run -W -v data:/data:virtiofs ok
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "error: virtiofsd is not installed"* && ${lines[1]} == *"apt-get install"* ]]
	daemon 'echo "no room for $*" >&2; exit 3'
	for detach in '' -d; do
		run "$KRAFT" run -W $detach -v data:/data:ro,virtiofs ok
		[ "$status" -eq 1 ]
		[[ ${lines[0]} == "error: virtiofsd failed to share $PWD/data: no room for --fd=3 --shared-dir=$PWD/data --sandbox="* ]]
		[[ ${lines[1]} == *9pfs* && ${#lines[@]} -eq 2 ]]
		[ -z "$(ls machines)" ]
	done
	daemon 'kill -9 $$'
	run "$KRAFT" run -W -v data:/data:virtiofs ok
	[[ $output == *"$PWD/data, was ended by signal 9"* ]]
	# it fails when the emulator has come
	daemon 'echo "Waiting for vhost-user socket connection"; sleep 0.2; echo "out of luck"; exit 1'
	run "$KRAFT" run -W -v data:/data:virtiofs ok
	[ "$status" -eq 1 ]
	[[ $output == *"virtiofsd failed to share $PWD/data: out of luck"* && $output != *"could not start the machine"* ]]
	printf '#!/bin/sh\necho damaged\nexit 1\n' >daemon
	run "$KRAFT" run -W -v data:/data:virtiofs ok
	[[ $output == *"daemon does not run: damaged"* ]]
}

@test "a daemon that fails ends its machine" {
	virtiofs_setup
	image talker 'print "up\n"'
	timeout 60 "$KRAFT" run -W -n holder -v data:/data:virtiofs talker >out 2>&1 &
	tool=$!
	while ! grep -q up out; do sleep 0.05; done
	kill -9 "$(cut -d' ' -f1 machines/holder/daemons)"
	status=0
	wait $tool || status=$?
	[ "$status" -eq 125 ]
	grep -q "virtiofsd.*$PWD/data" out
	[ -z "$(daemons)" ]
}
