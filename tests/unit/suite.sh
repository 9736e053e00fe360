#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Compiles each unit test by the command in its head (`cc …`, continued by backslashes; "From kraft/src" names the folder) and
# runs it. Every cmocka test counts.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
out=$TOP/build/tests/unit
mkdir -p "$out"
number=0

result() { # STATUS NAME [explanation on standard input]
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		sed 's/^/# /' | tail -n 40
	fi
}

command_of() {
	# to the end of its paragraph: a formatter may have moved the backslashes
	awk 'NR > 1 && /\*\// { exit }
	     { line = $0; sub(/^ *\*? */, "", line) }
	     line ~ /^cc / { on = 1 }
	     on && line == "" { exit }
	     on { sub(/\\$/, "", line); printf "%s ", line }' "$1"
}

for test in "$TOP"/tests/unit/*_test.c; do
	name=$(basename "$test" _test.c)
	command=$(command_of "$test")
	folder=$TOP
	head -n 25 "$test" | grep -qi 'from kraft/src' && folder=$TOP/kraft/src
	if [ -z "$command" ]; then
		result 1 "$name: compiles" <<<"no command 'cc …' in the head of $test"
		continue
	fi
	command="cc -o '$out/$name' ${command#cc }"
	if ! log=$(cd "$folder" && bash -c "$command" 2>&1); then
		result 1 "$name: compiles" <<<"$command
$log"
		continue
	fi
	log=$(cd "$out" && CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "./$name" 2>&1)
	status=$?
	if grep -qE '^(ok|not ok) ' <<<"$log"; then
		while IFS= read -r line; do
			case $line in
			"ok "*SKIP* | "ok "*skip*) number=$((number + 1)); echo "ok $number - $name: ${line#* - } # SKIP" ;;
			"ok "*) result 0 "$name: ${line#* - }" ;;
			"not ok "*) result 1 "$name: ${line#* - }" <<<"$log" ;;
			esac
		done <<<"$log"
		if [ $status -ne 0 ] && ! grep -q '^not ok' <<<"$log"; then
			result 1 "$name: ends well" <<<"status $status
$log"
		fi
	else
		result $status "$name" <<<"status $status
$log"
	fi
done
echo "1..$number"
