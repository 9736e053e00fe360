#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# `make help` and docs/makefile-uk.md name all there is, and nothing that is not.
load helper

# The targets that make knows and people may call: with and without a configuration.
targets()
{
	{ uk -pn all 2>/dev/null; uk -pn menuconfig 2>/dev/null </dev/null || :; } | sed -n 's/^\.PHONY: *//p' | tr ' ' '\n' | grep -v '[$]' | sort -u |
		grep -vE '^(uk-.*|(clean-)?(lib(foo|uk|nolibc|x86|kvm).*|apptest))$'
}

# Words of the help's parts on targets, of that on variables.
help_targets() { uk help | awk '/^Variables/ { exit } /^  / { sub(/^  /, ""); sub(/  +.*/, ""); print }' | tr ' ' '\n' | grep -v '^$' | sort -u; }
help_variables() { uk help | awk '/^Variables/ { on = 1 } on && /^  [A-Z]/ { sub(/^  /, ""); sub(/  +.*/, ""); print }' | tr ' ' '\n' | sed 's/=.*//' | grep -E '^[A-Z]' | sort -u; }

@test "every target is in the help, and every target of the help exists" {
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	echo 'int a;' >"$LIB/a.c"
	uk olddefconfig >/dev/null
	targets >"$T/have"
	[ "$(wc -l <"$T/have")" -gt 30 ]
	help_targets >"$T/help"
	run comm -23 "$T/have" "$T/help"
	[ -z "$output" ] || { echo "not in the help: $output"; return 1; }
	run comm -13 "$T/have" <(grep -vxE 'NAME|clean-NAME' "$T/help")
	[ -z "$output" ] || { echo "no such target: $output"; return 1; }
}

@test "every variable of the command line is in the help, and the other way round" {
	help_variables >"$T/help"
	{ grep -hoE '^[A-Z0-9_]+ *\?=' "$UK"/build/*.mk | tr -d ' ?='
	  # those that make up the generated configuration
	  sed -n 's/^UK_SETTINGS := //p' "$UK/build/settings.mk" | grep -oE '\(([A-Z]|UK_[A-Z]*FLAGS)\)' | tr -d '()'
	  printf '%s\n' A L P E O C N V UK_LDEPS; } | grep -vx UK_STAGE | sort -u >"$T/have"
	run diff "$T/have" "$T/help"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "the reference names every macro and variable of a Makefile.uk" {
	page=$UK/../docs/makefile-uk.md
	{ grep -hoE '^(define )?[a-z][a-z0-9_]* ?(=|:=)?' "$UK"/build/{register,origin,functions,configure}.mk | sed 's/^define //; s/[ :=]*$//' |
		grep -E '_|^(addlib|addplat|fetch|clone|patch|unarchive|qstrip|uc|lc|depflags)' | grep -v '^uk_' | grep -vE '^(export|ifeq|ifneq|endif|endef|include)$'
	  # what the warnings know as variables of a library
	  awk '/split\("SRCS/, /list, " "\)/' "$UK/build/lint.awk" | grep -oE '[A-Z][A-Z0-9_]+'
	  printf '%s\n' UK_LIBS UK_IMAGES UK_OLIBS UK_ALIBS UK_FETCH UK_PREPARE UK_PREPROCESS UK_PROVIDED_SYSCALLS IMAGE_LDFLAGS ARCHFLAGS DBGFLAGS \
		EACHOLIB_SRCS EACHOLIB_OBJS EACHOLIB_LDFLAGS EACHOLIB_OBJCFLAGS FLAGS INCLUDES CDEPS SUBBUILD uk_libparam_libprefix_set; } | sort -u >"$T/have"
	[ "$(wc -l <"$T/have")" -gt 80 ]
	while read -r word; do
		grep -qE "(^|[^A-Za-z0-9_])(LIBFOO_[A-Z_]*|TOY_|_)?$word([^A-Za-z0-9_]|\$)" "$page" || echo "$word"
	done <"$T/have" >"$T/missing"
	[ ! -s "$T/missing" ] || { echo "not in docs/makefile-uk.md:" $(cat "$T/missing"); return 1; }
}
