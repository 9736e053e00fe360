#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Where a build's time goes: make stats, kraft build --stats.
load helper

setup_stats()
{
	fake_fetch
	archive foo-1 a.c='int a;'
	echo 'int b;' >"$LIB/b.c"
	port <<'END'
$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
LIBFOO_SRCS-y += $(LIBFOO_ORIGIN)/foo-1/a.c $(LIBFOO_BASE)/b.c $(LIBFOO_BUILD)/made.c
UK_PREPARE-y += $(LIBFOO_BUILD)/made.c
$(LIBFOO_BUILD)/made.c: $(LIBFOO_BUILD)/.patched
	$(call build_cmd,GEN,libfoo,$@,sleep 0.2 && echo 'int made;' >$@)
END
}

field() # STEP KEY
{
	jq ".steps[] | select(.step == \"$1\") | .$2" "$OUT/stats.json"
}

@test "every step is measured, in one build; the slowest objects are named" {
	setup_stats
	run uk -j2 stats
	[ "$status" -eq 0 ]
	[[ $output == *STEP*SECONDS*configure*survey*fetch*prepare*plan*compile*link*total*"SLOWEST OBJECTS"* ]]
	[ "$(jq -c '[.steps[].step]' "$OUT/stats.json")" = '["configure","survey","fetch","prepare","plan","compile","link"]' ]
	[ "$(jq '[.steps[] | select(.commands == 0)] | length' "$OUT/stats.json")" = 0 ]
	[ "$(field fetch commands)" = 2 ]
	# Only what cannot depend on the machine's speed: the sleep is seen, no step is longer than the whole, work is not less than time.
	[ "$(jq '(.steps[] | select(.step == "prepare") | .seconds) >= 0.2' "$OUT/stats.json")" = true ]
	[ "$(jq '. as $all | [.steps[] | select(.seconds > $all.seconds or .seconds > .work + 0.001)] | length' "$OUT/stats.json")" = 0 ]
	[ "$(jq '.slowest | length' "$OUT/stats.json")" = 20 ]
	[ "$(jq '.slowest | map(.seconds) == (map(.seconds) | sort | reverse)' "$OUT/stats.json")" = true ]
	[ "$(jq -r '.slowest[0].library' "$OUT/stats.json" | cut -c 1-3)" = lib ]

	# Nothing to do, one object, one library
	uk stats >/dev/null
	[ "$(jq '[.steps[].commands] | add' "$OUT/stats.json")" = 0 ]
	echo 'int b = 2;' >"$LIB/b.c"
	uk libfoo stats UK_STATS=json >"$T/log"
	! grep -q STEP "$T/log"
	[ "$(jq -c '.slowest | map(.object)' "$OUT/stats.json")" = '["b.o"]' ]
	[ "$(field compile commands)$(field link commands)" = 11 ]
}

@test "not asked for, nothing is noted" {
	setup_stats
	uk libfoo V=1 >"$T/log" 2>&1
	! grep -q 'date +%s' "$T/log"
	[ ! -e "$OUT/stats.json" ] && [ ! -e "$OUT/uk/stats.log" ]
}

@test "a failing build with stats fails alike" {
	echo 'nonsense' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	run uk libfoo stats
	[ "$status" -ne 0 ]
	[ ! -e "$OUT/stats.json" ]
	run uk libfoo
	[ "$status" -ne 0 ]
}

@test "kraft build --stats: a table behind the report; -o json is nothing but data; -o without it is an error" {
	kraft=$UK/../bin/kraft
	[ -x "$kraft" ] || skip "bin/kraft is not built"
	mkdir -p "$T/home" "$T/app2"
	cp "$UK/../apps/helloworld/"{kraft.yaml,main.c,Makefile.uk} "$T/app2/"
	export HOME=$T/home UK_WORKDIR
	UK_WORKDIR=$(cd "$UK/.." && pwd)
	cd "$T/app2"
	"$kraft" build --stats >"$T/out.log" 2>"$T/err.log" || { cat "$T/err.log"; return 1; }
	grep -q '^STEP' "$T/out.log"
	grep -q '^compile ' "$T/out.log"
	grep -qE 'libukalloc +heap.o|SECONDS +LIBRARY +OBJECT' "$T/out.log"
	"$kraft" build --stats -o json >"$T/json" 2>/dev/null
	[ "$(jq '[.steps[].commands] | add' "$T/json")" = 0 ]
	run "$kraft" build -o json
	[ "$status" = 2 ]
	[[ $output == *"--output says how --stats is shown"* ]]
}
