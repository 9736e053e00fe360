#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# What happens around a build: ends in its middle, clocks, older files, places and names, other makes.
load helper

many() # a library of 30 sources
{
	local n
	for n in $(seq 30); do echo "int value_$n = $n;" >"$LIB/f$n.c"; done
	port <<<'LIBFOO_SRCS-y += $(wildcard $(LIBFOO_BASE)/f*.c)'
}

@test "a build that is killed in its middle continues, and comes out as an undisturbed one" {
	many
	for signal in INT TERM KILL; do
		rm -rf "$OUT"
		# A group of its own, so that compilers end as by a terminal or by the system.
		setsid env -u MAKEFLAGS make --no-print-directory -C "$UK" A="$APP" O="$OUT" L="$LIB" -j2 >"$T/log" 2>&1 &
		pid=$!
		for n in $(seq 200); do [ "$(grep -c CC "$T/log")" -lt 12 ] || break; sleep 0.05; done
		kill -$signal -- "-$pid" 2>/dev/null || kill -$signal "$pid"
		wait "$pid" || :
		! [ -e "$OUT/app_kvm-x86_64" ]
		uk -j2 >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
		! grep -q 'rm -rf' "$T/log"
		[ "$(nm "$OUT/libfoo.o" | grep -c ' D value_')" = 30 ]
		run uk
		! grep -qE 'CC|LD' <<<"$output"
	done
	cp "$OUT/app_kvm-x86_64.dbg" "$T/continued"
	rm -rf "$OUT"
	uk -j2 >/dev/null 2>&1
	cmp "$T/continued" "$OUT/app_kvm-x86_64.dbg"
}

@test "an object that was cut off while it was written is not taken" {
	many
	uk libfoo
	# As after a power failure: object and no record of what it was made from.
	: >"$OUT/libfoo/f3.o"
	rm "$OUT/libfoo/f3.o.dep"
	uk libfoo
	nm "$OUT/libfoo.o" | grep -q value_3
}

@test "a source, a header and a Makefile.uk that are replaced by older ones" {
	mkdir -p "$LIB/inc"
	echo '#define H 1' >"$LIB/inc/h.h"
	printf '#include <h.h>\nint a = H;\n' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_CINCLUDES-y += -I$(LIBFOO_BASE)/inc
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	END
	uk libfoo
	value() { objdump -s -j .data.a "$OUT/libfoo.o" | awk '/^ 0000/ { print $2 }'; }
	[ "$(value)" = 01000000 ]
	echo '#define H 2' >"$LIB/inc/h.h"
	touch -d 2001-01-01 "$LIB/inc/h.h"
	uk libfoo
	[ "$(value)" = 02000000 ]
	printf '#include <h.h>\nint a = H + 1;\n' >"$LIB/a.c"
	touch -d 2001-01-01 "$LIB/a.c"
	uk libfoo
	[ "$(value)" = 03000000 ]
	echo 'LIBFOO_CFLAGS-y += -Da=b' >>"$LIB/Makefile.uk"
	touch -d 2001-01-01 "$LIB/Makefile.uk"
	uk libfoo
	defines "$OUT/libfoo.o" b D
	run uk libfoo
	! grep -q CC <<<"$output"
}

@test "a commit and back: git checkout rebuilds what changed" {
	git init -q -b main "$LIB"
	g() { git -C "$LIB" -c user.name=x -c user.email=x@example.invalid "$@" >/dev/null 2>&1; }
	echo 'int a = 1;' >"$LIB/a.c"
	echo 'int b = 1;' >"$LIB/b.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.c'
	g add .
	g commit -m one
	uk libfoo
	echo 'int a = 2;' >"$LIB/a.c"
	g commit -am two
	uk libfoo
	g checkout HEAD~1
	run uk libfoo
	[ "$(grep -c ': a\.o' <<<"$output")$(grep -c ': b\.o' <<<"$output")" = 10 ]
	objdump -s -j .data.a "$OUT/libfoo.o" | grep -q '0000 01000000'
}

@test "read-only sources, an application in another place, relative O= C= L= from any folder" {
	many
	chmod -R a-w "$APP" "$LIB"
	mkdir -p "$T/here"
	cd "$T/here"
	env -u MAKEFLAGS make --no-print-directory -C "$UK" A=../app L=../libs/foo O=out C=cfg/.config libfoo >"$T/log" 2>&1 || { cat "$T/log"; chmod -R u+w "$APP" "$LIB"; return 1; }
	chmod -R u+w "$APP" "$LIB"
	[ -e "$T/here/out/libfoo.o" ] && [ -e "$T/here/cfg/.config" ]
	[ -z "$(find "$APP" "$LIB" -newer "$T/log" -type f)" ]
}

@test "a blank in any path is refused at once, with the reason" {
	for bad in "A=$T/a b" "O=$T/o b" "L=$T/l b" "P=$T/p b" "E=$T/e b" "C=$T/c b" "N=n b"; do
		run env -u MAKEFLAGS make --no-print-directory -C "$UK" A="$APP" O="$OUT" L="$LIB" "$bad" libfoo
		[ "$status" -ne 0 ]
		[[ $output == *"${bad%%=*}=${bad#*=} contains a blank"* ]] || { echo "$bad: $output"; return 1; }
		[ ! -e "$OUT" ]
	done
}

@test "kraft refuses a project in a folder with a blank, before anything is made" {
	kraft=$UK/../bin/kraft
	[ -x "$kraft" ] || skip "bin/kraft is not built"
	mkdir -p "$T/home" "$T/my app"
	cp "$UK/../apps/helloworld/"{kraft.yaml,main.c,Makefile.uk} "$T/my app/"
	export HOME=$T/home UK_WORKDIR
	UK_WORKDIR=$(cd "$UK/.." && pwd)
	cd "$T/my app"
	for command in build configure fetch; do
		run "$kraft" $command
		[ "$status" -ne 0 ]
		[[ $output == *"blank"* && $output == *"my app"* ]] || { echo "$command: $output"; return 1; }
	done
	[ ! -e build ] && [ ! -e .config ]
}

@test "-j is passed on to a port's own make, and a jobserver that we are called by is used" {
	cat >"$APP/Makefile" <<END
all:
	+@\$(MAKE) --no-print-directory -C $UK A=$APP O=$OUT L=$LIB libfoo
END
	many
	mkdir "$LIB/own"
	printf 'all: a b\na b: ; @touch $@ && echo "flags $(MAKEFLAGS)"\n' >"$LIB/own/Makefile"
	port <<'END'
UK_PREPARE-y += $(LIBFOO_BUILD)/own.stamp
$(LIBFOO_BUILD)/own.stamp:
	+$(call build_cmd,MAKE,libfoo,$@,$(MAKE) -C $(LIBFOO_BASE)/own && touch $@)
END
	cd "$APP"
	env -u MAKEFLAGS make -j3 >"$T/log" 2>&1
	! grep -q 'jobserver unavailable' "$T/log"
	grep -q 'flags.*-j' "$T/log"
	[ -e "$OUT/libfoo.o" ]
}

@test "a clock that goes back, a file from the future: it settles or says so" {
	many
	uk libfoo
	touch -d '+1 hour' "$LIB/f1.c"
	uk libfoo >/dev/null 2>&1
	touch "$LIB/f1.c"
	uk libfoo
	run uk libfoo
	! grep -q CC <<<"$output"
}

@test "names with a digit, a dash, an underscore and upper case" {
	cat >"$LIB/Makefile.uk" <<-'END'
	$(eval $(call addlib_s,lib9-x_Y,$(CONFIG_LIBFOO)))
	LIB9_X_Y_SRCS-y += $(LIB9_X_Y_BASE)/a.c
	LIB9_X_Y_A_FLAGS-y += -Dname=found
	END
	echo 'int name;' >"$LIB/a.c"
	run uk lib9-x_Y
	[ "$status" -eq 0 ]
	[[ $output != *warning* ]] || { echo "$output"; return 1; }
	defines "$OUT/lib9-x_Y.o" found B
}
