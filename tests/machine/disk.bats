#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft run --disk: formats, sizes, what is missing or in use, volumes of kraft.yaml.

load helper

refused() { # WORDS…: kraft run with them ends with status 1, before any machine exists
	run "$KRAFT" run -W "$@"
	[ "$status" -eq 1 ]
	[ ! -e machines ] || [ -z "$(ls machines)" ]
}

@test "disks are devices in the order given, raw and qcow2 by content" {
	image ok 'report 0'
	truncate -s 1M a.img
	truncate -s 1M 'b,c.img'
	qemu-img create -q -f qcow2 q.img 4M
	run "$KRAFT" run -D -W --network none --disk a.img --disk b,c.img:ro --disk q.img ok
	[ "$status" -eq 0 ]
	[[ $output == *"id=disk0,if=none,format=raw,discard=unmap,file=$PWD/a.img"* ]]
	[[ $output == *"id=disk1,if=none,format=raw,discard=unmap,readonly=on,file=$PWD/b,,c.img"* ]]
	[[ $output == *"id=disk2,if=none,format=qcow2,"* ]]
	[[ $output == *"virtio-blk-device,bus=virtio-mmio-bus.4,drive=disk0,werror=report"*"bus.5,drive=disk1"*"bus.6,drive=disk2"* ]]
	[[ $output == *"virtio_mmio.device=512@0xfeb00c00:30"* ]]
	run "$KRAFT" run -D -W --machine q35 --disk a.img ok
	[[ $output == *virtio-blk-pci* && $output != *qboot* ]]
	for model in microvm q35; do
		run timeout 60 "$KRAFT" run -W --machine "$model" --disk a.img --disk b,c.img:ro --disk q.img ok
		[ "$status" -eq 0 ]
	done
	truncate -s %512 q.img
	run "$KRAFT" run -D -W --disk q.img:raw ok
	[[ $output == *"id=disk0,if=none,format=raw"* ]]
}

# A file that is taken for ext4: the magic number of its super block.
file_system() {
	truncate -s 1M "$1"
	printf '\x53\xef' | dd of="$1" bs=1 seek=1080 conv=notrunc status=none
}

@test "a disk with a place is mounted there: --disk, -v, kraft.yaml's order, the root" {
	image ok 'report 0'
	file_system a.img
	file_system b.img
	mkdir folder
	run "$KRAFT" run -D -W --network none --disk a.img:/data -v ./b.img:/more:ro -v folder:/folder ok
	[ "$status" -eq 0 ]
	[[ $output == *'vfs.fstab=[ fs0:/folder:9pfs:0 vda:/data:ext4:0 vdb:/more:ext4:1 ]'* ]]
	[[ $output == *"id=disk1,if=none,format=raw,discard=unmap,readonly=on,file=$PWD/b.img"* ]]
	run "$KRAFT" run -D -W --disk a.img --disk b.img:/:ro ok vfs.fstab='[ none:/tmp:ramfs ]'
	[[ $output == *'vfs.fstab=[ vdb:/:ext4:1 none:/tmp:ramfs ]'* ]]
	# a colon that belongs to a name
	mkdir -p 'odd:'
	truncate -s 1M 'odd:/x'
	run "$KRAFT" run -D -W --disk 'odd:/x' ok
	[[ $output == *"file=$PWD/odd:/x"* && $output != *ext4* ]]
}

@test "what cannot be mounted is said before anything starts" {
	image ok 'report 0'
	file_system a.img
	truncate -s 1M plain.img
	refused --disk plain.img:/data ok
	[[ $output == *"the disk plain.img has no ext2, ext3 or ext4 file system for /data"*"mke2fs -t ext4 plain.img"* ]]
	file_system b.img
	refused --disk a.img:/data -v ./b.img:/data ok
	[[ $output == *"two volumes are to be mounted at /data"* ]]
	run "$KRAFT" run --disk 'a.img:/with blank' ok
	[ "$status" -eq 2 ]
	printf 'CONFIG_LIBVIRTIO_BLK=y\n' >.config
	refused --disk a.img:/data ok
	[[ $output == *"the image has no file system for the disk a.img at /data"*"kraft set LIBEXT2FS=y"* ]]
}

@test "a missing file, an empty one, an odd size, a folder: said before anything starts" {
	image ok 'report 0'
	refused --disk none.img ok
	[[ $output == *"error: there is no disk none.img"*"hint: make one: truncate -s 64M none.img"* ]]
	: >empty.img
	refused --disk empty.img ok
	[[ $output == *"is empty"* ]]
	truncate -s 1000 odd.img
	refused --disk odd.img ok
	[[ $output == *"has 1000 bytes, which is no multiple of 512"*"truncate -s %512 odd.img"* ]]
	truncate -s %512 odd.img
	run timeout 60 "$KRAFT" run -W --disk odd.img ok
	[ "$status" -eq 0 ]
	mkdir folder
	refused --disk folder ok
	[[ $output == *"neither a file nor a block device"* ]]
	refused --disk /dev/null ok
	run "$KRAFT" run --disk :ro ok
	[ "$status" -eq 2 ]
}

@test "formats that are not supported, and a qcow2 image that leads elsewhere" {
	image ok 'report 0'
	qemu-img create -q -f vmdk v.img 1M
	refused --disk v.img ok
	[[ $output == *"is a VMDK image"*"qemu-img convert -O qcow2 v.img"* ]]
	truncate -s 1M base.img
	qemu-img create -q -f qcow2 -b base.img -F raw over.img
	refused --disk over.img ok
	[[ $output == *"refers to another file"*"over.img:qcow2"* ]]
	run timeout 60 "$KRAFT" run -W --disk over.img:qcow2 ok
	[ "$status" -eq 0 ]
	mv over.img over.qcow2
	run timeout 60 "$KRAFT" run -W --disk over.qcow2 ok
	[ "$status" -eq 0 ]
	head -c 30 over.qcow2 >short.img
	refused --disk short.img ok
	[[ $output == *damaged* ]]
	refused --disk base.img:qcow2 ok
	[[ $output == *"is no qcow2 image"* ]]
}

@test "a disk in use: the machine or the process is named; readers share" {
	image idle ''
	image ok 'report 0'
	truncate -s 1M d.img
	run timeout 60 "$KRAFT" run -W -d -n first --disk d.img idle
	[ "$status" -eq 0 ]
	run "$KRAFT" run -W --disk d.img ok
	[ "$status" -eq 1 ]
	[[ $output == *"d.img is in use by the machine first"*"kraft stop first"* ]]
	run "$KRAFT" run -W --disk d.img:ro ok
	[ "$status" -eq 1 ]
	"$KRAFT" stop first
	run timeout 60 "$KRAFT" run -W -d -n second --disk d.img:ro idle
	[ "$status" -eq 0 ]
	run "$KRAFT" run -W --disk d.img ok
	[ "$status" -eq 1 ]
	[[ $output == *"in use by the machine second"* ]]
	run timeout 60 "$KRAFT" run -W --disk d.img:ro ok
	[ "$status" -eq 0 ]
	refused_twice=$("$KRAFT" run -W --disk ok --disk ./ok ok 2>&1) || true
	[[ $refused_twice == *"given twice"* || $refused_twice == *"no multiple"* ]]
}

@test "a process that is no machine is named as well" {
	image ok 'report 0'
	truncate -s 1M d.img
	qemu-io -f raw -c 'sleep 60000' d.img >/dev/null 2>&1 3>&- &
	HOLDER=$!
	wait_for 'grep -q OFDLCK /proc/locks'
	wait_for '! "$KRAFT" run -D -W --disk d.img ok >/dev/null 2>&1'
	refused --disk d.img ok
	[[ $output == *"in use by qemu-io (process $HOLDER)"* ]]
}

@test "an image without a driver is told which option to set" {
	mkdir -p app/build
	image ok 'report 0'
	cp ok app/build/ok
	truncate -s 1M d.img
	echo 'CONFIG_LIBVIRTIO_NET=y' >app/.config
	refused --disk d.img app/build/ok
	[[ $output == *"no driver for disks"*"kraft set CONFIG_LIBVIRTIO_BLK=y"* ]]
	echo 'CONFIG_LIBVIRTIO_BLK=y' >app/.config
	run timeout 60 "$KRAFT" run -W --disk d.img app/build/ok
	[ "$status" -eq 0 ]
}

@test "a volume of kraft.yaml with driver block, before those of the command line" {
	mkdir -p app/build
	image ok 'report 0'
	cp ok app/build/app_kvm-x86_64
	echo 'CONFIG_LIBVIRTIO_BLK=y' >app/.config
	truncate -s 1M app/data.img d.img
	cat >app/kraft.yaml <<-Y
		specification: "0.6"
		name: app
		unikraft: { source: $(cd "$BATS_TEST_DIRNAME/../.." && pwd)/unikraft }
		targets:
		  - architecture: x86_64
		    platform: kvm
		volumes:
		  data:
		    driver: block
		    source: data.img
		    readonly: true
	Y
	run "$KRAFT" run -D -W --disk d.img app
	[ "$status" -eq 0 ]
	[[ $output == *"id=disk0,if=none,format=raw,discard=unmap,readonly=on,file=$PWD/app/data.img"*"id=disk1"*"$PWD/d.img"* ]]
	sed -i 's/readonly: true/target: \/data/' app/kraft.yaml
	run "$KRAFT" run -D -W app
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:"*"a disk has no destination"* ]]
}

@test "volumes of kraft.yaml that are mounted: driver ext4, a file in short form, and that configure selects the file system" {
	mkdir -p app/build ext
	image ok 'report 0'
	cp ok app/build/app_kvm-x86_64
	printf 'CONFIG_LIBVIRTIO_BLK=y\nCONFIG_LIBEXT2FS=y\n' >app/.config
	file_system app/data.img
	file_system app/more.img
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	cat >app/kraft.yaml <<-Y
		specification: "0.6"
		name: app
		unikraft: { source: $top/unikraft }
		libraries: { musl: $top/libs/musl, ext2fs: $top/libs/ext2fs }
		targets:
		  - architecture: x86_64
		    platform: kvm
		volumes:
		  data:
		    driver: ext4
		    source: data.img
		    destination: /data
		    readonly: true
	Y
	run "$KRAFT" run -D -W --disk app/more.img:/more app
	[ "$status" -eq 0 ]
	[[ $output == *"id=disk0,if=none,format=raw,discard=unmap,readonly=on,file=$PWD/app/data.img"* ]]
	[[ $output == *'vfs.fstab=[ vda:/data:ext4:1 vdb:/more:ext4:0 ]'* ]]
	sed -i '/^volumes/,$d' app/kraft.yaml
	printf 'volumes:\n  - ./more.img:/more\n' >>app/kraft.yaml
	run "$KRAFT" run -D -W app
	[[ $output == *"file=$PWD/app/more.img"*'vfs.fstab=[ vda:/more:ext4:0 ]'* ]]
	# without a word about libraries
	mkdir ws
	ln -s "$top/unikraft" "$top/libs" "$top/apps" ws/
	sed -i '/^libraries/d; s/^unikraft.*/unikraft: staging/' app/kraft.yaml
	rm app/.config
	export UK_WORKDIR=$PWD/ws
	cd app
	run "$KRAFT" configure
	[ "$status" -eq 0 ]
	grep -q '^CONFIG_LIBEXT2FS=y' .config
	grep -q '^CONFIG_LIBVIRTIO_BLK=y' .config
}
