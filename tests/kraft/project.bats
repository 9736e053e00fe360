# SPDX-License-Identifier: BSD-3-Clause
# kraft.yaml: reading, faults with their places, edits that keep everything else.
load helper

# refuses TEXT…: `kraft configure` fails, and its messages hold each text
refuses() {
	local before
	before=$(cat kraft.yaml)
	run kraft configure
	[ "$status" -eq 1 ]
	for text; do
		[[ $output == *"$text"* ]] || { echo "no '$text' in: $output"; return 1; }
	done
	[ "$before" = "$(cat kraft.yaml)" ]
	[ ! -e .config ]
}

@test "init writes what the tutorial shows" {
	run kraft init iperf3
	[ "$status" -eq 0 ]
	grep -q "^specification: '0.5'" iperf3/kraft.yaml
	grep -q "^unikraft: staging" iperf3/kraft.yaml
	grep -q "architecture: x86_64" iperf3/kraft.yaml
	[ -e iperf3/Makefile.uk ]
	run kraft init iperf3
	[ "$status" -eq 1 ]
	[[ $output == *"exists"* && $output == *"--force"* ]]
}

@test "init with an unknown platform or architecture" {
	run kraft init -p kmv x
	[ "$status" -eq 1 ]
	[[ $output == *"unknown platform 'kmv'"*"did you mean 'kvm'"* ]]
	run kraft init -m x86_84 x
	[[ $output == *"did you mean 'x86_64'"* ]]
	[ ! -e x ]
}

@test "init from a template gives it the new name" {
	run kraft init -t helloworld hello
	[ "$status" -eq 0 ]
	grep -q "^name: hello" hello/kraft.yaml
	run kraft init -t helloworlt other
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'helloworld'"* ]]
}

@test "init -t with -p and -m: the targets that fit, and a clear error for the others" {
	mkdir -p "$UK_WORKDIR/plats/other" "$UK_WORKDIR/apps/many"
	echo '# nothing' >"$UK_WORKDIR/plats/other/Makefile.uk"
	cat >"$UK_WORKDIR/apps/many/kraft.yaml" <<-'END'
	specification: '0.6'
	# all of them
	name: many
	targets:
	  - name: first   # stays when asked for
	    plat: kvm
	    arch: x86_64
	  - other/x86_64
	  - platform: other
	    architecture: x86_64
	    name: third
	    kconfig: {OPTIMIZE_SIZE: y}
	END
	kraft init -t many -p other a
	grep -q '# all of them' a/kraft.yaml
	[ "$(sed -n '/targets:/,$p' a/kraft.yaml)" = "$(printf 'targets:\n  - other/x86_64\n  - platform: other\n    architecture: x86_64\n    name: third\n    kconfig: {OPTIMIZE_SIZE: y}')" ]
	# the same platform by its other name
	kraft init -t many -p qemu -m x86_64 b
	[ "$(sed -n '/targets:/,$p' b/kraft.yaml)" = "$(printf 'targets:\n  - name: first   # stays when asked for\n    plat: qemu\n    arch: x86_64')" ]
	kraft init -t many c
	cmp <(sed s/many/c/ "$UK_WORKDIR/apps/many/kraft.yaml") c/kraft.yaml
	sed -i '5,$d; s/targets:/targets: [kvm\/x86_64, other\/x86_64]/' "$UK_WORKDIR/apps/many/kraft.yaml"
	kraft init -t many -p other d
	grep -qx 'targets: \[other/x86_64\]' d/kraft.yaml
	kraft init -t many -p qemu e
	grep -qx 'targets: \[qemu/x86_64\]' e/kraft.yaml
	# without a list there is the one target that is built
	sed -i '/targets:/d' "$UK_WORKDIR/apps/many/kraft.yaml"
	run kraft init -t many -p other f
	[ "$status" -eq 1 ]
	[[ $output == *"many offers no target for other"*"its targets are: kvm/x86_64"* ]]
	[ ! -e f ]
	kraft init -t many -p qemu f
	grep -A1 'architecture: x86_64' f/kraft.yaml | grep -q 'platform: qemu'
	(cd f && kraft configure)
	run kraft init -t many -p qemv g
	[[ $output == *"unknown platform 'qemv'"*"did you mean 'qemu'"* && ! -e g ]]
	run kraft up g -t many --plat other
	[ "$status" -eq 1 ]
	[[ $output == *"many offers no target for other"* && ! -e g ]]
	# one that exists goes on with the target asked for
	run kraft up a --plat kvm
	[ "$status" -eq 1 ]
	[[ $output == *"has no target 'kvm/*'"*"other/x86_64 (third)"* ]]
	echo 'name: [' >"$UK_WORKDIR/apps/many/kraft.yaml"
	run kraft init -t many h
	[ "$status" -eq 1 ]
	[ ! -e h ]
}

@test "no kraft.yaml" {
	run kraft build
	[ "$status" -eq 1 ]
	[[ $output == *"there is no kraft.yaml"* ]]
}

@test "not YAML" {
	application
	printf 'name: [a\nunikraft: staging\n' >kraft.yaml
	refuses "kraft.yaml:2:" "this is not YAML"
}

@test "tabs are named as the cause" {
	application
	printf 'targets:\n\t- x\n' >kraft.yaml
	refuses "kraft.yaml:2:1:" "not with tabs"
}

@test "an empty file" {
	application
	: >kraft.yaml
	refuses "kraft.yaml:1:1: error: the file is empty"
}

@test "an unknown key at the top" {
	application
	echo 'librarys: {}' >>kraft.yaml
	refuses "kraft.yaml:7:1: error: unknown key 'librarys'" "did you mean 'libraries'"
}

@test "an unknown key inside a target and a library" {
	application
	printf '    platfrom: kvm\nlibraries:\n  musl:\n    verison: staging\n' >>kraft.yaml
	refuses "kraft.yaml:7:5: error: unknown key 'platfrom' in a target" "kraft.yaml:10:5: error: unknown key 'verison' in 'musl'"
}

@test "the tutorial's x86_84" {
	application
	sed -i s/x86_64/x86_84/ kraft.yaml
	refuses "kraft.yaml:5:19: error: unknown architecture 'x86_84'" "did you mean 'x86_64'"
}

@test "an unknown platform" {
	application
	sed -i s/kvm/xen/ kraft.yaml
	refuses "kraft.yaml:6:15: error: unknown platform 'xen'"
}

@test "an unknown library" {
	application
	printf 'libraries:\n  mulc: staging\n' >>kraft.yaml
	refuses "kraft.yaml:8:3: error: unknown library 'mulc'" "did you mean"
}

@test "an unknown version of a library and of the core" {
	application
	printf 'libraries:\n  musl: "9.9"\n' >>kraft.yaml
	refuses "kraft.yaml:8:9: error: musl has no version '9.9'" "known: staging"
	sed -i 's/^unikraft: staging/unikraft: stagign/' kraft.yaml
	refuses "kraft.yaml:3:11: error: unikraft has no version 'stagign'"
}

@test "the same key twice" {
	application
	echo 'name: again' >>kraft.yaml
	refuses "kraft.yaml:7:1: error: this key stands here a second time"
}

@test "an unknown specification" {
	application
	sed -i "s/'0.5'/'7.1'/" kraft.yaml
	refuses "kraft.yaml:1:16: error: unknown specification '7.1'"
}

@test "variables are filled in, and a missing one is an error" {
	application
	sed -i 's/^name: .*/name: ${IMAGE_NAME:-fallback}/' kraft.yaml
	printf 'arguments: "${NOT_SET_ANYWHERE}"\n' >>kraft.yaml
	refuses "kraft.yaml:7:12: error: the environment has no variable NOT_SET_ANYWHERE"
}

@test "specification 0.6 with short targets and kconfig in all spellings" {
	export UK_ROOT=$TOP/unikraft
	mkdir app && cd app
	cat >Kraftfile <<-'END'
	spec: v0.6
	name: six
	cmd: ["/bin/x", "a b"]
	unikraft:
	  version: staging
	  kconfig:
	    CONFIG_OPTIMIZE_SIZE: y
	    UK_NAME: six-image
	targets:
	  - qemu/x86_64
	  - name: second
	    plat: kvm
	    arch: x86_64
	    kconfig:
	      - CONFIG_OPTIMIZE_DEADELIM=n
	END
	run kraft configure
	[ "$status" -eq 0 ]
	grep -q '^CONFIG_OPTIMIZE_SIZE=y' .config
	grep -q '^CONFIG_UK_NAME="six-image"' .config
	run kraft configure -t second
	[ "$status" -eq 0 ]
	grep -q '^# CONFIG_OPTIMIZE_DEADELIM is not set' .config.second
	grep -q '^CONFIG_OPTIMIZE_DEADELIM=y' .config
	run kraft configure -t third
	[ "$status" -eq 1 ]
	[[ $output == *"has no target 'third'"*"(second)"* ]]
}

@test "a value that cannot be had names what it depends on; .config stays" {
	export UK_ROOT=$TOP/unikraft
	library "$T/foo" foo '\tdepends on LIBUKSCHED && OPTIMIZE_NONE\nconfig LIBFOO_DEEP\n\tbool "deep"\n\tdepends on LIBFOO\n'
	kraft list add "$T/foo"
	application
	kraft configure
	cp .config before
	kraft lib add foo
	kraft set LIBFOO_DEEP
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:"*"CONFIG_LIBFOO=y was asked for"* ]]
	[[ $output == *"LIBFOO depends on OPTIMIZE_NONE, which does not hold"* ]]
	[[ $output == *"LIBFOO_DEEP depends on LIBFOO"* ]]
	cmp before .config
}

@test "options that depend on each other in a circle" {
	export UK_ROOT=$TOP/unikraft
	library "$T/foo" foo '\nconfig LIBFOO_A\n\tbool "a"\n\tdepends on LIBFOO_B\nconfig LIBFOO_B\n\tbool "b"\n\tdepends on LIBFOO_A\n'
	kraft list add "$T/foo"
	application
	kraft configure
	kraft lib add foo
	cp .config before
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"Config.uk:"*": error: options depend on each other in a circle"* ]]
	[[ $output == *"LIBFOO_A depends on LIBFOO_B ($T/foo/Config.uk:"* && $output == *"LIBFOO_B depends on LIBFOO_A"* ]]
	cmp before .config
	sed -i 's/depends on LIBFOO_B/depends on !LIBFOO_B\n\tselect LIBFOO_B/; s/depends on LIBFOO_A//' "$T/foo/Config.uk"
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"in a circle"*"LIBFOO_B is selected by LIBFOO_A"* ]]
}

@test "a defconfig: every symbol in force, or an error with its line" {
	export UK_ROOT=$TOP/unikraft
	application
	printf '# mine\nCONFIG_OPTIMIZE_SIZE=y\nCONFIG_LIBNOLIBCC=y\n' >defconfig
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"defconfig:3:1: error: CONFIG_LIBNOLIBCC=y was asked for"*"did you mean LIBNOLIBC"* ]]
	[ ! -e .config ]
	sed -i 3d defconfig
	kraft configure
	grep -q '^CONFIG_OPTIMIZE_SIZE=y' .config
	# kraft.yaml goes before it, and a file can be named
	rm .config
	kraft set OPTIMIZE_NONE
	printf '# CONFIG_OPTIMIZE_DEADELIM is not set\nCONFIG_NOWHERE=7\n' >other
	rm defconfig
	run kraft configure --defconfig other
	[ "$status" -eq 1 ]
	[[ $output == *"other:2:1: error: CONFIG_NOWHERE=7"* ]]
	sed -i 2d other
	kraft configure --defconfig other
	grep -q '^# CONFIG_OPTIMIZE_DEADELIM is not set' .config
	run kraft configure --defconfig missing
	[ "$status" -eq 1 ]
}

@test "arguments with a quote that is not closed" {
	application
	printf 'arguments: "unclosed '"'"'quote"\n' >>kraft.yaml
	refuses "kraft.yaml:7:12: error: arguments: a quote is not closed"
}

@test "two targets of one name" {
	application
	printf '  - kvm/x86_64\n' >>kraft.yaml
	refuses "kraft.yaml:7:5: error: there are two targets 'kvm/x86_64'"
}

@test "an option that nobody has is an error" {
	export UK_ROOT=$TOP/unikraft
	application
	kraft set OPTIMIZE_SIZ=y
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:"*"CONFIG_OPTIMIZE_SIZ=y was asked for"*"did you mean OPTIMIZE_SIZE"* ]]
}

@test "what the menu set is kept; what kraft.yaml no longer asks for goes" {
	export UK_ROOT=$TOP/unikraft
	application
	kraft set OPTIMIZE_SIZE
	kraft configure -s OPTIMIZE_DEADELIM=n
	grep -q '^CONFIG_OPTIMIZE_SIZE=y' .config
	kraft unset OPTIMIZE_SIZE
	kraft configure
	grep -q '^CONFIG_OPTIMIZE_PERF=y' .config
	grep -q '^# CONFIG_OPTIMIZE_DEADELIM is not set' .config
	kraft configure --force
	grep -q '^CONFIG_OPTIMIZE_DEADELIM=y' .config
}

@test "libraries that a library selects come along" {
	export UK_ROOT=$TOP/unikraft
	library "$T/below" below
	library "$T/above" above '\tselect LIBBELOW\n'
	kraft list add "$T/below" "$T/above"
	application
	kraft lib add above
	run kraft configure
	[ "$status" -eq 0 ]
	grep -q '^CONFIG_LIBBELOW=y' .config
}

@test "menuconfig without a terminal" {
	application
	run kraft menuconfig </dev/null
	[ "$status" -eq 1 ]
	[[ $output == *"menuconfig needs a terminal"* ]]
	[ ! -e .config ]
}

@test "lib add and remove keep comments, order and style" {
	mkdir app && cd app
	cat >kraft.yaml <<-'END'
	# my application
	specification: '0.5'
	name: app        # its name

	libraries:
	    # the libc
	    musl:   staging   # pinned
	targets: [ {architecture: x86_64, platform: kvm} ]
	unikraft: "staging" # core
	END
	cp kraft.yaml before
	run kraft lib add --no-pull lwip@staging
	[ "$status" -eq 0 ]
	diff before kraft.yaml >difference || true
	[ "$(grep -c '^<' difference)" -eq 0 ]
	[ "$(grep '^>' difference | tr -d '\n')" = ">     lwip:>       version: staging" ]
	run kraft lib remove lwip
	[ "$status" -eq 0 ]
	cmp before kraft.yaml
}

@test "lib add twice changes the version, not the number of entries" {
	application
	kraft lib add --no-pull musl@staging
	kraft lib add --no-pull musl@stable
	[ "$(grep -c musl kraft.yaml)" -eq 1 ]
	grep -q 'version: stable' kraft.yaml
}

@test "lib add of something unknown leaves kraft.yaml alone" {
	application
	cp kraft.yaml before
	run kraft lib add mussl
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'musl'"* ]]
	run kraft lib add musl@7
	[ "$status" -eq 1 ]
	[[ $output == *"no version '7'"* ]]
	run kraft lib remove musl
	[ "$status" -eq 1 ]
	cmp before kraft.yaml
}

@test "removing the last library removes the empty map" {
	application
	cp kraft.yaml before
	kraft lib add --no-pull musl
	kraft lib remove musl
	cmp before kraft.yaml
}

@test "set and unset in a list of K=V" {
	mkdir app && cd app
	printf 'unikraft:\n  version: staging\n  kconfig:\n    - CONFIG_A=y # first\n    - CONFIG_B="x"\n' >kraft.yaml
	kraft set B=z C
	grep -q -- '- CONFIG_A=y # first' kraft.yaml
	grep -q -- '- CONFIG_B=z' kraft.yaml
	grep -q -- '- CONFIG_C=y' kraft.yaml
	kraft unset A
	[ "$(grep -c CONFIG_A kraft.yaml)" -eq 0 ]
	run kraft unset NOTHING
	[ "$status" -eq 1 ]
}

@test "edits work in flow style" {
	mkdir app && cd app
	printf 'unikraft: {version: staging}\nlibraries: {musl: staging}\n' >kraft.yaml
	kraft lib add --no-pull lwip
	kraft set OPTIMIZE_SIZE
	grep -q '^libraries: {musl: staging, lwip: {version: staging}}' kraft.yaml
	grep -q '^unikraft: {version: staging, kconfig: {CONFIG_OPTIMIZE_SIZE: y}}' kraft.yaml
	kraft lib remove musl
	grep -q '^libraries: {lwip: {version: staging}}' kraft.yaml
}

@test "volumes of kraft.yaml select their driver, in both generations' words" {
	application
	mkdir data
	for volumes in '[ "./data:/data:ro" ]' '[ { source: ./data, destination: /data, readOnly: true } ]' \
		'{ any: { driver: 9pfs, source: data, destination: /data, readonly: yes } }'; do
		sed -i '/^volumes:/d' kraft.yaml
		echo "volumes: $volumes" >>kraft.yaml
		run kraft configure
		[ "$status" -eq 0 ]
		grep -q '^CONFIG_LIB9PFS=y' .config
		grep -q '^CONFIG_LIBVIRTIO_9P=y' .config
	done
	for volumes in '[ "./data:/data:ro,virtiofs" ]' '{ any: { driver: virtiofs, source: data, destination: /data, readonly: yes } }'; do
		sed -i '/^volumes:/d' kraft.yaml
		echo "volumes: $volumes" >>kraft.yaml
		run kraft configure
		[ "$status" -eq 0 ]
		grep -q '^CONFIG_LIBVIRTIOFS=y' .config
		grep -q '^CONFIG_LIBVIRTIO_FS=y' .config
		! grep -q '^CONFIG_LIB9PFS=y' .config
	done
	# an image in the place of the one that a build would make
	eval "$(sed -n '/^image()/,/^}/p' "$TOP/tests/machine/helper.bash")"
	image tiny 'report 0'
	mkdir -p build
	cp tiny build/app_kvm-x86_64
	export KRAFT_MACHINES=$T/machines KRAFT_VOLUMES=$T/volumes
	run kraft run -D -W
	[ "$status" -eq 0 ]
	[[ $output == *'-device vhost-user-fs-device,'*'vfs.fstab=[ fs0:/data:virtiofs:1 ]'* ]]
	sed -i '/^volumes:/d' kraft.yaml
	echo 'volumes: [ "./data:/data:ro" ]' >>kraft.yaml
	kraft configure
	run kraft run -D -W
	[[ $output == *"path=$PWD/data,security_model=none,multidevs=remap,readonly=on"*'vfs.fstab=[ fs0:/data:9pfs:1 ]'* ]]
	mkdir other
	run kraft run -D -W -v other:/data -v other:/more
	[[ $output == *"path=$PWD/other,"*'vfs.fstab=[ fs0:/data:9pfs:0 fs1:/more:9pfs:0 ]'* ]]
	wrong() { # VOLUMES MESSAGE
		sed -i '/^volumes:/d' kraft.yaml
		echo "volumes: $1" >>kraft.yaml
		run kraft configure
		run kraft run -D -W
		[ "$status" -ne 0 ]
		[[ $output == *kraft.yaml:*"$2"* ]]
	}
	wrong '{ any: { driver: nfs, source: data } }' "driver 'nfs' is not supported"
	wrong '[ "data" ]' "'data' is no volume"
	wrong '[ { driver: 9pfs, source: data, destination: relative } ]' 'absolute'
}
