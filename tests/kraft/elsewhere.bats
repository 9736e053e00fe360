#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Projects and ports written for other versions: targets, names and channels that are not ours.
load helper

uses() { # LINES of kraft.yaml below `libraries:`
	printf 'specification: "0.5"\nname: app\nunikraft: {version: stable}\ntargets: [kvm/x86_64]\nlibraries:\n%b' "$1" >kraft.yaml
}

in_force() { # CONFIG_… lines that .config must hold
	for line; do
		grep -qx "$line" .config || { echo "no $line"; cat .config; return 1; }
	done
}

@test "targets for other machines are left out with one warning; with none left they are errors" {
	application
	cat >kraft.yaml <<-'END'
	specification: '0.5'
	name: app
	unikraft: staging
	targets:
	  - architecture: arm64
	    platform: qemu
	  - architecture: x86_64
	    platform: qemu
	  - platform: fc
	    architecture: x86_64
	    kconfig: [CONFIG_NOBODY=y]
	  - xen/x86_64
	END
	run kraft configure
	[ "$status" -eq 0 ]
	[[ $output == *"kraft.yaml:5:5: warning: "*"qemu/arm64, fc/x86_64, xen/x86_64"* ]]
	[ "$(grep -c warning <<<"$output")" -eq 1 ]
	in_force CONFIG_PLAT_KVM=y
	run kraft configure -m arm64
	[ "$status" -ne 0 ]
	sed -i '7,8d' kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"unknown architecture 'arm64'"*"unknown platform 'fc'"*"unknown platform 'xen'"* ]]
	# a slip of the pen is no other machine
	printf 'specification: "0.5"\nname: app\nunikraft: staging\ntargets: [kvm/x86_64, xne/x86_64]\n' >kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"unknown platform 'xne'"* ]]
}

@test "a library goes by its folder's name as well, and by the option that it registers" {
	library far/lib-c-two cares
	library far/lib-libthree three
	mkdir -p far/lib-plain app
	printf '$(eval $(call addlib_s,plain,$(CONFIG_PLAIN)))\n' >far/lib-plain/Makefile.uk
	printf 'config PLAIN\n\tbool "plain"\n' >far/lib-plain/Config.uk
	for name in c-two libthree plain; do
		kraft list add "$T/far/lib-$name"
	done
	cd app
	uses '  c-two: stable\n  libthree: {version: staging}\n  plain: stable\n'
	run kraft configure
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	in_force CONFIG_LIBCARES=y CONFIG_LIBTHREE=y CONFIG_PLAIN=y
	rm -f .config
	uses '  cares: stable\n  three: stable\n'
	kraft configure
	in_force CONFIG_LIBCARES=y CONFIG_LIBTHREE=y
	uses '  c-two: "0.4"\n'
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"has no version '0.4'"* ]]
}

@test "musl is there in the stead of newlib and pthread-embedded, named or selected" {
	library far/lib-foo foo '\tselect LIBNEWLIBC\n\tselect LIBPTHREAD_EMBEDDED\n'
	kraft list add "$T/far/lib-foo"
	mkdir app
	cd app
	uses '  foo: stable\n'
	kraft configure
	in_force CONFIG_LIBFOO=y CONFIG_LIBMUSL=y CONFIG_LIBVFSCORE=y
	rm -f .config
	uses '  newlib: "0.5"\n  pthread-embedded: stable\n'
	kraft configure
	in_force CONFIG_LIBMUSL=y
	# the real one comes first where there is one
	mkdir -p "$T/far/lib-newlib"
	printf '$(eval $(call addlib_s,libnewlibc,$(CONFIG_LIBNEWLIBC)))\n' >"$T/far/lib-newlib/Makefile.uk"
	printf 'config LIBNEWLIBC\n\tbool "newlib"\n\tselect HAVE_LIBC\n' >"$T/far/lib-newlib/Config.uk"
	kraft list add "$T/far/lib-newlib"
	rm -f .config
	uses '  newlib: stable\n'
	kraft configure
	in_force CONFIG_LIBNEWLIBC=y
	! grep -q '^CONFIG_LIBMUSL=y' .config
}

@test "options by names of other versions, and a shared folder with LIB9PFS spelt out" {
	mkdir app
	cd app
	printf 'specification: "0.5"\nname: app\nunikraft:\n  version: stable\n  kconfig:\n' >kraft.yaml
	for option in LIB9PFS LIBVFSCORE_ROOTFS_9PFS LIBUKSCHEDCOOP LIBUKMMAP LIBUKTIME UKSYSINFO UKUNISTD; do
		echo "    - CONFIG_$option=y" >>kraft.yaml
	done
	printf 'targets: [kvm/x86_64]\nlibraries:\n  lwip:\n    version: stable\n    kconfig: [CONFIG_LWIP_THREADS=y, CONFIG_LWIP_SOCKET=y]\n' >>kraft.yaml
	printf 'volumes:\n  fs0:\n    driver: 9pfs\n    source: ./fs0\n' >>kraft.yaml
	run kraft configure
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	in_force CONFIG_LIBVFSCORE=y CONFIG_LIBUKSCHED=y CONFIG_LIBPOSIX_MMAP=y CONFIG_LIBPOSIX_TIME=y CONFIG_LIBPOSIX_SYSINFO=y
}

@test "a project of the specification before 0.5 is told what to write" {
	mkdir app
	cd app
	printf "specification: '0.4'\nunikraft: stable\narchitectures:\n  x86_64: true\nplatforms:\n  kvm: true\n  xen: true\n" >kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:3:1: error: 'architectures' is of an older specification"*"targets: [kvm/x86_64]"* ]]
	[ "$(grep -c error <<<"$output")" -eq 1 ]
	printf "specification: '0.5'\nunikraft: stable\ntargets: [kvm/x86_64]\n" >kraft.yaml
	kraft configure
}
