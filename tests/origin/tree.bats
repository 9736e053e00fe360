#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft-fetch tree: one checksum for a folder, by which kraft.lock knows it.

load helper

sum() { "$FETCH" tree "$@" | cut -d' ' -f1; }

@test "names and contents count, times, rights and hidden files do not" {
	mkdir -p a/deep b/deep
	for folder in a b; do
		echo one >$folder/one
		echo two >$folder/deep/two
		ln -s one $folder/link
	done
	touch -d 2001-01-01 b/one
	chmod 755 b/one
	mkdir b/.git b/build
	echo hidden >b/.git/x
	echo made >b/build/x
	[ "$(sum a)" = "$(sum b)" ]
	[ "$(sum a | wc -c)" -eq 65 ]
	before=$(sum b)
	[ "$(sum --whole b)" != "$before" ]
	mkdir b/deep/build
	echo source >b/deep/build/x
	[ "$(sum b)" != "$before" ]
	rm -r b/deep/build
	mv b/one b/eno
	[ "$(sum b)" != "$before" ]
	mv b/eno b/one
	ln -sf deep/two b/link
	[ "$(sum b)" != "$before" ]
	ln -sf one b/link
	[ "$(sum b)" = "$before" ]
	# what moves from one file to the next is not the same
	printf 'onetwo\n' >b/one
	: >b/deep/two
	[ "$(sum b)" != "$before" ]
}

@test "a file's own checksum; several at once; what is missing" {
	echo content >file
	[ "$(sum file)" = "$(sha256sum file | cut -d' ' -f1)" ]
	mkdir a b
	[ "$("$FETCH" tree a file b | wc -l)" -eq 3 ]
	run "$FETCH" tree nothing
	[ "$status" -eq 1 ]
	[[ $output == *nothing* ]]
}
