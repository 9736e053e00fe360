#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The programming interface that ports use: what docs/interface.md claims is there, and the parts of it that nothing else here uses work.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
here=$TOP/tests/interface
work=$OUT/interface-work
image=$(image_path interface)
page=$TOP/docs/interface.md
probes=$work/probes.d
rm -rf "$work"
mkdir -p "$work"

# The lines of a block ```NAME of the page.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$page" | grep -v '^```'; }

# "header kind name" for each identifier that is claimed
claims() {
	block interface | awk '{
		i = 1
		if ($1 ~ /:$/) { header = substr($1, 1, length($1) - 1); i = 2 }
		for (; i <= NF; i++)
			if ($i == "struct" || $i == "enum" || $i == "typedef") { print header, $i, $(i + 1); i++ } else print header, "name", $i
	}'
}

# One source for each header: it includes nothing else, and names all that the header is to have.
write_probes() {
	local header number=0
	mkdir -p "$probes"
	claims >"$work/claims"
	cut -d' ' -f1 "$work/claims" | sort -u | while read -r header; do
		number=$((number + 1))
		echo "probe_$number" >>"$work/probes"
		{
			echo "#include <$header>"
			awk -v header="$header" '$1 == header && $2 == "typedef" { print "extern " $3 " *probe_of_" $3 ";" }
				$1 == header && ($2 == "struct" || $2 == "enum") { print "_Static_assert(sizeof(" $2 " " $3 ") > 0, \"complete\");" }' "$work/claims"
			echo "extern const void *const probe_${number}[];"
			echo "const void *const probe_${number}[] = {"
			awk -v header="$header" '$1 == header && $2 == "name" { print "#ifndef " $3 "\n\t(const void *)&" $3 ",\n#endif" }' "$work/claims"
			echo '	(const void *)0};'
		} >"$probes/probe_$number.c"
	done
	sed 's/.*/X(&)/' "$work/probes" | tr '\n' ' ' | sed 's/^/#define PROBES(X) /' >"$probes/probes.h"
	echo >>"$probes/probes.h"
}

verdict() { # NAME PROBLEMS
	if [ -z "$2" ]; then ok "interface: $1"; else not_ok "interface: $1" "$2"; fi
}

options() {
	local name
	for name in $(block config); do
		grep -rqxE "(menu)?config $name" "$TOP/unikraft" --include=Config.uk || echo "docs/interface.md claims the option $name, which no Config.uk has"
	done
}

# What is said not to be there; else the page wants a change.
absent() {
	local name
	for name in $(block absent); do
		! grep -rqE "(#define|struct|enum) $name( \\{|\(| [^;*]*\$)|^[a-z_].*[ *]$name\(.*\)" "$TOP"/unikraft/{include,arch,lib,plat,drivers} --include='*.h' ||
			echo "docs/interface.md says that $name is not there, and a header has it"
	done
}

# Every name that ports use is spoken of.
spoken_of() {
	{ cut -d' ' -f3 "$work/claims"; block absent | tr ' ' '\n'; echo uk_vas; } | LC_ALL=C sort -u >"$work/spoken"
	LC_ALL=C comm -23 "$here/used-by-ports" "$work/spoken" | sed 's/$/: docs\/interface.md does not say whether it is there/'
}

write_probes
verdict 'every name that ports use is in docs/interface.md' "$(spoken_of)"
verdict 'every option that is claimed exists' "$(options)"
verdict 'what is said to be absent is absent' "$(absent)"
if build_image interface "$here/app" "$here/tinylibc:$here/probe" "PROBES=$probes"; then
	if boot "$image" 'env.SECOND="by the boot line"' >"$work/out" && [ "$(tail -n 1 "$work/out")" = end ]; then ok 'interface: the image ends well'; else
		not_ok 'interface: the image ends well' "$(cat "$work/out")"
	fi
	while IFS= read -r line; do
		case $line in
		*' functions and variables')
			count=${line%% *}
			if [ "$count" -gt 150 ]; then ok "interface: every identifier that is claimed is there: $(wc -l <"$work/claims"), $count of them linked"; else
				not_ok 'interface: the probes were linked' "$line"
			fi
			;;
		end | 'error: libukbus: a bus does not start: error 19') ;; # asked for
		*': as it should be') ok "interface: ${line%%:*}" ;;
		*) not_ok "interface: $line" "$(cat "$work/out")" ;;
		esac
	done <"$work/out"
else
	not_ok 'interface: the image builds'
fi
plan
