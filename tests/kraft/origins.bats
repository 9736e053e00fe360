# SPDX-License-Identifier: BSD-3-Clause
# Origins that hang, are gone or are asked by several at once. All servers are on loopback, and end with their test.
load helper

teardown() {
	for pid in ${SERVERS:-}; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}

# serve FOLDER KIND → PORT. KIND: all (answers), hang (accepts and says nothing), half (sends half of a file and waits)
serve() {
	cat >server.py <<-'END'
	import http.server, os, sys, threading, time
	kind = sys.argv[1]
	class Handler(http.server.SimpleHTTPRequestHandler):
	    def log_message(self, *_): pass
	    def do_GET(self):
	        if kind == "hang":
	            time.sleep(60)
	        if kind != "half":
	            return super().do_GET()
	        data = open(self.translate_path(self.path), "rb").read()
	        self.send_response(200)
	        self.send_header("Content-Length", str(len(data)))
	        self.end_headers()
	        self.wfile.write(data[:len(data) // 2])
	        self.wfile.flush()
	        time.sleep(60)
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	print(server.server_address[1], flush=True)
	server.serve_forever()
	END
	rm -f port
	(cd "$1" && exec python3 "$T/server.py" "$2" >"$T/port" 3>&-) &
	SERVERS="${SERVERS:-} $!"
	for _ in $(seq 100); do
		[ -s port ] && break
		sleep 0.1
	done
	PORT=$(cat port)
}

stop_servers() {
	for pid in $SERVERS; do
		kill "$pid"
		wait "$pid" 2>/dev/null || true
	done
	SERVERS=
}

repository() { # FOLDER NAME
	library "$1" "$2"
	git -C "$1" init -q -b staging
	git -C "$1" -c user.name=a -c user.email=a@b add -A
	git -C "$1" -c user.name=a -c user.email=a@b commit -qm one
}

@test "origins are asked together: those that hang cost one time limit, and the others are known" {
	mkdir empty
	serve empty hang
	repository far/lib-near near
	for n in 1 2 3 4 5 6; do kraft list add --no-update "http://127.0.0.1:$PORT/$n/lib-slow.git"; done
	kraft list add --no-update "file://$T/far/lib-near"
	# six after one another would take 18 seconds
	KRAFT_ORIGIN_TIMEOUT=3 run timeout 15 "$KRAFT" list update
	[ "$status" -eq 1 ]
	[ "$(grep -c "did not answer within 3 seconds" <<<"$output")" -eq 6 ]
	[[ $output == *"6 of the origins did not answer; what they offered before is kept"* ]]
	[[ $(kraft list --names) == *near* ]]
	[ -z "$(ls -d /tmp/kraft-ask-* 2>/dev/null | while read -r d; do [ -O "$d" ] && find "$d" -newer server.py; done)" ]
}

@test "without network: what was brought once can be brought again, and this is said" {
	export UK_CACHEDIR=$T/cache
	repository far/lib-git git
	library src/arch-1.0 arch
	mkdir served
	tar -C src -czf served/arch-1.0.tar.gz arch-1.0
	serve served all
	cat >served/index.json <<-END
	{ "format": 1, "components": [ { "type": "lib", "name": "arch", "kind": "archive",
	  "location": "http://127.0.0.1:$PORT/arch-1.0.tar.gz", "versions": ["1.0"] } ] }
	END
	run kraft list add "file://$T/far/lib-git" "http://127.0.0.1:$PORT/index.json"
	[ "$status" -eq 0 ]
	[[ $output != *"no checksum"* ]]
	kraft list pull git arch
	rm -rf "$UK_WORKDIR/libs/git" "$UK_WORKDIR/libs/arch"
	stop_servers
	mv far gone
	run kraft list update
	[[ $output == *"not reachable; using what http://127.0.0.1:$PORT/index.json gave earlier"* ]]
	[[ $output == *"git repository file://$T/far/lib-git does not answer"*"what they offered before is kept"* ]]
	run kraft list pull git
	[ "$status" -eq 0 ]
	[[ $output == *"file://$T/far/lib-git does not answer: using what it gave earlier as staging"* ]]
	[ -e "$UK_WORKDIR/libs/git/Makefile.uk" ]
	[ "$(git -C "$UK_WORKDIR/libs/git" remote get-url origin)" = "file://$T/far/lib-git" ]
	run kraft list pull arch
	[ "$status" -eq 0 ]
	[[ $output == *"not reachable; using what"* ]]
	[ -e "$UK_WORKDIR/libs/arch/Makefile.uk" ]
	# what was never here is an error that says why
	rm -rf "$UK_WORKDIR/libs/git" cache
	run kraft list pull git
	[ "$status" -eq 1 ]
	[[ $output == *"git could not bring file://$T/far/lib-git@staging"* ]]
	[ ! -e "$UK_WORKDIR/libs/git" ]
}

@test "several at once: one cache, one workspace, nothing torn" {
	export UK_CACHEDIR=$T/cache
	repository far/lib-git git
	library src/arch-1.0 arch
	head -c 3000000 /dev/urandom >src/arch-1.0/ballast
	mkdir served
	tar -C src -czf served/arch-1.0.tar.gz arch-1.0
	serve served all
	kraft list add "file://$T/far/lib-git" "http://127.0.0.1:$PORT/arch-1.0.tar.gz"
	pids=
	for n in 1 2 3 4 5 6; do
		(
			# half of them share a workspace
			if [ $((n % 2)) = 0 ]; then
				export UK_WORKDIR=$T/workspace$n
				kraft list update
			fi
			kraft list pull git arch musl
		) >"out$n" 2>&1 3>&- &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid" || { cat out*; return 1; }; done
	for place in "$UK_WORKDIR" workspace2 workspace4 workspace6; do
		[ "$(ls "$place/libs" | tr '\n' ' ')" = "arch git musl " ]
		cmp src/arch-1.0/ballast "$place/libs/arch/ballast"
		git -C "$place/libs/git" fsck --no-progress
	done
	[ "$(ls cache/sha256)" = "$(sha256sum served/arch-1.0.tar.gz | cut -d' ' -f1)" ]
	[ -z "$(ls cache/partial)" ]
}

@test "a download that is killed leaves nothing half-made, and the next one works" {
	export UK_CACHEDIR=$T/cache
	library src/arch-1.0 arch
	head -c 3000000 /dev/urandom >src/arch-1.0/ballast
	mkdir served
	tar -C src -czf served/arch-1.0.tar.gz arch-1.0
	serve served half
	kraft list add "http://127.0.0.1:$PORT/arch-1.0.tar.gz"
	setsid "$KRAFT" list pull arch >out 2>&1 3>&- &
	killed=$!
	for _ in $(seq 100); do
		[ -n "$(find cache/partial -size +1000k 2>/dev/null)" ] && break
		sleep 0.1
	done
	[ -n "$(find cache/partial -size +1000k)" ]
	kill -KILL -- "-$killed"
	wait "$killed" 2>/dev/null || true
	[ -z "$(ls cache/sha256)" ]
	[ -z "$(ls "$UK_WORKDIR/libs")" ]
	old=$PORT
	stop_servers
	serve served all
	sed -i "s/:$old/:$PORT/" "$KRAFTRC"
	kraft list update
	kraft list pull arch
	cmp src/arch-1.0/ballast "$UK_WORKDIR/libs/arch/ballast"
	[ "$(ls "$UK_WORKDIR/libs")" = arch ]
	# what a killed unpacking would leave
	sh -c 'exit 0' &
	gone=$!
	wait "$gone"
	mkdir "$UK_WORKDIR/libs/arch.new.$gone"
	kraft list pull -F arch
	[ "$(ls "$UK_WORKDIR/libs")" = arch ]
}
