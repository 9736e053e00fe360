#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Mistakes get an answer that says what and where.
load helper

fails_with() # TEXT, TARGET...
{
	local text=$1
	shift
	run uk "$@"
	[ "$status" -ne 0 ]
	[[ $output == *"$text"* ]] || { echo "$output"; return 1; }
}

@test "a source file that does not exist: library and file" {
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/gone.c'
	fails_with "libfoo: the source file $LIB/gone.c does not exist; it is named in $LIB/Makefile.uk" libfoo
}

@test "a source of unknown kind" {
	touch "$LIB/a.xyz"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.xyz'
	fails_with "sources of this kind ('.xyz') are not known" libfoo
}

@test "a library that is none; an application that is none; paths with blanks" {
	run make -C "$UK" A="$APP" O="$OUT" L="$T/nothing" libs
	[ "$status" -ne 0 ] && [[ $output == *"$T/nothing holds no Makefile.uk"* ]]
	run make -C "$UK" A="$T/nothing" O="$OUT" libs
	[ "$status" -ne 0 ] && [[ $output == *"no such directory"* ]]
	run make -C "$UK" A="$T/a b" libs
	[ "$status" -ne 0 ] && [[ $output == *"contains a blank"* ]]
}

@test "variables without effect are named, with the nearest name" {
	echo 'int main_x;' >"$LIB/main.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/main.c
	LIBFOO_FOO_FLAGS-y += -Dmain=foo_main
	LIBFOO_SCRS-y += x.c
	LIBFOOSRCS-y += y.c
	LIBFOO_SUPPRESS_FLAGS += -w
	LIBFOO_SRCS-$(CONFIG_LIBFOO_MORE) += $(LIBFOO_BASE)/more.c
	LIBFOO_MORE_FLAGS-$(CONFIG_LIBFOO_MORE) += -DMORE
	LIBFOO_LESS_FLAGS-$(CONFIG_LIBFOO) += -DLESS
	LIBFOO_CFLAGS-y += $(LIBFOO_SUPPRESS_FLAGS)
	END
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output == *"Makefile.uk:3: warning: LIBFOO_FOO_FLAGS matches no source of this library; did you mean LIBFOO_MAIN_FLAGS?"* ]]
	[[ $output == *"nothing reads LIBFOO_SCRS; did you mean LIBFOO_SRCS?"* ]]
	[[ $output == *"nothing reads LIBFOOSRCS; did you mean LIBFOO_SRCS?"* ]]
	[[ $output == *"LIBFOO_LESS_FLAGS matches no source"* ]]
	[[ $output != *SUPPRESS* && $output != *MORE* ]]
}

@test "an undefined symbol: the library and option that would provide it" {
	echo 'int uktimeconv_is_leap_year(long); int nobody_has_it(void); int main(void) { return uktimeconv_is_leap_year(4) + nobody_has_it(); }' >"$APP/main.c"
	run uk
	[ "$status" -ne 0 ]
	[[ $output == *"'uktimeconv_is_leap_year'"*"libuktimeconv provides it: set CONFIG_LIBUKTIMECONV=y"* ]]
	[[ $output == *"'nobody_has_it'"*"no library known here provides it"* ]]
}

@test "an undefined symbol of a library beside those in L=" {
	mkdir -p "$T/libs/bar"
	echo '$(eval $(call addlib_s,libbar,$(CONFIG_LIBBAR)))' >"$T/libs/bar/Makefile.uk"
	echo 'int bar_call(void) { return 1; }' >"$T/libs/bar/bar.c"
	echo 'int bar_call(void); int main(void) { return bar_call(); }' >"$APP/main.c"
	fails_with "libbar provides it: add $T/libs/bar to L= and set CONFIG_LIBBAR=y"
}

@test "no main: the option that would provide one" {
	echo 'int not_main;' >"$APP/main.c"
	printf 'config LIBFOO_MAIN_FUNCTION\n\tbool "Provide main function"\n' >>"$LIB/Config.uk"
	fails_with "CONFIG_LIBFOO_MAIN_FUNCTION=y would provide one"
}

@test "two definitions of main: both owners and the way out" {
	echo 'int main(void) { return 1; }' >"$LIB/other.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/other.c'
	run uk
	[ "$status" -ne 0 ]
	[[ $output == *"'main' is defined twice"* ]]
	[[ $output == *"libfoo.o at /libs/foo/other.c"* ]]
	[[ $output == *"apptest.o at /app/main.c"* ]]
	[[ $output == *"-Dmain="* ]]
}

@test "two sources that would make one object" {
	touch "$LIB/a.c" "$LIB/a.cpp"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/a.cpp'
	fails_with "two sources make the object" libfoo
}

@test "a segment that is writable and executable fails the build" {
	printf '.section .bad,"awx"\n.globl bad\nbad: ret\n' >"$APP/bad.S"
	echo 'void bad(void); int main(void) { bad(); return 0; }' >"$APP/main.c"
	echo 'APPTEST_SRCS-y += $(APPTEST_BASE)/bad.S' >>"$APP/Makefile.uk"
	run uk UK_LDFLAGS=-Wl,--no-warn-rwx-segments
	echo "$output" >"$T/log"
	if [ "$status" -eq 0 ]; then
		# the linker script kept the segment's rights: then nothing may be writable and executable
		! readelf -lW "$OUT/app_kvm-x86_64" | grep -E 'LOAD.* RWE '
	else
		[[ $output == *"writable and executable"* ]]
	fi
}

@test "compiler gates" {
	port <<-'END'
	$(info gates: gcc=$(call have_gcc) ge=$(call gcc_version_ge,4,8) not=$(call gcc_version_ge,99,0) lt=$(call gcc_version_lt,99,0))
	END
	[[ $(uk libs 2>&1 || :) == *"gates: gcc=y ge=y not= lt=y"* ]]
	port <<<'$(call error_if_gcc_version_lt,99,0)'
	fails_with "this needs gcc 99.0 or later" libfoo
}

@test "qstrip, uc, lc, and folders" {
	port <<-'END'
	$(info text: $(call qstrip,"a b") $(call uc,lib-x_y) $(call lc,ABC) $(call sub_build_dir,z))
	uk_made := $(call mk_sub_build_dir,made) $(call mk_sub_libbuild_dir,libfoo,inner)
	END
	[[ $(uk print-libs 2>&1) == *"text: a b LIB_X_Y abc $OUT/z"* ]]
	[ -d "$OUT/made" ] && [ -d "$OUT/libfoo/inner" ]
}
