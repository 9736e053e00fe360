# SPDX-License-Identifier: BSD-3-Clause
# The table of commands: parsing, help, manual page, completion.
load helper

@test "help is there for every command" {
	run kraft help
	[ "$status" -eq 0 ]
	kraft completion --words commands | while read -r word; do
		run kraft help "$word"
		[ "$status" -eq 0 ]
		[ -n "$output" ]
	done
}

@test "kraft starts in a few milliseconds" {
	start=$(date +%s%N)
	for _ in 1 2 3 4 5 6 7 8 9 10; do kraft --help >/dev/null; done
	end=$(date +%s%N)
	[ $(((end - start) / 10000000)) -lt 50 ]
}

@test "kraft links neither HTTP nor archives" {
	run ldd "$KRAFT"
	[[ $output == *libyaml* ]]
	[[ $output != *curl* && $output != *libarchive* && $output != *libcrypto* ]]
}

@test "an unknown command names the nearest" {
	run kraft biuld
	[ "$status" -eq 2 ]
	[[ $output == *"unknown command 'biuld'"* ]]
	[[ $output == *"did you mean 'kraft build'"* ]]
}

@test "an unknown second word names the nearest" {
	run kraft list updaet
	[ "$status" -eq 2 ]
	[[ $output == *"did you mean 'kraft list update'"* ]]
}

@test "an unknown option names the nearest" {
	run kraft build --no-porgress
	[ "$status" -eq 2 ]
	[[ $output == *"did you mean '--no-progress'"* ]]
	run kraft run --mem 64M
	[ "$status" -eq 2 ]
	[[ $output == *"did you mean '--memory'"* ]]
}

@test "an option without its value" {
	run kraft lib init --version
	[ "$status" -eq 2 ]
	[[ $output == *"needs a value"* ]]
}

@test "other names of commands, as fingers remember them" {
	[ "$(kraft net list 2>&1)" = "$(kraft net ls 2>&1)" ]
	run kraft lib rm
	[ "$status" -eq 2 ]
	[[ $output == *"'kraft lib remove' needs"* ]]
	run kraft menu </dev/null
	[[ $output != *"unknown command"* ]]
}

@test "numbers that are none" {
	application
	for words in 'build -j x' 'build -j 0' 'build --jobs=-1' 'test --timeout x' 'stop -t x a' 'fetch -j ""'; do
		run kraft $words
		[ "$status" -eq 2 ] || { echo "$words: $status $output"; return 1; }
		[[ $output == *"expected a"* ]]
	done
	run kraft build --all -t x
	[ "$status" -eq 2 ]
}

@test "an operand too much" {
	run kraft fetch everything
	[ "$status" -eq 2 ]
	[[ $output == *"takes no operand"* ]]
}

@test "global options stand before and after the command" {
	run kraft -C list --names
	[ "$status" -eq 0 ]
	run kraft list --names -C
	[ "$status" -eq 0 ]
}

@test "the version" {
	run kraft --version
	[ "$status" -eq 0 ]
	[[ $output == "kraft "[0-9]* ]]
}

@test "zsh and fish completion are written, another shell is an error" {
	run kraft completion zsh
	[ "$status" -eq 0 ]
	run kraft completion fish
	[ "$status" -eq 0 ]
	run kraft completion tcsh
	[ "$status" -ne 0 ]
}

@test "NO_COLOR and a pipe give no escape sequences" {
	run kraft list
	[[ $output != *$'\033'* ]]
}

@test "messages go to standard error, data to standard output" {
	kraft list update 2>/dev/null >out
	[ ! -s out ]
	kraft list -j 2>/dev/null | jq -e 'length > 0'
}

@test "output that cannot be written is a failure" {
	run bash -c "'$KRAFT' help >/dev/full"
	[ "$status" -ne 0 ]
}

@test "explain knows the variables of a Makefile.uk and the nearest of an unknown one" {
	run kraft explain LIBIPERF3_MAIN_FLAGS-y
	[ "$status" -eq 0 ]
	[[ $output == *"flags of one source"* ]]
	run kraft explain 'LIBFOO_CFLAGS-$(CONFIG_X)'
	[[ $output == *"flags of the C compiler"* ]]
	run kraft explain UK_PREPAER
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'UK_PREPARE'"* ]]
}

@test "explain says where an option stands and what it needs" {
	export UK_ROOT=$TOP/unikraft
	application
	kraft configure
	run kraft explain CONFIG_OPTIMIZE_SIZE
	[ "$status" -eq 0 ]
	[[ $output == *"defined at $TOP/unikraft/Config.uk:"* ]]
	[[ $output == *"one of a choice"* ]]
}
