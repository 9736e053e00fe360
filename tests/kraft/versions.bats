# SPDX-License-Identifier: BSD-3-Clause
# Versions and sources of components: which are asked for, which are there, and what is said when these differ.
load helper

# A repository with tags v1.0, v1.2, v2.0 and the branches staging (the default) and other.
repository() { # FOLDER NAME
	library "$1" "$2"
	(
		cd "$1"
		git init -q -b staging
		git config user.name a
		git config user.email a@b
		for v in 1.0 1.2 2.0; do
			echo "$v" >version
			git add -A
			git commit -qm "$v"
			git tag "v$v"
		done
		git branch other v1.0
		echo later >version
		git commit -qam later
	)
}

held() { cat "$UK_WORKDIR/libs/${1:-foo}/version"; }

uses() { # LINES of kraft.yaml below `libraries:`
	printf 'specification: "0.6"\nname: app\nunikraft: staging\ntargets: [kvm/x86_64]\nlibraries:\n%b' "$1" >kraft.yaml
}

@test "constraints choose the newest version that fits" {
	repository far/lib-foo foo
	kraft list add "file://$T/far/lib-foo" 2>/dev/null
	for pair in '>=1.0,<2=1.2' '^1=1.2' '~1.0=1.0' '==1.2=1.2' '>1.2=2.0' '!=2.0=1.2' '<=1.0=1.0' '@v1.0=1.0' '@=later' '@other=1.0'; do
		rm -rf "$UK_WORKDIR/libs/foo"
		wanted=${pair%=*}
		kraft list pull "foo${wanted%@}"
		[ "$(held)" = "${pair##*=}" ] || { echo "foo$wanted gave $(held)"; return 1; }
	done
	run kraft list pull 'foo>=3'
	[ "$status" -eq 1 ]
	[[ $output == *"no version '>=3'"*"v1.2"* ]]
}

@test "a commit can be asked for" {
	repository far/lib-foo foo
	commit=$(git -C far/lib-foo rev-parse v1.2)
	kraft list add "file://$T/far/lib-foo"
	kraft list pull "foo@$commit"
	[ "$(held)" = 1.2 ]
	rm -rf "$UK_WORKDIR/libs/foo"
	run kraft list pull foo@0123456789abcdef
	[ "$status" -eq 1 ]
	[ ! -e "$UK_WORKDIR/libs/foo" ]
}

@test "what stands in the workspace in another version is an error, and the hint works" {
	export UK_ROOT=$TOP/unikraft
	repository far/lib-foo foo
	kraft list add "file://$T/far/lib-foo"
	kraft list pull foo@v1.0
	application
	uses '  foo: v2.0\n'
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:6:8: error: foo is asked for at v2.0"* ]]
	run kraft list pull foo@v2.0
	[ "$status" -eq 1 ]
	[[ $output == *"holds another version of foo, and not v2.0"*"kraft list pull --force lib/foo@v2.0"* ]]
	kraft list pull foo@v1.0
	[[ $output =~ "'kraft "(list pull --force [^\']*) ]]
	kraft ${BASH_REMATCH[1]}
	[ "$(held)" = 2.0 ]
	kraft configure
	# and by hand
	git -C "$UK_WORKDIR/libs/foo" fetch -q --tags origin
	git -C "$UK_WORKDIR/libs/foo" checkout -q v1.2
	run kraft configure
	[ "$status" -eq 1 ]
	uses '  foo: "^1"\n'
	kraft configure
}

@test "a folder used in place has to stand at the version asked for" {
	export UK_ROOT=$TOP/unikraft
	repository near/lib-foo foo
	kraft list add "$T/near/lib-foo"
	application
	uses '  foo: staging\n'
	kraft configure
	uses '  foo: v1.0\n'
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output =~ "hint: check it out there: "(git -C [^ ]* checkout [^ ]*) ]]
	${BASH_REMATCH[1]} 2>/dev/null
	kraft configure
}

@test "source: a folder as seen from kraft.yaml" {
	export UK_ROOT=$TOP/unikraft
	application
	library ../beside foo
	uses '  foo:\n    source: ../beside\n'
	kraft configure
	grep -q '^CONFIG_LIBFOO=y' .config
	uses '  foo: ../beside\n'
	kraft configure
	uses '  foo:\n    source: ../nowhere\n'
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:6:3: error: there is no source ../nowhere"* ]]
	mkdir ../empty
	uses '  foo:\n    source: ../empty\n'
	run kraft configure
	[[ $output == *"holds no library"* ]]
}

@test "source: a repository and an archive, brought when the project is configured" {
	export UK_ROOT=$TOP/unikraft
	repository far/lib-foo foo
	library src/bar-1.2 bar
	tar -C src -czf bar-1.2.tar.gz bar-1.2
	application
	uses "  foo:\n    source: file://$T/far/lib-foo\n    version: v1.2\n  bar:\n    source: ../bar-1.2.tar.gz\n    version: '1.2'\n"
	kraft configure
	[ "$(held)" = 1.2 ]
	[ -e "$UK_WORKDIR/libs/bar/Makefile.uk" ]
	# once more, with nothing to be done
	mv "$T/far" "$T/gone"
	kraft configure
	# from elsewhere: not without being told
	repository "$T/fork/lib-foo" foo
	uses "  foo:\n    source: file://$T/fork/lib-foo\n"
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"came from file://$T/far/lib-foo"* ]]
	kraft list pull --force
	[ "$(held)" = later ]
	kraft configure
}

@test "unikraft from a folder, also in the short form" {
	application
	for text in "unikraft:\n  source: $TOP/unikraft\n" "unikraft: $TOP/unikraft\n"; do
		printf "specification: '0.6'\nname: app\n${text}targets: [qemu/x86_64]\n" >kraft.yaml
		rm -f .config
		kraft configure
		[ -e .config ]
	done
	# an edit widens the short form to what it is
	kraft set OPTIMIZE_SIZE
	grep -q "source: $TOP/unikraft" kraft.yaml
	kraft configure
	grep -q '^CONFIG_OPTIMIZE_SIZE=y' .config
	printf "specification: '0.6'\nname: app\nunikraft: ./nothing\ntargets: [qemu/x86_64]\n" >kraft.yaml
	run kraft configure
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:3:1: error: there is no source ./nothing"* ]]
}

@test "pulling an application brings its libraries, in their versions" {
	repository far/lib-foo foo
	mkdir -p far/app-web
	printf "specification: '0.5'\nname: web\nunikraft: staging\nlibraries:\n  foo: v1.0\ntargets:\n  - {architecture: x86_64, platform: kvm}\n" >far/app-web/kraft.yaml
	kraft list add "file://$T/far/lib-foo" "$T/far/app-web"
	kraft list pull app/web
	[ "$(held)" = 1.0 ]
	[ -e "$UK_WORKDIR/unikraft/Makefile" ]
	rm -rf "$UK_WORKDIR/libs/foo"
	kraft list pull -F -D app/web
	[ ! -e "$UK_WORKDIR/libs/foo" ]
}

@test "init -d gives the application its own copies" {
	repository far/lib-foo foo
	kraft list add "file://$T/far/lib-foo"
	mkdir -p far/app-web
	printf "specification: '0.5'\nname: web\nunikraft: staging\nlibraries:\n  foo: v1.2\ntargets:\n  - {architecture: x86_64, platform: kvm}\n" >far/app-web/kraft.yaml
	kraft list add "$T/far/app-web"
	kraft init -d -t web mine
	[ "$(cat mine/.unikraft/libs/foo/version)" = 1.2 ]
	[ -e mine/.unikraft/unikraft/Makefile ]
	[ ! -e "$UK_WORKDIR/libs/foo" ]
	rm -rf far
	(cd mine && kraft configure)
}

@test "configure -u takes another version for once" {
	export UK_ROOT=$TOP/unikraft
	repository near/lib-foo foo
	kraft list add "$T/near/lib-foo"
	application
	uses '  foo: v9\n'
	run kraft configure
	[ "$status" -eq 1 ]
	kraft configure -u foo@staging
	grep -q 'foo: v9' kraft.yaml
	run kraft configure -u bar@1
	[ "$status" -eq 1 ]
	[[ $output == *"uses no component 'bar'"* ]]
}
