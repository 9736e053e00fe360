#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The documents are true where a script can tell: relative links resolve, commands exist, files that are named exist.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$TOP/tests/lib/boot.sh"
cd "$TOP" || exit 1

# Templates speak of projects that do not exist yet.
documents() { find . -name '*.md' -not -path './build/*' -not -path './apps/*/build/*' -not -path './kraft/data/*' -not -path '*/.*' | sed 's,^\./,,' | sort; }

verdict() { # NAME PROBLEMS
	if [ -z "$2" ]; then ok "docs: $1"; else not_ok "docs: $1" "$2"; fi
}

links() {
	local document target
	for document in $(documents); do
		sed '/^```/,/^```/d' "$document" | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//; s/#.*//' |
			while read -r target; do
				case $target in '' | http://* | https://* | mailto:*) continue ;; esac
				[ -e "$(dirname "$document")/$target" ] || echo "$document: $target does not exist"
			done
	done
}

# `kraft WORD …` in a code span, and lines of commands.
commands_named() {
	local document
	for document in $(documents); do
		{ grep -oE '`kraft [a-z][^`]*`' "$document" | tr -d '`'
			sed -nE 's/^(    |\t)(\$ )?(kraft [a-z].*)/\3/p' "$document"; } | sed "s,^,$document: ,"
	done
}

commands() {
	local document rest words one two
	words=$(bin/kraft help | awk '/^Commands:/ { on = 1; next } on && NF == 0 { exit } on { sub(/^ +/, ""); sub(/  .*/, ""); print }')
	commands_named | sed 's/kraft -v /kraft /' | sort -u | while read -r document _ one two rest; do
		two=${two%%[^a-z]*}
		grep -qxF "$one $two" <<<"$words" && continue
		grep -qxF "$one" <<<"$words" && continue
		grep -q "^$one " <<<"$words" && [ -z "$two" ] && continue
		echo "$document kraft $one ${two:-} is no command"
	done
}

# In backticks: what begins like a path of the repository. Braces and stars are expanded; NAME and … are placeholders.
paths() {
	local document word found here prefix path
	for document in $(documents); do
		sed '/^```/,/^```/d' "$document" |
			grep -oE '`(\.ci|apps|bench|docs|drivers|kraft|lib|libs|plat|arch|build|tests|unikraft)/[^` ]*`|`(CAVEATS|README|COPYING|CONTRIBUTING)\.md`' |
			tr -d '`' | sort -u | while read -r word; do
				case $word in *NAME* | *SUITE* | *IMAGE* | *BUILD* | *…* | *MACHINE* | build/*.json | build/tests/* | build/lib* | build/demo*) continue ;; esac
				found=
				for prefix in "" unikraft/ unikraft/lib/posix/ "$(dirname "$document")/"; do
					# The words are ours, so that the shell may expand them.
					here=1
					for path in $(eval "echo $prefix$word"); do [ -e "$path" ] || here=; done
					[ -z "$here" ] || found=1
				done
				[ -n "$found" ] || echo "$document: $word does not exist"
			done
	done
}

# The other way round: no command is left out of the tool's page.
commands_left_out() {
	bin/kraft help | awk '/^Commands:/ { on = 1; next } on && NF == 0 { exit } on { sub(/^ +/, ""); sub(/  .*/, ""); print }' |
		while read -r words; do grep -qF "\`kraft $words\`" docs/kraft.md || echo "docs/kraft.md does not name kraft $words"; done
}

libraries() {
	local folder
	find unikraft libs -name Makefile.uk -printf '%h\n' | sort | while read -r folder; do
		[ -s "$folder/README.md" ] || echo "$folder has no README.md"
	done
}

# Boot parameters that the page lists, and those that the code declares.
parameters() {
	local name
	grep -rhoE 'UK_LIBPARAM[A-Z_]*\("[^"]+' unikraft libs --include='*.c' | sed 's/.*"//' | while read -r name; do
		grep -qF "\`$name" docs/boot.md || echo "docs/boot.md does not list $name"
	done
}

suites() {
	local folder
	for folder in tests/*/; do
		folder=${folder%/} && folder=${folder#tests/}
		[ -e "tests/$folder/suite.sh" ] || compgen -G "tests/$folder/*.bats" >/dev/null || continue
		grep -q "\`$folder\`" docs/testing.md || echo "docs/testing.md does not list the suite $folder"
	done
}

# The guide's first part, line by line as it stands there.
guide() {
	local home=$TOP/build/tests/docs.d status
	rm -rf "$home"
	mkdir -p "$home"
	sed -n '/^## A first image/,/^## /s/^    \$ //p' docs/guide.md >"$home/steps"
	[ "$(wc -l <"$home/steps")" -ge 14 ] || { echo "only $(wc -l <"$home/steps") steps found"; return; }
	env -u UK_WORKDIR -u UK_ROOT -u UK_LIBS -u KRAFTRC HOME="$home" PATH="$TOP/bin:$PATH" KRAFT_MACHINES="$home/machines" \
		timeout 600 bash -ex "$home/steps" >"$home/log" 2>&1 </dev/null
	status=$?
	if [ "$status" -ne 0 ]; then
		echo "status $status"
		tail -n 15 "$home/log"
	elif ! grep -q '^Hello world!' "$home/log" || ! grep -q 'Arguments: "one" "two words"' "$home/log" || ! grep -q '^1 passed, 0 failed' "$home/log"; then
		echo "what it promises was not printed"
		cat "$home/log"
	fi
}

verdict "relative links resolve" "$(links)"
verdict "commands of kraft that are named exist" "$(commands)"
verdict "every command stands in docs/kraft.md" "$(commands_left_out)"
verdict "files that are named exist" "$(paths)"
verdict "every library has a README.md" "$(libraries)"
verdict "all boot parameters are listed" "$(parameters)"
verdict "all test suites are listed" "$(suites)"
verdict "the guide's first part works as typed" "$(guide)"
verdict "the list of commands works" "$([ "$(commands_named | wc -l)" -gt 30 ] || echo "only $(commands_named | wc -l) commands found")"
plan
