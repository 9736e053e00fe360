# SPDX-License-Identifier: BSD-3-Clause
# A home and a workspace of their own, the core from this tree, an application and a small library to spoil.

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	T=$BATS_TEST_TMPDIR
	export HOME=$T/home UK_WORKDIR=$T/workspace KRAFTRC=$T/home/.kraftrc UK_ROOT=$TOP/unikraft KRAFT_CONNECT_TIMEOUT=1
	export KRAFT_MACHINES=$T/machines UK_CACHEDIR=$T/cache PATH=$TOP/bin:$PATH
	# What was found out about acceleration holds for all tests.
	export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache
	unset UK_LIBS UK_APPS COMPILER KRAFT_QEMU KRAFT_MIRRORS
	LIB=$UK_WORKDIR/libs/foo APP=$T/app
	mkdir -p "$HOME" "$LIB" "$APP"
	printf '$(eval $(call addlib_s,libfoo,$(CONFIG_LIBFOO)))\n' >"$LIB/Makefile.uk"
	printf 'config LIBFOO\n\tbool "foo"\n' >"$LIB/Config.uk"
	printf '$(eval $(call addlib,apptest))\nAPPTEST_SRCS-y += $(APPTEST_BASE)/main.c\n' >"$APP/Makefile.uk"
	echo 'int main(void) { return 0; }' >"$APP/main.c"
	cat >"$APP/kraft.yaml" <<-'END'
	specification: '0.5'
	name: app
	unikraft: staging
	targets:
	  - architecture: x86_64
	    platform: kvm
	libraries:
	  foo: staging
	END
	cd "$APP"
	kraft list add "$LIB" >/dev/null 2>&1
	kraft list update >/dev/null 2>&1
}

teardown() {
	kraft rm -f --all >/dev/null 2>&1 || true
	if [ -n "${HOLDER:-}" ]; then
		kill "$HOLDER" 2>/dev/null || true
		wait "$HOLDER" 2>/dev/null || true
	fi
}

# State of the application's folder: names and contents.
state() { (cd "$APP" && find . -type f -exec sha256sum {} + | sort -k2); }

# Runs a command that has to fail and say each of the texts, and not to blame anything on a signal.
refuses() { # COMMAND... -- TEXT...
	local command=() text
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	shift
	run "${command[@]}"
	if [ "$status" -eq 0 ] || [ "$status" -ge 126 ]; then
		echo "status $status: $output"
		return 1
	fi
	for text; do
		if [[ $output != *"$text"* ]]; then
			printf 'not said: %s\nbut:\n%s\n' "$text" "$output"
			return 1
		fi
	done
}

no_image() { [ ! -e "$APP/build/app_kvm-x86_64" ] && [ ! -e "$APP/build/app_kvm-x86_64.dbg" ]; }
