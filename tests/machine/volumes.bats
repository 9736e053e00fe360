#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Shared folders from the command line and from kraft.yaml, and the commands about volumes.

load helper

volumes_setup() {
	export KRAFT_VOLUMES=$PWD/volumes
	image ok 'print "hello\n"
		report 0'
	mkdir -p data
}

@test "kraft run -v: device, tag and mount on every model" {
	volumes_setup
	run "$KRAFT" run -D -W --network none -v ./data:/data -v "$PWD/data:/again:ro" ok
	[ "$status" -eq 0 ]
	[[ $output == *"-fsdev local,id=fs0,path=$PWD/data,security_model=none,multidevs=remap -device virtio-9p-device,bus=virtio-mmio-bus.4,fsdev=fs0,mount_tag=fs0"* ]]
	[[ $output == *"-fsdev local,id=fs1,path=$PWD/data,security_model=none,multidevs=remap,readonly=on -device virtio-9p-device,bus=virtio-mmio-bus.5,fsdev=fs1,mount_tag=fs1"* ]]
	[[ $output == *'vfs.fstab=[ fs0:/data:9pfs:0 fs1:/again:9pfs:1 ]'* ]]
	run "$KRAFT" run -D -W --machine q35 -v data:/ -v data:/x ok vfs.fstab='[ none:/tmp:ramfs ]'
	[[ $output == *'-device virtio-9p-pci,disable-legacy=on,fsdev=fs0,mount_tag=fs0'* ]]
	[[ $output == *'vfs.fstab=[ fs0:/:9pfs:0 none:/tmp:ramfs fs1:/x:9pfs:0 ]'* ]]
	run timeout 60 "$KRAFT" run -W --machine q35 -v data:/data ok
	[ "$status" -eq 0 ]
	[[ $output == *hello* ]]
}

@test "the mounts that an image is configured with stay" {
	volumes_setup
	printf 'CONFIG_LIB9PFS=y\nCONFIG_LIBVFSCORE_FSTAB="[ none:/scratch:tmpfs ]"\n' >.config
	run "$KRAFT" run -D -W -v data:/data ok
	[[ $output == *'vfs.fstab=[ none:/scratch:tmpfs fs0:/data:9pfs:0 ]'* ]]
}

@test "what cannot be shared is refused before anything starts" {
	volumes_setup
	run "$KRAFT" run -v ./nothing:/data ok
	[ "$status" -eq 1 ]
	[[ $output == *"there is no folder $PWD/nothing"*"mkdir -p $PWD/nothing"* ]]
	run "$KRAFT" run -v ./ok:/data ok
	[ "$status" -eq 1 ]
	[[ $output == *"has no ext2, ext3 or ext4 file system"* || $output == *"no multiple of 512"* ]]
	run "$KRAFT" run -v /dev/null:/data ok
	[ "$status" -eq 1 ]
	[[ $output == *"is no folder"* ]]
	run "$KRAFT" run -v nothing:/data ok
	[[ $output == *"no volume and no folder 'nothing'"*"kraft volume create nothing"* ]]
	run "$KRAFT" run -v data:/a -v ./data:/a ok
	[[ $output == *"two folders are to be shared at /a"* ]]
	for bad in data data: data:rel data:/a:rx :/a 'data:/a b' 'data:/a]'; do
		run "$KRAFT" run -v "$bad" ok
		[ "$status" -eq 2 ]
		[[ $output == *"FOLDER:PATH"* ]]
	done
	echo '# CONFIG_LIB9PFS is not set' >.config
	run "$KRAFT" run -v data:/a ok
	[ "$status" -eq 1 ]
	[[ $output == *"no file system for shared folders"*"LIB9PFS=y"* ]]
	[ ! -e machines ] || [ -z "$(ls machines)" ]
}

@test "volumes: create, list, inspect, remove" {
	volumes_setup
	run "$KRAFT" volume ls
	[[ $output == *"no volumes"* ]]
	run "$KRAFT" volume create one two
	[ "$status" -eq 0 ]
	[ -d volumes/one ]
	run "$KRAFT" volume create one
	[ "$status" -eq 1 ]
	[[ $output == *"a volume 'one' already"* ]]
	for bad in .. .x a/b -- ''; do
		run "$KRAFT" volume create "$bad"
		[ "$status" -ne 0 ]
	done
	[ "$(ls volumes)" = $'one\ntwo' ]
	run "$KRAFT" volume ls -o json
	[ "$(jq -r '.[].name' <<<"$output" | paste -sd,)" = one,two ]
	[ "$(jq -r '.[0].source' <<<"$output")" = "$PWD/volumes/one" ]
	run "$KRAFT" volume inspect three
	[ "$status" -eq 1 ]
	[[ $output == *"no volume 'three'"* ]]
	touch volumes/one/file
	run "$KRAFT" volume rm one
	[ "$status" -eq 0 ]
	[ ! -e volumes/one ]
	run "$KRAFT" volume rm ../data
	[ "$status" -eq 1 ]
	[ -d data ]
}

@test "a volume that a machine uses is not removed" {
	volumes_setup
	image sleeper 'nop'
	"$KRAFT" volume create one
	run timeout 60 "$KRAFT" run -W -d -n holder -v one:/data sleeper
	[ "$status" -eq 0 ]
	run "$KRAFT" volume rm one
	[ "$status" -eq 1 ]
	[[ $output == *"the machine holder uses the volume 'one'"*"kraft stop holder"* ]]
	[ -d volumes/one ]
	run "$KRAFT" volume ls -o json
	[ "$(jq -r '.[0].used_by' <<<"$output")" = holder ]
	"$KRAFT" stop holder
	run "$KRAFT" volume rm one
	[ "$status" -eq 0 ]
}

@test "volumes that are disks: create, list, run, remove" {
	volumes_setup
	command -v mke2fs >/dev/null || [ -x /usr/sbin/mke2fs ] || skip 'e2fsprogs is not installed'
	run "$KRAFT" volume create --driver ext4 --size 8M db
	[ "$status" -eq 0 ]
	[ "$(stat -c %s volumes/db.ext4)" -eq 8388608 ]
	run "$KRAFT" volume create db
	[ "$status" -eq 1 ]
	[[ $output == *"there is a volume 'db' already"* ]]
	run "$KRAFT" volume ls
	[[ $output == *"db "*"ext4"*"$PWD/volumes/db.ext4"* ]]
	run "$KRAFT" run -D -W -v db:/data ok
	[[ $output == *"file=$PWD/volumes/db.ext4"*'vfs.fstab=[ vda:/data:ext4:0 ]'* ]]
	run "$KRAFT" volume create --driver nonsense x
	[ "$status" -eq 2 ]
	run "$KRAFT" volume create --size 8M x
	[ "$status" -eq 2 ]
	[[ $output == *"--driver ext4"* ]]
	run "$KRAFT" volume create --driver ext4 --size 10K x
	[ "$status" -eq 1 ]
	run "$KRAFT" volume rm db
	[ "$status" -eq 0 ]
	[ ! -e volumes/db.ext4 ]
}
