# SPDX-License-Identifier: BSD-3-Clause
# What the tests of kraft-fetch share: a private cache and home, archives made on the spot, a server on the loop-back interface.

setup() {
	FETCH=${KRAFT_FETCH:-$BATS_TEST_DIRNAME/../../bin/kraft-fetch}
	cd "$BATS_TEST_TMPDIR"
	export UK_CACHEDIR=$PWD/cache HOME=$PWD/home KRAFTRC=$PWD/kraftrc KRAFT_CONNECT_TIMEOUT=2
	export KRAFT_APT_ETC=$PWD/no-apt
	unset KRAFT_MIRRORS http_proxy https_proxy all_proxy
	mkdir -p home site/top/sub no-apt
	echo hello >site/top/hello.txt
	echo nested >site/top/sub/nested.txt
	(cd site && tar czf a-1.0.tar.gz top)
	SUM=$(sha256sum site/a-1.0.tar.gz | cut -d' ' -f1)
	WRONG=$(printf '%064d' 0)
}

teardown() {
	if [ -n "${SERVER:-}" ]; then
		kill "$SERVER" 2>/dev/null || true
		wait "$SERVER" 2>/dev/null || true
	fi
}

# serve FOLDER: sets URL
serve() {
	python3 -u -c '
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
open("port", "w").write(str(server.server_address[1]) + "\n")
server.serve_forever()' "$1" >requests.log 2>&1 3>&- &
	SERVER=$!
	for _ in $(seq 50); do
		[ -s port ] && break
		sleep 0.1
	done
	URL=http://127.0.0.1:$(cat port)
}

# nothing but complete archives in the cache, nothing beside the outputs
assert_no_leftovers() {
	[ -z "$(ls cache/partial 2>/dev/null)" ]
	[ -z "$(find . -path ./site -prune -o \( -name '*.part.*' -o -name '*.unpack.*' \) -print)" ]
}
