# SPDX-License-Identifier: BSD-3-Clause
# The linker's messages (GNU ld, lld) as lines: U, symbol, place of its first use; D, symbol, owner and place, owner and place.
# Sorted by symbol, each once.
function library(path) { sub(/^.*\//, "", path); return path }
# "x/libfoo.o:(.text+0x3)" or "x/foo.c:12": what people look for
function place(text) {
	if (match(text, /\.(o|a\([^)]*\)):/))
		return library(substr(text, 1, RSTART + RLENGTH - 2))
	return text
}
function undefined(symbol, at) {
	if (!(symbol in where))
		where[symbol] = at
}
function twice(symbol, owner, at, first, first_at) {
	duplicate[symbol "\t" first "\t" first_at "\t" owner "\t" at] = 1
}
{ sub(/^[^ ]*ld(\.[a-z]+)?: /, "") }
/: in function / { owner = $0; sub(/: in function .*/, "", owner) }
match($0, /: (more )?undefined references? to [`']/) {
	symbol = substr($0, RSTART + RLENGTH)
	sub(/' follow$/, "", symbol)
	sub(/'$/, "", symbol)
	undefined(symbol, place(substr($0, 1, RSTART - 1)))
}
match($0, /: multiple definition of [`']/) {
	at = substr($0, 1, RSTART - 1)
	symbol = substr($0, RSTART + RLENGTH)
	first = symbol
	sub(/'; .*$/, "", symbol)
	first = substr(first, length(symbol) + 4)
	sub(/: first defined here$/, "", first)
	mine = owner
	if (match(at, /\.(o|a\([^)]*\)):/)) {
		mine = substr(at, 1, RSTART + RLENGTH - 2)
		at = substr(at, RSTART + RLENGTH)
	}
	if (match(first, /\.(o|a\([^)]*\)):/))
		twice(symbol, library(mine), at, library(substr(first, 1, RSTART + RLENGTH - 2)), substr(first, RSTART + RLENGTH))
}
# lld: the symbol, then lines of where
sub(/^error: undefined symbol: /, "") { pending = $0; next }
sub(/^error: duplicate symbol: /, "") { doubled = $0; owners = 0; next }
pending != "" && sub(/^>>> referenced by /, "") { undefined(pending, $1); pending = "" }
doubled != "" && sub(/^>>> defined at /, "") { at = $1; next }
doubled != "" && /^>>> +[^ ]/ {
	sub(/^>>> +/, "")
	sub(/:\(.*/, "")
	if (owners++ == 0) {
		first = library($0)
		first_at = at
	} else {
		twice(doubled, library($0), at, first, first_at)
		doubled = ""
	}
}
END {
	sort = "LC_ALL=C sort"
	for (s in where)
		print "U\t" s "\t" where[s] | sort
	for (d in duplicate)
		print "D\t" d | sort
	close(sort)
}
