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
	if boot "$image" 'env.SECOND="by the boot line"' >"$work/out" && [ "$(tail -n 1 "$work/out")" = end ]; then ok 'interface: the image ends well'; else
		not_ok 'interface: the image ends well' "$(cat "$work/out")"
	fi
	while IFS= read -r line; do
		case $line in
		end | 'error: libukbus: a bus does not start: error 19') ;; # asked for
		*': as it should be') ok "interface: ${line%%:*}" ;;
		*) not_ok "interface: $line" "$(cat "$work/out")" ;;
		esac
	done <"$work/out"
else
	not_ok 'interface: the image builds'
fi
plan
