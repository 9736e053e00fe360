#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft pkg: making, listing, copying, running and removing packages; what is damaged or hostile is refused.

load helper

@test "a package runs with its arguments, environment and root file system; the command line replaces them" {
	echo_image
	"$KRAFT" pkg -n echo:1 -k echo -e A=1 -a -s -a 'two words'
	run timeout 60 "$KRAFT" run -W --network none echo:1
	[ "$status" -eq 0 ]
	[[ $output == 'env.A=1 -- -s "two words"'* ]]
	run timeout 60 "$KRAFT" run -W --network none -e A=2 echo:1 -- other
	[[ $output == 'env.A=1 env.A=2 -- other'* ]]
	run timeout 60 "$KRAFT" run -W --network none echo:1 --
	[[ $output != *"two words"* ]]
	module_image
	mkdir files && echo content >files/name
	"$KRAFT" pkg -n module -k module --rootfs files
	run timeout 60 "$KRAFT" run -W module:latest
	[ "$status" -eq 0 ]
	"$KRAFT" pkg -n bare -k module
	run timeout 60 "$KRAFT" run -W bare
	[ "$status" -eq 1 ]
	[ -z "$(ls -A machines)" ]
	[ -z "$(ls -A "$XDG_CACHE_HOME/kraft/running")" ]
}

@test "the same input gives the same digest, in another folder and at another time" {
	echo_image
	mkdir files && echo content >files/name
	one=$("$KRAFT" pkg -n echo -k echo --rootfs files -o one)
	mkdir elsewhere && cp echo elsewhere && cp -r files elsewhere
	touch -d '2001-01-01' elsewhere/files/name elsewhere/files
	cd elsewhere
	two=$(TZ=Asia/Tokyo "$KRAFT" pkg -n echo -k echo --rootfs files -o two)
	[ "$one" = "$two" ]
	diff -r ../one two
	"$KRAFT" pkg -n echo -k echo --rootfs files -o three.tar
	"$KRAFT" pkg push oci:../one four.tar
	cmp three.tar four.tar
	dated=$(SOURCE_DATE_EPOCH=86400 "$KRAFT" pkg -n echo -k echo --rootfs files -o five)
	[ "$one" != "$dated" ]
	run "$KRAFT" pkg info ./five
	[[ $output == *1970-01-02T00:00:00Z* ]]
}

@test "what runtimes look for is there" {
	echo_image
	"$KRAFT" pkg -n echo:2 -k echo -a x -l who=me -o layout >/dev/null
	edit layout "
ours, urunc = manifests
assert [m['platform'] for m in index['manifests']] == [
    {'os': 'qemu', 'architecture': 'x86_64'}, {'os': 'linux', 'architecture': 'amd64'}]
assert ours['annotations']['org.unikraft.kernel.image'] == '/unikraft/bin/kernel'
want = {'com.urunc.unikernel.unikernelType': 'unikraft', 'com.urunc.unikernel.hypervisor': 'qemu',
        'com.urunc.unikernel.binary': '/unikraft/bin/kernel', 'com.urunc.unikernel.cmdline': 'x'}
assert want.items() <= urunc['annotations'].items()
assert load(urunc['config'])['config'] == {'Cmd': ['x'], 'Env': [], 'Labels': {'who': 'me'}}
import base64, io, tarfile
files = {}
for layer in urunc['layers']:
    assert layer['mediaType'] == 'application/vnd.oci.image.layer.v1.tar+gzip'
    tar = tarfile.open(blob(layer['digest']))
    files.update({m.name: tar.extractfile(m).read() for m in tar if m.isfile()})
assert files['unikraft/bin/kernel'] == open('echo', 'rb').read()
decoded = {k: base64.b64decode(v).decode() for k, v in json.loads(files['urunc.json']).items()}
assert want.items() <= decoded.items()
"
}

@test "ls, info and rm; several names share blobs, and the last one takes them along" {
	echo_image
	run "$KRAFT" pkg ls
	[ "$status" -eq 0 ]
	[[ $output == *"there is no package"* ]]
	for command in info rm; do
		run "$KRAFT" pkg $command one
		[ "$status" -eq 1 ]
		[[ $output == *"there is no package 'one'"* ]]
	done
	"$KRAFT" pkg -n one -k echo
	"$KRAFT" pkg -n two:x -k echo -a other
	[ "$("$KRAFT" pkg ls -q | sort | xargs)" = "one:latest two:x" ]
	[ "$("$KRAFT" pkg ls -o json | jq -r '.[0].platform')" = qemu/x86_64 ]
	[ "$("$KRAFT" pkg info two:x -o json | jq -c .arguments)" = '["other"]' ]
	"$KRAFT" pkg rm one
	run timeout 60 "$KRAFT" run -W two:x
	[ "$status" -eq 0 ]
	run "$KRAFT" pkg rm tow:x
	[ "$status" -eq 1 ]
	[[ $output == *"did you mean 'two:x'"* ]]
	"$KRAFT" pkg rm two:x
	[ -z "$(find store/blobs -type f)" ]
}

@test "strategies: overwrite, merge, abort" {
	echo_image
	"$KRAFT" pkg -n e -k echo -a one
	run "$KRAFT" pkg -n e -k echo -a two --strategy abort
	[ "$status" -eq 1 ]
	[[ $output == *"already"* ]]
	[ "$("$KRAFT" pkg info e -o json | jq -c .arguments)" = '["one"]' ]
	"$KRAFT" pkg -n e -k echo -a two
	[ "$("$KRAFT" pkg info e -o json | jq -c .arguments)" = '["two"]' ]
	"$KRAFT" pkg -n e -k echo -o layout >/dev/null
	edit layout "index['manifests'][0]['platform']['os'] = 'fc'"
	"$KRAFT" pkg pull ./layout --strategy merge
	[ "$("$KRAFT" pkg info e -o json | jq -c .platforms)" = '["fc/x86_64","linux/amd64","qemu/x86_64"]' ]
	run "$KRAFT" pkg -n e -k echo --strategy guess
	[ "$status" -eq 2 ]
}

@test "push and pull by folder and archive, and names on the way" {
	echo_image
	digest=$("$KRAFT" pkg -n e:1 -k echo -a x)
	"$KRAFT" pkg push e:1 oci-archive:e.tar
	"$KRAFT" pkg push e:1 oci:folder
	"$KRAFT" pkg push e:1 folder -n host.example:5000/team/e:2
	[ "$("$KRAFT" pkg ls --from folder -q | xargs)" = "e:1 host.example:5000/team/e:2" ]
	"$KRAFT" pkg rm e:1
	[ "$("$KRAFT" pkg pull oci-archive:e.tar)" = e:1 ]
	[ "$("$KRAFT" pkg ls -o json | jq -r '.[0].digest')" = "${digest:0:19}" ]
	"$KRAFT" pkg pull oci:folder:host.example:5000/team/e:2 -n mine
	run timeout 60 "$KRAFT" run -W --network none mine
	[[ $output == '-- x'* ]]
	run timeout 60 "$KRAFT" run -W --network none oci:folder:e:1
	[[ $output == '-- x'* ]]
	run timeout 60 "$KRAFT" run -W --network none ./e.tar
	[[ $output == '-- x'* ]]
	run "$KRAFT" pkg pull ./folder
	[ "$status" -eq 1 ]
	[[ $output == *"several packages"*"e:1, host.example:5000/team/e:2"* ]]
	run "$KRAFT" pkg pull nginx:latest
	[ "$status" -eq 1 ]
	[[ $output == *"skopeo copy docker://nginx:latest"* ]]
	run "$KRAFT" pkg -n Wrong/NAME -k echo
	[ "$status" -eq 1 ]
	[[ $output == *"no name for a package"* ]]
}

# Each way must fail with a message, and leave nothing.
refused() { # MESSAGE
	run "$KRAFT" pkg pull ./layout
	[ "$status" -eq 1 ]
	[[ $output == *"$1"* ]]
	[ ! -e store ]
	run timeout 60 "$KRAFT" run -W ./layout
	[ "$status" -eq 1 ]
	[[ $output == *"$1"* ]]
	[ -z "$(ls -A "$XDG_CACHE_HOME/kraft/running")" ]
	rm -rf layout
	cp -r good layout
}

@test "damage is found" {
	echo_image
	"$KRAFT" pkg -n e -k echo -o good >/dev/null
	cp -r good layout
	manifest=$("$KRAFT" pkg info ./good -o json | jq -r '.manifest')
	layer=$("$KRAFT" pkg info ./good -o json | jq -r '.layers[0].digest')
	printf X | dd of="layout/blobs/${layer/:/\/}" bs=1 seek=30 conv=notrunc status=none
	refused "is damaged: its digest is"
	rm "layout/blobs/${layer/:/\/}"
	refused "is missing"
	truncate -s -1 "layout/blobs/${layer/:/\/}"
	refused "bytes instead of"
	echo '{}' >"layout/blobs/${manifest/:/\/}"
	refused "is damaged"
	echo '{"imageLayoutVersion":"7.0"}' >layout/oci-layout
	refused "version '7.0' is unknown"
	echo '{' >layout/index.json
	refused "index.json:2"
	edit layout "manifests[0]['layers'][0]['digest'] = 'sha256:../../../etc/passwd'"
	refused "is no digest"
	edit layout "manifests[0]['layers'][0]['mediaType'] = 'application/x-odd'"
	refused "unknown media type 'application/x-odd' of a layer"
	edit layout "index['manifests'][0]['mediaType'] = 'application/x-odd'"
	refused "unknown media type 'application/x-odd'"
	edit layout "c = load(manifests[0]['config']); c['rootfs']['diff_ids'][0] = 'sha256:' + '0' * 64; manifests[0]['config'].update(store(c))"
	run timeout 60 "$KRAFT" run -W ./layout
	[[ $output == *"is not what the configuration lists"* ]]
	head -c 3000 good/index.json >cut.tar
	run timeout 60 "$KRAFT" run -W ./cut.tar
	[ "$status" -eq 1 ]
}

@test "hostile names in a layer are refused" {
	echo_image
	"$KRAFT" pkg -n e -k echo -o good >/dev/null
	for members in "member('../evil')" "member('/evil')" "member('a/../../evil')" \
		"member('link', tarfile.SYMTYPE, '../../out'), member('link/evil')" \
		"member('link', tarfile.SYMTYPE, '/etc')" \
		"member('link', tarfile.LNKTYPE, '../evil')" "member('disk', tarfile.BLKTYPE)"; do
		rm -rf layout
		cp -r good layout
		hostile_layer layout "$members"
		run timeout 60 "$KRAFT" run -W ./layout
		[ "$status" -eq 1 ]
		[[ $output == *"a layer is refused"* ]]
		[ -z "$(ls -A "$XDG_CACHE_HOME/kraft/running")" ]
	done
	[ "$(find . -name evil)" = "" ]
	rm -rf layout
	cp -r good layout
	hostile_layer layout "member('unikraft/bin/kernel', tarfile.SYMTYPE, 'other')"
	run timeout 60 "$KRAFT" run -W ./layout
	[[ $output == *"no regular file"* ]]
}

@test "a failure leaves no half-written destination" {
	echo_image
	run "$KRAFT" pkg -n e -k echo --rootfs missing -o out
	[ "$status" -eq 1 ]
	[ ! -e out ]
	run "$KRAFT" pkg -n e -k missing -o out.tar
	[ "$status" -eq 1 ]
	[ ! -e out.tar ]
	mkdir other && echo mine >other/file
	run "$KRAFT" pkg -n e -k echo -o other
	[ "$status" -eq 1 ]
	[[ $output == *"other content"* ]]
	[ "$(ls other)" = file ]
	[ -z "$(find . -name '*.part.*' -o -name '.partial*')" ]
}

@test "a store changed by many at the same time holds what all of them put there" {
	echo_image
	for i in 1 2 3 4 5 6 7 8; do
		"$KRAFT" pkg -n "p$i" -k echo -a "$i" >/dev/null &
		children="$children $!"
	done
	for child in $children; do wait "$child"; done
	"$KRAFT" pkg rm p1 p3 >/dev/null &
	one=$!
	"$KRAFT" pkg -n p9 -k echo >/dev/null &
	two=$!
	wait $one && wait $two
	[ "$("$KRAFT" pkg ls -q | sort | xargs)" = "p2:latest p4:latest p5:latest p6:latest p7:latest p8:latest p9:latest" ]
	for p in p2 p9; do "$KRAFT" pkg info "$p" >/dev/null; done
}

@test "packages in the manner of KraftKit and of urunc run" {
	echo_image
	"$KRAFT" pkg -n e -k echo -a x -o layout >/dev/null
	# KraftKit: plain tar layers, whose digests serve as diff ids, and one manifest.
	edit layout "
import gzip
config = load(manifests[0]['config'])
for i, layer in enumerate(manifests[0]['layers']):
    tar = gzip.decompress(open(blob(layer['digest']), 'rb').read())
    layer.update(store(tar), mediaType='application/vnd.oci.image.layer.v1.tar')
index['manifests'] = index['manifests'][:1]
"
	run timeout 60 "$KRAFT" run -W --network none ./layout
	[[ $output == '-- x'* ]]
	# urunc: linux/amd64 without annotations; /urunc.json tells where the kernel is.
	rm -rf layout
	"$KRAFT" pkg -n e -k echo -a y -o layout >/dev/null
	edit layout "
import base64, gzip, io, tarfile
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode='w') as tar:
    for name, data in (('unikernel/app', open('echo', 'rb').read()),
                       ('urunc.json', json.dumps({'com.urunc.unikernel.binary': base64.b64encode(b'/unikernel/app').decode()}).encode())):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
tar = buffer.getvalue()
index['manifests'] = index['manifests'][1:]
manifests = manifests[1:]
config = load(manifests[0]['config'])
config['rootfs']['diff_ids'] = ['sha256:' + hashlib.sha256(tar).hexdigest()]
manifests[0]['config'].update(store(config))
manifests[0]['layers'] = [dict(store(gzip.compress(tar)), mediaType='application/vnd.docker.image.rootfs.diff.tar.gzip')]
manifests[0]['annotations'] = {}
"
	run timeout 60 "$KRAFT" run -W --network none ./layout
	[[ $output == '-- y'* ]]
	edit layout "index['manifests'][0]['platform']['architecture'] = 'arm64'"
	run timeout 60 "$KRAFT" run -W ./layout
	[[ $output == *"for other machines (linux/arm64)"* ]]
}

@test "skopeo and umoci read our packages, and we read what skopeo writes" {
	command -v skopeo >/dev/null && command -v umoci >/dev/null || skip "skopeo and umoci are not installed"
	echo_image
	"$KRAFT" pkg -n e:1 -k echo -a x -l who=me -o layout >/dev/null
	[ "$(skopeo inspect oci:layout:e:1 | jq -r '.Architecture + .Labels.who')" = amd64me ]
	[ "$(skopeo --override-os qemu --override-arch x86_64 inspect --config oci:layout | jq -r '.os')" = qemu ]
	skopeo copy -q --all oci:layout:e:1 oci-archive:copy.tar:e:1
	run timeout 60 "$KRAFT" run -W --network none ./copy.tar
	[[ $output == '-- x'* ]]
	skopeo copy -q oci:layout:e:1 oci:single:one
	umoci ls --layout single | grep -qx one
	umoci stat --image single:one >/dev/null
	umoci raw unpack --rootless --image single:one rootfs
	cmp echo rootfs/unikraft/bin/kernel
	run timeout 60 "$KRAFT" run -W --network none oci:single:one
	[[ $output == '-- x'* ]]
}
