#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The programming interface that ports use: what docs/interface.md claims is there, and the parts of it that nothing else here uses work.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/interface
work=$OUT/interface-work
image=$(image_path interface)
rm -rf "$work"
mkdir -p "$work"

if build_image interface "$here/app" "$here/tinylibc"; then
	boot "$image" '' >"$work/out" || not_ok "interface: the image ends well" "status $?"
	[ -s "$work/out" ] || not_ok 'interface: the image prints' 'nothing'
	while IFS= read -r line; do
		case $line in
		*': as it should be') ok "interface: ${line%%:*}" ;;
		*) not_ok "interface: $line" "$(cat "$work/out")" ;;
		esac
	done <"$work/out"
else
	not_ok 'interface: the image builds'
fi
plan
