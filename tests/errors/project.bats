#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft build with a kraft.yaml that is wrong: place and reason, and nothing appears or changes in the folder.
load helper

untouched() { # TEXT...
	local before
	before=$(state)
	refuses kraft build -- "$@"
	[ "$(state)" = "$before" ]
	[ ! -e build ]
}

@test "not YAML" {
	printf 'name: [app\n' >kraft.yaml
	untouched "kraft.yaml:" "error:"
}

@test "an unknown key" {
	sed -i 's/^unikraft:/unikarft:/' kraft.yaml
	untouched "kraft.yaml:3:" "unikarft" "unikraft"
}

@test "an unknown architecture" {
	sed -i 's/x86_64/x86_84/' kraft.yaml
	untouched "kraft.yaml:5:" "x86_84" "did you mean" "x86_64"
}

@test "an unknown platform" {
	sed -i 's/platform: kvm/platform: kvn/' kraft.yaml
	untouched "kraft.yaml:6:" "kvn" "kvm"
}

@test "an unknown library" {
	sed -i 's/^  foo:/  fooo:/' kraft.yaml
	untouched "kraft.yaml:8:" "fooo" "foo"
}

@test "an unknown version" {
	sed -i 's/foo: staging/foo: "9.9"/' kraft.yaml
	untouched "9.9" "staging"
}

@test "a broken kraft.yaml after a build: the image and .config stay" {
	kraft build >/dev/null 2>&1
	[ -e build/app_kvm-x86_64 ]
	sed -i 's/platform: kvm/platform: kvn/' kraft.yaml
	cp build/app_kvm-x86_64 "$T/image"
	cp .config "$T/config"
	refuses kraft build -- "kvn"
	cmp build/app_kvm-x86_64 "$T/image"
	cmp .config "$T/config"
}
