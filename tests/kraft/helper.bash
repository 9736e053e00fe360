# SPDX-License-Identifier: BSD-3-Clause
# A home, a workspace and settings of their own for each test.

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	KRAFT=${KRAFT:-$TOP/bin/kraft}
	T=$BATS_TEST_TMPDIR
	export HOME=$T/home UK_WORKDIR=$T/workspace KRAFTRC=$T/home/.kraftrc KRAFT_CONNECT_TIMEOUT=1
	# no source packages, so no network: what is fetched comes from archives made by the tests
	export KRAFT_APT_ETC=$T/no-packages
	mkdir -p "$KRAFT_APT_ETC"
	unset UK_ROOT UK_LIBS UK_APPS NO_COLOR COMPILER
	mkdir -p "$HOME"
	cd "$T"
}

kraft() { "$KRAFT" "$@"; }

# An application without sources, ready to be spoilt.
application() {
	kraft init "${1:-app}" >/dev/null 2>&1
	cd "${1:-app}"
}

# A small library in a folder of any name.
library() { # FOLDER NAME [more lines of Config.uk]
	mkdir -p "$1"
	printf '$(eval $(call addlib_s,lib%s,$(CONFIG_LIB%s)))\n' "$2" "${2^^}" >"$1/Makefile.uk"
	printf 'config LIB%s\n\tbool "%s"\n%b' "${2^^}" "$2" "${3:-}" >"$1/Config.uk"
}
