# SPDX-License-Identifier: BSD-3-Clause
# Explains a failed link: who could provide what is missing, who defines a symbol twice, and where main could come from.
# $1: the linker's messages (GNU ld or lld), or "main". Environment: UK_GEN, UK_BUILD_BASE, NM.
# UK_GEN/providers lists every component: folder, and "on", "off", or "away" (beside those in L=, but not named there).
gen=$UK_GEN
build=${UK_GEN%/uk}
t=$gen/explain.$$
tab=$(printf '\t')

# $1 folder of a component: "library OPTION" as its Makefile.uk registers it
registered()
{
	sed -n 's/^.*call addlib[a-z_]*,\(.*,\)\{0,1\}\(lib[^,]*\),.*$(CONFIG_\([A-Z0-9_]*\).*$/\2 \3/p' "$1/Makefile.uk" | head -n 1
}

# Every component as "folder state library option", and "folder/origin" for sources that were unpacked.
components()
{
	while read -r folder state; do
		set -- $(registered "$folder")
		[ $# = 2 ] || continue
		echo "$folder $state $1 $2 $folder"
		[ ! -d "$build/$1/origin" ] || echo "$folder $state $1 $2 $build/$1/origin"
	done <"$gen/providers"
}

# Symbols that a selected library defines and its lists of symbols hide: "symbol folder".
hidden()
{
	while read -r folder state library option place; do
		[ "$state" = on ] && [ "$folder" = "$place" ] && [ -s "$build/$library/.symbols" ] && [ -e "$build/$library.o" ] || continue
		[ -n "$(tr -d '[:space:]' <"$build/$library/.symbols")" ] || continue
		objects=$(grep '\.o$' "$build/$library/.objs" | sed 's/^-.* //')
		{ $NM "$build/$library.o" | sed -n 's/^[0-9a-f]* [tdbr] /local /p'
		  $NM $objects 2>/dev/null | sed -n 's/^[0-9a-f]* [TDBR] /global /p'; } |
			awk -v folder="$folder" '$1 == "local" { local[$2] = 1 } $1 == "global" && ($2 in local) { print $2 "\t" folder }'
	done <"$t.components"
}

if [ "$1" = main ]; then
	echo "error: this image has no main(): nothing would run"
	sed -n 's/^# CONFIG_\(.*_MAIN_FUNCTION\) is not set$/       CONFIG_\1=y would provide one/p' "$gen/auto.conf"
	echo "       otherwise compile a file that defines main, or take back a flag -Dmain=… ; to link without one: CONFIG_UK_NO_MAIN=y"
	exit 0
fi

position_dependent()
{
	grep -q 'recompile with -fPI[CE]' "$1" || return 0
	echo "error: assembler code has the address of a symbol in an instruction, and the image may lie anywhere"
	echo "       write symbol(%rip), as in leaq symbol(%rip), %rax; or link it to a fixed place: CONFIG_ASLR=n ('make menuconfig', 'kraft configure -n ASLR')"
}

awk -f "$UK_BUILD_BASE/explain_errors.awk" "$1" >"$t.errors"
if [ ! -s "$t.errors" ]; then
	cat "$1"
	position_dependent "$1"
	rm -f "$t".*
	exit 0
fi
# What the linker says besides: relocations that overflow, files that are missing.
grep -E '(error|fatal): |truncated to fit|cannot find|No such file' "$1" | grep -vE 'undefined symbol|duplicate symbol|ld returned|linker command failed'
position_dependent "$1"

if grep -q "^U$tab" "$t.errors"; then
	components >"$t.components"
	while read -r folder state library option place; do
		find "$place" -name build -prune -o -type f \( -name '*.c' -o -name '*.S' -o -name '*.s' -o -name '*.cc' -o -name '*.cpp' -o -name '*.cxx' -o -name '*.C' \
			-o -name exportsyms.uk -o -name symbols.uk \) -print | sed "s,^,$folder$tab,"
	done <"$t.components" >"$t.files"
	awk -F '\t' -v files="$t.files" -f "$UK_BUILD_BASE/explain_sources.awk" "$t.errors" >"$t.found"
	hidden >"$t.hidden"
	awk -F '\t' -v gen="$gen" -v t="$t" -f "$UK_BUILD_BASE/explain_undefined.awk" "$t.errors"
fi
awk -F '\t' '$1 == "D" {
	if ($2 != name)
		print "error: \047" $2 "\047 is defined twice:"
	name = $2
	for (i = 3; i < 7; i += 2)
		if (!((name, $i, $(i + 1)) in seen) && (seen[name, $i, $(i + 1)] = 1))
			print "       in " $i " at " $(i + 1)
	if (name == "main" && !said++)
		hint = "       one of them must go: a library\047s is switched by its option LIB…_MAIN_FUNCTION, or renamed by\n" \
			"       LIBX_FILE_FLAGS-y += -Dmain=x_main in its Makefile.uk, where FILE is the source\047s name in upper case"
}
END { if (hint) print hint }' "$t.errors"
rm -f "$t".*
