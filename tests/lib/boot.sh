# SPDX-License-Identifier: BSD-3-Clause
# For test suites: build images once, boot them, count results in TAP. Source it; needs TOP (the repository's root).
OUT=${OUT:-$TOP/build/tests}
QEMU=${QEMU:-qemu-system-x86_64}

# build_image NAME APP-DIR LIB:LIB [make variable …]: the image's path is $OUT/NAME/NAME_kvm-x86_64
build_image() {
	local lock status
	mkdir -p "$OUT"
	# two suites may want the same image at the same time
	exec {lock}>"$OUT/.$1.lock"
	flock "$lock"
	build_image_alone "$@"
	status=$?
	exec {lock}>&-
	return "$status"
}
build_image_alone() {
	local name=$1 app=$2 libs=$3
	shift 3
	mkdir -p "$OUT/$name"
	local args=(-C "$TOP/unikraft" A="$app" L="$libs" O="$OUT/$name" C="$OUT/$name/.config" N="$name" "$@")
	if [ ! -f "$OUT/$name/.config" ] || [ "$app/defconfig" -nt "$OUT/$name/.config" ]; then
		make -s "${args[@]}" defconfig >"$OUT/$name/configure.log" 2>&1 ||
			{ sed 's/^/# /' "$OUT/$name/configure.log"; return 1; }
	fi
	make -s -j2 "${args[@]}" >"$OUT/$name/build.log" 2>&1 || { tail -n 40 "$OUT/$name/build.log" | sed 's/^/# /'; return 1; }
}

image_path() { echo "$OUT/$1/$1_kvm-x86_64"; }

# boot IMAGE COMMAND-LINE [QEMU option …]: console to standard output (no carriage returns), the image's status as exit status; 125 when the
# machine ended without one, 124 after BOOT_TIMEOUT seconds.
boot() {
	local image=$1 line=$2 status machine=${MACHINE:-microvm} dir code
	shift 2
	dir=$(mktemp -d "${TMPDIR:-/tmp}/boot.XXXXXX")
	local options=(-accel tcg -cpu "${CPU:-max}" -m "${MEMORY:-64M}" -display none -nodefaults -no-user-config -no-reboot)
	case $machine in
	microvm) options+=(-M microvm,rtc=on -global virtio-mmio.force-legacy=false) ;;
	*) options+=(-M "$machine") ;;
	esac
	timeout -k 5 "${BOOT_TIMEOUT:-60}" "$QEMU" "${options[@]}" -kernel "$image" -append "$line" \
		-chardev file,id=console,path="$dir/console" -serial chardev:console \
		-chardev file,id=status,path="$dir/status" -device isa-debugcon,iobase=0x502,chardev=status \
		-device isa-debug-exit,iobase=0x501,iosize=1 "$@" </dev/null >"$dir/qemu" 2>&1
	code=$?
	tr -d '\r' <"$dir/console"
	status=$(od -An -tu1 "$dir/status" 2>/dev/null | tr -d ' ')
	if [ "$code" -eq 124 ]; then status=124; elif [ -z "$status" ]; then sed 's/^/qemu: /' "$dir/qemu"; status=125; fi
	rm -rf "$dir"
	return "$status"
}

tests_run=0
ok() { tests_run=$((tests_run + 1)); echo "ok $tests_run - $1"; }
not_ok() { tests_run=$((tests_run + 1)); echo "not ok $tests_run - $1"; [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'; }
skip() { tests_run=$((tests_run + 1)); echo "ok $tests_run - $1 # SKIP $2"; }
plan() { echo "1..$tests_run"; }
