#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft compose: what its file may say, machines and networks that come and go, and traffic between images.

load compose

setup_file() {
	export TOP=$BATS_TEST_DIRNAME/../..
	TOP=$(cd "$TOP" && pwd)
	. "$TOP/tests/lib/boot.sh"
	build_image iperf3 "$TOP/apps/iperf3" "$TOP/libs/musl:$TOP/libs/lwip:$TOP/libs/iperf3" >&2
	IPERF3=$(image_path iperf3)
	export IPERF3
}

faulty() { # TEXT MESSAGE...
	printf '%s' "$1" >compose.yaml
	run "$KRAFT" compose ps
	[ "$status" -eq 1 ]
	shift
	for message; do
		[[ $output == *"$message"* ]] || { echo "no '$message' in: $output"; return 1; }
	done
}

@test "faults are told with their place" {
	faulty 'services: {a: {imag: x}}' "compose.yaml:1:16: error: unknown key 'imag'" "did you mean 'image'"
	faulty 'services: {a: {command: x}}' "compose.yaml:1:12:" "neither 'image' nor 'build'"
	faulty 'services: {a: {image: x, cpus: 2}}' "compose.yaml:1:26:" "'cpus' in the service 'a' is not supported"
	faulty 'services: {a: {image: x, healthcheck: {}}}' "compose.yaml:1:39:" "the healthcheck has no test" "curl"
	faulty 'services: {a: {image: x, healthcheck: {test: [CMD, pg_isready]}}}' "compose.yaml:1:46:" "no command can be run inside a machine" "nc, -z"
	faulty 'services: {a: {image: x, healthcheck: {test: "curl http://localhost/ | grep ok"}}}' "compose.yaml:1:46:" "no command can be run"
	faulty 'services: {a: {image: x, healthcheck: {test: [CMD, curl, "http://elsewhere/"]}}}' "no command can be run"
	faulty 'services: {a: {image: x, healthcheck: {test: [CMD, curl, "https://localhost/"]}}}' "no command can be run"
	faulty 'services: {a: {image: x, healthcheck: {test: [RUN, x]}}}' "'RUN' is none of CMD, CMD-SHELL and NONE"
	faulty 'services: {a: {image: x, healthcheck: {test: [CMD, nc, -z, localhost, "80"], interval: soon}}}' "'soon' is no duration" "1m30s"
	faulty 'services: {a: {image: x, healthcheck: {test: [CMD, nc, -z, localhost, "80"], retries: 0}}}' "retries: '0' is no number"
	faulty 'services: {a: {image: x, network_mode: none, healthcheck: {test: [CMD, nc, -z, localhost, "80"]}}}' "'a' has no network"
	faulty 'services: {a: {image: x, volumes: ["data:/x"]}}' "compose.yaml:1:36:" "there is no volume 'data'" "./data"
	faulty $'services: {a: {image: x, volumes: ["dat:/x"]}}\nvolumes: {data: }\n' "did you mean 'data'"
	faulty $'services: {a: {image: x}}\nvolumes: {data: {driver: nfs}}\n' "compose.yaml:2:26:" "the driver 'nfs' is not supported"
	faulty 'services: {a: {image: x, volumes: [{type: tmpfs, source: x, target: /x}]}}' "type 'tmpfs' is not supported"
	faulty $'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n' \
		"compose.yaml:4:30:" "in a circle: a -> b -> c -> a"
	faulty $'services:\n  web: {image: x}\n  a: {image: x, depends_on: [wbe]}\n' "compose.yaml:3:30:" "no service 'wbe'" "did you mean 'web'"
	faulty $'services:\n  a: {image: x}\n  b:\n    image: x\n    depends_on: {a: {condition: service_healthy}}\n' \
		"compose.yaml:5:18:" "'a' has no healthcheck"
	faulty 'services: {a: {image: x}, b: {image: x, depends_on: {a: {condition: service_up}}}}' "there is no condition 'service_up'" "service_healthy"
	faulty 'services: {a: {image: x, ports: ["1-9:1-9"]}}' "'1-9:1-9' is no port"
	faulty 'services: {a: {image: x, restart: often}}' "restart: 'often' is not supported" "on-failure:ATTEMPTS"
	faulty 'services: {a: {image: x, restart: "always:3"}}' "restart: 'always:3' is not supported"
	faulty 'services: {a: {image: x, networks: [lab]}}' "no network 'lab'"
	faulty $'services: {a: {image: x, networks: {lab: {ipv4_address: 10.9.0.9}}}}\nnetworks: {lab: }\n' "10.9.0.9 is not in the network 'lab'"
	faulty $'services:\n  a: {image: x, networks: {lab: {ipv4_address: 172.30.0.9}}}\n  b: {image: x, networks: {lab: {ipv4_address: 172.30.0.9}}}\nnetworks: {lab: }\n' \
		"compose.yaml:3:48:" "172.30.0.9 is taken: the service a"
	faulty $'services: {a: {image: x}}\nnetworks: {lab: {ipam: {config: [{subnet: 10.0.0.0/33}]}}}\n' "'10.0.0.0/33' is no subnet"
	faulty 'services: {a: {image: x, mem_limit: lots}}' "'lots' is no size"
	faulty 'services: {a: {image: x, command: "a '"'"'b"}}' "a quote is not closed"
	faulty 'services: {a: {image: $NAME}}' 'written ${NAME}'
	faulty 'services: {a: {image: x}, a: {image: y}}' "a second time"
	faulty '' "the file is empty"
	faulty 'services: {a: {image: x, build: missing}}' "there is no folder missing"
	rm compose.yaml
	run "$KRAFT" compose up
	[ "$status" -eq 1 ]
	[[ $output == *"no compose.yaml here"* ]]
}

@test "command, environment, memory and address reach the machine" {
	echo_image
	"$KRAFT" pkg -n echo -k echo -a packed -e FROM=package >/dev/null
	printf 'IN_FILE="one two"\n# comment\nBOTH=file\n' >vars
	echo 'VERSION=7' >.env
	cat >compose.yaml <<-'Y'
		name: named
		x-anything: {goes: here}
		services:
		  list:
		    image: echo
		    env_file: vars
		    environment: [BOTH=list, HANDED_ON]
		    command: run --flag "two words" ${VERSION}
		  map:
		    image: echo:latest
		    environment: {A: 1, B: "${UNSET:-default}"}
		    mem_limit: 33554432
		    network_mode: none
	Y
	HANDED_ON=yes "$KRAFT" compose up -W
	run "$KRAFT" compose logs
	[[ $output == *'list | netdev.ip=172.30.0.2/24:172.30.0.1:172.30.0.254::list'* || $output == *'list | virtio'* ]]
	[[ $output == *'env.FROM=package "env.IN_FILE=one two" env.BOTH=file env.BOTH=list env.HANDED_ON=yes -- run --flag "two words" 7'* ]]
	[[ $output == *'map  | env.FROM=package env.A=1 env.B=default -- packed'* ]]
	[ "$("$KRAFT" ps -a -o json | jq -r '.[] | select(.name == "named-map") | .memory')" = 32Mi ]
	"$KRAFT" compose down
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
}

@test "up, ps, logs, ls, stop and down; what runs as the file says stays" {
	sleeper
	image other 'print "other\n"'
	"$KRAFT" run -W -d -n outside sleeper
	cat >compose.yaml <<-Y
		services:
		  two: {image: ./sleeper, depends_on: [one]}
		  one: {image: sleeper}
	Y
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 0 ]
	[[ $output == *"started demo-one"*"started demo-two"* ]]
	[ "$("$KRAFT" compose ps -o json | jq -r '.[] | .name + " " + .state + " " + .address' | xargs)" = \
		"demo-one running 172.30.0.3 demo-two running 172.30.0.2" ]
	wait_for '[ "$("$KRAFT" compose logs | sort | xargs)" = "one | up two | up" ]'
	[ "$("$KRAFT" compose ls -o json | jq -c '.[0]')" = '{"project":"demo","running":"2","ended":"0"}' ]
	run "$KRAFT" compose up -d -W
	[[ $output == *"demo-one is running already"*"demo-two is running already"* ]]
	sed -i 's,./sleeper,other,' compose.yaml
	run "$KRAFT" compose up -d -W
	[[ $output == *"demo-one is running already"*"started demo-two"* ]]
	wait_for '"$KRAFT" compose logs two | grep -q other'
	"$KRAFT" compose stop one
	[ "$("$KRAFT" compose ps -o json | jq -r '.[] | select(.service == "one") | .state')" = "stopped (143)" ]
	run "$KRAFT" compose down tow
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'two'"* ]]
	rm compose.yaml
	"$KRAFT" compose down -p demo
	[ "$("$KRAFT" ps -aq)" = outside ]
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
}

@test "in the foreground: all output with names in front, and the status of the first that failed" {
	ender 0
	ender 7
	printf 'services:\n  good: {image: ended0}\n  bad: {image: ended7}\n' >compose.yaml
	run timeout 60 "$KRAFT" compose up -W
	[ "$status" -eq 7 ]
	[[ $output == *"good | bye 0"* && $output == *"bad  | bye 7"* && $output == *"demo-bad has ended with status 7"* ]]
	[ -z "$(ls -A "$KRAFT_COMPOSE/demo/networks/default" | grep socket)" ]
	run timeout 60 "$KRAFT" compose up -W good
	[ "$status" -eq 0 ]
	sleeper
	printf 'services:\n  first: {image: ended7}\n  rest: {image: sleeper}\n' >compose.yaml
	run timeout 60 "$KRAFT" compose up -W --exit-code-from first
	[ "$status" -eq 7 ]
	[[ $output == *"stopped demo-rest"* ]]
}

@test "Ctrl-C ends everything" {
	sleeper
	printf 'services: {a: {image: sleeper}, b: {image: sleeper}}\n' >compose.yaml
	"$KRAFT" compose up -W >log 2>&1 &
	FOREGROUND=$!
	wait_for 'grep -q "a | up" log && grep -q "b | up" log'
	kill -INT "$FOREGROUND"
	status=0
	wait "$FOREGROUND" || status=$?
	[ "$status" -eq 130 ]
	[ -z "$("$KRAFT" ps -q)" ]
	[ ! -e "$KRAFT_COMPOSE/demo/networks/default/socket" ]
}

@test "a service waits for one that must have done its work" {
	ender 0
	ender 3
	sleeper
	cat >compose.yaml <<-Y
		services:
		  job: {image: "\${JOB:-ended0}"}
		  after:
		    image: sleeper
		    depends_on: {job: {condition: service_completed_successfully}}
	Y
	JOB=ended0 timeout 60 "$KRAFT" compose up -d -W
	[ "$("$KRAFT" compose ps -o json -p demo | jq -r '.[] | .service + " " + .state' | xargs)" = "job exited (0) after running" ]
	"$KRAFT" compose down -p demo
	JOB=ended3 run timeout 60 "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"compose.yaml:5:"*"'job' has ended with status 3"* ]]
	[ -z "$("$KRAFT" ps -q)" ]
}

@test "profiles" {
	ender 0
	printf 'services:\n  a: {image: ended0}\n  b: {image: ended0, profiles: [extra]}\n' >compose.yaml
	run timeout 60 "$KRAFT" compose up -W
	[[ $output == *"started demo-a"* && $output != *"demo-b"* ]]
	run timeout 60 "$KRAFT" compose up -W --profile extra
	[[ $output == *"started demo-b"* ]]
	"$KRAFT" compose down
	COMPOSE_PROFILES=extra run timeout 60 "$KRAFT" compose up -W
	[[ $output == *"started demo-b"* ]]
}

@test "what died is started again; another file of the same name is refused" {
	sleeper
	printf 'services: {a: {image: sleeper}}\n' >compose.yaml
	"$KRAFT" compose up -d -W
	local switch
	switch=$(cat "$KRAFT_COMPOSE/demo/networks/default/pid")
	kill -9 "$switch"
	wait_for '! kill -0 "$switch" 2>/dev/null'
	run "$KRAFT" compose up -d -W
	[[ $output == *"started demo-a"* ]]
	kill -9 "$("$KRAFT" ps -o json | jq -r '.[0].pid')"
	wait_for '[ -z "$("$KRAFT" ps -q)" ]'
	run "$KRAFT" compose up -d -W
	[[ $output == *"started demo-a"* ]]
	mkdir -p ../elsewhere/demo
	cp compose.yaml sleeper ../elsewhere/demo
	cd ../elsewhere/demo
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"there is a project 'demo' already, from"* ]]
	"$KRAFT" compose up -d -W -p another
	[ "$("$KRAFT" ps -q | sort | xargs)" = "another-a demo-a" ]
	"$KRAFT" compose down -p another
	[ "$("$KRAFT" ps -q)" = demo-a ]
}

@test "a network ends by itself when its folder is gone" {
	sleeper
	printf 'services: {a: {image: sleeper}}\n' >compose.yaml
	"$KRAFT" compose up -d -W
	pid=$(cat "$KRAFT_COMPOSE/demo/networks/default/pid")
	rm -r "$KRAFT_COMPOSE/demo"
	wait_for '! kill -0 "$pid" 2>/dev/null'
}

@test "ports that are taken are told before anything starts" {
	sleeper
	port=$(free_port)
	python3 -c "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', $port)); s.listen(); time.sleep(60)" &
	HOLDER=$!
	wait_for "! python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", $port))' 2>/dev/null"
	printf 'services: {a: {image: sleeper, ports: ["127.0.0.1:%s:80"]}}\n' "$port" >compose.yaml
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"$port"* ]]
	[ -z "$("$KRAFT" ps -aq)" ]
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
	run "$KRAFT" compose up -W
	[ "$status" -eq 1 ]
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
	kill "$HOLDER" && wait "$HOLDER" || true
	HOLDER=
	free() { python3 -c "import socket; socket.socket().bind(('127.0.0.1', $port))" 2>/dev/null; }
	sed -i 's/}}$/}, b: {image: sleeper}}/' compose.yaml
	"$KRAFT" compose up -d -W
	run free
	[ "$status" -eq 1 ]
	"$KRAFT" compose stop a
	wait_for free
	"$KRAFT" compose up -d -W
	run free
	[ "$status" -eq 1 ]
	"$KRAFT" compose down
	free
	printf 'services: {a: {image: sleeper, volumes: ["./none:/data"]}}\n' >compose.yaml
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"there is no folder"*none* ]]
	printf 'services: {a: {image: sleeper, volumes: [".:data"]}}\n' >compose.yaml
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"compose.yaml:1:"*"is no volume"* ]]
}

@test "two images talk by name and by address, and a client of the host reaches one by its port" {
	[ -e "$IPERF3" ] || skip "the iperf3 image could not be built"
	"$KRAFT" pkg -n iperf3 -k "$IPERF3" -a -s >/dev/null
	port=$(free_port)
	cat >compose.yaml <<-Y
		services:
		  server:
		    image: iperf3
		    ports: ["127.0.0.1:$port:5201"]
		    networks: {lab: {ipv4_address: 10.77.0.20, aliases: [target]}}
		  by-name: &client
		    image: iperf3
		    command: -c server -n 4M -J
		    networks: [lab]
		  by-alias: {image: iperf3, command: -c target -t 1 -R, networks: [lab]}
		  by-address: {image: iperf3, command: -c 10.77.0.20 -n 1M, networks: [lab]}
		  nobody: {image: iperf3, command: -c nobody-here -n 1M, networks: [lab]}
		  apart: {image: iperf3, command: -c server -n 1M}
		networks:
		  lab: {ipam: {config: [{subnet: 10.77.0.0/24}]}}
	Y
	"$KRAFT" compose up -d -W server
	wait_for '"$KRAFT" compose logs server | grep -q "Server listening"'
	run timeout 100 "$KRAFT" compose up -W --exit-code-from by-name server by-name
	[ "$status" -eq 0 ]
	[[ $output == *"demo-server is running already"* ]]
	"$KRAFT" compose logs by-name
	[ "$("$KRAFT" compose logs by-name | sed 's/^by-name | //' | jq '.end.sum_received.bytes > 1000000')" = true ]
	"$KRAFT" compose up -d -W server
	wait_for '"$KRAFT" compose logs server | grep -q "Server listening"'
	timeout 60 iperf3 -c 127.0.0.1 -p "$port" -n 4M >/dev/null
	for service in by-alias by-address; do
		"$KRAFT" compose up -d -W "$service"
		timeout 60 "$KRAFT" compose logs -f "$service"
		[ "$("$KRAFT" compose ps -o json | jq -r ".[] | select(.service == \"$service\") | .state")" = "exited (0)" ]
	done
	# Nobody has the name; and the server's is not known on another network.
	"$KRAFT" compose up -d -W nobody apart
	timeout 60 "$KRAFT" compose logs -f nobody apart
	[ "$("$KRAFT" compose ps -o json | jq -r '.[] | select(.service == "nobody" or .service == "apart") | .state' | sort -u)" = "exited (1)" ]
}

@test "the examples of docs/packages.md work" {
	[ -e "$IPERF3" ] || skip "the iperf3 image could not be built"
	"$KRAFT" pkg -n iperf3 -k "$IPERF3" -a -s >/dev/null
	port=$(free_port)
	sed -n '/^```yaml/,/^```/p' "$TOP/docs/packages.md" | sed '1d; $d' | sed "s/127.0.0.1:5201/127.0.0.1:$port/" >compose.yaml
	"$KRAFT" compose up -d -W server
	wait_for '"$KRAFT" compose logs server | grep -q "Server listening"'
	run timeout 100 "$KRAFT" compose up -W --exit-code-from client
	[ "$status" -eq 0 ]
	[[ $output == *"client | iperf Done."* ]]
	"$KRAFT" compose down
	# The commands, in a project that is there already.
	echo_image
	"$KRAFT" pkg -n base -k echo >/dev/null
	printf 'spec: v0.6\nname: hello\nruntime: base\n' >kraft.yaml
	kraft() { timeout 60 "$KRAFT" "$@"; }
	lines=0
	while read -r line; do
		lines=$((lines + 1))
		eval "$line" </dev/null || { echo "this line failed: $line"; return 1; }
	done < <(sed -n '/^## Packages/,/^A package is named/p' "$TOP/docs/packages.md" | sed -nE 's/^    (kraft (pkg|run) .*)/\1/p' |
		sed -E 's/   +.*//; s/kraft run/kraft run -W/')
	[ "$lines" -ge 7 ]
	[ "$("$KRAFT" pkg ls -q | sort | xargs)" = "base:latest hello:1.0 iperf3:latest" ]
}
