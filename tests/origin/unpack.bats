#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# kraft-fetch unpack, list, top, pack: formats, hostile archives, all or nothing.

load helper

# hostile FILE CODE: a tar archive made by Python, `t` being the TarFile
hostile() {
	python3 -c '
import io, sys, tarfile
t = tarfile.open(sys.argv[1], "w:gz")
def add(name, kind=tarfile.REGTYPE, link="", data=b"evil"):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = link
    if kind == tarfile.REGTYPE:
        info.size = len(data)
    t.addfile(info, io.BytesIO(data) if kind == tarfile.REGTYPE else None)
add("top/good.txt")
exec(sys.argv[2])
t.close()' "$1" "$2"
}

refused() {
	hostile evil.tar.gz "$1"
	run "$FETCH" unpack evil.tar.gz x/y
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"$2"* ]]
	[ ! -e x/y ]
	[ ! -e evil ] && [ ! -e x/evil ]
	assert_no_leftovers
}

@test "every format, times and execute bits kept, top printed" {
	chmod +x site/top/hello.txt
	touch -d '2020-01-02 03:04:05' site/top/hello.txt
	(cd site && tar cf t.tar top && tar cJf t.tar.xz top && tar cjf t.tar.bz2 top && tar czf t.tgz top &&
		tar --zstd -cf t.tar.zst top && python3 -c 'import shutil; shutil.make_archive("t", "zip", ".", "top")')
	for file in t.tar t.tar.xz t.tar.bz2 t.tgz t.tar.zst t.zip; do
		run "$FETCH" unpack "site/$file" "out-$file"
		[ "$status" -eq 0 ]
		[ "$output" = top ]
		diff -r site/top "out-$file/top"
	done
	[ "$(stat -c %Y out-t.tgz/top/hello.txt)" = "$(stat -c %Y site/top/hello.txt)" ]
	[ -x out-t.tgz/top/hello.txt ]
	run "$FETCH" top site/t.tgz
	[ "$output" = top ]
	"$FETCH" list site/t.tgz | grep -qx top/sub/nested.txt
}

@test "cut short: an error, nothing left" {
	head -c 100 site/a-1.0.tar.gz >short.tar.gz
	run "$FETCH" unpack short.tar.gz x
	[ "$status" -eq 1 ]
	[ ! -e x ]
	assert_no_leftovers
}

@test "not an archive, and an empty one" {
	echo '<html>Not found</html>' >page.tar.gz
	run "$FETCH" unpack page.tar.gz x
	[ "$status" -eq 1 ]
	: >empty.tar.gz
	run "$FETCH" unpack empty.tar.gz x
	[ "$status" -eq 1 ]
	[ ! -e x ]
	run "$FETCH" unpack missing.tar.gz x
	[ "$status" -eq 1 ]
}

@test "a target that is in use is not touched" {
	mkdir x && echo mine >x/file
	run "$FETCH" unpack site/a-1.0.tar.gz x
	[ "$status" -eq 1 ]
	[ "$(cat x/file)" = mine ]
}

@test "absolute path" {
	refused 'add("'"$PWD"'/evil")' "outside"
}

@test "path with .." {
	refused 'add("top/../../evil")' "outside"
}

@test "symbolic link that leaves" {
	refused 'add("top/link", tarfile.SYMTYPE, "../../evil")' "leaves"
}

@test "absolute symbolic link" {
	refused 'add("top/link", tarfile.SYMTYPE, "/etc")' "leaves"
}

@test "writing through a symbolic link" {
	refused 'add("top/a", tarfile.SYMTYPE, "b"); add("top/a/evil")' "cannot unpack"
}

@test "hard link to the outside" {
	refused 'add("top/link", tarfile.LNKTYPE, "../../etc/passwd")' "hard link"
}

@test "device" {
	refused 'add("top/device", tarfile.CHRTYPE)' "device"
}

@test "links that stay inside are kept" {
	hostile ok.tar.gz 'add("top/sub/link", tarfile.SYMTYPE, "../good.txt"); add("top/hard", tarfile.LNKTYPE, "top/good.txt")'
	run "$FETCH" unpack ok.tar.gz x
	[ "$status" -eq 0 ]
	[ "$(cat x/top/sub/link)" = evil ]
	[ "$(cat x/top/hard)" = evil ]
}

@test "pack: the same folder gives the same bytes" {
	"$FETCH" pack site/top one.cpio
	"$FETCH" pack site/top two.cpio
	cmp one.cpio two.cpio
	python3 -c '
data = open("one.cpio", "rb").read()
assert data[:6] == b"070701" and b"hello.txt" in data and b"sub/nested.txt" in data and b"TRAILER!!!" in data'
	run "$FETCH" pack missing three.cpio
	[ "$status" -eq 1 ]
	[ ! -e three.cpio ]
}
