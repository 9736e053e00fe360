# SPDX-License-Identifier: BSD-3-Clause
# Completion as people get it: a shell on a terminal, and the tabulator. Manual pages, and their installation.
load helper
bats_require_minimum_version 1.5.0

# What the lines (as typed) and their completions are, in every shell.
project() {
	application
	printf '  - {name: second, plat: qemu, arch: x86_64}\n' >>kraft.yaml
	mkdir -p images/deep
	: >images/deep/hello_image
	KRAFT_MACHINES=$T/machines
	export KRAFT_MACHINES PATH=$TOP/bin:$PATH
}

typed=('kraft bui' 'kraft list upd' 'kraft net insp' 'kraft build --no-f' 'kraft build -t sec' 'kraft list pull hello'
	'kraft lib add lw' 'kraft ps -o js' 'kraft build --output' 'kraft run images/deep/he' 'kraft completion fi' 'kraft help conf' 'kraft run --mach')
completed=('kraft build' 'kraft list update' 'kraft net inspect' 'kraft build --no-fetch' 'kraft build -t second' 'kraft list pull helloworld'
	'kraft lib add lwip' 'kraft ps -o json' 'kraft build --output' 'kraft run images/deep/hello_image' 'kraft completion fish' 'kraft help configure' 'kraft run --machine')

check() { # SHELL SETUP
	local i
	mapfile -t got < <(timeout 120 python3 "$TOP/tests/kraft/complete.py" "$1" "$2" "${typed[@]}")
	for i in "${!typed[@]}"; do
		# zsh puts the = of a long option; fish and bash do not
		[ "${got[i]%=}" = "${completed[i]}" ] || { echo "$1: '${typed[i]}' became '${got[i]:-nothing}', not '${completed[i]}'"; return 1; }
	done
}

@test "bash completes" {
	project
	kraft completion bash >completion.sh
	check bash 'source ./completion.sh'
	mapfile -t got < <(python3 "$TOP/tests/kraft/complete.py" bash 'source ./completion.sh' 'kraft ps --output=js' 'kraft -C li')
	[ "${got[0]}" = 'kraft ps --output=json' ]
}

@test "zsh completes" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	project
	mkdir functions
	kraft completion zsh >functions/_kraft
	check zsh 'fpath=($PWD/functions $fpath); autoload -U compinit; compinit -D'
	# sourced as well
	kraft completion zsh >completion.sh
	mapfile -t got < <(python3 "$TOP/tests/kraft/complete.py" zsh 'autoload -U compinit; compinit -D; source ./completion.sh' 'kraft men')
	[ "${got[0]}" = 'kraft menuconfig' ]
}

@test "fish completes" {
	command -v fish >/dev/null || skip "fish is not installed"
	project
	kraft completion fish >completion.fish
	for i in "${!typed[@]}"; do
		run fish --no-config -c "source ./completion.fish; complete -C '${typed[i]}'"
		[[ ${typed[i]} == *"--output" ]] && continue
		[[ ${completed[i]} == *"${lines[0]%%$'\t'*}" && -n ${lines[0]} ]] || { echo "'${typed[i]}' gave '$output', not '${completed[i]}'"; return 1; }
	done
	run fish --no-config -c "source ./completion.fish; complete -C 'kraft run -- '"
	[[ $output != *"--machine"* ]]
}

@test "each command has a manual page without faults" {
	kraft help --man-pages pages
	[ "$(ls pages | wc -l)" -eq "$(($(kraft help | awk '/^Commands:/ { on = 1; next } NF == 0 { on = 0 } on' | wc -l) + 1))" ]
	kraft help --man lib init | cmp - pages/kraft-lib-init.1
	grep -q 'kraft\\-lib\\-init' pages/kraft.1
	for page in pages/*; do
		run --separate-stderr man --warnings -l "$page"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
	done
	man -l pages/kraft-run.1 | grep -q -- '--memory'
	command -v mandoc >/dev/null || skip "mandoc is not installed"
	run mandoc -T lint -W warning pages/*
	[ -z "$output" ]
}

@test "an installation has pages and completions in their places, and takes them away again" {
	make -C "$TOP" -s install PREFIX="$T/prefix" >/dev/null
	for file in man/man1/kraft.1 man/man1/kraft-run.1 man/man1/kraft-list-update.1 bash-completion/completions/kraft \
		zsh/site-functions/_kraft fish/vendor_completions.d/kraft.fish; do
		[ -s "$T/prefix/share/$file" ]
	done
	make -C "$TOP" -s uninstall PREFIX="$T/prefix" >/dev/null
	[ -z "$(find "$T/prefix" -type f)" ]
}
