#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft compose: health, restarts, named volumes, and the commands that look after what runs.

load compose

setup_file() {
	export TOP=$BATS_TEST_DIRNAME/../..
	TOP=$(cd "$TOP" && pwd)
	. "$TOP/tests/lib/boot.sh"
	build_image web "$BATS_TEST_DIRNAME/web" "$TOP/libs/musl:$TOP/libs/lwip" >&2
	WEB=$(image_path web)
	export WEB
}

# health SERVICE: as `compose ps` tells it
health() { "$KRAFT" compose ps -o json | jq -r ".[] | select(.service == \"$1\") | .health"; }
state() { "$KRAFT" compose ps -o json | jq -r ".[] | select(.service == \"$1\") | .state"; }
restarts() { cat "$KRAFT_COMPOSE/demo/restarts/$1" 2>/dev/null || echo 0; }
# lines of a healthcheck that is quick
quick='interval: 300ms, start_interval: 100ms, timeout: 2s, retries: 2'

@test "a service waits until the other one is healthy: a page, in all spellings, and a port" {
	[ -e "$WEB" ] || skip "the image could not be built"
	sleeper
	for check in '[CMD, curl, -fsS, -o, /dev/null, --max-time, "3", "http://localhost:8080/late"]' '[CMD, nc, -z, localhost, "8080"]' \
		'curl -f http://127.0.0.1:8080/ok > /dev/null 2>&1 || exit 1' '[CMD-SHELL, "wget -q -O /dev/null web:8080/ok || false"]'; do
		cat >compose.yaml <<-Y
			services:
			  web:
			    image: $WEB
			    healthcheck: {test: $check, $quick, start_period: 30s}
			  after:
			    image: sleeper
			    depends_on: {web: {condition: service_healthy}}
		Y
		run timeout 60 "$KRAFT" compose up -d -W
		[ "$status" -eq 0 ] || { echo "$check: $output"; return 1; }
		[[ $output == *"started demo-web"*"started demo-after"* ]]
		[ "$(health web)" = healthy ]
		[ "$(health after)" = null ]
		"$KRAFT" compose down
	done
}

@test "one that does not become healthy is an error with its reason, and nobody waits for ever" {
	[ -e "$WEB" ] || skip "the image could not be built"
	sleeper
	ender 3
	for pair in '8080/nowhere=its HTTP answer is no success' '8081/=the port is closed' '8080/exit/5=status 5 before it was healthy'; do
		cat >compose.yaml <<-Y
			services:
			  web:
			    image: $WEB
			    healthcheck: {test: [CMD, curl, "http://localhost:${pair%%=*}"], $quick}
			  after:
			    image: sleeper
			    depends_on: {web: {condition: service_healthy}}
		Y
		run timeout 60 "$KRAFT" compose up -d -W
		[ "$status" -eq 1 ]
		[[ $output == *"compose.yaml:7:"*"${pair#*=}"* && $output != *"started demo-after"* ]] || { echo "$pair: $output"; return 1; }
		"$KRAFT" compose down
	done
	# without a network nobody answers; --wait asks as well
	cat >compose.yaml <<-Y
		services:
		  sleeper:
		    image: sleeper
		    healthcheck: {test: [CMD, nc, -z, localhost, "1"], interval: 100ms, timeout: 200ms, retries: 1}
	Y
	run timeout 60 "$KRAFT" compose up --wait -W
	[ "$status" -eq 1 ]
	[[ $output == *"'sleeper' is not healthy: it does not answer on the network"* ]]
	[ "$(health sleeper)" = unhealthy ]
}

@test "health is asked for further on, and told by ps" {
	[ -e "$WEB" ] || skip "the image could not be built"
	cat >compose.yaml <<-Y
		services:
		  web:
		    image: $WEB
		    healthcheck: {test: [CMD, curl, "http://localhost:8080/ok"], $quick}
	Y
	timeout 60 "$KRAFT" compose up --wait -W
	[ "$(health web)" = healthy ]
	supervisor=$(cut -d' ' -f1 "$KRAFT_COMPOSE/demo/supervisor")
	kill -0 "$supervisor"
	"$KRAFT" compose pause
	[ "$(state web)" = paused ]
	run "$KRAFT" compose pause web
	[ "$status" -eq 1 ]
	[[ $output == *"'web' is not running"* ]]
	"$KRAFT" compose unpause web
	# the same port, a page that is not there any more
	sed -i s,8080/ok,8080/gone, compose.yaml
	run timeout 60 "$KRAFT" compose up -d -W
	[[ $output == *"demo-web is running already"* ]]
	wait_for '[ "$(health web)" = unhealthy ]'
	! kill -0 "$supervisor" 2>/dev/null
	supervisor=$(cut -d' ' -f1 "$KRAFT_COMPOSE/demo/supervisor")
	"$KRAFT" compose down
	wait_for '! kill -0 "$supervisor" 2>/dev/null'
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
}

@test "restart: what ends is started again by its rule, what was stopped is not" {
	sleeper
	ender 0
	ender 3
	cat >compose.yaml <<-Y
		services:
		  always: {image: sleeper, restart: always}
		  twice: {image: ended3, restart: "on-failure:2"}
		  good: {image: ended0, restart: on-failure}
		  never: {image: sleeper, restart: no}
	Y
	timeout 60 "$KRAFT" compose up -d -W
	wait_for '[ "$(restarts twice)" = 2 ] && [ "$(state twice)" = "exited (3)" ]'
	[ "$(state good)" = "exited (0)" ]
	[ "$(restarts good)" = 0 ]
	pid() { "$KRAFT" ps -o json | jq -r ".[] | select(.name == \"demo-$1\") | .pid"; }
	old=$(pid always)
	kill -9 "$old" "$(pid never)"
	wait_for '[ "$(restarts always)" = 1 ] && [ "$(state always)" = running ]'
	[ "$(pid always)" != "$old" ]
	[ "$(state never)" != running ]
	# twice has had its attempts: after a while as before
	[ "$(restarts twice)" = 2 ]
	"$KRAFT" compose stop always
	supervisor=$(cut -d' ' -f1 "$KRAFT_COMPOSE/demo/supervisor")
	# nothing is left to look after
	wait_for '! kill -0 "$supervisor" 2>/dev/null'
	[ "$(state always)" = "stopped (143)" ]
	"$KRAFT" compose start always
	[ "$(state always)" = running ]
	[ "$(restarts always)" = 0 ]
	"$KRAFT" compose down
	[ -z "$("$KRAFT" ps -aq)" ]
	[ "$(ls -A "$KRAFT_COMPOSE")" = "" ]
}

@test "in the foreground a machine that comes back is followed" {
	ender 3
	sleeper
	printf 'services:\n  job: {image: ended3, restart: "on-failure:2"}\n' >compose.yaml
	run timeout 60 "$KRAFT" compose up -W
	[ "$status" -eq 3 ]
	[ "$(grep -c 'job | bye 3' <<<"$output")" -eq 3 ]
	[[ $output == *"started again"*"demo-job has ended with status 3" ]]
	[ "$("$KRAFT" compose logs | grep -c "job | bye 3")" -eq 3 ]
	printf 'services:\n  on: {image: sleeper, restart: always}\n' >compose.yaml
	"$KRAFT" compose up -W >log 2>&1 &
	FOREGROUND=$!
	wait_for 'grep -q "on | up" log'
	kill -9 "$("$KRAFT" ps -o json | jq -r '.[0].pid')"
	wait_for '[ "$(grep -c "on | up" log)" -eq 2 ]'
	kill -INT "$FOREGROUND"
	wait "$FOREGROUND" || true
	FOREGROUND=
	[ -z "$("$KRAFT" ps -q)" ]
	[ ! -e "$KRAFT_COMPOSE/demo/supervisor" ]
}

@test "start, restart and stop of some" {
	sleeper
	printf 'services:\n  a: {image: sleeper}\n  b: {image: sleeper, depends_on: [a]}\n' >compose.yaml
	run "$KRAFT" compose start
	[ "$status" -eq 1 ]
	[[ $output == *"demo has no machine yet"*"compose up -d"* ]]
	"$KRAFT" compose up -d -W a
	run "$KRAFT" compose restart b
	[ "$status" -eq 1 ]
	[[ $output == *"'b' has no machine yet"*"compose up -d b"* ]]
	"$KRAFT" compose up -d -W
	run "$KRAFT" compose restart -W a
	[ "$status" -eq 0 ]
	[[ $output == *"stopped demo-a"*"started demo-a"* && $output != *"demo-b"* ]]
	"$KRAFT" compose stop
	run "$KRAFT" compose start -W b
	[[ $output == *"started demo-a"*"started demo-b"* ]]
	run "$KRAFT" compose restart -t soon
	[ "$status" -eq 2 ]
}

@test "named volumes are made, shared, kept and removed" {
	export KRAFT_VOLUMES=$PWD/volumes
	sleeper
	cat >compose.yaml <<-Y
		services:
		  a: {image: sleeper, volumes: ["data:/data", "./here:/here:ro"]}
		volumes:
		  data:
		  unused:
		  other: {name: own-name}
		  given: {external: true}
	Y
	mkdir here
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 0 ]
	[[ $output == *"made the volume demo_data"* ]]
	[[ $("$KRAFT" volume inspect demo_data) == *demo-a* ]]
	[ "$("$KRAFT" volume ls -o json | jq -r '.[].name')" = demo_data ]
	run "$KRAFT" compose up -d -W
	[[ $output != *"made the volume"* ]]
	"$KRAFT" compose config | grep -A2 'type: volume' | xargs | grep -q 'type: volume source: data target: /data'
	"$KRAFT" compose config | grep -A3 'type: bind' | xargs | grep -q "source: $PWD/here target: /here read_only: true"
	sed -i 's/"data:/"given:/' compose.yaml
	run "$KRAFT" compose up -d -W
	[ "$status" -eq 1 ]
	[[ $output == *"compose.yaml:7:3: error: there is no volume 'given'"*"kraft volume create given"* ]]
	sed -i 's/"given:/"other:/' compose.yaml
	run "$KRAFT" compose up -d -W
	[[ $output == *"made the volume own-name"* ]]
	"$KRAFT" compose down
	[ ! -e "$KRAFT_COMPOSE/demo" ]
	[ "$("$KRAFT" volume ls -o json | jq -r '.[].name' | xargs)" = "demo_data own-name" ]
	run "$KRAFT" compose down -v
	[ "$status" -eq 0 ]
	[[ $output == *"removed the volume demo_data"*"removed the volume own-name"* ]]
	[ "$("$KRAFT" volume ls -o json | jq length)" = 0 ]
}

@test "config prints a file that means the same" {
	printf 'A=from file\n' >vars
	cat >compose.yaml <<-'Y'
		services:
		  web:
		    image: "${IMAGE:-shop}"
		    command: ["a b", '$$HOME', "\"q\""]
		    env_file: vars
		    environment: {B: "x: y", A: later}
		    ports: ["127.0.0.1:8080:80", {target: 53, published: 5353, protocol: udp}]
		    networks: {lab: {aliases: [shop]}}
		    healthcheck: {test: "wget -q http://localhost/ || exit 1", interval: 1m30s, retries: 5}
		    restart: on-failure:4
		    mem_limit: 64m
		  job: {image: x, depends_on: {web: {condition: service_healthy}}, network_mode: none}
		  extra: {image: y, profiles: [more], hostname: h}
		networks:
		  lab: {internal: true, ipam: {config: [{subnet: 10.9.0.0/24}]}}
	Y
	"$KRAFT" compose config >first
	grep -q '"\$\$HOME"' first
	grep -q 'interval: 90000ms' first
	grep -q 'ipv4_address: 10.9.0.2' first
	! grep -q extra first
	[ "$(grep -c '"A"' first)" -eq 1 ]
	"$KRAFT" compose config -f first >second
	diff first second
	"$KRAFT" compose config --profile more | grep -q 'hostname: "h"'
	[ "$("$KRAFT" compose config --services | xargs)" = "web job" ]
	[ "$(IMAGE=other "$KRAFT" compose config --images | xargs)" = "other x" ]
	"$KRAFT" compose config -q
	echo 'services: {a: {imag: x}}' >compose.yaml
	run "$KRAFT" compose config -q
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'image'"* ]]
}
