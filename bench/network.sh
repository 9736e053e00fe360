# SPDX-License-Identifier: BSD-3-Clause
# Throughput of iperf3 over a tap device with offloads: our image against Debian's cloud kernel in the same emulator with the same
# devices, running the same source built the same way (static, -O2), and the distribution's own binary. Everything happens in a
# network namespace of its own. Needs root.
NS=ukbench$$
TAP=tap0
HOST=10.0.5.1
GUEST=10.0.5.2
SECONDS_PER_RUN=${SECONDS_PER_RUN:-4}
ROUNDS=${ROUNDS:-3}

in_ns() { ip netns exec "$NS" "$@"; }

network_up() {
	ip netns add "$NS" && in_ns ip link set lo up && in_ns ip tuntap add "$TAP" mode tap vnet_hdr &&
		in_ns ip addr add "$HOST/24" dev "$TAP" && in_ns ip link set "$TAP" up
}
network_down() { ip netns del "$NS" 2>/dev/null; }

# start_guest KERNEL COMMAND-LINE [QEMU option …]: sets guest_pid
start_guest() {
	local kernel=$1 line=$2
	shift 2
	# exec, so that the process to end is the emulator itself
	(exec ip netns exec "$NS" "$QEMU" -M q35 -accel tcg -cpu max -m "${MEMORY:-256M}" -display none -nodefaults -no-reboot -serial "file:$OUT/guest.log" \
		-netdev "tap,id=n,ifname=$TAP,script=no,downscript=no,vnet_hdr=on" -device virtio-net-pci,netdev=n,disable-legacy=on,romfile=,mac=52:54:00:00:05:02 \
		-device isa-debug-exit,iobase=0x501,iosize=1 -kernel "$kernel" -append "$line" "$@" >"$OUT/guest.err" 2>&1 </dev/null) &
	guest_pid=$!
	local i
	for i in $(seq 1 300); do
		in_ns timeout 1 bash -c "exec 3<>/dev/tcp/$GUEST/5201" 2>/dev/null && { sleep 0.3; return 0; }
		kill -0 "$guest_pid" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}
stop_guest() { kill "$guest_pid" 2>/dev/null; wait "$guest_pid" 2>/dev/null; }

ours() { start_guest "$(image_path iperf3)" "netdev.ip=$GUEST/24 -- -s"; }
linux() { start_guest "$OUT/linux/vmlinuz" "console=ttyS0 quiet mitigations=off tsc_early_khz=2000000 panic=-1 -- /$1 -s" -initrd "$OUT/linux/initrd"; }

# The receiving side's bits a second in iperf3's JSON report, in Mbit/s.
mbits() { awk '/"sum_received"|"sum":/ { s = 1 } s && /"bits_per_second"/ { gsub(/[^0-9.e+]/, "", $2); v = $2 } END { printf "%.0f\n", v / 1000000 }'; }

# one_run SIDE MODE: Mbit/s and processor milliseconds per MByte
one_run() {
	local before after rate
	before=$(cpu_ms "$guest_pid")
	rate=$(in_ns timeout $((SECONDS_PER_RUN + 20)) iperf3 -c "$GUEST" -t "$SECONDS_PER_RUN" -J $2 2>/dev/null | mbits)
	after=$(cpu_ms "$guest_pid")
	echo "${rate:-0}" >>"$OUT/net.$1.${2// /_}"
	awk -v ms=$((after - before)) -v r="${rate:-0}" -v t="$SECONDS_PER_RUN" 'BEGIN { if (r > 0) printf "%.3f\n", ms / (r * t / 8) }' >>"$OUT/net.$1.${2// /_}.cpu"
}

iperf3_serves_little() {
	network_up || return 1
	local rc=1
	BOOT_WAIT=5 start_guest "$(image_path iperf3)" "netdev.ip=$GUEST/24 -- -s" && in_ns timeout 10 iperf3 -c "$GUEST" -t 1 >/dev/null 2>&1 && rc=0
	stop_guest
	network_down
	return $rc
}

linux_guest() {
	local dir=$OUT/linux package module
	[ -f "$dir/initrd" ] && return 0
	mkdir -p "$dir/root/"{proc,sys,dev,tmp,modules}
	package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ { print $2 }')
	(cd "$dir" && apt-get download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x linux-image-*.deb x) || return 1
	cp "$dir"/x/boot/vmlinuz-* "$dir/vmlinuz"
	for module in virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_mmio failover net_failover virtio_net; do
		find "$dir/x" -name "$module.ko" -exec cp {} "$dir/root/modules/" \;
	done
	gcc -O2 -static -o "$dir/root/init" "$TOP/bench/linux-guest/init.c" || return 1
	# the same source, the same way: static, -O2
	local source
	source=$(find "$OUT/iperf3/libiperf3/origin" -maxdepth 1 -name 'iperf-*' | head -n 1)
	cp -r "$source" "$dir/iperf3" && (cd "$dir/iperf3" && ./configure --enable-static --disable-shared --without-openssl --without-sctp CFLAGS=-O2 LDFLAGS=-static &&
		make -j2 -C src iperf3 LDFLAGS=-all-static) >"$dir/iperf3.log" 2>&1 || return 1
	cp "$dir/iperf3/src/iperf3" "$dir/root/same-source"
	cp "$(command -v iperf3)" "$dir/root/distribution"
	local library
	for library in $(ldd "$(command -v iperf3)" | grep -o '/[^ ]*'); do
		mkdir -p "$dir/root$(dirname "$library")"
		cp -L "$library" "$dir/root$library"
	done
	(cd "$dir/root" && find . | cpio -o -H newc --quiet) >"$dir/initrd"
}

part_network() {
	local round mode side
	if [ "$(id -u)" -ne 0 ] || ! ip netns add "$NS.probe" 2>/dev/null; then
		echo "network: skipped, needs root and network namespaces"
		return
	fi
	ip netns del "$NS.probe"
	linux_guest || { echo "network: skipped, the Linux guest could not be made (see $OUT/linux)"; return; }
	rm -f "$OUT"/net.*
	trap 'stop_guest; network_down' EXIT
	network_up
	for round in $(seq 1 "$ROUNDS"); do
		for side in ours same-source distribution; do
			if [ $side = ours ]; then ours; else linux $side; fi || { echo "network: $side does not serve; see $OUT/guest.log"; stop_guest; continue; }
			for mode in "" "-R" "-P 4" "-u -b 1G"; do one_run $side "$mode"; done
			stop_guest
		done
	done
	in_ns iperf3 -s -D -I "$OUT/native.pid" -B 127.0.0.1
	sleep 0.5
	for mode in "" "-R"; do
		in_ns iperf3 -c 127.0.0.1 -t "$SECONDS_PER_RUN" -J $mode | mbits >"$OUT/net.native.${mode// /_}"
	done
	kill "$(tr -d '\0' <"$OUT/native.pid")" 2>/dev/null
	local name
	for mode in "" "-R" "-P 4" "-u -b 1G"; do
		case $mode in "") name="in";; -R) name="out";; "-P 4") name="in, four streams";; *) name="UDP in, 1 Gbit/s offered";; esac
		local key=${mode// /_}
		result "iperf3 $name (other: Linux guest, same source)" "$(median <"$OUT/net.ours.$key")" "$(median <"$OUT/net.same-source.$key")" Mbit/s
		result "iperf3 $name (other: Linux guest, distribution's)" "$(median <"$OUT/net.ours.$key")" "$(median <"$OUT/net.distribution.$key")" Mbit/s
		result "iperf3 $name, processor time (other: same source)" "$(median <"$OUT/net.ours.$key.cpu")" "$(median <"$OUT/net.same-source.$key.cpu")" ms/MByte
	done
	result "iperf3 in (other: native over loopback)" "$(median <"$OUT/net.ours.")" "$(median <"$OUT/net.native.")" Mbit/s
	result "iperf3 out (other: native over loopback)" "$(median <"$OUT/net.ours.-R")" "$(median <"$OUT/net.native.-R")" Mbit/s
	# the tenth run on one instance against the first
	ours && {
		for round in 1 2 3 4 5 6 7 8 9 10; do
			in_ns timeout 30 iperf3 -c "$GUEST" -t 2 -J 2>/dev/null | mbits >"$OUT/net.run.$round"
		done
		result "iperf3 in, tenth run on one instance (other: first)" "$(cat "$OUT/net.run.10")" "$(cat "$OUT/net.run.1")" Mbit/s
	}
	stop_guest
	network_down
	trap - EXIT
}
