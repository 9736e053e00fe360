# SPDX-License-Identifier: BSD-3-Clause
# Small synthetic ports for the tests of the build system.
UK=$(cd "$BATS_TEST_DIRNAME/../../unikraft" && pwd)

# The tests compile the core again and again. They all work in the same folder, so that the compiler's cache, where it is
# installed, knows most of it: it begins empty with each run.
[ ! -d /usr/lib/ccache ] || export PATH=/usr/lib/ccache:$PATH CCACHE_DIR=$BATS_RUN_TMPDIR/ccache

setup()
{
	T=$BATS_RUN_TMPDIR/tree
	rm -rf "$T"
	APP=$T/app
	LIB=$T/libs/foo
	OUT=$T/out
	mkdir -p "$APP" "$LIB"
	cat >"$APP/Makefile.uk" <<-'END'
	$(eval $(call addlib,apptest))
	APPTEST_SRCS-y += $(APPTEST_BASE)/main.c
	END
	printf 'config APPTEST\n\tbool "test"\n\tdefault y\n\tselect LIBFOO\n' >"$APP/Config.uk"
	echo 'int main(void) { return 0; }' >"$APP/main.c"
	printf 'config LIBFOO\n\tbool "foo"\n' >"$LIB/Config.uk"
	echo '$(eval $(call addlib_s,libfoo,$(CONFIG_LIBFOO)))' >"$LIB/Makefile.uk"
}

# uk TARGET...: calls the build system on the synthetic application and library
uk()
{
	env -u MAKEFLAGS -u MFLAGS make --no-print-directory -C "$UK" A="$APP" O="$OUT" L="$LIB" KRAFT_FETCH="$T/fetch" "$@"
}

# Adds to the library's Makefile.uk.
port()
{
	cat >>"$LIB/Makefile.uk"
}

# A stand-in for kraft-fetch: takes archives from $T/archives by the name of the output file.
fake_fetch()
{
	mkdir -p "$T/archives"
	cat >"$T/fetch" <<-END
	#!/bin/sh
	echo "\$@" >>$T/fetch.log
	case \$1 in
	get) while [ \$# -gt 0 ]; do case \$1 in --output) o=\$2 ;; esac; shift; done; cp $T/archives/\$(basename \$o) \$o ;;
	unpack) mkdir -p \$3 && tar xf \$2 -C \$3 ;;
	esac
	END
	chmod +x "$T/fetch"
}

# archive NAME FILE=TEXT...: makes $T/archives/NAME.tar.gz with the folder NAME
archive()
{
	local name=$1 pair
	shift
	for pair in "$@"; do
		mkdir -p "$T/make/$name/$(dirname "${pair%%=*}")"
		printf '%s\n' "${pair#*=}" >"$T/make/$name/${pair%%=*}"
	done
	tar czf "$T/archives/$name.tar.gz" -C "$T/make" "$name"
}

defines() # OBJECT SYMBOL TYPE
{
	nm "$1" | grep -q " $3 $2\$"
}
