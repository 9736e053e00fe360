#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Root file systems for kraft run, kraft pkg and kraft.yaml: folders, archives, Dockerfiles; and the keys of specification 0.6.

load helper

eval "package_$(declare -f setup)"
setup() {
	package_setup
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	FETCH=$TOP/bin/kraft-fetch
	mkdir -p files/etc
	echo content >files/etc/name
	ln -s /etc/name files/link
	printf 'x' >files/run
	chmod 755 files/run
}

# list ARCHIVE: what is in it, as MODE NAME.
list() { cpio -itv --quiet <"$1" | awk '{ print $1, $9 $10 $11 }'; }

@test "a folder, cpio, tar, tar.gz, tar.zst and zip give the same files" {
	(cd files && find . | cpio -o -H newc --quiet) >made.cpio
	tar cf made.tar -C files .
	tar czf made.tar.gz -C files .
	tar --zstd -cf made.tar.zst -C files .
	gzip -k made.cpio
	"$FETCH" rootfs files folder.cpio
	list folder.cpio >expected
	grep -q -- "-rwxr-xr-x run" expected
	grep -q "lrwxrwxrwx link->/etc/name" expected
	for archive in made.tar made.tar.gz made.tar.zst made.cpio.gz; do
		"$FETCH" rootfs "$archive" out.cpio
		list out.cpio | diff - expected
	done
	"$FETCH" rootfs made.cpio out.cpio
	cmp made.cpio out.cpio
	module_image
	for source in files made.cpio made.tar.gz made.tar.zst; do
		timeout 60 "$KRAFT" run -W --rootfs "$source" module
	done
	echo nonsense >nonsense
	run timeout 60 "$KRAFT" run -W --rootfs nonsense module
	[ "$status" -eq 1 ]
	[[ $output == *"a root file system is a folder"* ]]
}

@test "a hostile archive as root file system is refused" {
	module_image
	python3 - <<-'P'
		import io, tarfile
		def make(name, members):
		    with tarfile.open(name, "w") as tar:
		        for member, type, link in members:
		            info = tarfile.TarInfo(member)
		            info.type, info.linkname = type, link
		            tar.addfile(info, io.BytesIO(b""))
		make("up.tar", [("../evil", tarfile.REGTYPE, "")])
		make("through.tar", [("link", tarfile.SYMTYPE, ".."), ("link/evil", tarfile.REGTYPE, "")])
		make("hard.tar", [("link", tarfile.LNKTYPE, "../evil")])
	P
	for archive in up through hard; do
		run timeout 60 "$KRAFT" run -W --rootfs "$archive.tar" module
		[ "$status" -eq 1 ]
	done
	[ -z "$(find . -name evil)" ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "a Dockerfile without commands is carried out" {
	mkdir context
	cp -r files context/src
	echo log >context/src/noise.log
	echo secret >context/secret
	tar czf context/more.tar.gz -C files etc
	printf '# not these\n**/*.log\nsecret\n' >context/.dockerignore
	cat >context/Dockerfile <<-'D'
		# syntax=docker/dockerfile:1
		ARG BASE=scratch
		FROM ${BASE} AS files
		COPY src/ /data/
		ENV KEPT=yes
		FROM files AS never
		RUN make
		FROM files AS middle
		FROM scratch
		ARG DIR=/srv
		ARG MODE
		ENV TOP=$DIR
		WORKDIR ${TOP}/www
		COPY --from=middle --chmod=600 /data/etc/name \
		    # a comment in between
		    /data/run ./
		COPY src/et?/* /etc/
		ADD more.tar.gz /opt
		COPY --from=0 /data/run copied
		ENV A="two words" B=${UNSET:-default} C='$plain'
		LABEL org.example.key=1 who="me you"
		ENTRYPOINT ["/server", "-p"]
		CMD 80 $DIR
		EXPOSE 80
	D
	"$FETCH" rootfs --facts facts.json context/Dockerfile out.cpio
	list out.cpio | sort >got
	diff got - <<-'L'
		-rw------- srv/www/name
		-rw------- srv/www/run
		-rw-r--r-- etc/name
		-rw-r--r-- opt/etc/name
		-rwxr-xr-x srv/www/copied
		drwxr-xr-x etc
		drwxr-xr-x opt
		drwxr-xr-x opt/etc
		drwxr-xr-x srv
		drwxr-xr-x srv/www
	L
	[ "$(jq -c .arguments facts.json)" = '["/server","-p","80","/srv"]' ]
	[ "$(jq -c .environment facts.json)" = '["TOP=/srv","A=two words","B=default","C=$plain"]' ]
	[ "$(jq -c .labels facts.json)" = '["org.example.key=1","who=me you"]' ]
	printf 'FROM scratch AS one\nENV KEPT=yes\nWORKDIR /one\nFROM one\nCOPY files/run here\n' >Dockerfile
	"$FETCH" rootfs --facts facts.json Dockerfile out.cpio
	[ "$(jq -c .environment facts.json)" = '["KEPT=yes"]' ]
	list out.cpio | grep -qx -- '-rwxr-xr-x one/here'
}

@test "words of a Dockerfile reach the machine, and kraft.yaml and the command line go before them" {
	echo_image
	printf 'FROM scratch\nCOPY files /\nENV A=docker B=docker\nCMD ["from", "docker"]\nLABEL who=docker\n' >Dockerfile
	run timeout 60 "$KRAFT" run -W --network none --rootfs Dockerfile -e B=line echo
	[[ $output == 'env.A=docker env.B=docker env.B=line -- from docker'* ]]
	run timeout 60 "$KRAFT" run -W --network none --rootfs Dockerfile echo -- mine
	[[ $output == *'-- mine'* && $output != *"from docker"* ]]
	"$KRAFT" pkg -n d -k echo --rootfs Dockerfile -e B=pkg >/dev/null
	[ "$("$KRAFT" pkg info d -o json | jq -c '[.arguments, .environment, .labels.who]')" = '[["from","docker"],["A=docker","B=pkg"],"docker"]' ]
}

wrong() { # DOCKERFILE MESSAGE...
	printf "$1" >Dockerfile
	run "$FETCH" rootfs Dockerfile out.cpio
	[ "$status" -eq 1 ]
	[ ! -e out.cpio ]
	shift
	for message; do
		[[ $output == *"$message"* ]] || { echo "no '$message' in: $output"; return 1; }
	done
}

@test "what a Dockerfile may not do is told with its line" {
	# No engine works, whatever is installed.
	mkdir bin
	for engine in docker podman buildah; do
		printf '#!/bin/sh\nexit 1\n' >bin/$engine
		chmod +x bin/$engine
	done
	PATH=$PWD/bin:$PATH
	wrong 'FROM scratch\nCOPY files /\n\nRUN make \\\n  all\n' "Dockerfile:4:1: error: RUN runs a command" "podman or buildah"
	wrong 'FROM debian:12\n' "Dockerfile:1:1: error: FROM debian:12 brings another image"
	wrong 'FROM scratch\nCOPY --from=nginx:latest /x /\n' "Dockerfile:2:1:" "names another image"
	wrong 'FROM scratch\nCOPY ../secret /\n' "Dockerfile:2:1:" "leads out of the folder"
	wrong 'FROM scratch\nCOPY missing /\n' "Dockerfile:2:1: error: there is no 'missing'"
	wrong 'FROM scratch\nCOPY files /../../x\n' "Dockerfile:2:1:" "leads out of the root file system"
	wrong 'FROM scratch\nCOPY files/etc/name files/run /x\n' "must end with /"
	wrong 'FROM scratch\nADD https://example.org/x /x\n' "Dockerfile:2:1:" "not fetched from addresses"
	wrong 'FROM scratch\nCOYP files /\n' "Dockerfile:2:1: error: unknown instruction 'COYP'"
	wrong 'FROM scratch\nCOPY --chown=me files /\n' "belong to root"
	wrong 'FROM scratch\nENV A=${B\n' "Dockerfile:2:1:" "a variable is written"
	wrong 'COPY files /\n' "begins with FROM"
	wrong '# nothing\n' "no FROM"
	wrong 'FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n' "names another image"
	ln -s /etc files/out
	wrong 'FROM scratch\nCOPY files/out/passwd /\n' "leads out of the folder"
	wrong 'FROM scratch\nCOPY files /x\nCOPY files/run /x/out/evil\n' "Dockerfile:3:1:"
	[ ! -e /etc/evil ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "an engine that works builds what needs one" {
	mkdir bin
	cat >bin/podman <<-'S'
		#!/bin/sh
		echo "$@" >>"$LOG"
		[ "$1" = info ] && exit 0
		for word; do case $word in type=tar,dest=*) tar cf "${word#type=tar,dest=}" -C "$BUILT" . ;; esac; done
	S
	printf '#!/bin/sh\nexit 1\n' >bin/docker
	chmod +x bin/podman bin/docker
	export LOG=$PWD/log BUILT=$PWD/files
	printf 'FROM debian\nRUN make\nENV A=1\nCMD ["/run"]\n' >Dockerfile
	PATH=$PWD/bin:$PATH "$FETCH" rootfs --facts facts.json Dockerfile out.cpio
	grep -q "^build --output type=tar,dest=.* -f Dockerfile $PWD$" log
	list out.cpio | grep -q 'etc/name'
	[ "$(jq -c '[.arguments, .environment]' facts.json)" = '[["/run"],["A=1"]]' ]
}

@test "kraft.yaml: cmd, env, labels, rootfs and runtime" {
	echo_image
	"$KRAFT" pkg -n base:1 -k echo -a packed -e FROM=base -e A=base -l base=yes >/dev/null
	mkdir app && cd app
	cp -r ../files root
	cat >kraft.yaml <<-'Y'
		spec: v0.6
		name: mine
		runtime: base:1
		rootfs: ./root
		cmd: -s "two words"
		env: {A: "project"}
		labels: {who: me}
	Y
	run timeout 60 "$KRAFT" run -W --network none
	[[ $output == 'env.FROM=base env.A=base env.A=project -- -s "two words"'* ]]
	run timeout 60 "$KRAFT" run -W --network none -e A=line -- other
	[[ $output == *'env.A=project env.A=line -- other'* ]]
	(cd .. && "$KRAFT" pkg app >/dev/null)
	run "$KRAFT" pkg words
	[ "$status" -eq 2 ]
	[ "$("$KRAFT" pkg info mine -o json | jq -c '[.arguments, .environment, .labels]')" = \
		'[["-s","two words"],["FROM=base","A=project"],{"base":"yes","who":"me"}]' ]
	[ "$("$KRAFT" pkg info mine -o json | jq '.layers | length')" = 3 ]
	sed -i '/^cmd/d; /^env/d' kraft.yaml
	run timeout 60 "$KRAFT" run -W --network none
	[[ $output == 'env.FROM=base env.A=base -- packed'* ]]
	run "$KRAFT" build
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:3:10: error: mine runs on the package 'base:1'"* ]]
	sed -i 's/base:1/absent/' kraft.yaml
	run "$KRAFT" run
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:3:10: error: there is no package 'absent'"* ]]
	printf 'spec: v0.6\ntemplate: nginx\n' >kraft.yaml
	run "$KRAFT" run
	[ "$status" -eq 1 ]
	[[ $output == *"kraft.yaml:2:"*"nginx"* ]]
}
