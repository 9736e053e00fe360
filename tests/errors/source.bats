#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft build with a port whose archive, lists or symbols are wrong.
load helper

# An archive foo-1.0.tar.gz and a port that fetches it from a folder.
archive() {
	mkdir -p "$T/make/foo-1.0"
	echo 'int foo;' >"$T/make/foo-1.0/foo.c"
	tar czf "$T/foo-1.0.tar.gz" -C "$T/make" foo-1.0
}

port() { # SHA256
	cat >>"$LIB/Makefile.uk" <<-END
	LIBFOO_ORIGIN_SHA256 := $1
	\$(eval \$(call fetch,libfoo,file://$T/foo-1.0.tar.gz))
	LIBFOO_SRCS-y += \$(LIBFOO_ORIGIN)/foo-1.0/foo.c
	END
}

sum() { sha256sum "$1" | cut -d' ' -f1; }

# No trace of an origin that looks complete.
no_origin() { [ ! -e build/libfoo/origin ] && [ ! -e build/libfoo/.origin ] && no_image; }

@test "a wrong checksum: both are shown, nothing is unpacked, and the right one then works" {
	archive
	wrong=$(printf '%064d' 7)
	port "$wrong"
	refuses kraft build -- "$wrong" "$(sum "$T/foo-1.0.tar.gz")"
	no_origin
	sed -i "s/$wrong/$(sum "$T/foo-1.0.tar.gz")/" "$LIB/Makefile.uk"
	kraft build >/dev/null 2>&1
	[ -e build/app_kvm-x86_64 ]
}

@test "an archive cut short" {
	archive
	head -c 60 "$T/foo-1.0.tar.gz" >"$T/short" && mv "$T/short" "$T/foo-1.0.tar.gz"
	port "$(sum "$T/foo-1.0.tar.gz")"
	refuses kraft build -- "foo-1.0.tar.gz"
	no_origin
}

@test "an archive with a path that leaves it" {
	archive
	echo evil >"$T/evil"
	tar czf "$T/foo-1.0.tar.gz" -P -C "$T/make" foo-1.0 --transform 's,.*evil,../../../evil-here,' "$T/evil"
	port "$(sum "$T/foo-1.0.tar.gz")"
	refuses kraft build -- "evil-here"
	no_origin
	[ -z "$(find "$T" -name evil-here)" ]
}

@test "an archive with a symbolic link to the outside" {
	archive
	ln -s /etc/passwd "$T/make/foo-1.0/link"
	tar czf "$T/foo-1.0.tar.gz" -C "$T/make" foo-1.0
	port "$(sum "$T/foo-1.0.tar.gz")"
	refuses kraft build -- "link"
	no_origin
}

@test "an archive that is nowhere" {
	port "$(printf '%064d' 7)"
	refuses kraft build -- "$T/foo-1.0.tar.gz"
	no_origin
}

@test "Makefile.uk names a file that is not there" {
	echo 'LIBFOO_SRCS-y += $(LIBFOO_BASE)/gone.c' >>"$LIB/Makefile.uk"
	refuses kraft build -- "gone.c" "libfoo" "Makefile.uk"
	no_image
}

@test "no main: what would provide one" {
	echo 'int nothing;' >main.c
	printf 'config LIBFOO_MAIN_FUNCTION\n\tbool "Provide main function"\n\tdepends on LIBFOO\n' >>"$LIB/Config.uk"
	refuses kraft build -- "main" "LIBFOO_MAIN_FUNCTION"
	no_image
}

@test "two of main: both owners" {
	echo 'int main(void) { return 1; }' >"$LIB/foo.c"
	echo 'LIBFOO_SRCS-y += $(LIBFOO_BASE)/foo.c' >>"$LIB/Makefile.uk"
	refuses kraft build -- "'main' is defined twice" "foo.c" "main.c"
	no_image
}

@test "an undefined symbol: who could provide it, or that nobody does" {
	echo 'int uktimeconv_is_leap_year(long); int nobody(void); int main(void) { return uktimeconv_is_leap_year(4) + nobody(); }' >main.c
	refuses kraft build -- "uktimeconv_is_leap_year" "CONFIG_LIBUKTIMECONV" "nobody"
	no_image
}

@test "a source that does not compile: the image of before stays, and the next build is whole" {
	kraft build >/dev/null 2>&1
	cp build/app_kvm-x86_64 "$T/image"
	echo 'int main(void) { return }' >main.c
	refuses kraft build -- "main.c:1:"
	cmp build/app_kvm-x86_64 "$T/image"
	echo 'int main(void) { return 3; }' >main.c
	kraft build >/dev/null 2>&1
	! cmp -s build/app_kvm-x86_64 "$T/image"
}
