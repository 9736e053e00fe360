# SPDX-License-Identifier: BSD-3-Clause
# What the tests of kraft compose share: a folder demo, a private state, and images that go on or end.

load helper

eval "package_$(declare -f setup)"
setup() {
	package_setup
	export KRAFT_COMPOSE=$PWD/state
	unset COMPOSE_PROFILES COMPOSE_PROJECT_NAME
	mkdir demo
	cd demo
}

eval "machine_$(declare -f teardown)"
teardown() {
	if [ -n "${FOREGROUND:-}" ]; then
		kill "$FOREGROUND" 2>/dev/null || true
		wait "$FOREGROUND" 2>/dev/null || true
	fi
	for project in "$KRAFT_COMPOSE"/*/; do
		[ ! -d "$project" ] || "$KRAFT" compose down -p "$(basename "$project")" >/dev/null 2>&1 || true
	done
	machine_teardown
}

# Images that go on for ever, and that end with a status.
sleeper() { image "${1:-sleeper}" 'print "up\n"'; }
ender() { image "ended$1" "print \"bye $1\\n\"
		report $1"; }
