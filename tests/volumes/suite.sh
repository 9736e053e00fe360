#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Shared folders: the same programs work in a folder of the host as Linux processes and in the image. What they print and the trees they leave
# must be the same. On a PCI machine and on one with virtio-mmio, each in one boot.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/volumes
work=$OUT/volumes-work
image=$(image_path volumes)
shared='dir_list dir_ops dir_paths file_open file_rw file_stdio'
own=$(cd "$here" && for f in *.c; do echo "${f%.c}"; done)
cases="$own $shared"

native_driver() {
	local sources=() name
	for name in $own; do sources+=("$here/$name.c"); done
	for name in $shared; do sources+=("$TOP/tests/posix/$name.c"); done
	local objects=() source cases_x=''
	for source in "${sources[@]}"; do
		name=$(basename "$source" .c)
		gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread -I"$TOP/tests/posix" -Dmain="${name}_main" -c "$source" -o "$work/$name.o" || return 1
		objects+=("$work/$name.o")
		cases_x+="X($name) "
	done
	gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread "-DCASES(X)=$cases_x" "$here/app/driver.c" "${objects[@]}" -o "$work/native"
}

# The tree of a folder: types, modes, sizes, targets, contents; the times that programs set.
tree() {
	(cd "$1" && find . -mindepth 1 -printf '%p %y %m %l ' \( -type f -printf '%s %n' -o -true \) \
		\( -type f ! -newermt 2001-01-01 -printf ' %T@' -o -true \) -printf '\n' | LC_ALL=C sort
	cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

# share ID TAG FOLDER [fsdev option]: QEMU's options for a folder
share() {
	local device=virtio-9p-device
	[ "${MACHINE:-microvm}" = microvm ] || device=virtio-9p-pci
	echo -fsdev "local,id=$1,path=$3,security_model=none${4:-}" -device "$device,fsdev=$1,mount_tag=$2"
}

same() { # NAME EXPECTED ACTUAL
	local difference
	if difference=$(diff "$2" "$3" | head -n 30) && [ -z "$difference" ]; then ok "$1"; else not_ok "$1" "$difference"; fi
}

section() { sed -n "/^=== $2\$/,/^=== $2:/p" "$1"; }

on_machine() { # MACHINE: all cases in one boot
	local folder=$work/$1 name
	mkdir -p "$folder"
	MACHINE=$1 boot "$image" "vfs.fstab=[ fs0:/data:9pfs ] -- /data $cases" $(MACHINE=$1 share f0 fs0 "$folder") >"$work/$1.out"
	for name in $cases; do
		section "$work/native.out" "$name" >"$work/expected"
		section "$work/$1.out" "$name" >"$work/actual"
		same "volumes: $1: $name prints the same" "$work/expected" "$work/actual"
		tree "$work/natively/$name" >"$work/expected"
		tree "$folder/$name" >"$work/actual" 2>&1
		same "volumes: $1: $name leaves the same" "$work/expected" "$work/actual"
	done
}

mounts_case() {
	mkdir -p "$work/one" "$work/two"
	echo 'by the host' >"$work/one/from-host"
	echo 'kept' >"$work/two/there"
	boot "$image" 'vfs.fstab=["fs0:/data:9pfs" "fs1:/ro:9pfs:1::mkmp"] -- mounts' $(share f0 fs0 "$work/one") $(share f1 fs1 "$work/two" ,readonly=on) \
		>"$work/mounts.out"
	same 'volumes: two folders, one read-only, mount and umount' "$here/mounts.expected" "$work/mounts.out"
	same 'volumes: a read-only folder stays as it is' <(echo kept) "$work/two/there"
}

root_case() { # NAME COMMAND-LINE
	rm -rf "$work/root"
	mkdir -p "$work/root"
	echo 'by the host' >"$work/root/from-host"
	boot "$image" "$2 -- root" $(share f0 disk "$work/root") >"$work/root.out"
	same "volumes: a folder as the root, by $1" "$here/root.expected" "$work/root.out"
	same "volumes: the root's folder afterwards, by $1" <(printf '%s\n' dev from-host made) <(ls "$work/root")
}

missing_case() { # a program must not work in the folder below
	if boot "$image" 'vfs.fstab=[ fs7:/data:9pfs ] -- /data volume_basic' $(share f0 fs0 "$work/one") >"$work/missing.out"; then
		not_ok 'volumes: a missing tag is an error' "$(cat "$work/missing.out")"
	elif grep -q 'no shared folder has the tag "fs7"; there are' "$work/missing.out" && grep -q '"fs0"' "$work/missing.out"; then
		ok 'volumes: a missing tag is an error, and names those that exist'
	else
		not_ok 'volumes: a missing tag names those that exist' "$(cat "$work/missing.out")"
	fi
	boot "$image" 'vfs.fstab=[ fs7:/data:9pfs ] -- root' >"$work/missing.out"
	if grep -q 'the machine has no shared folder' "$work/missing.out"; then
		ok 'volumes: no folder at all is said'
	else
		not_ok 'volumes: no folder at all is said' "$(cat "$work/missing.out")"
	fi
}

rm -rf "$work"
mkdir -p "$work/natively"
if ! native_driver 2>"$work/cc"; then
	not_ok 'volumes: the programs compile' "$(cat "$work/cc")"
elif ! build_image volumes "$here/app" "$TOP/libs/musl"; then
	not_ok 'volumes: the image builds'
else
	"$work/native" "$work/natively" $cases >"$work/native.out"
	on_machine microvm
	on_machine q35
	mounts_case
	root_case 'boot parameters' 'vfs.rootfs=9pfs vfs.rootdev=disk'
	root_case 'vfs.fstab' 'vfs.fstab=[ disk:/:9pfs ]'
	missing_case
fi
plan
