# SPDX-License-Identifier: BSD-3-Clause
# What is looked at instead of read: size, graph, doctor, sbom; on one small image that is built once.
load helper
bats_require_minimum_version 1.5.0

setup_file() {
	local TOP
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export BUILT=$BATS_FILE_TMPDIR/hello
	export HOME=$BATS_FILE_TMPDIR/home UK_WORKDIR=$BATS_FILE_TMPDIR/workspace KRAFTRC=$BATS_FILE_TMPDIR/.kraftrc
	mkdir -p "$HOME"
	cd "$BATS_FILE_TMPDIR" || return 1
	"$TOP/bin/kraft" init -t helloworld hello && "$TOP/bin/kraft" build -w hello -j2
	# put aside for comparison, then changed
	cp hello/build/hello_kvm-x86_64.dbg before.dbg
}

# What setup_file built; its workspace, too.
hello() {
	export UK_WORKDIR=$BATS_FILE_TMPDIR/workspace
	cd "$BUILT"
}

@test "size: the libraries add up to the image" {
	hello
	run --separate-stderr kraft size
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *TOTAL*CODE*CONSTANTS*DATA*ZERO*NAME* ]]
	[[ $output == *" libukboot"* && $output == *" apphello"* && $output == *" (link)"* ]]
	# the sum of the rows, and the sections as binutils see them
	awk 'NR > 1 && $NF != "total" { s += $1 } $NF == "total" { t = $1 } END { exit !(s && s == t) }' <<<"$output"
	sections=$(readelf -SW build/hello_kvm-x86_64.dbg | sed 's/^ *\[ *[0-9]*\]//' |
		awk '$7 ~ /A/ && $7 !~ /T/ { printf "0x%s\n", $5 }' | while read -r n; do echo $((n)); done | awk '{ s += $1 } END { print s }')
	[ "$(awk '$NF == "total" { print $1 }' <<<"$output")" -eq "$sections" ]
}

@test "size: objects and symbols of one library" {
	hello
	run --separate-stderr kraft size build/hello_kvm-x86_64 -l ukboot --depth 3
	[ "$status" -eq 0 ]
	[[ ${lines[1]} == *libukboot && $output != *libukalloc* ]]
	name=$(nm -S --defined-only build/libukboot.o | awk '$3 == "T" { print $2, $4; exit }')
	[[ $output == *" ${name#* }"* ]]
	[ "$(awk -v n="${name#* }" '$NF == n { print $1 }' <<<"$output")" -eq $((0x${name% *})) ]
	[[ $output == *"    "*.o* && $output != *"/build/"* ]]
}

@test "size: -o json" {
	hello
	kraft size -o json --depth 3 >"$T/size.json"
	jq -e 'map(select(.library == "libukboot" and .symbol != null and (.code | tonumber) > 0)) | length > 0' "$T/size.json"
	[ "$(jq 'map(.total | tonumber) | add' "$T/size.json")" = "$(kraft size | awk '$NF == "total" { print $1 }')" ]
}

@test "size: the difference of two images" {
	hello
	run kraft size --diff "$BATS_FILE_TMPDIR/before.dbg"
	[ "$status" -eq 0 ]
	[[ $output == *"alike"* ]]
	cp -r "$BUILT" "$T/changed"
	cd "$T/changed"
	printf 'char ballast[5000] = {1};\nint main(void) { return ballast[ballast[7]]; }\n' >other.c
	main=$(sed -n 's/.*_SRCS-y += *\([^ ]*\).*/\1/p' Makefile.uk | head -n 1)
	cp other.c "$(basename "$main")"
	kraft build -j2
	run --separate-stderr kraft size --diff "$BATS_FILE_TMPDIR/before.dbg" --depth 3
	[ "$status" -eq 0 ]
	[[ $output =~ \+5000\ +0\ +5000\ +ballast ]]
	[[ $output == *apphello* && $output != *libukalloc* ]] || { echo "$output"; return 1; }
}

@test "size: what it refuses" {
	hello
	run kraft size nothing
	[ "$status" -eq 1 ]
	[[ $output == *"there is no image nothing"* ]]
	run kraft size --depth 9
	[ "$status" -eq 2 ]
	run kraft size -l ukbot
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'ukboot'"* ]]
	head -c 3000 build/hello_kvm-x86_64.dbg >"$T/cut"
	run kraft size "$T/cut"
	[ "$status" -eq 1 ]
	cp build/hello_kvm-x86_64 "$T/alone"
	run kraft size "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"not beside it"* ]]
	run kraft size --diff "$T/alone"
	[ "$status" -eq 1 ]
	[[ $output == *"no symbols"* ]]
	for n in 64 500 5000 20000; do
		head -c $n build/hello_kvm-x86_64.dbg >"$T/cut"
		run kraft size --diff "$T/cut"
		[ "$status" -eq 1 ]
	done
	cd "$T"
	application
	run kraft size
	[ "$status" -eq 1 ]
	[[ $output == *"no image yet"*"kraft build"* ]]
}
