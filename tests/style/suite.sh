#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Checks of our own code: layout, text, headers, warnings of both compilers, clang-tidy. What passed is remembered by content
# below build/tests/style. ONLY='text tidy_core' limits the run to some groups.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
OUT=${STYLE_OUT:-${OUT:-$TOP/build/tests}/style}
export STYLE_OUT=$OUT
. "$TOP/tests/lib/boot.sh"
cd "$TOP" || exit 1
shopt -s lastpipe # verdict counts in this shell
here=$TOP/tests/style
JOBS=${JOBS:-2}
mkdir -p "$OUT/passed"
kraft_flags=(-std=c17 -D_GNU_SOURCE '-DKRAFT_VERSION="test"' -Ikraft/src -O2 -Wall -Wextra)
tools_flags=(-std=gnu17 -O2 -Wall -Wextra)

# What the repository holds: what git tracks, or in a copy without git all files there are.
if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$TOP" ]; then
	mapfile -t all < <(git ls-files -- kraft unikraft libs apps tests bench | while read -r f; do [ -f "$f" ] && echo "$f"; done)
else
	mapfile -t all < <(find kraft unikraft libs apps tests bench -type f ! -path 'apps/*/build/*' ! -name '.config*' 2>/dev/null)
fi
matching() { printf '%s\n' "${all[@]}" | grep -E "$1"; }

# verdict NAME: passes when standard input is empty, else shows it.
verdict() {
	local found
	found=$(head -n 60)
	if [ -z "$found" ]; then ok "$1"; else not_ok "$1" "$found"; fi
}

group_layout() {
	matching '\.[ch]$' | grep -v '^kraft/data/' | xargs -P "$JOBS" -n 40 clang-format --dry-run -Werror 2>&1 | grep 'error:' |
		sed 's/ code should be clang-formatted.*//' | verdict "layout is clang-format's"
	matching '\.[chS]$' | while read -r f; do
		head -n 1 "$f" | grep -q 'SPDX-License-Identifier: BSD-3-Clause' || echo "$f: line 1 is no SPDX line"
		lines=$(wc -l <"$f")
		[ "$lines" -le 600 ] || echo "$f: $lines lines; more than 600 want to be two files"
	done | verdict "files name their licence and are small"
}

group_text() {
	local text
	mapfile -t text < <(matching '' | grep -v '^tests/style/suite.sh$')
	grep -nIE '\b(TODO|FIXME|XXX)\b' "${text[@]}" | verdict "nothing is left to do"
	{
		grep -nIE '(^|[^[:alnum:]_.$}/)-])/(root|home/[a-z]+)(/|\b)' "${text[@]}"
		grep -nIF "$TOP/" "${text[@]}"
	} | verdict "no path of one machine"
	grep -nIE '//(registry|packages|deb|ftp)\.[a-z]' "${text[@]}" | verdict "no package registry"
	grep -nIE '[[:blank:]]+$' "${text[@]}" | verdict "no blanks at ends of lines"
	for f in "${text[@]}"; do
		[ ! -s "$f" ] || ! grep -qI '' "$f" || [ -z "$(tail -c 1 "$f")" ] || echo "$f: the last line does not end"
	done | verdict "files end with a line's end"
}

group_shell() {
	local scripts=() f
	while read -r f; do
		head -n 1 "$f" | grep -qE '^#!.*[/ ](ba)?sh\b' && scripts+=("$f")
	done < <(printf '%s\n' "${all[@]}")
	while read -r f; do scripts+=("$f"); done < <(matching '\.(sh|bash)$' | grep -vxF "$(printf '%s\n' "${scripts[@]}")")
	for f in "${scripts[@]}"; do bash -n "$f" 2>&1; done | verdict "shell scripts parse (${#scripts[@]})"
	if command -v shellcheck >/dev/null; then
		shellcheck -s bash -S error -f gcc "${scripts[@]}" 2>&1 | verdict "shellcheck finds no error"
	else
		skip "shellcheck finds no error" "not installed"
	fi
}

kraft_sources() { matching '^kraft/src/.*\.c$'; }
tools_sources() { matching '^unikraft/build/tools/.*\.c$'; }

group_host() {
	local compiler
	for compiler in gcc clang; do
		{
			kraft_sources | xargs -P "$JOBS" -I{} "$compiler" "${kraft_flags[@]}" -c {} -o /dev/null
			tools_sources | xargs -P "$JOBS" -I{} "$compiler" "${tools_flags[@]}" -c {} -o /dev/null
		} 2>&1 | verdict "$compiler compiles the host tools without a warning"
	done
}

# style_image CONFIGURATION COMPILER
style_image() {
	local name=$1-$2 app=$here/app log
	[ "$1" != small ] || app=$TOP/apps/helloworld
	[ "$here/config/$1" -ot "$OUT/$name/.config" ] || rm -f "$OUT/$name/.config"
	if log=$(build_image "$name" "$app" "$TOP/libs/musl:$TOP/libs/lwip:$TOP/libs/iperf3:$TOP/libs/ext2fs" COMPILER="$2" UK_DEFCONFIG="$here/config/$1"); then
		ok "$name: the core compiles without a warning, the image links"
	else
		not_ok "$name: the core compiles without a warning, the image links" "$log"
	fi
}

# Each image's compilations of our own sources, as "folder<TAB>file<TAB>command".
own_commands() {
	sed -nE 's/^,?\{"directory": "([^"]*)", "file": "([^"]*)", .*"command": "(.*)"\}$/\1\t\2\t\3/p' "$OUT/$1/compile_commands.json" |
		grep -P "\t$TOP/(unikraft|libs)/[^\t]*\.c\t"
}

# Sources of ports are compiled with the port's flags, which may silence foreign code: once more with all warnings for ours.
# Warnings that foreign headers cause are not ours.
port_warnings() {
	own_commands "$1" | grep -P "\t$TOP/libs/" | cut -f 3 | sed -E 's/ -o [^ ]+$/ -o \/dev\/null -Wall -Wextra -Wno-unused-parameter/' |
		tr '\n' '\0' | xargs -0 -P "$JOBS" -I{} sh -c {} 2>&1 | grep -E "^$TOP/libs/[^ ]*: (warning|error):" | sed "s,$TOP/,,"
}

group_core() {
	local image
	style_image all clang
	style_image lean gcc
	style_image small clang
	style_image small gcc
	for image in all-clang lean-gcc; do port_warnings "$image" | verdict "$image: the ports' own sources have no warning"; done
	comm -23 <(matching '^(unikraft/(lib|drivers|plat|arch)|libs)/.*\.c$' | sort) \
		<(for image in all-clang lean-gcc small-clang; do own_commands "$image" | cut -f 2 | sed "s,^$TOP/,,"; done | sort -u) |
		sed 's/$/: in no image/' | verdict "every source is compiled"
	{
		for image in all-clang small-clang small-gcc; do
			boot "$(image_path "$image")" "" | grep -qx 'Hello world!' || echo "$image does not say hello"
		done
		boot "$(image_path lean-gcc)" "-- --version" | grep -q '^iperf 3' || echo "lean-gcc does not say its version"
	} | verdict "the images boot"
}

# headers_of PATTERN FLAGS-FILE: what clang says about each header alone.
headers_of() {
	matching "$1" | xargs -P "$JOBS" -I{} sh -c 'echo "#include \"$0/$1\"" | clang @"$2" -Wno-unused-function -fsyntax-only -x c - 2>&1 |
		grep -E "(error|warning):" | sed "s,$0/,,g"' "$TOP" {} "$2"
}

# Public headers need no other one before them. nolibc's stand only in an image without another libc.
group_headers() {
	[ -f "$OUT/all-clang/compile_commands.json" ] || style_image all clang
	[ -f "$OUT/small-clang/compile_commands.json" ] || style_image small clang
	{
		headers_of '^unikraft/(include|(lib/([^b]|b[^a]|base/[^n])|drivers|arch|plat)[^ ]*/include)/.*\.h$' "$OUT/all-clang/libvfscore/.flags/CC"
		headers_of '^unikraft/lib/base/nolibc/include/.*\.h$' "$OUT/small-clang/libnolibc/.flags/CC"
	} | verdict "public headers compile alone"
}

# One clang-tidy per line "folder<TAB>file<TAB>command". What passed is not looked at again until the preprocessed text, the
# source (its comments may silence a check) or the rules change. Nearly all time is the analyzer's, which walks a function's paths
# up to a number of steps: a quarter of clang's own number takes a quarter of the time; TIDY_STEPS=225000 is clang's.
tidy_line() {
	local folder file command key found
	IFS=$'\t' read -r folder file command <<<"$1"
	command=$(sed -E 's/ -c [^ ]+ -o [^ ]+$//; s/^[^ ]+ //' <<<"$command")
	if [[ $command =~ ^@([^ ]+)(.*) ]]; then command="$(cat "${BASH_REMATCH[1]}") ${BASH_REMATCH[2]}"; fi
	command+=" -Xclang -analyzer-config -Xclang max-nodes=${TIDY_STEPS:-56000}"
	key=$( { cd "$folder" && eval "clang -E $command '$file'" 2>&1; cat "$file" "$TOP/.clang-tidy"; echo "$command"
		cat "${file%/*}/.clang-tidy" 2>/dev/null; } | sha256sum | cut -c 1-40)
	[ ! -e "$OUT/passed/$key" ] || return 0
	found=$(cd "$folder" && eval "clang-tidy --quiet '$file' -- $command" 2>&1)
	if [ $? -eq 0 ] && ! grep -qE '(error|warning):' <<<"$found"; then
		: >"$OUT/passed/$key"
	else
		grep -E '(error|warning):' <<<"${found//$TOP\//}" || echo "$file: clang-tidy: $found"
	fi
}

group_tidy_host() {
	local kraft tools
	printf -v kraft '%q ' "${kraft_flags[@]}"
	printf -v tools '%q ' "${tools_flags[@]}"
	{
		kraft_sources | while read -r f; do printf '%s\t%s\tclang %s -c x -o x\n' "$TOP" "$TOP/$f" "$kraft"; done
		tools_sources | while read -r f; do printf '%s\t%s\tclang %s -c x -o x\n' "$TOP" "$TOP/$f" "$tools"; done
	} |
		tr '\n' '\0' | xargs -0 -P "$JOBS" -n 1 bash "$here/suite.sh" --tidy | sort -u | verdict "clang-tidy finds nothing in the host tools"
}

group_tidy_core() {
	[ -f "$OUT/all-clang/compile_commands.json" ] || style_image all clang
	own_commands all-clang | grep -P "\t$TOP/(unikraft/|libs/(lwip|iperf3|ext2fs)/|libs/musl/start)" |
		tr '\n' '\0' | xargs -0 -P "$JOBS" -n 1 bash "$here/suite.sh" --tidy | sort -u | verdict "clang-tidy finds nothing in the core"
}

# A tree in which everything is wrong: each of the cheap checks, and clang-tidy, must say so.
group_self() {
	local tree=$OUT/planted found
	rm -rf "$tree"
	mkdir -p "$tree/kraft/src" "$tree/unikraft/build/tools" "$tree/tests/style"
	cp .clang-format .clang-tidy "$tree/"
	cp "$here/suite.sh" "$tree/tests/style/"
	cp -R tests/lib "$tree/tests/"
	printf 'int f(void)\n{ int unused; char *p = 0; // TODO /home/somebody/tree \n\treturn *p; }' >"$tree/kraft/src/bad.c"
	printf '%s\n' '#!/bin/bash' 'if true; then' 'curl https://registry.example/' >"$tree/tests/bad.sh"
	printf '%s\n' 'x=$(' >"$tree/tests/worse.sh"
	found=$(STYLE_OUT=$tree/out TOP=$tree ONLY='layout text shell host tidy_host' bash "$here/suite.sh")
	{
		grep '^ok' <<<"$found"
		grep -q '^not ok' <<<"$found" || echo "nothing was found: $found"
	} | verdict "each check finds what it looks for"
}

if [ "${1:-}" = --tidy ]; then
	tidy_line "$2"
	exit
fi
for group in ${ONLY:-self layout text shell host core headers tidy_host tidy_core}; do "group_$group"; done
plan
