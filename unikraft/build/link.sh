# SPDX-License-Identifier: BSD-3-Clause
# Links an image: IMAGE.rsp holds the linker's arguments. The first pass decides what stays in; what it finds is reported before
# there is an image: system calls, symbols that are missing or defined twice, no main. With a symbol table it links once more,
# since the table lists the result of the first pass; it lies behind the text, so the functions stay where they are.
# Environment: CC NM UK_TOOL UK_BUILD_BASE UK_GEN UK_SYMBOLS=y UK_NO_MAIN=y UK_SYMFILE=y
set -e
image=$1

fail()
{
	rm -f "$image.pass1" "$image.symtab.S" "$image.symtab.o" "$image.nm"
	exit 1
}

# What IMAGE.nm contains of each kind, in IMAGE.syscalls: "have NAME", "stub NAME", and behind a stub the library that would provide it.
report_system_calls()
{
	sed -n 's/^[0-9a-f]* T uk_syscall_r_/have /p; s/^[0-9a-f]* W uk_syscall_r_/stub /p' "$image.nm" | sort >"$image.called"
	: >"$image.syscalls"
	awk -v out="$image.syscalls" -f "$UK_BUILD_BASE/stubs.awk" "$image.called" $(sed -n 's,^ *\(.*\) off$,\1/Makefile.uk,p' "$UK_GEN/providers")
	rm -f "$image.called"
}

# A link that fails is tried again with all faults of symbols forgiven, which tells the system calls as well: all is said at once.
if ! $CC @"$image.rsp" -o "$image.pass1" 2>"$image.err"; then
	if $CC @"$image.rsp" -Wl,--unresolved-symbols=ignore-all -Wl,-z,muldefs -o "$image.pass1" 2>/dev/null; then
		$NM -n "$image.pass1" >"$image.nm"
		report_system_calls
	fi
	sh "$UK_BUILD_BASE/explain.sh" "$image.err" >&2
	fail
fi
cat "$image.err" >&2
rm -f "$image.err"
$NM -n "$image.pass1" >"$image.nm"
report_system_calls

if [ -z "$UK_NO_MAIN" ] && grep -q ' W main$' "$image.nm"; then
	sh "$UK_BUILD_BASE/explain.sh" main >&2
	fail
fi
if [ -n "$UK_SYMBOLS" ]; then
	$UK_TOOL symtab <"$image.nm" >"$image.symtab.S" || fail
	$CC -c "$image.symtab.S" -o "$image.symtab.o"
	$CC @"$image.rsp" "$image.symtab.o" -o "$image.pass1" || fail
	rm -f "$image.symtab.S" "$image.symtab.o"
fi
$UK_TOOL elf-check "$image.pass1" || fail
mv -f "$image.pass1" "$image.dbg"
if [ -n "$UK_SYMFILE" ]; then mv -f "$image.nm" "$image.sym"; else rm -f "$image.nm" "$image.sym"; fi
