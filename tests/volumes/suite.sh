#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Shared folders: the same programs work in a folder of the host as Linux processes and in the image. What they print and the trees they leave
# must be the same. By 9p and by virtiofs, on a PCI machine and on one with virtio-mmio, each in one boot.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/volumes
work=$OUT/volumes-work
image=$(image_path volumes)
shared='dir_list dir_ops dir_paths file_open file_rw file_stdio'
own=$(cd "$here" && for f in *.c; do echo "${f%.c}"; done)
cases="$own $shared"
virtiofsd=$(PATH=$PATH:/usr/libexec:/usr/lib/qemu command -v virtiofsd)

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

# share DRIVER ID TAG FOLDER [ro]: QEMU's options for a folder
share() {
	local bus=-device
	[ "${MACHINE:-microvm}" = microvm ] || bus=-pci
	if [ "$1" = 9pfs ]; then
		echo -fsdev "local,id=$2,path=$4,security_model=none${5:+,readonly=on}" -device "virtio-9p$bus,fsdev=$2,mount_tag=$3"
	else
		serve "$2" "$4" "${5:-}"
		echo -chardev "socket,id=$2,path=$work/$2.socket" -device "vhost-user-fs$bus,chardev=$2,tag=$3"
	fi
}

# serve ID FOLDER [ro]: a daemon, which ends when its machine does. Its socket is there when this returns.
serve() {
	local command=("$virtiofsd" --socket-path="$work/$1.socket" -o "source=$2" -f)
	rm -f "$work/$1.socket"
	if [ -n "$3" ]; then
		unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"' "$2" "${command[@]}" >"$work/$1.log" 2>&1 &
	else
		"${command[@]}" >"$work/$1.log" 2>&1 &
	fi
	echo $! >>"$work/daemons"
	for _ in $(seq 500); do
		[ -S "$work/$1.socket" ] && return
		sleep 0.01
	done
}

# boot_with DRIVER COMMAND-LINE SHARE-OPTIONS…: a daemon works on the machine's memory
boot_with() {
	local driver=$1 line=$2 memory=()
	shift 2
	[ "$driver" = 9pfs ] || memory=(-object memory-backend-memfd,id=ram,size=64M,share=on -machine memory-backend=ram)
	MEMORY=64M boot "$image" "$line" "${memory[@]}" "$@"
}

end_daemons() { # those whose machine never came
	local pid
	while read -r pid; do
		{ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "--socket-path=$work/" && kill "$pid"
	done < <(cat "$work/daemons" 2>/dev/null)
}
trap end_daemons EXIT

same() { # NAME EXPECTED ACTUAL
	local difference
	if difference=$(diff "$2" "$3" | head -n 30) && [ -z "$difference" ]; then ok "$1"; else not_ok "$1" "$difference"; fi
}

section() { sed -n "/^=== $2\$/,/^=== $2:/p" "$1"; }

on_machine() { # DRIVER MACHINE: all cases in one boot
	local driver=$1 folder=$work/$1-$2 name these=$cases
	[ "$driver" != 9pfs ] || these=${cases/volume_fuse/}
	mkdir -p "$folder"
	MACHINE=$2 boot_with "$driver" "vfs.fstab=[ fs0:/data:$driver ] -- /data $these" $(MACHINE=$2 share "$driver" f0 fs0 "$folder") >"$folder.out"
	for name in $these; do
		section "$work/native.out" "$name" >"$work/expected"
		section "$folder.out" "$name" >"$work/actual"
		same "volumes: $driver on $2: $name prints the same" "$work/expected" "$work/actual"
		tree "$work/natively/$name" >"$work/expected"
		tree "$folder/$name" >"$work/actual" 2>&1
		same "volumes: $driver on $2: $name leaves the same" "$work/expected" "$work/actual"
	done
}

mounts_case() { # DRIVER OPTIONS
	rm -rf "$work/one" "$work/two"
	mkdir -p "$work/one" "$work/two"
	echo 'by the host' >"$work/one/from-host"
	echo 'kept' >"$work/two/there"
	boot_with "$1" "vfs.fstab=[\"fs0:/data:$1\" \"fs1:/ro:$1:1::mkmp\"] -- mounts $1 $2" $(share "$1" f0 fs0 "$work/one") $(share "$1" f1 fs1 "$work/two" ro) |
		sed "s/lib$1:/the file system:/" >"$work/mounts.out"
	same "volumes: $1: two folders, one read-only, mount and umount" "$here/mounts.expected" "$work/mounts.out"
	same "volumes: $1: a read-only folder stays as it is" <(echo kept) "$work/two/there"
}

root_case() { # DRIVER NAME COMMAND-LINE
	rm -rf "$work/root"
	mkdir -p "$work/root"
	echo 'by the host' >"$work/root/from-host"
	boot_with "$1" "$3 -- root" $(share "$1" f0 disk "$work/root") >"$work/root.out"
	same "volumes: $1: a folder as the root, by $2" "$here/root.expected" "$work/root.out"
	same "volumes: $1: the root's folder afterwards, by $2" <(printf '%s\n' dev from-host made) <(ls "$work/root")
}

missing_case() { # DRIVER; a program must not work in the folder below
	local name="volumes: $1: a missing tag"
	if boot_with "$1" "vfs.fstab=[ fs7:/data:$1 ] -- /data volume_basic" $(share "$1" f0 fs0 "$work/one") >"$work/missing.out"; then
		not_ok "$name is an error" "$(cat "$work/missing.out")"
	elif grep -q 'no shared folder has the tag "fs7"; there are' "$work/missing.out" && grep -q '"fs0"' "$work/missing.out"; then
		ok "$name is an error, and names those that exist"
	else
		not_ok "$name names those that exist" "$(cat "$work/missing.out")"
	fi
	boot_with "$1" "vfs.fstab=[ fs7:/data:$1 ] -- root" >"$work/missing.out"
	if grep -q 'the machine has no shared folder' "$work/missing.out"; then
		ok "volumes: $1: no folder at all is said"
	else
		not_ok "volumes: $1: no folder at all is said" "$(cat "$work/missing.out")"
	fi
}

# kraft_case WHO COMMAND…: the tool starts daemons and machine, perhaps as somebody else, with both drivers; all that takes part is copied to where
# everybody may read
kraft_case() {
	local who=$1 folder
	shift
	folder=$(mktemp -d "${TMPDIR:-/tmp}/volumes.XXXXXX")
	mkdir "$folder/one" "$folder/two" "$folder/home"
	echo 'by the host' >"$folder/one/from-host"
	echo 'kept' >"$folder/two/there"
	cp "$image" "$folder/image"
	cp "$TOP/bin/kraft" "$OUT/volumes/.config" "$folder"
	chmod -R a+rwX "$folder"
	(cd "$folder" && HOME=$folder/home KRAFT_MACHINES=$folder/machines timeout 60 "$@" ./kraft run -W --machine q35 -M 64 \
		-v ./one:/data:virtiofs -v ./two:/ro:ro,virtiofs -v ./two:/nine:9pfs ./image -- mounts virtiofs dax=never,ro) 2>&1 </dev/null |
		tr -d '\r' | sed "s/libvirtiofs:/the file system:/" >"$work/kraft.out"
	# devices are found in another order
	same "volumes: kraft run shares by virtiofs $who" <(grep -v ':   "fs' "$here/mounts.expected") <(grep -v ':   "fs' "$work/kraft.out")
	same "volumes: kraft run $who leaves the folders" <(printf '%s\n' 'by the host' 'by the other mount' kept) \
		<(cat "$folder/one/from-host" "$folder/one/second" && echo && cat "$folder/two/there")
	rm -rf "$folder"
}

by_driver() { # DRIVER MOUNT-OPTIONS
	on_machine "$1" microvm
	on_machine "$1" q35
	mounts_case "$1" "$2"
	root_case "$1" 'boot parameters' "vfs.rootfs=$1 vfs.rootdev=disk"
	root_case "$1" 'vfs.fstab' "vfs.fstab=[ disk:/:$1 ]"
	missing_case "$1"
}

rm -rf "$work"
mkdir -p "$work/natively"
if ! native_driver 2>"$work/cc"; then
	not_ok 'volumes: the programs compile' "$(cat "$work/cc")"
elif ! build_image volumes "$here/app" "$TOP/libs/musl"; then
	not_ok 'volumes: the image builds'
else
	"$work/native" "$work/natively" $cases >"$work/native.out"
	by_driver 9pfs trans=virtio,version=9p2000.L,msize=4096
	if [ -n "$virtiofsd" ]; then
		by_driver virtiofs dax=never,ro
		kraft_case 'as its user' env
		if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Ur true 2>/dev/null; then
			kraft_case 'without root' setpriv --reuid=65534 --regid=65534 --clear-groups
		else
			skip 'volumes: kraft run without root' 'needs root to give it up, and user namespaces'
		fi
	else
		skip 'volumes: virtiofs' 'there is no virtiofsd'
	fi
fi
plan
