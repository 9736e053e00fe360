#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Origins: fetch, unpack, patch, prepare.
load helper

setup_origin()
{
	fake_fetch
	archive foo-1 src/a.c='int a_value = 1;'
	port <<-'END'
	LIBFOO_ORIGIN_SHA256 := abc def
	LIBFOO_ORIGIN_DEBIAN := foo=1-1
	$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
	LIBFOO_SRCS-y += $(LIBFOO_ORIGIN)/foo-1/src/a.c
	END
}

make_patch() # NAME OLD NEW
{
	mkdir -p "$LIB/patches"
	printf -- '--- a/src/a.c\n+++ b/src/a.c\n@@ -1 +1 @@\n-%s\n+%s\n' "$2" "$3" >"$LIB/patches/$1.patch"
}

@test "fetch passes checksums and the distribution's package on, once" {
	setup_origin
	uk fetch
	grep -q -- "get --name libfoo --sha256 abc --sha256 def --output $OUT/libfoo/foo-1.tar.gz --debian foo=1-1 https://example.invalid/foo-1.tar.gz" "$T/fetch.log"
	uk libfoo
	uk libfoo
	[ "$(grep -c ^get "$T/fetch.log")" = 1 ]
	defines "$OUT/libfoo.o" a_value D
}

@test "fetchas and fetchas2 name the file" {
	fake_fetch
	archive foo-1 a.c='int a_value;'
	mv "$T/archives/foo-1.tar.gz" "$T/archives/other.tar.gz"
	port <<-'END'
	$(eval $(call fetchas,libfoo,https://example.invalid/v1.tar.gz,other.tar.gz))
	LIBFOO_SRCS-y += $(LIBFOO_ORIGIN)/foo-1/a.c
	END
	uk libfoo
	[ -e "$OUT/libfoo/other.tar.gz" ]
}

@test "a failed download fails the build and leaves nothing that looks done" {
	setup_origin
	rm "$T/archives/foo-1.tar.gz"
	run uk libfoo
	[ "$status" -ne 0 ]
	[ ! -e "$OUT/libfoo/.origin" ]
}

@test "without the fetching program the message says how to get it" {
	setup_origin
	rm "$T/fetch"
	run uk fetch
	[ "$status" -ne 0 ]
	[[ $output == *"kraft-fetch is missing"* ]]
}

@test "unarchive takes a local file" {
	fake_fetch
	archive foo-1 a.c='int a_value;'
	port <<-END
	\$(eval \$(call unarchive,libfoo,$T/archives/foo-1.tar.gz))
	LIBFOO_SRCS-y += \$(LIBFOO_ORIGIN)/foo-1/a.c
	END
	uk libfoo
	! grep -q ^get "$T/fetch.log"
}

@test "clone takes a branch of a repository" {
	git init -q -b work "$T/repo"
	echo 'int cloned;' >"$T/repo/a.c"
	git -C "$T/repo" add a.c
	git -C "$T/repo" -c user.name=x -c user.email=x@example.invalid commit -qm x
	port <<-END
	\$(eval \$(call clone,libfoo,file://$T/repo,work))
	LIBFOO_SRCS-y += \$(LIBFOO_ORIGIN)/a.c
	END
	uk libfoo
	defines "$OUT/libfoo.o" cloned B
}

@test "patches apply in order; a new, changed or removed one starts from the pristine tree" {
	setup_origin
	port <<<'$(eval $(call patch,libfoo,$(LIBFOO_BASE)/patches,foo-1))'
	make_patch 0001-two 'int a_value = 1;' 'int a_value = 2;'
	uk libfoo
	grep -q '= 2' "$OUT/libfoo/origin/foo-1/src/a.c"
	make_patch 0002-three 'int a_value = 2;' 'int a_value = 3;'
	uk libfoo
	grep -q '= 3' "$OUT/libfoo/origin/foo-1/src/a.c"
	rm "$LIB/patches/0002-three.patch"
	uk libfoo
	grep -q '= 2' "$OUT/libfoo/origin/foo-1/src/a.c"
	[ "$(objdump -s -j .data.a_value "$OUT/libfoo/origin/foo-1/src/a.o" | awk '/^ 0000/ {print $2}')" = 02000000 ]
	rm "$LIB/patches/0001-two.patch"
	uk libfoo
	[ "$(objdump -s -j .data.a_value "$OUT/libfoo/origin/foo-1/src/a.o" | awk '/^ 0000/ {print $2}')" = 01000000 ]
	[ "$(grep -c ^get "$T/fetch.log")" = 1 ]
}

@test "a header from an origin that comes back with an old date rebuilds who includes it" {
	fake_fetch
	archive foo-1 h.h='#define H 1'
	touch -d 2001-01-01 "$T/make/foo-1/h.h"
	tar czf "$T/archives/foo-1.tar.gz" -C "$T/make" foo-1
	printf '#include <h.h>\nint h = H;\n' >"$APP/main.c"
	port <<-'END'
	$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
	$(eval $(call patch,libfoo,$(LIBFOO_BASE)/patches,foo-1))
	CINCLUDES-y += -I$(LIBFOO_ORIGIN)/foo-1
	END
	mkdir -p "$LIB/patches"
	printf -- '--- a/h.h\n+++ b/h.h\n@@ -1 +1 @@\n-#define H 1\n+#define H 2\n' >"$LIB/patches/1.patch"
	uk apptest
	[ "$(objdump -s -j .data.h "$OUT/apptest.o" | awk '/^ 0000/ {print $2}')" = 02000000 ]
	rm "$LIB/patches/1.patch"
	uk apptest
	[ "$(objdump -s -j .data.h "$OUT/apptest.o" | awk '/^ 0000/ {print $2}')" = 01000000 ]
}

@test "a patch that does not apply is named" {
	setup_origin
	port <<<'$(eval $(call patch,libfoo,$(LIBFOO_BASE)/patches,foo-1))'
	make_patch 0001-wrong 'nothing like it' 'x'
	run uk libfoo
	[ "$status" -ne 0 ]
	[[ $output == *"0001-wrong.patch does not apply"* ]]
}

@test ".origin, .patched and .prepared are targets, with and without those steps" {
	echo 'int x;' >"$LIB/a.c"
	port <<'END'
LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
$(LIBFOO_BUILD)/stamp: $(LIBFOO_BUILD)/.origin $(LIBFOO_BUILD)/.patched $(LIBFOO_BUILD)/.prepared
	$(call verbose_cmd,GEN,libfoo: stamp,touch $@)
UK_PREPARE += $(LIBFOO_BUILD)/stamp
END
	[[ $(uk prepare) == *GEN* ]]
	[[ $(uk libfoo) != *GEN* ]]
}

@test "UK_PREPARE: generated sources and headers, a port's own rule for .prepared" {
	setup_origin
	echo '#include "made.h"
int x = MADE;' >"$LIB/b.c"
	port <<'END'
$(LIBFOO_ORIGIN)/made.h: $(LIBFOO_BUILD)/.origin
	$(call verbose_cmd,CONFIG,libfoo: $(notdir $@),echo '#define MADE 9' >$@)
LIBFOO_PREPARED_DEPS = $(LIBFOO_ORIGIN)/made.h
$(LIBFOO_BUILD)/.prepared: $(LIBFOO_PREPARED_DEPS)
	touch $@
UK_PREPARE += $(LIBFOO_BUILD)/.prepared
LIBFOO_SRCS-y += $(LIBFOO_BASE)/b.c
LIBFOO_CINCLUDES-y += -I$(LIBFOO_ORIGIN)
END
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output != *overriding* ]]
	defines "$OUT/libfoo.o" x D
}

@test "a step of UK_PREPARE that is no file runs in every build and does not hang" {
	echo 'int x;' >"$LIB/a.c"
	port <<'END'
LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
UK_PREPARE += mytarget
mytarget:
	@echo ran
END
	[[ $(uk libfoo) == *ran* ]]
	[[ $(timeout 20 make --no-print-directory -C "$UK" A="$APP" O="$OUT" L="$LIB" libfoo) == *ran* ]]
}

@test "UK_FETCH and UK_PREPROCESS hooks" {
	echo '#include "pre.h"
int x = PRE;' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	LIBFOO_CINCLUDES-y += -I$(LIBFOO_BUILD)
	UK_FETCH-y += $(LIBFOO_BUILD)/fetched
	UK_PREPROCESS-y += $(LIBFOO_BUILD)/pre.h
	$(LIBFOO_BUILD)/fetched: ; mkdir -p $(@D) && echo got >$@
	$(LIBFOO_BUILD)/pre.h: $(LIBFOO_BUILD)/fetched ; echo '#define PRE 1' >$@
	END
	uk fetch
	[ -e "$OUT/libfoo/fetched" ]
	uk libfoo
}
