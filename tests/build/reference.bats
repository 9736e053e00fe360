#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Builds every example of docs/makefile-uk.md, so that the page cannot go stale: without a warning, and with what `gives:` names.
load helper

# Everything that the examples speak of, in the library's folder.
setup_folder()
{
	mkdir -p "$LIB/sub" "$LIB/include" "$LIB/patches"
	for f in a sub/a extra handler some-file; do n=${f//[\/-]/_}; echo "int $n(void) { return 1; }" >"$LIB/$f.c"; done
	echo 'int cpp_value;' >"$LIB/b.cpp"
	echo '.globl c_value; c_value = 1' >"$LIB/c.S"
	printf '#include "made.h"\n#include "late.h"\nint made_value = MADE;\n' >"$LIB/made.c"
	echo '#define J_(a, b) a ## b
#define J(a, b) J_(a, b)
int J(each_, __LIBNAME__);' >"$LIB/each.c"
	echo 'SECTIONS { .part : { LONG(1) } } INSERT AFTER .data;' | tee "$LIB/part.lds.S" >"$LIB/plain.ld"
	echo 'BEGIN { print "int from_awk = " VALUE ";" }' >"$LIB/gen.c.awk"
	echo "int handler_value;" >>"$LIB/handler.c"
	echo a >"$LIB/shown"
	echo handler_value >"$LIB/hidden"
	touch "$LIB/table.txt"
	echo 'int old(void) { return 1; }' >"$T/old.c"
	gcc -fno-pic -c "$T/old.c" -o "$LIB/old.o" && ar rcs "$LIB/old.a" "$LIB/old.o"
	fake_fetch
	archive foo-1.0 src/foo.c='int foo_value = 1;'
	cp "$T/archives/foo-1.0.tar.gz" "$LIB/"
	printf -- '--- a/src/foo.c\n+++ b/src/foo.c\n@@ -1 +1 @@\n-int foo_value = 1;\n+int foo_value = 2;\n' >"$LIB/patches/1.patch"
	git init -q -b main "$LIB/repository"
	echo 'int cloned;' >"$LIB/repository/cloned.c"
	git -C "$LIB/repository" add cloned.c
	git -C "$LIB/repository" -c user.name=x -c user.email=x@example.invalid commit -qm x
}

# Splits the page's examples into $T/examples/NUMBER.KIND
examples()
{
	mkdir -p "$T/examples"
	awk -v out="$T/examples" '/^```(make|kconfig)/ { kind = substr($0, 4); gsub(/ /, "_", kind); file = sprintf("%s/%02d.%s", out, ++n, kind); next }
		/^```/ { file = ""; next } file { print >file }' "$UK/../docs/makefile-uk.md"
}

gives() # FILE: all that the example names is there
{
	local path
	for path in $(sed -n 's/.*gives: //p' "$1"); do [ -e "$OUT/$path" ] || { echo "$path is not there"; return 1; }; done
}

@test "every example of a library builds, without a warning, and gives what it says" {
	setup_folder
	examples
	sed -n '/^menuconfig/,$p' "$T"/examples/*.kconfig >"$LIB/Config.uk"
	local f number=0
	for f in "$T"/examples/*.make; do
		rm -rf "$OUT/libfoo" "$OUT"/*.o "$OUT"/*.a
		{ grep -q 'call addlib.*,libfoo,' "$f" && ! grep -q paramprefix "$f" || echo '$(eval $(call addlib_s,libfoo,$(CONFIG_LIBFOO)))'; cat "$f"; } >"$LIB/Makefile.uk"
		run uk libs
		[ "$status" -eq 0 ] && [[ $output != *[Ww]arning* ]] || { echo "$f:"; cat "$f"; echo "$output"; return 1; }
		gives "$f" || { cat "$f"; return 1; }
		number=$((number + 1))
	done
	[ "$number" -ge 20 ]
}

@test "the examples that concern the image's link give an image" {
	setup_folder
	examples
	grep -l 'LDS-y += \|IMAGE_LDFLAGS' "$T"/examples/*.make >"$T/list"
	while read -r f; do
		{ echo '$(eval $(call addlib_s,libfoo,$(CONFIG_LIBFOO)))'; cat "$f"; } >"$LIB/Makefile.uk"
		echo 'int old(void); int main(void) { return old(); }' >"$APP/main.c"
		uk
		nm "$OUT/app_kvm-x86_64.dbg" | grep -q ' A foo_is_here$'
	done <"$T/list"
	[ "$(wc -l <"$T/list")" -ge 1 ]
}

@test "the examples of platforms" {
	setup_folder
	examples
	sed -i /select/d "$APP/Config.uk"
	for f in "$T"/examples/*.make_platform; do
		printf 'config PLAT_TOY\n\tbool "toy"\n\tdefault y\n' >"$LIB/Config.uk"
		cp "$f" "$LIB/Makefile.uk"
		sed 's/^\t//' >"$LIB/Linker.uk" <<<'$(BUILD_DIR)/toy.image: $(UK_OLIBS) ; $(LD) -r -o $@ $(UK_OLIBS)'
		env -u MAKEFLAGS make --no-print-directory -C "$UK" A="$APP" O="$OUT" P="$LIB" libs >"$T/log" 2>&1 || { cat "$f" "$T/log"; return 1; }
		! grep -i warning "$T/log"
		gives "$f"
	done
	env -u MAKEFLAGS make --no-print-directory -C "$UK" A="$APP" O="$OUT" P="$LIB" >/dev/null
	[ -e "$OUT/toy.image" ]
}

@test "the example of a Config.uk: every kind of symbol has its value" {
	examples
	cat "$T"/examples/*.kconfig >"$LIB/Config.uk"
	run uk olddefconfig
	[ "$status" -eq 0 ] && [[ $output != *warning* ]]
	for line in CONFIG_LIBFOO=y CONFIG_LIBFOO_EXTRA=y CONFIG_LIBFOO_SLOTS=8 'CONFIG_LIBFOO_GREETING="hello"' CONFIG_LIBFOO_KIND_SMALL=y \
		'# CONFIG_LIBFOO_MAIN_FUNCTION is not set' CONFIG_LIBUKTIMECONV=y; do
		grep -qxF "$line" "$APP/.config" || { echo "$line"; return 1; }
	done
}
