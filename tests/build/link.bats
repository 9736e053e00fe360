#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# What a failed link says: who would provide what is missing, who defines what twice; and the report of system calls.
load helper

fails() # TARGET...: the output is in $output
{
	run uk "$@"
	[ "$status" -ne 0 ] || { echo "it did not fail: $output"; return 1; }
}

says() # TEXT...: in this order
{
	local text pattern='*'
	for text in "$@"; do pattern+="\"$text\"*"; done
	eval "[[ \$output == $pattern ]]" || { echo "missing one of: $*"; echo "$output"; return 1; }
}

@test "C++ names are shown as in the source, and found" {
	mkdir -p "$T/libs/bar"
	echo '$(eval $(call addlib_s,libbar,$(CONFIG_LIBBAR)))' >"$T/libs/bar/Makefile.uk"
	printf 'namespace n {\nint S::m(int a) const\n{\n\treturn a;\n}\n}\n' >"$T/libs/bar/bar.cpp"
	printf 'namespace n { struct S { int m(int) const; }; int far(char const *); }\nint main() { n::S s; return s.m(1) + n::far(""); }\n' >"$APP/main.cpp"
	sed -i 's/main\.c/main.cpp/' "$APP/Makefile.uk"
	fails
	says "defines 'n::far(char const*)' (needed at /app/main.cpp:2)" "no library known here provides it"
	says "defines 'n::S::m(int) const'" "libbar provides it: add $T/libs/bar to L= and set CONFIG_LIBBAR=y"
}

@test "what only the run-time library of C++ has is called that" {
	printf 'int main() { return *new int; }\n' >"$APP/main.cpp"
	sed -i 's/main\.c/main.cpp/' "$APP/Makefile.uk"
	fails
	says "'operator new(unsigned long)'" "it belongs to the run-time library of C++"
}

@test "hundreds of undefined symbols: grouped by provider, sorted, each once" {
	mkdir -p "$T/libs/bar"
	echo '$(eval $(call addlib_s,libbar,$(CONFIG_LIBBAR)))' >"$T/libs/bar/Makefile.uk"
	local n
	{ for n in $(seq 100 399); do echo "int bar_$n(int a, ...);"; done
	  for n in $(seq 1 5); do echo "int lost_$n(int a, ...);"; done
	  echo 'int main(void) { return 0'
	  for n in $(seq 100 399); do echo "+ bar_$n(bar_$n(1))"; done
	  for n in $(seq 1 5); do echo "+ lost_$n(1)"; done
	  echo ';}'; } >"$APP/main.c"
	for n in $(seq 100 399); do echo "int bar_$n(int a, ...) { return a; }"; done >"$T/libs/bar/bar.c"
	fails
	says "these 5 symbols:" "'lost_1' (needed at /app/main.c:" "'lost_5' (needed" "no library known here provides them" \
		"these 300 symbols:" "bar_100, bar_101," "bar_399" "libbar provides them: add $T/libs/bar to L="
	[ "$(grep -o 'bar_123' <<<"$output" | wc -l)" = 1 ]
	[ "$(sed -n "/^error/,\$p" <<<"$output" | wc -l)" -lt 45 ]
	[[ $output != *"undefined reference"* ]]
}

@test "a weak symbol that nobody defines is no error" {
	echo 'int maybe(void) __attribute__((weak)); int surely(void); int main(void) { return maybe ? maybe() : surely(); }' >"$APP/main.c"
	fails
	says "'surely'"
	[[ $output != *maybe* ]]
	echo 'int maybe(void) __attribute__((weak)); int main(void) { return maybe ? maybe() : 0; }' >"$APP/main.c"
	uk
}

@test "a selected library that hides the symbol says so" {
	printf 'int shown(void)\n{\n\treturn 1;\n}\nint kept(void) { return 2; }\nstatic int inner(void) { return 3; }\nint (*use)(void) = inner;\n' >"$LIB/a.c"
	echo shown >"$LIB/exportsyms.uk"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	echo 'int shown(void), kept(void); int main(void) { return shown() + kept(); }' >"$APP/main.c"
	fails
	says "'kept'" "libfoo has it and hides it: list it in $LIB/exportsyms.uk"
	rm "$LIB/exportsyms.uk"
	echo kept >"$LIB/localsyms.uk"
	fails
	says "libfoo has it and hides it"
}

@test "a selected library whose option is off: the option; conditionals around the line count" {
	printf 'config LIBFOO_MORE\n\tbool "more"\nconfig LIBFOO_DEEP\n\tbool "deep"\n' >>"$LIB/Config.uk"
	echo 'int more(void) { return 1; }' >"$LIB/more.c"
	echo 'int deep(void) { return 1; }' >"$LIB/deep.c"
	echo 'int idle(void) { return 1; }' >"$LIB/idle.c"
	printf '#include <uk/config.h>\n#ifdef CONFIG_LIBFOO_MORE\nint guarded(void) { return 1; }\n#endif\nint there;\n' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	LIBFOO_SRCS-$(CONFIG_LIBFOO_MORE) += $(LIBFOO_BASE)/more.c|glue
	ifeq ($(CONFIG_LIBFOO_DEEP),y)
	LIBFOO_SRCS-$(CONFIG_LIBFOO_MORE) += \
		$(LIBFOO_BASE)/deep.c
	endif
	END
	echo 'int more(void), deep(void), idle(void), guarded(void); int main(void) { return more() + deep() + idle() + guarded(); }' >"$APP/main.c"
	fails
	says "'deep'" "libfoo has it in deep.c: set CONFIG_LIBFOO_DEEP=y and CONFIG_LIBFOO_MORE=y" \
		"'guarded'" "but not in this configuration: see the conditions in a.c" \
		"'idle'" "libfoo has it in idle.c, which is not among its sources" \
		"'more'" "libfoo has it in more.c: set CONFIG_LIBFOO_MORE=y"
}

@test "a library that is off and has the symbol under an option: both options" {
	sed -i /select/d "$APP/Config.uk"
	printf 'config LIBFOO_MORE\n\tbool "more"\n' >>"$LIB/Config.uk"
	printf 'int more(int a,\n         int b);\n' >"$LIB/declared.c"
	printf 'int\nmore(int a,\n     int b)\n{\n\treturn a + b;\n}\nint table[] = {1};\n' >"$LIB/more.c"
	port <<<'LIBFOO_SRCS-$(CONFIG_LIBFOO_MORE) += $(LIBFOO_BASE)/more.c $(LIBFOO_BASE)/declared.c'
	echo 'int more(int, int); extern int table[]; int main(void) { return more(1, 2) + table[0]; }' >"$APP/main.c"
	fails
	says "these 2 symbols" "'more'" "'table'" "libfoo provides them: set CONFIG_LIBFOO=y and CONFIG_LIBFOO_MORE=y"
}

@test "a symbol in an unpacked origin of a selected library is found there" {
	fake_fetch
	archive foo-1 src/extra.c='int extra(void) { return 1; }' src/a.c='int a;'
	port <<-'END'
	$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
	LIBFOO_SRCS-y += $(LIBFOO_ORIGIN)/foo-1/src/a.c
	END
	echo 'int extra(void); int main(void) { return extra(); }' >"$APP/main.c"
	fails
	says "'extra'" "libfoo has it in" "origin/foo-1/src/extra.c, which is not among its sources"
}

@test "two definitions: of C, of C++, of data; each with both owners and places" {
	printf 'namespace n { int f(int a) { return a; } }\nextern "C" { int plain(void) { return 1; } int datum = 1; }\n' >"$LIB/other.cpp"
	printf 'namespace n { int f(int a) { return a; } }\nextern "C" { int plain(void) { return 1; } int datum = 1; }\nint main() { return n::f(1); }\n' >"$APP/main.cpp"
	sed -i 's/main\.c/main.cpp/' "$APP/Makefile.uk"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/other.cpp'
	fails
	says "'datum' is defined twice" "'n::f(int)' is defined twice:" "in libfoo.o at /libs/foo/other.cpp:1" "in apptest.o at /app/main.cpp:1" "'plain' is defined twice"
	[[ $output != *"-Dmain="* ]]
}

@test "lld's messages are explained alike" {
	command -v clang >/dev/null && command -v ld.lld >/dev/null || skip "no lld"
	echo 'int uktimeconv_is_leap_year(long), lost(void); int main(void) { return uktimeconv_is_leap_year(4) + lost(); }' >"$APP/main.c"
	fails COMPILER=clang UK_LDFLAGS=-fuse-ld=lld
	says "'lost' (needed at main.c:1)" "no library known" "'uktimeconv_is_leap_year'" "set CONFIG_LIBUKTIMECONV=y"
}

@test "other messages of the linker are not lost" {
	fails UK_LDFLAGS="-Wl,$T/not_there.o"
	says "cannot find $T/not_there.o"
	echo 'int lost(void); int main(void) { return lost(); }' >"$APP/main.c"
	fails UK_LDFLAGS="-Wl,$T/not_there.o"
	says "not_there.o"
}

@test "an instruction with an absolute address: what to write, and the option" {
	printf '.globl get\nget: movq $var, %%rax\n\tret\n.data\nvar: .quad 5\n.section .note.GNU-stack, "", @progbits\n' >"$LIB/get.S"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/get.S'
	echo 'extern long get(void); int main(void) { return (int)get(); }' >"$APP/main.c"
	fails
	says "recompile with -fPIE" "has the address of a symbol in an instruction" "CONFIG_ASLR=n"
	echo '# CONFIG_ASLR is not set' >>"$APP/.config"
	uk
}

@test "a relocation that the boot code cannot make" {
	echo 'static int one(void) { return 1; }
static int (*choose(void))(void) { return one; }
int chosen(void) __attribute__((ifunc("choose")));
int main(void) { return chosen(); }' >"$APP/main.c"
	fails
	says "app_kvm-x86_64.pass1: the relocation at 0x" "has the type 37, which cannot be made at boot"
	[ ! -e "$OUT/app_kvm-x86_64.dbg" ]
}

@test "system calls: have, stub with the library that would provide it, stub that nobody provides" {
	sed -i 's/select LIBFOO/&\n\tselect LIBSYSCALL_SHIM/' "$APP/Config.uk"
	echo '#include <uk/syscall.h>
UK_SYSCALL_R_DEFINE(int, getppid)
{
	return 77;
}' >"$LIB/call.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/call.c
	UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO) += getppid-0
	END
	echo '#include <uk/syscall.h>
int main(void) { return uk_syscall_r_static(SYS_getppid) + uk_syscall_r_static(SYS_eventfd2, 1, 0) + uk_syscall_r_static(SYS_fork); }' >"$APP/main.c"
	run uk
	[ "$status" -eq 0 ]
	says "note: 1 system calls are provided; 2 called here answer ENOSYS: fork" "eventfd2: provided by libposix_eventfd (CONFIG_LIBPOSIX_EVENTFD)"
	printf 'have getppid\nstub eventfd2 libposix_eventfd CONFIG_LIBPOSIX_EVENTFD\nstub fork\n' | cmp - "$OUT/app_kvm-x86_64.syscalls"
}

@test "system calls of a link that fails are told in front of what it lacks" {
	sed -i 's/select LIBFOO/&\n\tselect LIBSYSCALL_SHIM/' "$APP/Config.uk"
	echo 'int twice(void) { return 1; }' >"$LIB/twice.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/twice.c'
	echo '#include <uk/syscall.h>
int lost(void);
int twice(void) { return 2; }
int main(void) { return lost() + twice() + uk_syscall_r_static(SYS_fork); }' >"$APP/main.c"
	fails
	says "note: 0 system calls are provided; 1 called here answer ENOSYS: fork" "'lost' (needed at /app/main.c:4)" "'twice' is defined twice"
	[ ! -e "$OUT/app_kvm-x86_64.dbg" ] && [ ! -e "$OUT/app_kvm-x86_64.pass1" ]
}

@test "two definitions inside one library are told like those in the image" {
	echo 'int twice(void) { return 1; }' | tee "$LIB/a.c" >"$LIB/b.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.c'
	fails libfoo
	says "'twice' is defined twice:" "in a.o at /libs/foo/a.c:1" "in b.o at /libs/foo/b.c:1"
	[ ! -e "$OUT/libfoo.o" ] && [ ! -e "$OUT/libfoo.o.err" ]
}
