#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Any configuration of the core configures without a word of protest and builds without a warning. SEEDS and SEED_SECONDS in the
# environment make the search longer.
load helper

setup_file()
{
	export SEEDS=${SEEDS:-2 5 6 9} SEED_SECONDS=${SEED_SECONDS:-240}
}

# Configures by the target and builds everything; nothing but labelled commands and the note on system calls may be printed.
whole_core() # TARGET [SEED]
{
	sed -i '/select/d' "$APP/Config.uk"
	rm -rf "$OUT"
	KCONFIG_SEED=$2 uk "$1" >"$T/configure" 2>&1 || { cat "$T/configure"; return 1; }
	! grep -E 'warning|error' "$T/configure"
	uk -j2 >"$T/log" 2>&1 || { echo "$1 $2:"; tail -n 30 "$T/log"; return 1; }
	! grep -vE '^  ([A-Z]+[[:blank:]]|note:)|^ {10}' "$T/log"
	[ -e "$(echo "$OUT"/*_kvm-x86_64)" ]
}

@test "allyesconfig" { whole_core allyesconfig; }

@test "allnoconfig" { whole_core allnoconfig; }

@test "randconfig, a number of seeds" {
	local seed end=$((SECONDS + SEED_SECONDS))
	for seed in $SEEDS; do
		[ "$SECONDS" -lt "$end" ] || break
		whole_core randconfig "$seed"
	done
}

@test "every option of the core is read by something" {
	cd "$UK"
	local option unread=
	# What has a prompt; capabilities and the names that only ports use have none, or stand in a menu of their own. What is left is an
	# error level of a choice.
	for option in $(find . -name Config.uk -exec awk '/^menu "Names of other versions/ { skip = 1 }
		/^endmenu/ { skip = 0 }
		/^(menu)?config / { name = skip ? "" : $2 }
		/^[ \t]+(bool|int|string|hex)[ \t]+"/ && name { print name; name = "" }' {} + | sort -u); do
		case $option in LIBUKDEBUG_PRINTK_ERR) continue ;; esac
		grep -rqwE "CONFIG_$option" --include='*.[chS]' --include='*.mk' --include=Makefile.uk . ||
			grep -rqwE "(select|depends on|if|default|imply)[^\"]* !?$option" --include=Config.uk . || unread+=" $option"
	done
	echo "unread:$unread"
	[ -z "$unread" ]
}
