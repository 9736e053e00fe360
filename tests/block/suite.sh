#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Disks from the host's file to the program: the same cases over MMIO and over PCI must print what stands in *.expected, and the files
# on the host must then hold what the program wrote.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/block
image=$(image_path block)
work=$OUT/block-work

# Blocks "sector NNNN": a disk of 1 MiB and three blocks.
make_disk() {
	awk 'BEGIN { for (i = 0; i < 2051; i++) printf "sector %04d %500s", i, "" }' >"$1"
}

make_disks() {
	make_disk "$work/vda"
	head -c 1048576 "$work/vda" >"$work/vdb"
	rm -f "$work/vdc"
	qemu-img create -q -f qcow2 "$work/vdc" 3M
	head -c 1048576 /dev/zero >"$work/vdd"
	cat >"$work/faults" <<-F
		[inject-error]
		event = "read_aio"
		errno = "5"
		sector = "128"
		[inject-error]
		event = "write_aio"
		errno = "28"
		sector = "256"
	F
}

# The options for MODEL in `options`. microvm would fill its slots from the last one.
disks() {
	local kind=virtio-blk-pci bus=()
	if [ "$1" = microvm ]; then
		kind=virtio-blk-device
		bus=(,bus=virtio-mmio-bus.4 ,bus=virtio-mmio-bus.5 ,bus=virtio-mmio-bus.6 ,bus=virtio-mmio-bus.7)
	fi
	options=(-drive "id=a,if=none,format=raw,discard=unmap,file=$work/vda" -device "$kind${bus[0]},drive=a"
		-drive "id=b,if=none,format=raw,readonly=on,file=$work/vdb" -device "$kind${bus[1]},drive=b"
		-drive "id=c,if=none,format=qcow2,file=$work/vdc"
		-device "$kind${bus[2]},drive=c,logical_block_size=4096,physical_block_size=4096"
		-drive "id=d,if=none,format=raw,werror=report,rerror=report,file=blkdebug:$work/faults:$work/vdd"
		-device "$kind${bus[3]},drive=d")
}

compare() { # NAME STATUS OUTPUT-FILE
	local difference
	if difference=$(diff "$here/expected" "$3") && [ "$2" = 0 ]; then ok "block: $1"; else not_ok "block: $1" "status $2
$difference"; fi
}

mkdir -p "$work"
if ! command -v qemu-img >/dev/null; then
	skip 'block' 'qemu-img is not installed'
elif build_image block "$here/app" "$TOP/libs/musl"; then
	for machine in microvm q35; do
		make_disks
		disks "$machine"
		MACHINE=$machine boot "$image" '-- library plain places limits errors threads' "${options[@]}" >"$work/out"
		compare "cases on $machine" $? "$work/out"
		# the program's last words: thread n wrote blocks full of its sign, and its bytes at the beginning
		written=$(od -An -tu1 -j 65536 -N 1 "$work/vda" | tr -d ' ') first=$(od -An -tu1 -N 1 "$work/vda" | tr -d ' ')
		if [ "$written $first" = '59 0' ]; then ok "block: the host's file on $machine holds what was written"
		else not_ok "block: the host's file on $machine holds what was written" "$written $first"; fi
		qemu-io -r -f qcow2 -c 'read -P 0x61 4093 1' "$work/vdc" >"$work/io" 2>&1
		if grep -q '^read 1/1' "$work/io" && ! grep -q failed "$work/io"; then ok "block: a qcow2 file on $machine as well"
		else not_ok "block: a qcow2 file on $machine as well" "$(cat "$work/io")"; fi
	done
else
	not_ok 'block: the image builds'
fi
plan
