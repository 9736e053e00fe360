# SPDX-License-Identifier: BSD-3-Clause
# For the parts of bench: results as table and JSON, medians, machines in the background. Needs TOP.
OUT=${OUT:-$TOP/build/bench}
. "$TOP/tests/lib/boot.sh"
mkdir -p "$OUT"
RESULTS=$OUT/results.tsv

# result NAME OURS OTHER UNIT: one line of the table; OTHER may be "-"
result() {
	local ratio=-
	[ "$3" = - ] || ratio=$(awk -v a="$2" -v b="$3" 'BEGIN { if (b > 0) printf "%.3f", a / b; else printf "-" }')
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$ratio" "$4" >>"$RESULTS"
	printf '%-52s %14s %14s %8s  %s\n' "$1" "$2" "$3" "$ratio" "$4"
}

header() { printf '%-52s %14s %14s %8s  %s\n' name ours other ratio unit; }

# NUMBER… on standard input: the median
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

now_ms() { awk '{ printf "%.0f", $1 * 1000 }' /proc/uptime; }
now_ns() { date +%s%N; }

# Processor time of a process so far, in milliseconds.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.0f", ($12 + $13) * 1000 / hz }' "/proc/$1/stat" 2>/dev/null; }

# json: $RESULTS as build/bench.json
write_json() {
	awk -F '\t' 'function num(x) { return x == "-" ? "null" : x }
		BEGIN { print "[" } { printf "%s  {\"name\": \"%s\", \"ours\": %s, \"other\": %s, \"ratio\": %s, \"unit\": \"%s\"}", (NR > 1 ? ",\n" : ""), $1, num($2), num($3), num($4), $5 }
		END { print "\n]" }' "$RESULTS" >"$TOP/build/bench.json"
}
