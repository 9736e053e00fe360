# SPDX-License-Identifier: BSD-3-Clause
# kraft test: one image, built once, that does what its arguments say.
load helper
bats_require_minimum_version 1.5.0

setup_file() {
	local TOP
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export HOME=$BATS_FILE_TMPDIR/home UK_WORKDIR=$BATS_FILE_TMPDIR/workspace KRAFTRC=$BATS_FILE_TMPDIR/.kraftrc
	mkdir -p "$HOME"
	cd "$BATS_FILE_TMPDIR" || return 1
	"$TOP/bin/kraft" init app
	cd app || return 1
	printf '$(eval $(call addlib,appapp))\nAPPAPP_SRCS-y += $(APPAPP_BASE)/main.c\n' >Makefile.uk
	cat >main.c <<-'END'
	#include <stdio.h>
	#include <stdlib.h>
	#include <string.h>
	#include <unistd.h>
	static int copy_input(void)
	{
		char block[100];
		ssize_t got;
		while ((got = read(0, block, sizeof(block))) > 0)
			write(1, block, got);
		return printf("end %d\n", (int)got);
	}
	int main(int argc, char **argv)
	{
		for (int i = 1; i < argc; i++) {
			if (!strcmp(argv[i], "exit"))
				return atoi(argv[++i]);
			else if (!strcmp(argv[i], "hang"))
				for (;;)
					;
			else if (!strcmp(argv[i], "flood"))
				for (;;)
					puts("flood flood flood flood flood flood flood flood flood flood flood flood");
			else if (!strcmp(argv[i], "crash"))
				*(volatile char *)64 = 1;
			else if (!strcmp(argv[i], "env"))
				puts(getenv("GREETING") ? getenv("GREETING") : "none");
			else if (!strcmp(argv[i], "copy"))
				copy_input();
			else
				puts(argv[i]);
		}
		return 0;
	}
	END
	"$TOP/bin/kraft" set LIBVIRTIO_NET LIBPOSIX_FDIO LIBPOSIX_FDTAB
	"$TOP/bin/kraft" build -j2
}

# A copy of the project with these cases.
project() {
	export UK_WORKDIR=$BATS_FILE_TMPDIR/workspace KRAFT_MACHINES=$T/machines XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache
	cp -r "$BATS_FILE_TMPDIR/app" .
	cd app
	printf 'arguments: default words\ntests:\n' >>kraft.yaml
	cat >>kraft.yaml
}

kraft_test() { run --separate-stderr timeout 120 "$KRAFT" test --no-build -W "$@"; }

@test "all that can be expected, and it is so" {
	project <<-'END'
	  - output: |
	      default
	      words
	  - name: no arguments
	    arguments: []
	    output: ""
	  - name: status
	    arguments: exit 42
	    status: 42
	  - name: crash
	    arguments: crash
	    status: nonzero
	    contains: "page fault"
	  - name: environment
	    arguments: [env]
	    env: {GREETING: "good day"}
	    output: good day
	  - name: words
	    args: ["a  b", 'c"d']
	    matches: ['^a  b$', '^c.d$']
	    excludes: [x, y]
	    memory: 32M
	  - name: any
	    arguments: exit 9
	    status: any
	END
	mkdir tests
	printf 'arguments: from a file\ncontains: file\n' >tests/conventional.test
	: >tests/empty.test
	kraft_test
	echo "$output"
	[ "$status" -eq 0 ]
	[[ ${lines[-1]} == "9 passed, 0 failed" ]]
	[ "$(grep -c ^PASS <<<"$output")" -eq 9 ]
	[ "$(kraft test --list | tr '\n' ' ')" = "test 1 no arguments status crash environment words any conventional empty " ]
	[ -z "$(kraft ps -a -q)" ]
}

@test "what is otherwise is a failure that says what: status, output, parts, time" {
	project <<-'END'
	  - name: status
	    arguments: exit 3
	  - name: exact
	    arguments: [one, three]
	    output: |
	      one
	      two
	      three
	  - name: parts
	    arguments: something
	    contains: [thing, missing]
	    excludes: some
	    matches: ["^thing", "g$"]
	  - name: hangs
	    arguments: [begun, hang]
	    timeout: 2
	  - name: floods
	    arguments: flood
	  - name: should fail
	    arguments: exit 0
	    status: nonzero
	  - name: passes
	    arguments: fine
	END
	kraft_test
	echo "$output"
	[ "$status" -eq 1 ]
	[[ ${lines[-1]} == "1 passed, 6 failed" ]]
	[[ $output == *"FAIL status"*"status: expected 0, got 3"* ]]
	[[ $output == *"FAIL exact"*"     one"*"    -two"*"     three"* ]]
	[[ $output == *"output: 'missing' is not in it"*"output: 'some' is in it"*"output: nothing matches '^thing'"* ]]
	[[ $output != *"nothing matches 'g$'"* ]]
	[[ $output == *"FAIL hangs"*"it did not end within 2 seconds"*"begun"* ]]
	[[ $output == *"FAIL floods"*"it printed without end"* ]]
	[[ $output == *"FAIL should fail"*"status: expected a failure, got 0"* ]]
	[ -z "$(kraft ps -a -q)" ]
	kraft_test --fail-fast
	[ "$status" -eq 1 ]
	[[ ${lines[-1]} == "0 passed, 1 failed, 6 left out" ]]
	kraft_test -f 'pas*' -f 'should*'
	[[ ${lines[-1]} == "1 passed, 1 failed" ]]
	kraft_test -f hangs --timeout 1
	[[ $output == *"within 1 seconds"* ]]
}

@test "TAP and JSON" {
	project <<-'END'
	  - name: good
	    arguments: fine
	  - name: bad
	    arguments: exit 1
	END
	kraft_test -o tap
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "TAP version 14" ]
	[ "${lines[1]}" = "1..2" ]
	[[ ${lines[2]} == "ok 1 - good # time="* && ${lines[3]} == "not ok 2 - bad # time="* && ${lines[4]} == "# status: expected 0, got 1" ]]
	kraft_test -o json
	[ "$status" -eq 1 ]
	jq -e '.passed == 1 and .failed == 1 and (.tests | map(.name) == ["good", "bad"]) and (.tests[0] | .passed and .output == "fine\n" and .status == 0)
		and (.tests[1] | (.reason | test("expected 0, got 1")) and .status == 1)' <<<"$output"
	kraft_test -o xml
	[ "$status" -eq 2 ]
}

@test "ports and probes" {
	project <<-'END'
	  - name: reached
	    arguments: [listening, hang]
	    ports: [80, 53/udp]
	    ready: listening
	    probe: 'test "$KRAFT_PORT" = "$KRAFT_PORT_80" && test -n "$KRAFT_PORT_53" && python3 -c "import socket, os; socket.create_connection((\"127.0.0.1\", int(os.environ[\"KRAFT_PORT\"])))"'
	  - name: fails at first
	    arguments: hang
	    probe: 'test -e second || { touch second; exit 1; }'
	  - name: never
	    arguments: hang
	    probe: 'false'
	    timeout: 2
	  - name: not ready
	    arguments: hang
	    ready: nothing
	    probe: 'true'
	    timeout: 2
	  - name: ends
	    arguments: exit 5
	    probe: 'false'
	END
	kraft_test
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"PASS reached"*"PASS fails at first"* ]]
	[[ $output == *"FAIL never"*"the probe did not succeed within 2 seconds"* ]]
	[[ $output == *"FAIL not ready"*"'nothing' was not printed within 2 seconds"* ]]
	[[ $output == *"FAIL ends"*"it ended with status 5 before the probe succeeded"* ]]
	[ -z "$(kraft ps -a -q)" ]
}

@test "results of uktest are counted, as printed" {
	project <<-'END'
	  - name: inside
	    arguments: ["test: sums->add: passed", "test: sums->carry: failed at sums.c:7: 1 == 2", "test: sums->carry: FAILED", "test: sums: 2 cases, 1 failed",
	      "test: other->one: passed", "test: other: 1 cases, 0 failed", "test: third: the suite could not be prepared"]
	END
	kraft_test
	[ "$status" -eq 1 ]
	[[ $output == *"FAIL inside"*"2 of 4 cases in the image passed"*"FAIL sums->carry"*"failed at sums.c:7: 1 == 2"*"2 of 4 test cases in the image failed"* ]]
	kraft_test -o tap
	[[ $output == *"# Subtest: inside"*"    1..4"*"    ok 1 - sums->add"*"    not ok 2 - sums->carry"*"not ok 1 - inside"* ]]
	kraft_test -o json
	jq -e '.tests[0].cases | map(.passed) == [true, false, true, false]' <<<"$output"
}

@test "an image with uktest tests itself" {
	[ -e "$TOP/unikraft/lib/boot/uktest" ] || skip "this library OS has no uktest"
	project </dev/null
	sed -i '/^tests:/d; /^arguments:/d' kraft.yaml
	kraft set LIBUKTEST LIBUKTEST_EXIT
	cat >main.c <<-'END'
	#include <uk/test.h>
	UK_TESTCASE(sums, good) { UK_TEST_EXPECT_SNUM_EQ(1 + 1, 2); }
	uk_testsuite_register(sums, NULL);
	int main(void) { return 7; }
	END
	run --separate-stderr "$KRAFT" test -W -j2
	echo "$output $stderr"
	[ "$status" -eq 0 ]
	[[ $output == *"PASS uktest"*"1 of 1 cases in the image passed"* ]]
	sed -i 's/1 + 1, 2/1 + 1, 3/' main.c
	run --separate-stderr "$KRAFT" test -W -j2
	[ "$status" -eq 1 ]
	[[ $output == *"FAIL sums->good"*"main.c:2"* ]]
}

@test "it builds first, and what does not build is not tested" {
	project <<-'END'
	  - arguments: new
	    output: changed
	END
	sed -i 's/puts(argv\[i\])/puts("changed")/' main.c
	run --separate-stderr "$KRAFT" test -W -j2
	[ "$status" -eq 0 ]
	sed -i 's/return 0;/return }/' main.c
	run --separate-stderr "$KRAFT" test -W -j2
	[ "$status" -eq 1 ]
	[[ $output != *PASS* ]]
}

@test "nothing to test is no success" {
	project </dev/null
	sed -i '/^tests:/d' kraft.yaml
	kraft_test
	[ "$status" -eq 1 ]
	[[ $stderr == *"app has no test cases"*"'tests:'"* ]]
	cd ..
	kraft_test app
	[ "$status" -eq 1 ]
	cd app
	printf 'tests: [{arguments: x}]\n' >>kraft.yaml
	kraft_test -f nobody
	[ "$status" -eq 1 ]
	[[ $stderr == *"no test case is called 'nobody'"* ]]
	cd ..
	kraft_test app
	[ "$status" -eq 0 ]
}

@test "faults of test cases have their place" {
	project <<-'END'
	  - name: one
	    argumnts: x
	    status: 300
	    timeout: soon
	    matches: "(unclosed"
	    ports: ["8080:80"]
	    ready: x
	  - probe: curl $KRAFT_PORT
	END
	kraft_test
	[ "$status" -eq 1 ]
	for text in "kraft.yaml:15:5: error: unknown key 'argumnts' in a test" "did you mean 'arguments'" "kraft.yaml:16:13: error: '300' is no exit status" \
		"kraft.yaml:17:14: error: 'soon' is no time limit" "kraft.yaml:18:14: error: '(unclosed' is no regular expression" \
		"kraft.yaml:19:12: error: '8080:80' is no port of the guest" "error: 'ready' says when the probe starts" "forwards no port"; do
		[[ $stderr == *"$text"* ]] || { printf 'no "%s" in:\n%s\n' "$text" "$stderr"; return 1; }
	done
	[[ $output != *PASS* ]]
}

@test "networks of kraft.yaml: the bridge, its address, name servers; what is not done is said" {
	unshare -n true 2>/dev/null || skip "network namespaces need root"
	project </dev/null
	sed -i '/^tests:/d' kraft.yaml
	cat >>kraft.yaml <<-'END'
	networks:
	  br77:
	    ip: 172.44.0.2
	    netmask: 255.255.255.0
	    gateway: 172.44.0.1
	    dns0: 9.9.9.9
	    dns1: 8.8.8.8
	    mac: 52:54:00:12:34:56
	    pre-up: ip link add br77
	END
	run unshare -n bash -c "ip link add br77 type bridge && '$KRAFT' run -W -D"
	[ "$status" -eq 0 ]
	[[ $output == *"netdev.ip=172.44.0.2/24:172.44.0.1:9.9.9.9:8.8.8.8"* ]]
	[[ $output == *"mac=52:54:00:12:34:56"* && $output == *"br=br77"* ]]
	[[ $output == *"kraft.yaml:"*"are not run"* ]]
	run unshare -n "$KRAFT" run -W -D
	[ "$status" -eq 0 ]
	[[ $output == *"there is no bridge 'br77': user-mode networking instead"* && $output == *"-netdev user"* ]]
}

@test "standard input is what the case says, and ends" {
	project <<-'END'
	  - name: input
	    arguments: [copy]
	    stdin: "one\ntwo \x04 three\n"
	    output: "one\ntwo \x04 three\nend 0"
	  - name: none
	    arguments: [copy]
	    output: end 0
	END
	kraft_test
	[ "$status" -eq 0 ]
	[[ $output == *"2 passed"* ]]
}
