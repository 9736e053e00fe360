# SPDX-License-Identifier: BSD-3-Clause
# What is shown on a terminal, and what is not when output goes elsewhere.
load helper
bats_require_minimum_version 1.5.0

# on_terminal COMMAND: its output on a terminal of 100 columns, as bytes
on_terminal() { env -u NO_COLOR TERM=xterm COLUMNS=100 ${VARIABLES:-} script -qefc "stty cols 100; $1" /dev/null </dev/null; }

@test "colours follow the terminal, NO_COLOR, -C and TERM" {
	[[ $(on_terminal "$KRAFT list") == *$'\033[3'[12]m* ]]
	[[ $(VARIABLES=NO_COLOR=1 on_terminal "$KRAFT list") != *$'\033'* ]]
	[[ $(VARIABLES=TERM=dumb on_terminal "$KRAFT list") != *$'\033'* ]]
	[[ $(on_terminal "$KRAFT -C list") != *$'\033'* ]]
	[[ $(on_terminal "$KRAFT biuld" || true) == *$'\033[31merror:'* ]]
	run kraft list
	[[ $output != *$'\033'* ]]
}

@test "a build moves one line on a terminal, and in a log says each library once" {
	export UK_ROOT=$TOP/unikraft
	application
	printf '$(eval $(call addlib,appapp))\nAPPAPP_SRCS-y += $(APPAPP_BASE)/main.c\n' >Makefile.uk
	printf '#warning "look here"\nint main(void) { return 0; }\n' >main.c
	on_terminal "$KRAFT build -j2" >shown
	grep -q $'\r\033\\[K\\[#* *\\] *[0-9]*% ' shown
	grep -q 'Built build/app_kvm-x86_64' shown
	# warnings of the compiler are whole lines of their own
	grep -q 'main.c:1.*look here' shown
	# what is wiped is wiped: no line but the last of a bar stays
	[ "$(tr '\r' '\n' <shown | grep -c 'Built build/app')" -eq 1 ]
	# no line is wider than the terminal
	[ "$(tr '\r' '\n' <shown | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' | grep '^\[' | awk '{ if (length > n) n = length } END { print n + 0 }')" -le 100 ]
	kraft clean
	kraft build -j2 2>log >data
	[ ! -s data ]
	[[ $(cat log) != *$'\r'* && $(cat log) != *$'\033'* ]]
	[ "$(grep -c '^  CC.*libukalloc' log)" -le 1 ]
	[ "$(wc -l <log)" -lt 80 ]
	on_terminal "$KRAFT build -F -j2 --no-progress" >shown
	[[ $(cat shown) != *"%"*"CC"* ]]
	grep -q 'CC.*appapp: main.o' shown
}

@test "downloads show how far they are on a terminal, and one line elsewhere" {
	export UK_CACHEDIR=$T/cache
	library src/arch-1.0 arch
	head -c 2000000 /dev/urandom >src/arch-1.0/ballast
	mkdir served
	tar -C src -czf served/arch-1.0.tar.gz arch-1.0
	cat >server.py <<-'END'
	import http.server, time
	class Handler(http.server.SimpleHTTPRequestHandler):
	    def log_message(self, *_): pass
	    def do_GET(self):
	        data = open("served/arch-1.0.tar.gz", "rb").read()
	        self.send_response(200)
	        self.send_header("Content-Length", str(len(data)))
	        self.end_headers()
	        for at in range(0, len(data), 200000):
	            self.wfile.write(data[at:at + 200000])
	            time.sleep(0.06)
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
	print(server.server_address[1], flush=True)
	server.serve_forever()
	END
	python3 server.py >port 3>&- &
	server=$!
	for _ in $(seq 100); do
		[ -s port ] && break
		sleep 0.1
	done
	kraft list add "http://127.0.0.1:$(cat port)/arch-1.0.tar.gz" 2>/dev/null
	on_terminal "$KRAFT list pull arch" >shown
	rm -rf "$UK_WORKDIR/libs/arch" cache
	kraft list pull arch 2>log
	kill "$server"
	wait "$server" || true
	grep -q '\[#*\.*\] *[0-9]* %' shown
	grep -q 'arch: fetching http' log
	[[ $(cat log) != *$'\r'* ]]
}

@test "questions are asked on a terminal only" {
	run bash -c "timeout 20 '$KRAFT' lib init thing </dev/null"
	[ "$status" -eq 0 ]
	[[ $output != *"Author ["* ]]
	printf 'Ada\n\n\n\n' | env TERM=xterm script -qec "$KRAFT lib init other" /dev/null >shown
	grep -q 'Author \[' shown
	grep -q 'Ada' other/MAINTAINERS.md
	env TERM=xterm script -qec "$KRAFT lib init --no-prompt third" /dev/null >shown </dev/null
	! grep -q 'Author \[' shown
}

# paged VARIABLES COMMAND: on a screen of that many lines
paged() { env -u PAGER -u KRAFT_PAGER -u LESS TERM=xterm $2 script -qefc "stty rows $1 cols ${COLUMNS:-100}; $3" /dev/null </dev/null | tr -d '\r'; }

@test "a table that is longer than the screen goes through the pager" {
	printf '#!/bin/sh\necho "paged LESS=$LESS"\ncat\n' >pager
	chmod +x pager
	lines=$(kraft list | wc -l)
	paged 3 KRAFT_PAGER=$T/pager "$KRAFT list" >shown
	[ "$(sed -n 1p shown)" = "paged LESS=FRX" ]
	[ "$(grep -c . shown)" -eq $((lines + 1)) ]
	grep -q $'\033\\[3[12]m' shown
	[[ $(paged 3 "PAGER=$T/pager LESS=i" "$KRAFT list") == "paged LESS=i"* ]]
	[[ $(paged 3 "PAGER=false KRAFT_PAGER=$T/pager" "$KRAFT list") == paged* ]]
	# where there is room, no pager; a long line takes the room of several
	[[ $(paged $((lines + 1)) PAGER=$T/pager "$KRAFT list") != *paged* ]]
	[[ $(COLUMNS=20 paged $((lines + 1)) PAGER=$T/pager "$KRAFT list") == *paged* ]]
	# not wanted, not a terminal, not a table
	for command in "$KRAFT list -n" "$KRAFT list | cat" "$KRAFT list -o json" "$KRAFT list --names"; do
		[[ $(paged 3 PAGER=$T/pager "$command") != *paged* ]]
	done
	for none in PAGER=cat PAGER= 'PAGER=false KRAFT_PAGER='; do
		[ "$(paged 3 "$none" "$KRAFT list" | grep -c .)" -eq "$lines" ]
	done
	# one that ends early is no failure; one that is not there is no loss
	paged 3 PAGER=true "$KRAFT list; echo status=\$?" | grep -q '^status=0'
	paged 3 PAGER=no-such-pager "$KRAFT list" >shown
	grep -q "warning:.*the pager 'no-such-pager' cannot be run" shown
	grep -q 'helloworld' shown
}

@test "where there is a table there is JSON and YAML, and an unknown format is wrong usage" {
	export KRAFT_MACHINES=$T/machines
	for command in list 'list show musl' ps 'net ls' version 'pkg ls' 'compose ls'; do
		kraft $command -o json 2>/dev/null | jq -e . >/dev/null || { echo "$command"; return 1; }
		kraft $command -o yaml >/dev/null 2>&1 || { echo "$command"; return 1; }
		run kraft $command -o xml
		[ "$status" -eq 2 ] || { echo "$command: $status"; return 1; }
	done
	# every command that prints a table says so in its help
	kraft help list | grep -q -- '--output FORMAT'
	kraft version -o json | jq -e '.[0].version and .[0].workspace'
}

@test "-T begins each message with the time" {
	run --separate-stderr kraft -T list update
	[[ ${stderr_lines[0]} =~ ^[0-9]{2}:[0-9]{2}:[0-9]{2}\  ]]
}
