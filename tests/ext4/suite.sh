#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# ext2, ext3 and ext4 on a disk: the same programs work in a folder of the host as Linux processes and in the image on file systems that
# mke2fs made. What they print and the trees they leave (as debugfs shows them) must be the same, and e2fsck must find nothing. Then crashes,
# and disks that cannot be mounted.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/ext4
work=$OUT/ext4-work
image=$(image_path ext4)
own='ext4_tree ext4_data ext4_list'
shared='dir_list dir_ops dir_paths file_open file_rw file_stdio'
volumes='volume_basic volume_data'
# What depends on the size of a block or on holes of every size is compared on one kind of file system.
blocks='file_holes'
cases="$own $shared $volumes"

native_driver() {
	local objects=() name source cases_x='' folder
	for name in $cases $blocks; do
		for folder in ext4 volumes posix; do [ ! -f "$TOP/tests/$folder/$name.c" ] || source=$TOP/tests/$folder/$name.c; done
		gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread -I"$TOP/tests/posix" -Dmain="${name}_main" -c "$source" -o "$work/$name.o" || return 1
		objects+=("$work/$name.o")
		cases_x+="X($name) "
	done
	gcc -std=gnu17 -O2 -w -D_GNU_SOURCE -pthread "-DCASES(X)=$cases_x" "$TOP/tests/volumes/app/driver.c" "${objects[@]}" -o "$work/native"
}

# The tree of a folder: types, modes, sizes, targets, contents. (debugfs leaves out FIFOs and the three upper bits of a mode.)
tree() {
	(cd "$1" && find . -mindepth 1 ! -type p ! -name lost+found -printf '%m %y %l ' \( -type f -printf '%s ' -o -true \) -printf '%p\n' |
		sed 's/^[0-7]\([0-7][0-7][0-7]\) /\1 /' | LC_ALL=C sort
	cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

# QEMU's options for disks.
disk() {
	local options=() n=7 file
	for file in "$@"; do
		options+=(-drive "id=d$n,if=none,format=raw,cache=unsafe,file=${file%:ro}$([ "$file" = "${file%:ro}" ] || echo ,readonly=on)")
		if [ "${MACHINE:-microvm}" = microvm ]; then options+=(-device "virtio-blk-device,bus=virtio-mmio-bus.$((n - 3)),drive=d$n")
		else options+=(-device "virtio-blk-pci,drive=d$n"); fi
		n=$((n + 1))
	done
	echo "${options[@]}"
}

same() { # NAME EXPECTED ACTUAL
	local difference
	if difference=$(diff "$2" "$3" | head -n 30) && [ -z "$difference" ]; then ok "$1"; else not_ok "$1" "$difference"; fi
}

section() { sed -n "/^=== $2\$/,/^=== $2:/p" "$1"; }

clean() { # NAME IMAGE: e2fsck finds nothing and changes nothing
	local found
	if found=$(e2fsck -fn "$2" 2>&1); then ok "$1: e2fsck finds nothing"; else not_ok "$1: e2fsck finds nothing" "$found"; fi
}

# What the programs leave, on the host and as debugfs takes it out of the image.
same_trees() { # NAME IMAGE CASE…
	local name=$1 file=$2
	shift 2
	rm -rf "$work/out" && mkdir "$work/out"
	debugfs -R "rdump / $work/out" "$file" >/dev/null 2>&1
	for case in "$@"; do
		tree "$work/natively/$case" >"$work/expected"
		tree "$work/out/$case" >"$work/actual" 2>&1
		same "$name: $case leaves the same" "$work/expected" "$work/actual"
	done
}

on_kind() { # NAME CASES MKE2FS-OPTION…: all cases in one boot
	local name=$1 cases=$2 file=$work/disk.img case
	shift 2
	rm -f "$file"
	truncate -s 64M "$file"
	if ! mke2fs -q -F -d "$work/source" "$@" "$file" >"$work/mke2fs" 2>&1; then
		not_ok "ext4: $name: mke2fs" "$(cat "$work/mke2fs")"
		return
	fi
	BOOT_TIMEOUT=120 boot "$image" "vfs.fstab=[ vda:/data:ext4 ] -- /data $cases" $(disk "$file") >"$work/out.txt"
	for case in $cases; do
		section "$work/native.out" "$case" >"$work/expected"
		section "$work/out.txt" "$case" >"$work/actual"
		same "ext4: $name: $case prints the same" "$work/expected" "$work/actual"
	done
	clean "ext4: $name" "$file"
	same_trees "ext4: $name" "$file" $cases
}

# A tree for mke2fs to put into the file system.
make_source() {
	local i
	mkdir -p "$work/source/host/deep/er" "$work/source/host/many" "$work/natively"
	seq 1 60000 >"$work/source/host/numbers"
	printf 'tiny' >"$work/source/host/tiny"
	truncate -s 3000000 "$work/source/host/hole"
	printf 'end' >>"$work/source/host/hole"
	: >"$work/source/host/empty"
	ln -s tiny "$work/source/host/link"
	ln -s "$(printf 'long%.0s/' $(seq 60))" "$work/source/host/slow"
	head -c 700000 "$image" >"$work/source/host/deep/er/code"
	for i in $(seq 400); do echo "$i" >"$work/source/host/many/a-name-of-some-length-$i"; done
	chmod 640 "$work/source/host/tiny"
	chmod 4711 "$work/source/host/numbers"
	cp -a "$work/source/host" "$work/natively/host"
}

# Ends QEMU, which this starts itself, in the middle of its work; what it said until then is in crash.console.
crash() { # IMAGE-FILE LAST-LINE
	local pid waited=0
	: >"$work/crash.console"
	timeout 100 "$QEMU" -accel tcg -cpu max -m 64M -display none -nodefaults -no-user-config -no-reboot -M microvm,rtc=on \
		-global virtio-mmio.force-legacy=false -kernel "$image" -append 'vfs.fstab=[ vda:/data:ext4 ] -- /data ext4_crash' \
		-serial "file:$work/crash.console" $(disk "$1") </dev/null >/dev/null 2>&1 &
	pid=$!
	while ! grep -q "^$2" "$work/crash.console" && [ "$waited" -lt 900 ] && kill -0 "$pid" 2>/dev/null; do
		sleep 0.1
		waited=$((waited + 1))
	done
	kill -TERM "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

crash_case() { # NAME HOW-FAR MKE2FS-OPTION…
	local name=$1 far=$2 file=$work/crash.img synced newest
	shift 2
	rm -f "$file"
	truncate -s 32M "$file"
	mke2fs -q -F "$@" "$file"
	crash "$file" "synced $far"
	synced=$(tr -d '\r' <"$work/crash.console" | sed -n 's/^synced //p' | tail -n 1)
	# the host's own recovery and ours
	cp "$file" "$work/crash-host.img"
	if e2fsck -fy "$work/crash-host.img" >"$work/fsck" 2>&1 || [ $? = 1 ]; then ok "ext4: $name: e2fsck recovers it"
	else not_ok "ext4: $name: e2fsck recovers it" "$(cat "$work/fsck")"; fi
	boot "$image" 'vfs.fstab=[ vda:/data:ext4 ] -- /data ext4_verify' $(disk "$file") >"$work/verify.txt"
	newest=$(sed -n 's/^newest \([0-9]*\) damaged 0$/\1/p' "$work/verify.txt")
	if [ -n "$synced" ] && [ "${newest:-0}" -ge "$synced" ] && grep -q 'the journal is replayed' "$work/verify.txt"; then
		ok "ext4: $name: what was synchronised is there after a crash"
	else
		not_ok "ext4: $name: what was synchronised is there after a crash" "synced $synced
$(cat "$work/verify.txt")"
	fi
	clean "ext4: $name" "$file"
}

no_journal_case() {
	local file=$work/crash.img
	rm -f "$file"
	truncate -s 32M "$file"
	mke2fs -q -F -t ext2 "$file"
	crash "$file" 'synced 5'
	boot "$image" 'vfs.fstab=[ vda:/data:ext2 ] -- /data ext4_verify' $(disk "$file") >"$work/verify.txt"
	if grep -q 'was not unmounted cleanly; repair it on the host with e2fsck -y IMAGE' "$work/verify.txt"; then ok 'ext4: a crash without a journal is said'
	else not_ok 'ext4: a crash without a journal is said' "$(cat "$work/verify.txt")"; fi
	e2fsck -fy "$file" >"$work/fsck" 2>&1
	boot "$image" 'vfs.fstab=[ vda:/data:ext2 ] -- /data ext4_verify' $(disk "$file") >"$work/verify.txt"
	if grep -q '^newest [1-9][0-9]* damaged 0$' "$work/verify.txt"; then ok 'ext4: e2fsck -y repairs it'
	else not_ok 'ext4: e2fsck -y repairs it' "$(cat "$work/fsck" "$work/verify.txt")"; fi
}

refused() { # NAME FSTAB-LINE DISK MESSAGE
	boot "$image" "vfs.fstab=[ $2 ] -- /data ext4_verify" $(disk "$3") >"$work/refused.txt"
	local status=$?
	if [ "$status" != 0 ] && grep -q "$4" "$work/refused.txt"; then ok "ext4: $1"; else not_ok "ext4: $1" "status $status
$(cat "$work/refused.txt")"; fi
}

refused_cases() {
	local file=$work/refused.img
	rm -f "$file" && truncate -s 16M "$file"
	refused 'a disk without a file system' 'vda:/data:ext4' "$file" 'there is no ext2, ext3 or ext4 file system on vda'
	refused 'a disk that is not there' 'vdb:/data:ext4' "$file" 'there is no disk "vdb"'
	refused 'an option that is not there' 'vda:/data:ext4:0:nonsense' "$file" 'there is no mount option "nonsense"'
	mke2fs -q -F -t ext4 "$file"
	refused 'writing to a read-only disk' 'vda:/data:ext4' "$file:ro" 'the disk vda is read-only'
	mke2fs -q -F -t ext4 -O bigalloc "$file" 2>/dev/null
	refused 'writing with bigalloc' 'vda:/data:ext4' "$file" 'has bigalloc, which is only read here'
	mke2fs -q -F -t ext4 "$file"
	truncate -s 12M "$file"
	refused 'a disk that was cut off' 'vda:/data:ext4' "$file" 'is smaller than the file system on it'
	mke2fs -q -F -t ext4 "$file"
	printf 'x' | dd of="$file" bs=1 seek=1100 conv=notrunc status=none
	refused 'a damaged super block' 'vda:/data:ext4' "$file" 'repair it on the host with e2fsck -y IMAGE'
}

read_only_case() {
	local file=$work/disk.img before
	rm -f "$file" && truncate -s 64M "$file"
	mke2fs -q -F -t ext4 -O bigalloc -d "$work/source" "$file" 2>/dev/null
	before=$(sha256sum <"$file")
	boot "$image" "vfs.fstab=[ tmpfs:/data:ramfs vda:/data/host:ext4:1 ] -- /data ext4_list" $(disk "$file:ro") | sed 's,\.\./host/host,../host,' >"$work/out.txt"
	section "$work/native.out" ext4_list >"$work/expected"
	section "$work/out.txt" ext4_list | grep -v '^../host 40755 0$' >"$work/actual"
	same 'ext4: read-only, with bigalloc, on a read-only disk' "$work/expected" "$work/actual"
	if [ "$before" = "$(sha256sum <"$file")" ]; then ok 'ext4: a read-only mount changes nothing'; else not_ok 'ext4: a read-only mount changes nothing'; fi
}

mount_case() {
	local file
	for file in one two; do
		rm -f "$work/$file.img" && truncate -s 16M "$work/$file.img"
		mke2fs -q -F -t ext4 -b 4096 "$work/$file.img"
	done
	boot "$image" 'vfs.fstab=[ vda:/data:ext4 ] -- /data ext4_mount' $(disk "$work/one.img" "$work/two.img") >"$work/mount.txt"
	same 'ext4: mount and umount of a second disk' "$here/mount.expected" "$work/mount.txt"
	clean 'ext4: the end of the machine' "$work/one.img"
	clean 'ext4: umount' "$work/two.img"
}

root_case() {
	local file=$work/one.img
	rm -f "$file" && truncate -s 16M "$file"
	mke2fs -q -F -t ext4 -d "$work/source" "$file"
	boot "$image" 'vfs.rootfs=ext4 vfs.rootdev=vda -- / ext4_list' $(disk "$file") >"$work/out.txt"
	section "$work/native.out" ext4_list >"$work/expected"
	section "$work/out.txt" ext4_list >"$work/actual"
	same 'ext4: a disk as the root' "$work/expected" "$work/actual"
	clean 'ext4: a disk as the root' "$file"
}

rm -rf "$work"
mkdir -p "$work"
if ! command -v mke2fs >/dev/null || ! command -v debugfs >/dev/null; then
	skip ext4 'e2fsprogs is not installed'
elif ! native_driver 2>"$work/cc"; then
	not_ok 'ext4: the programs compile' "$(cat "$work/cc")"
elif ! build_image ext4 "$here/app" "$TOP/libs/musl:$TOP/libs/ext2fs"; then
	not_ok 'ext4: the image builds'
else
	make_source
	"$work/native" "$work/natively" $cases $blocks >"$work/native.out"
	on_kind 'ext4, blocks of 4 KiB' "$cases $blocks" -t ext4 -b 4096
	on_kind 'ext4, blocks of 1 KiB' "${cases/dir_paths/}" -t ext4 -b 1024
	on_kind 'ext4 with inline data' 'ext4_tree ext4_data ext4_list volume_basic dir_ops' -t ext4 -b 4096 -O inline_data
	on_kind 'ext3' 'ext4_tree ext4_data ext4_list volume_basic' -t ext3
	MACHINE=q35 on_kind 'ext2, on a PCI machine' 'ext4_tree ext4_data ext4_list volume_basic' -t ext2 -b 2048 -I 256
	crash_case ext4 25 -t ext4 -b 1024
	crash_case ext3 12 -t ext3 -b 4096
	no_journal_case
	mount_case
	root_case
	read_only_case
	refused_cases
fi
plan
