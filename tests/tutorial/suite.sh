#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The porting tutorial as typed, then its hand edits, each followed by a real client against the image. Everything happens in
# build/tests/tutorial. Skipped as a whole when no place has the sources.
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
dir=$TOP/build/tests/tutorial.d
export PATH=$TOP/bin:$PATH UK_WORKDIR=$dir/workspace KRAFTRC=$dir/.kraftrc KRAFT_MACHINES=$dir/machines
version=${VERSION:-3.9} number=0 app=$UK_WORKDIR/apps/iperf3 lib=$UK_WORKDIR/libs/iperf3

ok() { number=$((number + 1)); echo "ok $number - $1"; }
not_ok() {
	number=$((number + 1))
	echo "not ok $number - $1"
	tail -n 40 "$dir/log" | sed 's/^/# /'
}
# try NAME COMMAND…: passes when the command succeeds
try() {
	local name=$1
	shift
	if "$@" >"$dir/log" 2>&1; then ok "$name"; else echo "status $?" >>"$dir/log"; not_ok "$name"; return 1; fi
}
# says NAME TEXT: the last command's output holds the text
says() { if grep -qF -- "$2" "$dir/log"; then ok "$1"; else not_ok "$1"; fi; }

free_port() {
	local port=$((20000 + $$ % 20000))
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
	echo "$port"
}

# Boots the application as a server and runs the distribution's client against it.
serve() {
	local port name=tutorial-$$ status=1
	port=$(free_port)
	cd "$app" && kraft run -d -n "$name" -p "$port:5201" -- -s || return 1
	for _ in $(seq 120); do
		kraft logs "$name" 2>/dev/null | grep -q 'Server listening' && break
		sleep 0.5
	done
	timeout 60 iperf3 -c 127.0.0.1 -p "$port" -t 2 "$@" && status=0
	kraft logs "$name"
	kraft stop "$name"
	kraft rm "$name"
	return $status
}

rm -rf "$dir"
mkdir -p "$UK_WORKDIR" "$dir/machines"
if ! kraft-fetch get --quiet --name iperf3 --debian "iperf3=$version" --output "$dir/probe" \
	"https://github.com/esnet/iperf/archive/refs/tags/$version.tar.gz" >/dev/null 2>&1; then
	echo "1..0 # SKIP no place has the source of iperf3 $version"
	echo "ok 1 - the tutorial # SKIP no place has the source of iperf3 $version"
	exit 0
fi

# --- functions: what the image's libc has is found, though the host's lacks it; what only the host's has is missing --
mkdir -p "$dir/asker-1.0"
cat >"$dir/asker-1.0/configure" <<'END'
#!/bin/sh
for f in strlcpy qsort_r strerrordesc_np fcloseall getaddrinfo sin; do
	printf 'char %s(); int main(void) { return %s(); }\n' $f $f >conftest.c
	if ${CC:-cc} -w -fno-builtin -o conftest conftest.c -lm 2>conftest.log && [ -x conftest ]; then echo "#define HAVE_$f 1"; fi
	rm -f conftest*
done >config.h
printf "asker: asker.c\n\t\$(CC) -I. -o asker asker.c\n" >Makefile
END
chmod +x "$dir/asker-1.0/configure"
printf '#include "config.h"\nint main(void) { return 0; }\n' >"$dir/asker-1.0/asker.c"
tar -C "$dir" -czf "$dir/asker-1.0.tar.gz" asker-1.0
cd "$dir"
try "kraft lib init of a program that asks for functions" env UK_WORKDIR="$dir/ask" kraft lib init --no-prompt --version 1.0 --origin "$dir/asker-1.0.tar.gz" asker
cat asker/include/config.h >"$dir/log"
if [ "$(cut -d' ' -f2 <"$dir/log" | tr '\n' ' ')" = "HAVE_strlcpy HAVE_qsort_r HAVE_getaddrinfo HAVE_sin " ]; then
	ok "what the image's libc has is found, the rest is not"
else
	not_ok "what the image's libc has is found, the rest is not"
fi

# --- as typed ---------------------------------------------------------------------------
cd "$UK_WORKDIR"
try "kraft list update" kraft list update
try "kraft list pull unikraft@staging" kraft list pull unikraft@staging
[ "$(ls | tr '\n' ' ')" = "apps archs libs plats unikraft " ] && ok "the workspace is the tutorial's" || not_ok "the workspace is the tutorial's"
cd "$UK_WORKDIR/libs"
try "kraft lib init" kraft lib init --no-prompt --author-name "Your Name" --author-email "your@email.com" --version "$version" \
	--origin https://github.com/esnet/iperf iperf3
for file in CODING_STYLE.md CONTRIBUTING.md COPYING.md MAINTAINERS.md README.md Config.uk Makefile.uk; do
	[ -s "$lib/$file" ] || { not_ok "lib init writes $file"; continue; }
done
git -C "$lib" log --format='%an %ae %s' >"$dir/log" 2>&1
[ "$(git -C "$lib" symbolic-ref --short HEAD)" = staging ] && [ "$(wc -l <"$dir/log")" -eq 2 ] &&
	[ -z "$(git -C "$lib" ls-tree "$(git -C "$lib" rev-list --max-parents=0 HEAD)")" ] &&
	ok "a repository on staging with an empty base commit" || not_ok "a repository on staging with an empty base commit"
try "kraft list add" kraft list add "$lib"
try "kraft list update, again" kraft list update
try "kraft list show iperf3" kraft list show iperf3
says "it is the new library" "$lib"
cd "$UK_WORKDIR/apps"
try "kraft init iperf3" kraft init iperf3
cd "$app"
try "kraft lib add iperf3@staging" kraft lib add iperf3@staging
[ "$(tail -n 3 kraft.yaml | tr -d ' \n')" = "libraries:iperf3:version:staging" ] && ok "kraft.yaml as the tutorial shows it" || not_ok "kraft.yaml as the tutorial shows it"
if command -v script >/dev/null; then
	(sleep 3; printf '\t'; sleep 1; printf '\r'; sleep 2) |
		TERM=xterm timeout 30 script -qec "kraft menuconfig" "$dir/log" >/dev/null 2>&1
	grep -q iperf3 "$dir/log" || grep -q Unikraft "$dir/log" && ok "kraft menuconfig shows the menu" || not_ok "kraft menuconfig shows the menu"
fi
try "kraft configure" kraft configure
grep -q '^CONFIG_LIBIPERF3=y' .config && ok "the library is selected" || not_ok "the library is selected"
try "kraft fetch" kraft fetch
[ -e "build/libiperf3/origin/iperf-$version/configure" ] && ok "the origin is where the tutorial says" || not_ok "the origin is where the tutorial says"
try "kraft prepare" kraft prepare
try "kraft build" kraft build
says "it says how to run it" "kraft run"
try "kraft run serves the distribution's client" serve
start=$(date +%s%N)
try "a build with nothing to do" kraft build
end=$(date +%s%N)
[ $((end - start)) -lt 1000000000 ] && ok "it takes less than a second" || not_ok "it takes less than a second"

# --- the hand edits ------------------------------------------------------------------------
by_hand() {
	set -e
	cd "$app/build/libiperf3/origin/iperf-$version"
	./configure
	mkdir -p "$lib/include"
	cp src/iperf_config.h "$lib/include"
	make -n || : # stops in examples/, which need what -n does not make
	cat >>"$lib/Makefile.uk" <<-'END'

	LIBIPERF3_CINCLUDES-y += -I$(LIBIPERF3_BASE)/include
	LIBIPERF3_CFLAGS-y += -Wno-unused-parameter
	LIBIPERF3_SRCS-y += $(LIBIPERF3_SRC)/main.c
	LIBIPERF3_SRCS-y += $(LIBIPERF3_SRC)/cjson.c
	LIBIPERF3_SRCS-y += $(LIBIPERF3_SRC)/iperf_api.c
	LIBIPERF3_SRCS-y += $(LIBIPERF3_SRC)/iperf_error.c
	END
}
try "./configure, cp, make -n and the edits of Makefile.uk" bash -c "$(declare -f by_hand); app='$app' lib='$lib' version='$version'; by_hand"
try "kraft build after the hand edits" kraft build
try "the image still serves" serve -R

# --- main by hand: the second way of the tutorial -------------------------------------------------
sed -i '/^ifneq.*MAIN_FUNCTION/,/^endif/d' "$lib/Makefile.uk"
echo 'LIBIPERF3_IPERF3_FLAGS-y += -Dmain=iperf3_main' >>"$lib/Makefile.uk"
try "the tutorial's flag for a file that is not there" kraft build
says "is a warning that names the nearest" "LIBIPERF3_IPERF3_FLAGS"
sed -i 's/LIBIPERF3_IPERF3_FLAGS/LIBIPERF3_MAIN_FLAGS/' "$lib/Makefile.uk"
if kraft build >"$dir/log" 2>&1; then not_ok "no main is an error"; else ok "no main is an error"; fi
echo 'LIBIPERF3_SRCS-$(CONFIG_LIBIPERF3_MAIN_FUNCTION) += $(LIBIPERF3_BASE)/main.c|unikraft' >>"$lib/Makefile.uk"
printf 'int iperf3_main(int, char **);\nint main(int argc, char *argv[])\n{\n   return iperf3_main(argc, argv);\n}\n' >"$lib/main.c"
try "glue main.c|unikraft" kraft build
try "the image with the glue serves" serve
sed -i 's/^endif$/&/; $a ifneq($(CONFIG_LIBIPERF3_MAIN_FUNCTION),y)' "$lib/Makefile.uk"
if kraft build >"$dir/log" 2>&1; then not_ok "the tutorial's ifneq( is an error"; else ok "the tutorial's ifneq( is an error"; fi
says "with the line" "$lib/Makefile.uk:"
echo "1..$number"
