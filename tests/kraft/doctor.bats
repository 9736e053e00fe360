# SPDX-License-Identifier: BSD-3-Clause
# kraft doctor, on a machine that is made up: PATH leads to programs that say what a test needs.
load helper
bats_require_minimum_version 1.5.0

# A program that prints one line.
says() { # NAME LINE
	printf '#!/bin/sh\necho "%s"\n' "$2" >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}

healthy() {
	mkdir -p "$T/bin"
	says make 'GNU Make 4.3'
	says ld 'GNU ld (GNU Binutils for Debian) 2.40'
	says gcc 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0'
	says git 'git version 2.39.5'
	says patch 'GNU patch 2.7.6'
	says qemu-system-x86_64 'QEMU emulator version 7.2.22 (Debian 1:7.2)'
	for name in kconfig-conf kconfig-mconf apt-get dpkg-source; do says $name; done
	printf 'deb file:/nowhere stable main\n' >"$KRAFT_APT_ETC/sources.list"
	export KRAFT_FETCH=$T/bin/kraft-fetch UK_CACHEDIR=$T/cache KRAFT_MACHINES=$T/machines
	says kraft-fetch
}

doctor() { PATH=$T/bin:/nowhere "$KRAFT" doctor "$@"; }
# The row of a check: STATUS, FOUND, MEND.
row() { doctor -o json 2>/dev/null | jq -r --arg name "$1" '.[] | select(.check == $name) | "\(.status)|\(.found)|\(.mend)"'; }

@test "a machine that has everything" {
	healthy
	run --separate-stderr doctor
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == STATUS*CHECK*FOUND*MEND && $output == *"make 4.3"* && $output == *"gcc 12.2.0"* ]]
	[[ $output != *missing* && -z $stderr ]]
	[ "$(row clang)" = "ok|not installed; only for COMPILER=clang|null" ]
	[ "$(doctor -o json | jq 'map(select(.status == "missing" or (.status == "warn" and .check != "acceleration" and .check != "tap and bridge"))) | length')" = 0 ]
	# what is in order has nothing to mend
	[ "$(doctor -o json | jq 'map(select(.status == "ok" and .mend != null)) | length')" = 0 ]
}

@test "programs that are missing, too old, or silent" {
	healthy
	rm "$T/bin/make" "$T/bin/kconfig-mconf" "$T/bin/patch"
	run doctor
	[ "$status" -eq 1 ]
	[[ $output == *"1 of what is needed is missing"* ]]
	[[ $(row make) == "missing|make is not installed: nothing can be built|"*"apt-get install -y make" ]]
	[[ $(row menuconfig) == "warn|"*"apt-get install -y kconfig-frontends-nox" ]]
	[[ $(row patch) == "warn|"* ]]
	says make 'GNU Make 4.1'
	[[ $(row make) == "missing|make 4.1 is too old: 4.3 is needed|"* ]]
	says make 'GNU Make 10.0'
	[[ $(row make) == ok* ]]
	says gcc 'gcc (Debian 10.2.1-6) 10.2.1 20210110'
	[[ $(row gcc) == "missing|gcc 10.2.1 is too old: 12.0 is needed|"* ]]
	says clang 'Debian clang version 14.0.6'
	[[ $(COMPILER=clang row clang) == ok* && $(COMPILER=clang row gcc) == warn* ]]
	printf '#!/bin/sh\nexit 1\n' >"$T/bin/qemu-system-x86_64"
	[[ $(row QEMU) == "missing|qemu-system-x86_64 does not run"* ]]
	rm "$T/bin/qemu-system-x86_64"
	[[ $(row QEMU) == "missing|"*"apt-get install -y qemu-system-x86" ]]
	[[ $(row virtiofsd) == ok* ]]
	[[ $(KRAFT_VIRTIOFSD=$T/nothing row virtiofsd) == "warn|virtiofsd is not installed: volumes by virtiofs"*"apt-get install -y "* ]]
	rm "$T/bin/kraft-fetch"
	[[ $(row kraft-fetch) == missing* ]]
}

@test "a program that hangs does not hang the doctor" {
	healthy
	printf '#!/bin/sh\n%s 60 &\nwait\n' "$(command -v sleep)" >"$T/bin/git"
	SECONDS=0
	[[ $(row git) == "warn|git does not run"* ]]
	[ "$SECONDS" -lt 20 ]
}

@test "places" {
	healthy
	mkdir closed
	touch file
	[[ $(UK_CACHEDIR=$T/file/cache row cache) == "missing|$T/file cannot be written|export UK_CACHEDIR="* ]]
	[[ $(env -u UK_CACHEDIR -u HOME -u XDG_CACHE_HOME PATH="$T/bin" "$KRAFT" doctor -o json 2>/dev/null | jq -r '.[] | select(.check == "cache").status') == missing ]]
	[[ $(UK_WORKDIR="$T/a b" row workspace) == "missing|"*blanks* ]]
	mkdir -p "$T/half/unikraft" "$T/half/.kraft"
	[[ $(UK_WORKDIR=$T/half row workspace) == "missing|"*"kraft list pull --force unikraft@staging" ]]
	# the command does what it promises
	UK_WORKDIR=$T/half kraft list pull --force unikraft@staging
	[[ $(UK_WORKDIR=$T/half row workspace) == ok* ]]
	echo '{' >"$T/half/.kraft/index.json"
	[[ $(UK_WORKDIR=$T/half row index) == "missing|"*"is damaged|kraft list update" ]]
	UK_WORKDIR=$T/half kraft list update
	[[ $(UK_WORKDIR=$T/half row index) == ok* ]]
	: >"$KRAFT_APT_ETC/sources.list"
	[[ $(row "source packages") == "warn|"* ]]
	mkdir "$KRAFT_APT_ETC/sources.list.d"
	printf 'Types: deb\nURIs: file:/nowhere\n' >"$KRAFT_APT_ETC/sources.list.d/debian.sources"
	[[ $(row "source packages") == ok* ]]
}

@test "machines that ended" {
	healthy
	[ "$(row machines)" = "ok|0 running|null" ]
	mkdir -p "$KRAFT_MACHINES/old"
	printf 'image=/x\ncreated=1\npid=1\npid_start=1\n' >"$KRAFT_MACHINES/old/record"
	[[ $(row machines) == "warn|1 ended"*"|kraft rm old" ]]
	kraft rm old
	[[ $(row machines) == ok* ]]
}

@test "the terminal" {
	healthy
	[[ $(row terminal) == "ok|none here"* ]]
	command -v script >/dev/null || skip "script is not installed"
	looks() { TERM=$1 script -qec "PATH=$T/bin $KRAFT --no-color doctor" /dev/null </dev/null | grep terminal; }
	[[ $(looks dumb) == warn*"export TERM=xterm"* ]]
	[[ $(looks nonsense) == warn*"'nonsense' is not known here"* ]]
	[[ $(looks xterm) == ok*xterm* || $(looks xterm) == *"too small"* ]]
}

@test "what it refuses" {
	run kraft doctor -o html
	[ "$status" -eq 2 ]
	run kraft doctor now
	[ "$status" -eq 2 ]
}
