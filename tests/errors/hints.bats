#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# What a message suggests works: the suggestion is taken out of the message and done, and what failed then goes further.
load helper

# The suggestion of the last `hint:` that holds one: 'kraft …', or the word of "did you mean".
suggestion() { # OUTPUT
	grep -E '^ +hint:' <<<"$1" | grep -oE "'(kraft|rm|git|kill) [^']*'|did you mean '[^']*'" | head -n 1 | sed -E "s/^did you mean //; s/^'//; s/'$//"
}

# The word that the error was about.
blamed() { grep -m 1 'error:' <<<"$1" | grep -oE "'[^']*'" | head -n 1 | tr -d "'"; }

# follow COMMAND…: it fails with a suggestion. A command is run and must succeed; a word takes the place of the wrong one, in
# the command or in kraft.yaml. Then the command must succeed.
follow() {
	local better wrong args=("$@")
	run "$@"
	[ "$status" -ne 0 ] || { echo "'$*' did not fail"; return 1; }
	better=$(suggestion "$output")
	wrong=$(blamed "$output")
	[ -n "$better" ] || { printf 'no suggestion in:\n%s\n' "$output"; return 1; }
	if [[ $output == *"unknown command"* ]]; then
		run $better
	elif [[ $better == *" "* ]]; then
		bash -c "$better" || { echo "the suggested '$better' failed"; return 1; }
		run "$@"
	else
		sed -i "s/\b$wrong\b/$better/" kraft.yaml 2>/dev/null || true
		args=("${args[@]//"$wrong"/"$better"}")
		run "${args[@]}"
	fi
	[ "$status" -eq 0 ] || { printf "after '%s', '%s' said:\n%s\n" "$better" "${args[*]}" "$output"; return 1; }
}

@test "misspelt commands, options and names" {
	follow kraft biuld --help
	follow kraft list updaet
	follow kraft list --jsno
	follow kraft list show unikarft
	follow kraft list pull lwpi
	follow kraft help buidl
	follow kraft explain UK_PREPAER
	follow kraft init -p kmv fresh
	follow kraft init -t helloworlt other
	follow kraft lib add fooo
	follow kraft lib remove fooo
	run kraft configure -t kvm/x86_65
	[[ $output =~ "its targets are: "(.*) ]]
	kraft configure -t "${BASH_REMATCH[1]}"
	follow kraft clean libukbot
}

@test "misspelt words of kraft.yaml" {
	for change in 's/x86_64/x86_84/' 's/platform: kvm/platform: kvn/' 's/^  foo:/  fooo:/' 's/^libraries:/librarys:/' 's/architecture:/architectur:/'; do
		cp kraft.yaml "$T/good"
		sed -i "$change" kraft.yaml
		follow kraft configure
		cmp kraft.yaml "$T/good"
	done
	kraft set OPTIMIZE_SIZ
	run kraft configure
	[ "$status" -ne 0 ]
	[[ $output =~ "did you mean "([A-Z_]+)"?" ]]
	kraft unset OPTIMIZE_SIZ
	kraft set "${BASH_REMATCH[1]}"
	kraft configure
}

@test "variables of kraft.yaml, an empty file, no file" {
	sed -i 's/^name: .*/name: ${NOBODY_SET_THIS}/' kraft.yaml
	run kraft configure
	[[ $output =~ "give a default: "([^ ]*) ]]
	default=${BASH_REMATCH[1]}
	sed -i "s/^name: .*/name: $default/" kraft.yaml
	kraft configure
	: >kraft.yaml
	follow kraft configure
	mkdir "$T/none"
	cd "$T/none"
	run kraft build
	[[ $output == *"make one with 'kraft init NAME'"* ]]
	kraft init demo
	cd demo
	kraft configure
}

@test "origins that are gone, folders in the way" {
	cp -r "$LIB" "$T/two"
	sed -i s/foo/two/g "$T/two/Makefile.uk"
	kraft list add "$T/two"
	rm -rf "$T/two"
	follow kraft list update
	mkdir -p "$UK_WORKDIR/libs/musl"
	echo mine >"$UK_WORKDIR/libs/musl/notes"
	run kraft list pull musl
	[ "$status" -eq 1 ]
	[[ $output == *"replace it with --force"* ]]
	kraft list pull --force musl
	run kraft list remove "$T/nothing"
	[ "$status" -eq 1 ]
	follow kraft configure -u lwip@staging
}

@test "what is made without force stays, and with it is replaced" {
	cd "$T"
	run kraft init app
	[ "$status" -eq 1 ]
	[[ $output == *"--force"* ]]
	kraft init --force app
	mkdir -p full
	echo mine >full/file
	run kraft init -t helloworld full
	[[ $output == *"overwrite with --force"* ]]
	[ "$(cat full/file)" = mine ]
	run kraft lib init --no-prompt full
	[[ $output == *"replace it with --force"* ]]
	kraft lib init --no-prompt --force full
}

@test "menuconfig in a script: what the message names instead" {
	run kraft menuconfig </dev/null
	[[ $output == *"'kraft configure -s NAME=VALUE'"*"'kraft set NAME=VALUE'"* ]]
	kraft configure -s UK_NAME=other
	kraft set UK_NAME=another
	kraft configure
	grep -q 'CONFIG_UK_NAME="another"' .config
}

@test "from no image to a machine that runs: build, memory, ports, names" {
	follow kraft run -W
	# kraft.lock was written by that build
	rm kraft.lock
	follow kraft build --locked
	run kraft run -W -M 1M
	[[ $output =~ -M\ ([0-9]+M) ]]
	kraft run -W -M "${BASH_REMATCH[1]}"
	printf 'int main(void) { for (;;) ; }\n' >main.c
	kraft set LIBVIRTIO_NET
	kraft build >/dev/null 2>&1
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	kraft run -W -d -n first -p "$port:80"
	follow kraft rm first
	kraft run -W -d -n first -p "$port:80"
	follow kraft run -W -d -n first -p "$port:80"
	# the holder of a port
	follow kraft run -W -d -n second -p "$port:80"
	run kraft run -W -d -n third -p 80:80
	if [ "$status" -ne 0 ] && [[ $output =~ -p\ ([0-9]+:80) ]]; then
		kraft run -W -d -n third -p "${BASH_REMATCH[1]}"
	fi
	run kraft stop
	[ "$status" -eq 2 ]
	bash -c "$(suggestion "$output")"
	kraft stop --all
	run kraft logs nobody
	bash -c "$(suggestion "$output")"
	# what an image without the driver is told to select
	kraft unset LIBVIRTIO_NET
	run kraft run -W -D
	[ "$status" -eq 0 ]
	[[ $output == *"warning: kraft.yaml has changed since this image was built"* ]]
	bash -c "$(suggestion "$output")" >/dev/null 2>&1
	run kraft run -W -D
	[[ $output != *"has changed"* ]]
	run kraft run -W -d -p "$port:80"
	[ "$status" -eq 1 ]
	[[ $output =~ "select "(CONFIG_[A-Z_]+) ]]
	kraft set "${BASH_REMATCH[1]}"
	kraft build >/dev/null 2>&1
	kraft run -W -d -p "$port:80"
}

@test "a failed build suggests what shows more" {
	echo 'int main(void) { return }' >main.c
	run kraft build
	[ "$status" -eq 1 ]
	[[ $output =~ "'"(kraft -v build)"' shows the commands" ]]
	run ${BASH_REMATCH[1]}
	[ "$status" -eq 1 ]
	[[ $output == *gcc*main.c* ]]
}
