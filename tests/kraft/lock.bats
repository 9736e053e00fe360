# SPDX-License-Identifier: BSD-3-Clause
# kraft.lock: written, demanded, followed. One image is built; the rest only configures and fetches.
load helper

# An application with a library of a git repository, and one with an archive.
locked_application() {
	export UK_ROOT=$TOP/unikraft UK_CACHEDIR=$T/cache
	library far/lib-foo foo
	(
		cd far/lib-foo
		git init -q -b staging
		git config user.name a
		git config user.email a@b
		git add -A
		git commit -qm one
		git tag v1.0
	)
	library "$UK_WORKDIR/libs/bar" bar
	mkdir -p make/bar-1
	echo 'int bar;' >make/bar-1/bar.c
	tar -C make -czf bar-1.tar.gz bar-1
	cat >>"$UK_WORKDIR/libs/bar/Makefile.uk" <<-END
	LIBBAR_ORIGIN_SHA256 := $(sha256sum bar-1.tar.gz | cut -d' ' -f1)
	\$(eval \$(call fetch,libbar,file://$T/bar-1.tar.gz))
	LIBBAR_SRCS-y += \$(LIBBAR_ORIGIN)/bar-1/bar.c
	END
	kraft list add "file://$T/far/lib-foo" 2>/dev/null
	application
	printf 'libraries:\n  foo: staging\n  bar:\n' >>kraft.yaml
	echo 'int main(void) { return 0; }' >main.c
	printf '$(eval $(call addlib,appapp))\nAPPAPP_SRCS-y += $(APPAPP_BASE)/main.c\n' >Makefile.uk
}

commit_of() { git -C "$1" rev-parse HEAD; }

# A change upstream, which nobody asked for.
move_on() {
	echo more >"$T/far/lib-foo/more"
	git -C "$T/far/lib-foo" add -A
	git -C "$T/far/lib-foo" commit -qm more
}

@test "the lock names everything, and is the same the next time" {
	locked_application
	kraft lock
	jq -e --arg commit "$(commit_of "$T/far/lib-foo")" --arg origin "file://$T/far/lib-foo" --arg sum "$(sha256sum "$T/bar-1.tar.gz" | cut -d' ' -f1)" '
		.format == 1 and (.kraft | length > 0) and (.compiler | test("gcc|cc"))
		and (.components | map(.name) == ["unikraft", "bar", "foo"])
		and (.components[0] | .type == "core" and .origin == "built-in" and (.content | length == 64))
		and (.components[1] | .archives == {"bar-1.tar.gz": $sum} and (.content | length == 64) and .commit == null)
		and (.components[2] | .version == "staging" and .commit == $commit and .origin == $origin and .content == null)' kraft.lock
	cp -p kraft.lock before
	touch -d '2001-01-01' kraft.lock
	run kraft lock
	[[ $output == *"up to date"* ]]
	cmp before kraft.lock
	[ "$(stat -c %Y kraft.lock)" -lt 1000000000 ]
	[ "$(grep -c "$T/workspace" kraft.lock)" -eq 0 ]
}

@test "a new workspace gets what is locked, not what is newest" {
	locked_application
	kraft lock
	old=$(commit_of "$T/far/lib-foo")
	move_on
	rm -rf "$UK_WORKDIR/libs/foo" build .config
	kraft configure
	[ "$(commit_of "$UK_WORKDIR/libs/foo")" = "$old" ]
	kraft lock --check
	rm -rf "$UK_WORKDIR/libs/foo"
	kraft list pull
	[ "$(commit_of "$UK_WORKDIR/libs/foo")" = "$old" ]
	# and --upgrade the newest
	run kraft lock --upgrade fooo
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'foo'"* ]]
	kraft lock --upgrade foo
	[ "$(commit_of "$UK_WORKDIR/libs/foo")" = "$(commit_of "$T/far/lib-foo")" ]
	grep -q "$(commit_of "$T/far/lib-foo")" kraft.lock
	echo mine >"$UK_WORKDIR/libs/foo/mine"
	run kraft lock --upgrade
	[ "$status" -eq 1 ]
	[[ $output == *"not committed"* ]]
	[ "$(cat "$UK_WORKDIR/libs/foo/mine")" = mine ]
}

@test "--locked refuses, says what differs, and builds nothing" {
	locked_application
	run kraft build --locked
	[ "$status" -eq 1 ]
	[[ $output == *"has no kraft.lock"*"'kraft lock' writes one"* ]]
	kraft lock
	cp kraft.lock before
	echo '# changed' >>"$UK_WORKDIR/libs/bar/Config.uk"
	move_on
	git -C "$UK_WORKDIR/libs/foo" pull -q
	run kraft build --locked
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.lock:"*": error: bar: the content is locked to "* ]]
	[[ $output == *"kraft.lock:"*": error: foo: the commit is locked to "*" and is $(commit_of "$T/far/lib-foo")"* ]]
	[[ $output != *unikraft* ]]
	[ ! -e build/app_kvm-x86_64 ]
	cmp before kraft.lock
	run kraft lock --check
	[ "$status" -eq 1 ]
	# the hint
	kraft lock
	kraft lock --check
	echo stray >"$UK_WORKDIR/libs/foo/stray"
	run kraft build --locked
	[[ $output == *"foo: the commit is locked to "*" and is changed since then"* ]]
	rm "$UK_WORKDIR/libs/foo/stray"
	# tool and compiler
	sed -i 's/"compiler": "[^"]*"/"compiler": "other 1.0"/' kraft.lock
	run kraft build --locked
	[[ $output == *"kraft.lock:4:"*"the compiler is locked to other 1.0 and is "* ]]
	# a library more and one less
	kraft lock
	library "$UK_WORKDIR/libs/new" new
	sed -i 's/^  bar:/  new:/' kraft.yaml
	run kraft build --locked
	[[ $output == *"new: this component is locked to nothing and is used"*"bar: this component is locked to be used and is no longer"* ]]
}

@test "an archive of another checksum is refused though the library was told so" {
	locked_application
	kraft lock
	sed -i "s/\"bar-1.tar.gz\": \".*\"/\"bar-1.tar.gz\": \"$(printf '%064d' 7)\"/" kraft.lock
	run kraft build --locked
	[ "$status" -eq 1 ]
	[[ $output == *"bar: bar-1.tar.gz is locked to 0000000000"* ]]
}

@test "a build writes the lock and keeps it; --locked builds the same" {
	locked_application
	run kraft build -j2
	[ "$status" -eq 0 ]
	[[ $output == *"wrote kraft.lock"* ]]
	run kraft build
	[[ $output == *"Up to date"* && $output != *"kraft.lock"* ]]
	run kraft build --locked -j2
	[ "$status" -eq 0 ]
	sha256sum build/app_kvm-x86_64 >sum
	kraft clean -p
	kraft build --locked -j2
	sha256sum -c sum
	# more than one target, side by side
	printf "spec: '0.6'\nname: app\nunikraft: staging\nlibraries: {foo: staging, bar: }\ntargets:\n  - kvm/x86_64\n  - {name: small, plat: qemu, arch: x86_64, kconfig: {OPTIMIZE_SIZE: y}}\n" >kraft.yaml
	run kraft build --all -j2
	[ "$status" -eq 0 ]
	[[ $output == *"Target kvm/x86_64:"*"Target small:"*"Run it with: kraft run -t small"* ]]
	[ -e build/targets/small/app_kvm-x86_64 ]
	grep -q '^CONFIG_OPTIMIZE_SIZE=y' .config.small
	run kraft build
	[[ $output == *"Target kvm/x86_64 of 2; --all builds every one"* ]]
	run kraft build -t small --locked
	[ "$status" -eq 0 ]
	[[ $output == *"Up to date"* ]]
	[[ $(kraft run -D -t small) == *"-kernel $PWD/build/targets/small/app_kvm-x86_64 "* ]]
	run kraft build --all -t small
	[ "$status" -eq 2 ]
	# what only another target uses stays locked; what none uses any more goes
	sed -i 's/, bar: }/}/; s/OPTIMIZE_SIZE: y/LIBBAR: y/' kraft.yaml
	kraft build
	jq -e '.components | map(.name) == ["unikraft", "bar", "foo"]' kraft.lock
	kraft lock --check
	sed -i 's/LIBBAR: y/OPTIMIZE_SIZE: y/' kraft.yaml
	run kraft build
	[[ $output == *"updated kraft.lock"* ]]
	jq -e '.components | map(.name) == ["unikraft", "foo"]' kraft.lock
	kraft build --locked
	# a library that is not here may need anything: nothing is forgotten
	sed -i 's/libraries: {foo: staging}/libraries: {bar: }/; s/OPTIMIZE_SIZE: y/LIBFOO: y/' kraft.yaml
	kraft build
	rm -rf "$UK_WORKDIR/libs/foo"
	kraft build
	jq -e '.components | map(.name) == ["unikraft", "bar", "foo"]' kraft.lock
	[ ! -e "$UK_WORKDIR/libs/foo" ]
	kraft clean -d
	[ ! -e .config.small ] && [ ! -e .config ] && [ ! -e build ]
}

@test "a damaged lock is named with its line, and the hint works" {
	locked_application
	printf '{\n  "format": 1,\n  oops\n}\n' >kraft.lock
	run kraft build
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.lock:3:"*"error: this is no lock file"* ]]
	[[ $output =~ "write a new one: "(rm [^;]*)"; "(kraft lock) ]]
	${BASH_REMATCH[1]}
	${BASH_REMATCH[2]}
	echo '{ "format": 99 }' >kraft.lock
	run kraft lock --check
	[[ $output == *"does not know"* ]]
}

@test "lib bump renews the lock of the application here" {
	locked_application
	(cd "$UK_WORKDIR/libs/bar" && sed -i "1iLIBBAR_VERSION := 1\nLIBBAR_URL := file://$T/bar-\$(LIBBAR_VERSION).tar.gz" Makefile.uk &&
		sed -i 's,(call fetch.*,(call fetch\,libbar\,$(LIBBAR_URL))),; s,bar-1/,bar-$(LIBBAR_VERSION)/,' Makefile.uk)
	mv "$T/make/bar-1" "$T/make/bar-2"
	tar -C "$T/make" -czf "$T/bar-2.tar.gz" bar-2
	kraft lock
	grep -q 'bar-1.tar.gz' kraft.lock
	kraft lib bump -v 2 bar
	grep -q "\"bar-2.tar.gz\": \"$(sha256sum "$T/bar-2.tar.gz" | cut -d' ' -f1)\"" kraft.lock
	kraft lock --check
}

@test "--no-fetch and --no-prepare refuse instead; -F builds everything again, --fast at once" {
	locked_application
	kraft configure
	run kraft build --no-fetch
	[ "$status" -eq 1 ]
	[[ $output == *"'kraft fetch' is needed first, and --no-fetch forbids it"* ]]
	[ ! -e build/libbar/bar-1.tar.gz ]
	kraft fetch
	kraft prepare
	kraft build --no-fetch --no-prepare --fast
	run kraft build -F --no-progress -j2
	[ "$status" -eq 0 ]
	[[ $output == *"CC"*"appapp: main.o"*"Built "* ]]
	run kraft build --no-progress
	[[ $output != *"main.o"* ]]
	# a single target makes no image, and nothing is said about one
	echo 'int main(void) { return 1; }' >main.c
	cp build/app_kvm-x86_64 image
	run kraft build appapp
	[ "$status" -eq 0 ]
	[[ $output != *"Built"* ]]
	cmp image build/app_kvm-x86_64
	run kraft build no-such-target
	[ "$status" -eq 1 ]
}
