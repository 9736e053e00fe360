#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft-fetch get: places, checksums, the cache, and what remains when something goes wrong.

load helper

@test "a pinned archive arrives, and the second time without a server" {
	serve site
	run "$FETCH" get --name a --sha256 "$SUM" --output out/a.tar.gz "$URL/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	cmp out/a.tar.gz site/a-1.0.tar.gz
	kill "$SERVER"; wait "$SERVER" || true; SERVER=
	run "$FETCH" get --name a --sha256 "$SUM" --output again.tar.gz "$URL/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	cmp again.tar.gz site/a-1.0.tar.gz
	assert_no_leftovers
}

@test "a wrong checksum: expected and actual are shown, no output" {
	run "$FETCH" get --name a --sha256 "$WRONG" --output a.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	[ "$status" -eq 1 ]
	[[ $output == *"wrong checksum"* && $output == *"expected sha256 $WRONG"* && $output == *"actual   sha256 $SUM"* ]]
	[ ! -e a.tar.gz ]
	[ -z "$(ls cache/sha256)" ]
	assert_no_leftovers
}

@test "any one of several checksums matches, of every kind" {
	for kind in sha1 md5 sha512 sha256; do
		sum=$("${kind}sum" site/a-1.0.tar.gz | cut -d' ' -f1)
		run "$FETCH" get --sha256 "$WRONG" "--$kind" "$sum" --output "$kind.tar.gz" "file://$PWD/site/a-1.0.tar.gz"
		[ "$status" -eq 0 ]
		cmp "$kind.tar.gz" site/a-1.0.tar.gz
	done
	# what came by one checksum is found by another
	run "$FETCH" get --md5 "$(md5sum site/a-1.0.tar.gz | cut -d' ' -f1)" --output cached.tar.gz
	[ "$status" -eq 0 ]
}

@test "a text that is no checksum is refused" {
	run "$FETCH" get --sha256 abc --output a.tar.gz http://127.0.0.1:1/a
	[ "$status" -eq 2 ]
	[[ $output == *"no sha256 checksum"* ]]
}

@test "without a checksum: a warning with the hash to pin" {
	run "$FETCH" get --name a --output a.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	[[ $output == *"no checksum is pinned"* && $output == *"$SUM"* ]]
}

@test "mirrors come before the address, from the environment and from .kraftrc" {
	printf '[fetch]\nmirrors = [\n  "%s/none", # empty\n  "%s/site"\n]\n' "$PWD" "$PWD" >kraftrc
	run "$FETCH" get --sha256 "$SUM" --output a.tar.gz http://127.0.0.1:1/a-1.0.tar.gz
	[ "$status" -eq 0 ]
	rm -r cache kraftrc
	KRAFT_MIRRORS=$PWD/site run "$FETCH" get --sha256 "$SUM" --output b.tar.gz http://127.0.0.1:1/a-1.0.tar.gz
	[ "$status" -eq 0 ]
}

@test "a copy of a cache is a mirror" {
	"$FETCH" get --sha256 "$SUM" --output a.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	mv cache copy
	KRAFT_MIRRORS=$PWD/copy run "$FETCH" get --sha256 "$SUM" --output b.tar.gz
	[ "$status" -eq 0 ]
	cmp b.tar.gz site/a-1.0.tar.gz
}

@test "a mirror with a wrong archive does not stop the search" {
	mkdir bad && echo other >bad/a-1.0.tar.gz
	serve site
	KRAFT_MIRRORS=$PWD/bad run "$FETCH" get --sha256 "$SUM" --output a.tar.gz "$URL/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	[[ $output == *"wrong checksum"* ]]
	cmp a.tar.gz site/a-1.0.tar.gz
}

@test "a dead server and a missing file: every place is named, exit 1" {
	serve site
	run "$FETCH" get --sha256 "$SUM" --output a.tar.gz http://127.0.0.1:1/x.tar.gz "$URL/missing.tar.gz"
	[ "$status" -eq 1 ]
	[[ $output == *"http://127.0.0.1:1/x.tar.gz"* && $output == *"404"* ]]
	[ ! -e a.tar.gz ]
	assert_no_leftovers
}

@test "a damaged cache entry is noticed and fetched again" {
	"$FETCH" get --sha256 "$SUM" --output a.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	chmod u+w "cache/sha256/$SUM"
	echo garbage >"cache/sha256/$SUM"
	run "$FETCH" get --sha256 "$SUM" --output b.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	[[ $output == *damaged* ]]
	cmp b.tar.gz site/a-1.0.tar.gz
}

@test "two at once: one download, both outputs" {
	serve site
	head -c 3000000 /dev/urandom >site/big.tar.gz
	sum=$(sha256sum site/big.tar.gz | cut -d' ' -f1)
	"$FETCH" get --sha256 "$sum" --output one.tar.gz "$URL/big.tar.gz" 3>&- &
	first=$!
	"$FETCH" get --sha256 "$sum" --output two.tar.gz "$URL/big.tar.gz"
	wait "$first"
	cmp one.tar.gz site/big.tar.gz
	cmp two.tar.gz site/big.tar.gz
	[ "$(grep -c 'GET /big' requests.log)" -eq 1 ]
}

# A server that sends half of what it announces and then waits.
slow_server() {
	python3 -u -c '
import socket, time
server = socket.create_server(("127.0.0.1", 0))
open("port", "w").write(str(server.getsockname()[1]) + "\n")
connection = server.accept()[0]
connection.recv(4096)
connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 50000)
time.sleep('"$1"')
' 3>&- &
	SERVER=$!
	for _ in $(seq 50); do
		[ -s port ] && break
		sleep 0.1
	done
	URL=http://127.0.0.1:$(cat port)
}

@test "a killed download leaves no output and does not harm the next" {
	slow_server 20
	"$FETCH" get --sha256 "$SUM" --output a.tar.gz "$URL/a-1.0.tar.gz" 3>&- &
	pid=$!
	for _ in $(seq 50); do
		[ -s "cache/partial/sha256-$SUM" ] && break
		sleep 0.1
	done
	kill -KILL "$pid"
	wait "$pid" || true
	[ ! -e a.tar.gz ]
	[ -z "$(ls cache/sha256)" ]
	run "$FETCH" get --sha256 "$SUM" --output a.tar.gz "file://$PWD/site/a-1.0.tar.gz"
	[ "$status" -eq 0 ]
	cmp a.tar.gz site/a-1.0.tar.gz
	assert_no_leftovers
}

@test "a connection that breaks off is an error" {
	slow_server 0
	run "$FETCH" get --output a.tar.gz "$URL/a-1.0.tar.gz"
	[ "$status" -eq 1 ]
	[ ! -e a.tar.gz ]
	assert_no_leftovers
}

@test "redirects are followed, but not to local files" {
	python3 -u -c '
import http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/there":
            self.send_response(302); self.send_header("Location", "/site/a-1.0.tar.gz"); self.end_headers()
        elif self.path == "/local":
            self.send_response(302); self.send_header("Location", "file:///etc/passwd"); self.end_headers()
        else:
            super().do_GET()
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open("port", "w").write(str(server.server_address[1]) + "\n")
server.serve_forever()' 2>/dev/null 3>&- &
	SERVER=$!
	for _ in $(seq 50); do [ -s port ] && break; sleep 0.1; done
	URL=http://127.0.0.1:$(cat port)
	run "$FETCH" get --sha256 "$SUM" --output a.tar.gz "$URL/there"
	[ "$status" -eq 0 ]
	run "$FETCH" get --output b.tar.gz "$URL/local"
	[ "$status" -eq 1 ]
	[ ! -e b.tar.gz ]
}

@test "the distribution's client is used with a state of its own" {
	mkdir -p fake no-apt
	echo 'deb http://mirror.invalid/debian bookworm main' >no-apt/sources.list
	cat >fake/apt-get <<-'S'
		#!/bin/sh
		echo "get $*" >>"$LOG"
		case "$*" in *download-only*) cp "$ARCHIVE" a_1.0.orig.tar.gz; exit 100 ;; esac
	S
	cat >fake/apt-cache <<-'S'
		#!/bin/sh
		echo "cache $*" >>"$LOG"
		printf 'Package: a\nVersion: 1.0-7\nChecksums-Sha256:\n %s 1 a_1.0.orig.tar.gz\n' "$PIN"
	S
	chmod +x fake/*
	export LOG=$PWD/log ARCHIVE=$PWD/site/a-1.0.tar.gz PIN=$SUM
	PATH=$PWD/fake:$PATH run "$FETCH" get --name a --sha256 "$SUM" --debian a=1.0-1 --output a.tar.gz
	[ "$status" -eq 0 ]
	cmp a.tar.gz site/a-1.0.tar.gz
	grep -q 'tar-only a=1.0-7' log
	grep -q "Dir::State::lists=$PWD/cache/apt/lists" log
	grep -q 'deb-src http://mirror.invalid/debian bullseye main' cache/apt/sources.list
	[ "$(grep -c update log)" -eq 1 ]
	rm -r cache/sha256
	PATH=$PWD/fake:$PATH run "$FETCH" get --name a --sha256 "$SUM" --debian a=1.0-1 --output b.tar.gz
	[ "$status" -eq 0 ]
	[ "$(grep -c update log)" -eq 1 ]
}

@test "lists that could not be read are asked for again" {
	mkdir -p fake no-apt
	echo 'deb http://mirror.invalid/debian bookworm main' >no-apt/sources.list
	printf '#!/bin/sh\necho "$*" >>"$LOG"\nexit 100\n' >fake/apt-get
	printf '#!/bin/sh\nexit 100\n' >fake/apt-cache
	chmod +x fake/*
	export LOG=$PWD/log
	for _ in 1 2; do
		PATH=$PWD/fake:$PATH run "$FETCH" get --sha256 "$SUM" --debian a=1.0-1 --output a.tar.gz
		[ "$status" -eq 1 ]
		[[ $output == *"no source package a"* ]]
	done
	[ "$(grep -c update log)" -eq 2 ]
}


@test "a version without its epoch, and the main one of several upstream archives" {
	mkdir -p fake no-apt
	echo 'deb http://mirror.invalid/debian bookworm main' >no-apt/sources.list
	printf '#!/bin/sh\ncase "$*" in *download-only*) cp "$ARCHIVE" a_1.0.orig.tar.gz; cp "$OTHER" a_1.0.orig-www.tar.gz ;; esac\n' >fake/apt-get
	printf '#!/bin/sh\nprintf "Package: a\\nVersion: 5:1.0-7~x\\n"\n' >fake/apt-cache
	chmod +x fake/*
	tar -czf other.tar.gz site
	export ARCHIVE=$PWD/site/a-1.0.tar.gz OTHER=$PWD/other.tar.gz
	PATH=$PWD/fake:$PATH run "$FETCH" get --name a --debian a=1.0 --output a.tar.gz
	[ "$status" -eq 0 ]
	cmp a.tar.gz "$ARCHIVE"
	PATH=$PWD/fake:$PATH run "$FETCH" get --name a --debian a=1.0 --sha256 "$(sha256sum other.tar.gz | cut -d' ' -f1)" --output b.tar.gz
	[ "$status" -eq 0 ]
	cmp b.tar.gz other.tar.gz
}
