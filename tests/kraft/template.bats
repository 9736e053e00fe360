# SPDX-License-Identifier: BSD-3-Clause
# template: what a project takes from another application, and what it says itself. One image is built; the rest only configures.
load helper

setup_template() {
	export UK_ROOT=$TOP/unikraft
	library "$UK_WORKDIR/libs/foo" foo '\nif LIBFOO\nconfig LIBFOO_SIZE\n\tint "size"\n\tdefault 1\nendif\n'
	library "$UK_WORKDIR/libs/bar" bar
	mkdir -p base app
	cat >base/kraft.yaml <<-'END'
	specification: '0.6'
	name: base
	unikraft:
	  version: staging
	  kconfig:
	    OPTIMIZE_SIZE: y
	    LIBFOO_SIZE: 3
	targets:
	  - name: small
	    platform: qemu
	    architecture: x86_64
	    kconfig: {LIBUKDEBUG_PRINTD: y}
	libraries:
	  foo: staging
	cmd: [from, template]
	END
	printf "spec: '0.6'\nname: app\ntemplate: ../base\n%b" "${1:-}" >app/kraft.yaml
	cd app
}

is_set() { grep -q "^CONFIG_$1\$" .config || { grep "${1%%=*}" .config; return 1; }; }

@test "a project that says nothing is built like its template" {
	setup_template
	run kraft configure
	[ "$status" -eq 0 ]
	[[ $output == *"for qemu/x86_64 with 1 library"* ]]
	is_set OPTIMIZE_SIZE=y
	is_set LIBFOO=y
	is_set LIBFOO_SIZE=3
	is_set LIBUKDEBUG_PRINTD=y
	is_set 'UK_NAME="app"'
	[ ! -e ../base/.config ]
	kraft configure -t small
}

@test "what the project says wins, wherever the template says it" {
	setup_template 'unikraft:\n  kconfig: {LIBUKDEBUG_PRINTD: n}\nlibraries:\n  foo:\n    kconfig: {LIBFOO_SIZE: 7}\n  bar: staging\n'
	run kraft configure
	[ "$status" -eq 0 ]
	[[ $output == *"with 2 libraries"* ]]
	is_set LIBFOO_SIZE=7
	is_set LIBBAR=y
	is_set OPTIMIZE_SIZE=y
	grep -q '# CONFIG_LIBUKDEBUG_PRINTD is not set' .config
	# targets are taken whole
	echo 'targets: [kvm/x86_64]' >>kraft.yaml
	run kraft configure -t small
	[ "$status" -eq 1 ]
	[[ $output == *"has no target 'small'"*"kvm/x86_64"* ]]
}

@test "a fault names the file that it is in" {
	setup_template 'unikraft:\n  kconfig: {NO_SUCH: y}\n'
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:5:13: error: CONFIG_NO_SUCH=y"* && $output != *"$T/base"* ]]
	sed -i 4,5d kraft.yaml
	sed -i 's/LIBUKDEBUG_PRINTD/NEITHER/' ../base/kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"$T/base/kraft.yaml:12:15: error: CONFIG_NEITHER=y"* ]]
	sed -i 's/  foo: staging/  fox: staging/' ../base/kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"$T/base/kraft.yaml:14:3: error: unknown library 'fox'"* ]]
	echo 'librarys: x' >>../base/kraft.yaml
	run kraft configure
	[[ $output == *"$T/base/kraft.yaml:16:1: error: unknown key 'librarys'"*"kraft.yaml:3 names it as the template"* ]]
	[ ! -e .config ]
}

@test "templates that cannot be" {
	setup_template
	refused() { # TEMPLATE TEXT…
		printf 'name: app\ntemplate: %b\n' "$1" >kraft.yaml
		run kraft configure
		[ "$status" -eq 1 ]
		for text in "${@:2}"; do
			[[ $output == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
		done
		[ ! -e .config ]
	}
	refused ../nowhere "kraft.yaml:2:11: error: there is no source ../nowhere" "a git repository"
	refused ../home "kraft.yaml:2:11: error: $T/home holds no application (no kraft.yaml)"
	refused "$UK_WORKDIR/libs/foo" "there is no kraft.yaml in $UK_WORKDIR/libs/foo" "kraft.yaml:2 names it"
	refused helloworlt "kraft.yaml:2:11: error: unknown application 'helloworlt'" "did you mean 'helloworld'"
	refused helloworld@9 "kraft.yaml:2:11: error: helloworld has no version '9'" "known: staging"
	refused '{sauce: x}' "unknown key 'sauce' in template" "did you mean 'source'"
	refused '{version: x}' "kraft.yaml:2:11: error: the template has neither name nor source"
	refused '[a]' "template must be a single value"
	refused ./ "the template 'app' leads back to kraft.yaml" "cannot be its own template"
	printf 'name: base\ntemplate: ../app\n' >../base/kraft.yaml
	refused ../base "the template 'app' leads back to kraft.yaml" "kraft.yaml:2 names it as the template"
}

@test "the template of a template" {
	setup_template
	mkdir ../middle
	printf 'name: middle\ntemplate: ../base\nlibraries: {bar: staging}\nunikraft: {kconfig: {LIBFOO_SIZE: 5}}\n' >../middle/kraft.yaml
	printf 'name: app\ntemplate: ../middle\n' >kraft.yaml
	run kraft configure
	[ "$status" -eq 0 ]
	[[ $output == *"for qemu/x86_64 with 2 libraries"* ]]
	is_set LIBFOO_SIZE=5
	is_set OPTIMIZE_SIZE=y
	kraft lock
	jq -e '.components | map(select(.type == "app") | {name, origin}) == [{name: "base", origin: "../base"}, {name: "middle", origin: "../middle"}]' kraft.lock
}

@test "list, lib and explain know it" {
	setup_template
	kraft configure 2>/dev/null
	kraft list -t --names | grep -qx foo
	run kraft explain LIBFOO_SIZE
	[[ $output == *"CONFIG_LIBFOO_SIZE = 3"*"base/kraft.yaml:7"* ]]
	run kraft lib remove foo
	[ "$status" -eq 1 ]
	[[ $output == *"base/kraft.yaml:14:3: error: 'foo' is a library of the template"* ]]
	kraft lib add --no-pull bar 2>/dev/null
	kraft lib remove bar
	grep -q '^template: ../base' kraft.yaml
}

# A template as a repository with the versions v1 (LIBFOO_SIZE 1x) and v2.
template_repository() {
	setup_template
	cd "$T/base"
	git init -q -b staging
	git config user.name a
	git config user.email a@b
	for v in 1 2; do
		sed -i "s/LIBFOO_SIZE: .*/LIBFOO_SIZE: 1$v/" kraft.yaml
		git add -A
		git commit -qm "$v"
		git tag "v$v"
	done
	cd "$T/app"
	export UK_CACHEDIR=$T/cache
	printf 'name: app\ntemplate:\n  source: file://%s/base\n  version: v1\n' "$T" >kraft.yaml
}

@test "a repository: its version, the lock, and -u" {
	template_repository
	run kraft list -t --names
	[ "$status" -eq 0 ]
	[ ! -e "$UK_WORKDIR/apps/base" ]
	run kraft configure
	[ "$status" -eq 0 ]
	[[ $output == *"+ base: now in $UK_WORKDIR/apps/base"* ]]
	is_set LIBFOO_SIZE=11
	kraft list -t --names | grep -qx base
	kraft lock
	commit=$(git -C "$T/base" rev-parse v1)
	jq -e --arg commit "$commit" '.components[] | select(.type == "app") | .name == "base" and .commit == $commit and .version == "v1"' kraft.lock
	# another version for once: what is here is not thrown away
	run kraft configure -u base@v2
	[ "$status" -eq 1 ]
	[[ $output == *"the command line: error: base is asked for at v2"* ]]
	rm -rf "$UK_WORKDIR/apps/base"
	kraft configure -u app/base@v2
	is_set LIBFOO_SIZE=12
	run kraft lock --check
	[ "$status" -eq 1 ]
	rm -rf "$UK_WORKDIR/apps/base"
	# a library that the template brings can be chosen as well, an unknown one not
	run kraft configure -u foo@9 -u baz@1
	[ "$status" -eq 1 ]
	[[ $output == *"uses no component 'baz'"* ]]
}

@test "a new workspace gets the template that is locked; list pull brings it; --upgrade renews it" {
	template_repository
	sed -i 's/version: v1/version: staging/' kraft.yaml
	kraft lock
	locked=$(git -C "$T/base" rev-parse HEAD)
	sed -i 's/LIBFOO_SIZE: .*/LIBFOO_SIZE: 13/' "$T/base/kraft.yaml"
	git -C "$T/base" commit -qam three
	rm -rf "$UK_WORKDIR/apps/base"
	kraft list pull
	[ "$(git -C "$UK_WORKDIR/apps/base" rev-parse HEAD)" = "$locked" ]
	kraft lock --check
	run kraft lock --upgrade bas
	[[ $output == *"uses no component 'bas'"*"did you mean 'base'"* ]]
	kraft lock --upgrade base
	[ "$(git -C "$UK_WORKDIR/apps/base" rev-parse HEAD)" = "$(git -C "$T/base" rev-parse HEAD)" ]
	kraft configure
	is_set LIBFOO_SIZE=13
	kraft lock --check
}

@test "sources, arguments, environment, files and volumes of the template; an application that init made" {
	setup_template
	kraft init new 2>/dev/null
	cd new
	cat >"$T/base/main.c" <<-'END'
	#include <stdio.h>
	int main(int argc, char **argv)
	{
		for (int i = 1; i < argc; i++)
			printf("<%s>", argv[i]);
		puts("");
		return 0;
	}
	END
	printf '$(eval $(call addlib,appbase))\nAPPBASE_SRCS-y += $(APPBASE_BASE)/main.c\n' >"$T/base/Makefile.uk"
	mkdir "$T/base/files" "$T/base/data" mine
	printf 'rootfs: ./files\nenv: {A: 1, B: 1}\nvolumes: ["./data:/data", "./other:/x"]\n' >>"$T/base/kraft.yaml"
	printf 'name: new\ntemplate: ../../base\nenv: {B: 2}\nvolumes: ["./mine:/x"]\nunikraft:\n  kconfig: {LIBUKDEBUG_PRINTD: n}\n' >kraft.yaml
	kraft build --no-progress
	[ -x build/new_kvm-x86_64 ]
	[ ! -e "$T/base/build" ]
	jq -e '.components[] | select(.type == "app") | .origin == "../../base"' kraft.lock
	kraft build --locked --no-progress
	run kraft run --rm
	[ "$status" -eq 0 ]
	[[ $output == *"<from><template>"* ]]
	run kraft run -D
	[[ $output == *"$T/base/data"*"$T/app/new/mine"* || $output == *"$T/app/new/mine"*"$T/base/data"* ]]
	[[ $output != *"base/other"* ]]
	echo 'cmd: []' >>kraft.yaml
	run kraft run --rm
	[[ $output != *"<from>"* ]]
}
