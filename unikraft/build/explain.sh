# SPDX-License-Identifier: BSD-3-Clause
# Explains a failed link: who could provide a missing symbol, who defines one twice, and where main could come from.
# $1: the linker's messages, or "main". UK_GEN/providers lists every component: folder, and "on", "off", or "away" (not in L=).

# $1 folder of a component: "library OPTION" as its Makefile.uk registers it
registered()
{
	sed -n 's/^.*call addlib[a-z_]*,\(.*,\)\{0,1\}\(lib[^,]*\),$(CONFIG_\([A-Z0-9_]*\).*$/\2 \3/p' "$1/Makefile.uk" | head -n 1
}

# $1 symbol: the components whose sources define it, as lines "library option folder state"
providers()
{
	while read -r folder state; do
		[ -n "$(registered "$folder")" ] || continue
		if grep -qsx "$1" "$folder/exportsyms.uk" "$folder/symbols.uk" ||
			grep -rqsE --include='*.c' --include='*.S' --include='*.cc' \
				"^([A-Za-z_][A-Za-z0-9_ *]*[ *])?$1\(([^;]*\$|[^;]*\)[ ]*\{)|^[ 	]*\.globl[ 	]+$1\$" "$folder"; then
			echo "$(registered "$folder") $folder $state"
		fi
	done <"$UK_GEN/providers"
}

explain_undefined()
{
	where=$(sed -n "s/^\(.*\): undefined reference to [\`']$1'\$/\1/p" "$2" | sed 's/^.*ld: //' | head -n 1)
	echo "error: nothing in this image defines '$1' (needed at ${where:-an unknown place})"
	found=$(providers "$1")
	if [ -z "$found" ]; then
		echo "       no library known here provides it: is a source file missing in a Makefile.uk, or a library in L=?"
		return
	fi
	echo "$found" | while read -r name option folder state; do
		case $state in
		on) echo "       $name ($folder) has it, but not in this configuration: see its options and exportsyms.uk" ;;
		off) echo "       $name provides it: set CONFIG_$option=y ('make menuconfig')" ;;
		*) echo "       $name provides it: add $folder to L= and set CONFIG_$option=y" ;;
		esac
	done
}

explain_twice()
{
	echo "error: '$1' is defined twice:"
	awk -v name="$1" -v quote="'" '
		function library(path) { sub(/^.*\//, "", path); return path }
		/: in function / { owner = $0; sub(/^.*ld: /, "", owner); sub(/: in function .*/, "", owner) }
		index($0, "multiple definition of `" name quote "; ") {
			at = $0; sub(/: multiple definition of .*/, "", at); sub(/^.*ld: /, "", at)
			first = $0; sub(/^.*; /, "", first); sub(/: first defined here$/, "", first)
			if (match(at, /\.(o|a\([^)]*\)):/)) { owner = substr(at, 1, RSTART + RLENGTH - 2); at = substr(at, RSTART + RLENGTH) }
			match(first, /\.(o|a\([^)]*\)):/)
			print "       in " library(substr(first, 1, RSTART + RLENGTH - 2)) " at " substr(first, RSTART + RLENGTH)
			print "       in " library(owner) " at " at
		}' "$2" | sort -u
	if [ "$1" = main ]; then
		echo "       one of them must go: a library's is switched by its option LIB…_MAIN_FUNCTION, or renamed by"
		echo "       LIBX_FILE_FLAGS-y += -Dmain=x_main in its Makefile.uk, where FILE is the source's name in upper case"
	fi
}

if [ "$1" = main ]; then
	echo "error: this image has no main(): nothing would run"
	sed -n 's/^# CONFIG_\(.*_MAIN_FUNCTION\) is not set$/       CONFIG_\1=y would provide one/p' "$UK_GEN/auto.conf"
	echo "       otherwise compile a file that defines main, or take back a flag -Dmain=… ; to link without one: CONFIG_UK_NO_MAIN=y"
	exit 0
fi
undefined=$(sed -n "s/.*undefined reference to [\`']\([^']*\)'.*/\1/p" "$1" | sort -u)
twice=$(sed -n "s/.*multiple definition of [\`']\([^']*\)'.*/\1/p" "$1" | sort -u)
if [ -z "$undefined$twice" ]; then
	cat "$1"
	exit 0
fi
for s in $undefined; do explain_undefined "$s" "$1"; done
for s in $twice; do explain_twice "$s" "$1"; done
