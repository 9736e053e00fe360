#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Every variable in its three spellings: bare, -y, and under an option; the words of the command line that no other file tests.
load helper

option()
{
	printf 'config LIBFOO_ON\n\tbool "on"\n\tdefault y\nconfig LIBFOO_OFF\n\tbool "off"\n' >>"$LIB/Config.uk"
}

# three NAME VALUE: appends to NAME in each spelling; @ in the value becomes 1, 2, 3, and 4 under an option that is off.
three()
{
	printf '%s += %s\n%s-y += %s\n%s-$(CONFIG_LIBFOO_ON) += %s\n%s-$(CONFIG_LIBFOO_OFF) += %s\n' \
		"$1" "${2//@/1}" "$1" "${2//@/2}" "$1" "${2//@/3}" "$1" "${2//@/4}" | port
}

holds_three() # FILE WORD: 1, 2 and 3 and not 4
{
	local n
	for n in 1 2 3; do grep -qwF -- "${2//@/$n}" "$1" || { echo "$1 lacks ${2//@/$n}"; return 1; }; done
	! grep -qwF -- "${2//@/4}" "$1"
}

@test "flags and includes, of a library and global, for C, C++ and assembler" {
	option
	echo 'int c;' >"$LIB/a.c"
	echo 'int x;' >"$LIB/b.cpp"
	echo '.globl s; s = 0' >"$LIB/c.S"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.cpp $(LIBFOO_BASE)/c.S'
	local v p
	for p in LIBFOO_ ''; do
		for v in COMPFLAGS CFLAGS CXXFLAGS ASFLAGS; do three "$p$v" "-D${p}$v@"; done
		for v in CINCLUDES CXXINCLUDES ASINCLUDES; do three "$p$v" "-I/$p$v@"; done
	done
	three ARCHFLAGS -DARCH@
	three DBGFLAGS -DDBG@
	uk libfoo
	local f=$OUT/libfoo/.flags
	for p in LIBFOO_ ''; do
		for v in CC CXX AS; do holds_three "$f/$v" "-D${p}COMPFLAGS@"; done
		for v in C CXX AS; do
			holds_three "$f/${v/%C/CC}" "-D$p${v}FLAGS@"
			holds_three "$f/${v/%C/CC}" "-I/$p${v}INCLUDES@"
		done
	done 2>&1
	for v in CC CXX AS; do holds_three "$f/$v" -DARCH@; holds_three "$f/$v" -DDBG@; done
}

@test "a file's FLAGS, INCLUDES, CDEPS, SUBBUILD, with and without a variant" {
	option
	echo 'int NAME;' >"$LIB/file.c"
	echo 'int o;' >"$LIB/other.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c $(LIBFOO_BASE)/file.c|two $(LIBFOO_BASE)/other.c
	LIBFOO_FILE_FLAGS += -DNAME=one
	LIBFOO_FILE_TWO_FLAGS-y += -DNAME=two
	LIBFOO_OTHER_SUBBUILD-$(CONFIG_LIBFOO_ON) := there
	END
	three LIBFOO_FILE_FLAGS -DFILE@
	three LIBFOO_FILE_TWO_INCLUDES -I/file@
	three LIBFOO_OTHER_CDEPS "$LIB/input@"
	touch "$LIB"/input{1,2,3}
	uk libfoo
	holds_three "$OUT/libfoo/file.flags" -DFILE@
	holds_three "$OUT/libfoo/file.two.flags" -I/file@
	! grep -q FILE1 "$OUT/libfoo/file.two.flags"
	[ -e "$OUT/libfoo/there/other.o" ]
	for n in 1 2 3; do
		sleep 0.01
		touch "$LIB/input$n"
		[[ $(uk libfoo) == *other.o* ]]
	done
}

@test "a file with a dash in its name: both spellings; dots become underscores" {
	for f in redis-cli a.b-c d-e_f; do echo 'int x;' >"$LIB/$f.c"; done
	echo 'int y;' >"$LIB/redis-cli.h.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/redis-cli.c $(LIBFOO_BASE)/a.b-c.c $(LIBFOO_BASE)/d-e_f.c|v-w
	LIBFOO_REDIS-CLI_FLAGS-y += -Dx=x1
	LIBFOO_REDIS_CLI_FLAGS-y += -Dmore
	LIBFOO_A_B-C_FLAGS-$(CONFIG_LIBFOO) += -Dx=x2
	LIBFOO_D-E_F_V-W_FLAGS-y += -Dx=x3
	END
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output != *warning* ]]
	for s in x1 x2 x3; do defines "$OUT/libfoo.o" $s B; done
	grep -qw -- -Dmore "$OUT/libfoo/redis-cli.flags"
}

@test "objects, archives, symbols: OBJS ALIBS LDFLAGS EXPORTS LOCALS OBJCFLAGS CLEAN M4FLAGS AWKFLAGS" {
	option
	local n
	for n in 1 2 3 4; do
		echo "int pre$n;" >"$T/p.c" && gcc -fno-pic -c "$T/p.c" -o "$LIB/pre$n.o"
		echo "int from_archive$n(void) { return 1; }" >"$T/p.c" && gcc -fno-pic -c "$T/p.c" -o "$T/p.o"
		ar rcs "$LIB/lib$n.a" "$T/p.o"
		echo "hide$n" >"$LIB/hide$n"
		echo "int hide$n(void) { return 1; }" >>"$LIB/a.c"
		touch "$LIB/clean$n"
	done
	echo 'BEGIN { print V1 V2 V3 V4 }' >"$LIB/gen.h.awk"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/gen.h.awk'
	three LIBFOO_OBJS "$LIB/pre@.o"
	three LIBFOO_ALIBS "$LIB/lib@.a"
	three LIBFOO_LDFLAGS --defsym=set@=1
	three LIBFOO_LOCALS "$LIB/hide@"
	three LIBFOO_OBJCFLAGS '--add-symbol=added@=0'
	three LIBFOO_CLEAN "$LIB/clean@"
	three LIBFOO_AWKFLAGS '-v V@=@'
	echo 'int from_archive1(void), from_archive2(void), from_archive3(void);
int main(void) { return from_archive1() + from_archive2() + from_archive3(); }' >"$APP/main.c"
	uk
	for n in 1 2 3; do
		defines "$OUT/libfoo.o" pre$n B
		nm "$OUT/libfoo.o" | grep -q " A set$n\$"
		defines "$OUT/libfoo.o" hide$n t
		nm "$OUT/libfoo.o" | grep -q " added$n\$"
	done
	defines "$OUT/libfoo.o" hide4 T
	! nm "$OUT/libfoo.o" | grep -qE 'pre4|set4|added4'
	[ "$(cat "$OUT/libfoo/gen.h")" = 123 ]
	uk clean
	[ "$(cd "$LIB" && echo clean*)" = clean4 ]
}

@test "EXPORTS in three spellings add up" {
	option
	for n in 1 2 3 4; do echo "int shown$n(void) { return 1; }" >>"$LIB/a.c"; echo "shown$n" >"$LIB/list$n"; done
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	three LIBFOO_EXPORTS "$LIB/list@"
	uk libfoo
	for n in 1 2 3; do defines "$OUT/libfoo.o" shown$n T; done
	defines "$OUT/libfoo.o" shown4 t
}

@test "the image: OBJS ALIBS LDFLAGS IMAGE_LDFLAGS LDS, a library's LDS, a .ld source; print-lds lists the scripts" {
	option
	local n
	for n in 1 2 3 4; do
		echo "int obj$n(void) { return 0; }" >"$T/p.c" && gcc -fno-pic -c "$T/p.c" -o "$LIB/obj$n.o"
		echo "int arc$n(void) { return 0; }" >"$T/p.c" && gcc -fno-pic -c "$T/p.c" -o "$T/p.o" && ar rcs "$LIB/arc$n.a" "$T/p.o"
		for f in global lib; do echo "SECTIONS { .$f$n : { LONG(1) } } INSERT AFTER .data;" >"$LIB/$f$n.ld"; done
	done
	echo 'SECTIONS { .source : { LONG(1) } } INSERT AFTER .data;' >"$LIB/source.ld"
	echo 'int obj1(void), obj2(void), obj3(void), arc1(void), arc2(void), arc3(void);
int main(void) { return obj1() + obj2() + obj3() + arc1() + arc2() + arc3(); }' >"$APP/main.c"
	three OBJS "$LIB/obj@.o"
	three ALIBS "$LIB/arc@.a"
	three LDS "$LIB/global@.ld"
	three LIBFOO_LDS "$LIB/lib@.ld"
	three LDFLAGS -Wl,--defsym=flag@=1
	three IMAGE_LDFLAGS -Wl,--defsym=iflag@=1
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/source.ld'
	uk
	for n in 1 2 3; do
		for s in flag iflag; do nm "$OUT/app_kvm-x86_64.dbg" | grep -q " A $s$n\$"; done
		for s in global lib; do readelf -SW "$OUT/app_kvm-x86_64.dbg" | grep -q " \.$s$n "; done
	done
	readelf -SW "$OUT/app_kvm-x86_64.dbg" >"$T/sections"
	grep -q ' \.source ' "$T/sections"
	! grep -qE '\.(global|lib)4' "$T/sections"
	uk print-lds >"$T/scripts"
	grep -qx "$LIB/source.ld" "$T/scripts"
	grep -qx "$LIB/lib2.ld" "$T/scripts"
	grep -q 'plat/kvm/link.lds.S$' "$T/scripts"
}

@test "the steps: UK_FETCH UK_PREPARE UK_PREPROCESS UK_PROVIDED_SYSCALLS UK_IMAGES" {
	option
	local v
	for v in UK_FETCH UK_PREPARE UK_PREPROCESS UK_IMAGES; do three $v "\$(LIBFOO_BUILD)/${v}@"; done
	port <<'END'
$(LIBFOO_BUILD)/UK_%: ; mkdir -p $(@D) && touch $@
UK_PROVIDED_SYSCALLS += read-3
UK_PROVIDED_SYSCALLS-y += write-3
UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO_ON) += close-1
UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO_OFF) += open-3
END
	uk
	for v in UK_FETCH UK_PREPARE UK_PREPROCESS UK_IMAGES; do
		[ "$(cd "$OUT/libfoo" && echo $v*)" = "${v}1 ${v}2 ${v}3" ]
	done
	[ "$(uk print-syscalls | grep -cxE 'read-3|write-3|close-1|open-3')" = 3 ]
}

@test "EACHOLIB_SRCS and EACHOLIB_OBJS are in every library, EACHOLIB_LDFLAGS and _OBJCFLAGS apply to each" {
	option
	echo '#define C_(a, b) a ## b
#define C(a, b) C_(a, b)
int C(each_, __LIBNAME__);' >"$LIB/each.c"
	echo 'int own;' >"$LIB/a.c"
	port <<'END'
LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
EACHOLIB_SRCS-$(CONFIG_LIBFOO_ON) += $(LIBFOO_BASE)/each.c|every
EACHOLIB_SRCS-$(CONFIG_LIBFOO_OFF) += $(LIBFOO_BASE)/never.c
EACHOLIB_OBJS-y += $(LIBFOO_BUILD)/made.o
LIBFOO_EACH_EVERY_FLAGS-y += -DONLY_FOO
$(LIBFOO_BUILD)/made.o: $(LIBFOO_BASE)/a.c
	$(call build_cmd,OWN,libfoo,$@,$(CC) -Down=made -c $< -o $@)
END
	three EACHOLIB_LDFLAGS --defsym=ld@=1
	three EACHOLIB_OBJCFLAGS --add-symbol=oc@=0
	uk libfoo apptest
	defines "$OUT/libfoo.o" each_libfoo B
	defines "$OUT/apptest.o" each_apptest B
	for f in libfoo apptest; do
		defines "$OUT/$f.o" made B
		for n in 1 2 3; do nm "$OUT/$f.o" | grep -q " ld$n\$"; nm "$OUT/$f.o" | grep -q " oc$n\$"; done
		! nm "$OUT/$f.o" | grep -qE 'ld4|oc4'
	done
	grep -rqw -- -DONLY_FOO "$OUT/libfoo"
	! grep -rqw -- -DONLY_FOO "$OUT/apptest"
}

@test "UK_ASFLAGS UK_CFLAGS UK_CXXFLAGS reach their language; UK_LDEPS links again" {
	echo 'int c;' >"$LIB/a.c"
	echo 'int x;' >"$LIB/b.cpp"
	echo '.globl s; s = 0' >"$LIB/c.S"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.cpp $(LIBFOO_BASE)/c.S'
	touch "$T/input"
	local args=(UK_ASFLAGS=-DU_AS UK_CFLAGS=-DU_C UK_CXXFLAGS=-DU_CXX UK_LDEPS="$T/input")
	uk "${args[@]}"
	for v in AS=-DU_AS CC=-DU_C CXX=-DU_CXX; do grep -qw -- "${v#*=}" "$OUT/libfoo/.flags/${v%=*}"; done
	! grep -qw -- -DU_C "$OUT/libfoo/.flags/CXX"
	[[ $(uk "${args[@]}") != *LD* ]]
	sleep 0.01
	touch "$T/input"
	[[ $(uk "${args[@]}") == *LD*app_kvm* ]]
}

@test "CROSS_COMPILE is the prefix of every tool; a compiler that is missing is named" {
	echo 'int c;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	mkdir "$T/bin"
	for t in gcc g++ ld ar nm strip objcopy objdump readelf; do
		printf '#!/bin/sh\necho %s >>%s\nexec %s "$@"\n' $t "$T/used" $t >"$T/bin/my-$t"
		chmod +x "$T/bin/my-$t"
	done
	PATH=$T/bin:$PATH uk CROSS_COMPILE=my-
	for t in gcc ld nm strip; do grep -qx $t "$T/used"; done
	run uk CROSS_COMPILE=nothere-
	[ "$status" -ne 0 ]
	[[ $output == *"nothere-gcc"* ]]
}

@test "V=0, V=1, V=2, verbose_info and verbose_cmd" {
	echo 'int x;' >"$LIB/a.c"
	port <<'END'
LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
say:
	$(call verbose_info,SAY,only words)
	$(call verbose_cmd,DO,libfoo: words,echo d""one)
END
	uk libfoo V=0 >"$T/v0" 2>&1
	! grep -q -- ' -c ' "$T/v0"
	rm "$OUT/libfoo/a.o"
	uk libfoo V=2 2>&1 | grep -q '^+ gcc .*-c '
	run uk say
	[[ $output == *SAY*"only words"*DO*"libfoo: words"*done* ]]
	[[ $output != *'d""one'* ]]
	[[ $(uk say V=1) == *'echo d""one'* ]]
}

@test "strings and names: uc maps - to _, vprefix_lib, vprefix_src; folders" {
	port <<-'END'
	$(info t1 $(call vprefix_lib,libfoo-x,SRCS) $(call vprefix_src,libfoo,/a/b-c.c,,FLAGS) $(call vprefix_src,libfoo,d.c,isr,FLAGS))
	$(info t2 $(LIBFOO_BASE) $(LIBFOO_BUILD) $(LIBFOO_ORIGIN) $(LIBFOO_NAME))
	END
	uk print-libs >"$T/log"
	grep -qx 't1 LIBFOO_X_SRCS LIBFOO_B_C_FLAGS LIBFOO_D_ISR_FLAGS' "$T/log"
	grep -qx "t2 $LIB $OUT/libfoo $OUT/libfoo/origin libfoo" "$T/log"
}

@test "uk_libparam_libprefix_set, ukarch_tls_tcb_reserve, uknetdev_scratch_mem" {
	port <<-'END'
	$(eval $(call uk_libparam_libprefix_set,libfoo,brief))
	$(eval $(call ukarch_tls_tcb_reserve,200))
	$(eval $(call uknetdev_scratch_mem,64))
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	END
	echo 'int UK_LIBPARAM_PREFIX; int a[UKARCH_TLS_TCB_RESERVE], b[UK_NETDEV_SCRATCH_SIZE];' >"$LIB/a.c"
	uk libfoo
	nm -S "$OUT/libfoo.o" | grep -qE '0*320 B a$'
	nm -S "$OUT/libfoo.o" | grep -qE '0*100 B b$'
	defines "$OUT/libfoo.o" brief B
}

@test "gates of both compilers" {
	cat >"$T/gates" <<-'END'
	$(info g $(call have_gcc),$(call have_clang),$(call gcc_version_ge,4,8),$(call clang_version_ge,4,0),$(call gcc_version_lt,99),$(call clang_version_lt,99),$(call gcc_version_ge,99),$(call clang_version_ge,99))
	END
	port <"$T/gates"
	uk print-libs | grep -qx 'g y,,y,,y,,,'
	if command -v clang >/dev/null; then
		uk print-libs COMPILER=clang | grep -qx 'g ,y,,y,,y,,'
		port <<<'$(call error_if_clang_version_lt,99,0)'
		uk print-libs >/dev/null
		run uk print-libs COMPILER=clang
		[[ $output == *"this needs clang 99.0 or later"* ]]
	fi
}

@test ".dts becomes .dtb, by the program in DTC" {
	printf '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = -o ] && o=$2; shift; done; cp "$1" "$o"\n' >"$T/dtc"
	chmod +x "$T/dtc"
	echo '/dts-v1/; / { };' >"$LIB/board.dts"
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/board.dts $(LIBFOO_BASE)/a.c'
	uk libfoo DTC="$T/dtc"
	cmp "$LIB/board.dts" "$OUT/libfoo/board.dtb"
}

@test "clean-libs keeps the image; clean-LIB one library" {
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	uk
	uk clean-apptest
	[ ! -e "$OUT/apptest.o" ] && [ -e "$OUT/libfoo.o" ]
	uk clean-libs
	[ ! -e "$OUT/libfoo.o" ] && [ ! -e "$OUT/libfoo/a.o" ] && [ -e "$OUT/app_kvm-x86_64" ]
	uk objs
	[ -e "$OUT/libfoo/a.o" ] && [ ! -e "$OUT/libfoo.o" ]
	uk libs
	[ -e "$OUT/libfoo.o" ] && [ -e "$OUT/apptest.o" ]
}
